"""A call: an operator types what a caller says and reads aloud what the bot asks; the lines are the delivery."""

from bot.channels.web import WebChannel
from storage.intakes import PHONE


class PhoneChannel(WebChannel):
    """The web chat's channel under another name: the operator's page is its only reader."""

    name = PHONE
