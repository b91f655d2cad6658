"""Telegram: the dialect as it is written down."""

from bot.channels.botapi import BotApi, Dialect
from bot.channels.messenger import Messenger
from bot.channels.port import Channel


def build(messenger: Messenger, place_label: str) -> Channel:
    """The channel to one Telegram bot."""
    return BotApi(messenger, place_label, Dialect())
