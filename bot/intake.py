"""Where a raw update belongs: its chat decides the order in which it is handled."""

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.channels.port import Channel, Raw
from bot.channels.raw import storable
from dialogues.message import Message
from errors import UpdateError
from storage import photo_asks
from storage.inbox import Arrival

RAW_LIMIT = 200_000
"""Letters of a raw update that are kept; a longer one is no message of a person."""


def arrival(channel: Channel, update_id: str, raw: Raw) -> Arrival | None:
    """What is stored of an update; one that can't be parsed gets a place of its own and fails alone.

    None for what is nothing to us, above all the talk of a staff group: it is never stored.
    """
    try:
        message = channel.parse(raw)
        if message is None or not _ours(message):
            return None
        chat, answers = message.chat.key, message.answers if _talk(message) else None
    except UpdateError:
        chat, answers = f"{channel.name}:?{update_id}", None
    return Arrival(channel.name, update_id, chat, _plain(raw), answers or "")


def _talk(message: Message) -> bool:
    """What people in a group say to each other; presses, commands and who leaves are for us."""
    return message.chat.group and not message.tap and not message.left and not message.text.startswith("/")


def _ours(message: Message) -> bool:
    """Talk of a group is not, unless it is a photo that replies to something: perhaps to our question for one."""
    return not _talk(message) or bool(message.file and message.answers)


async def asked_for(connection: AsyncConnection, arrivals: Sequence[Arrival], now: datetime) -> list[Arrival]:
    """Leaves out photos in groups that reply to anything but an open question of ours; they are never stored."""
    return [
        one for one in arrivals
        if not one.answers or await photo_asks.answered_by(connection, one.chat, one.answers, now)
    ]  # fmt: skip


def _plain(raw: Raw) -> Raw:
    plain: Raw = storable(raw)
    text = json.dumps(plain, ensure_ascii=False)
    if len(text) > RAW_LIMIT:
        return {"too_long": len(text), "sha256": hashlib.sha256(text.encode()).hexdigest()}
    return plain
