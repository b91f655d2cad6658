"""Where a raw update belongs: its chat decides the order in which it is handled."""

import hashlib
import json

from bot.channels.port import Channel, Raw
from bot.channels.raw import storable
from errors import UpdateError
from storage.inbox import Arrival

RAW_LIMIT = 200_000
"""Letters of a raw update that are kept; a longer one is no message of a person."""


def arrival(channel: Channel, update_id: str, raw: Raw) -> Arrival | None:
    """What is stored of an update; one that can't be parsed gets a place of its own and fails alone.

    None for what is nothing to us, above all the talk of a staff group: it is never stored.
    """
    try:
        message = channel.parse(raw)
        if message is None or (
            message.chat.group and not message.tap and not message.left and not message.text.startswith("/")
        ):
            return None
        chat = message.chat.key
    except UpdateError:
        chat = f"{channel.name}:?{update_id}"
    return Arrival(channel.name, update_id, chat, _plain(raw))


def _plain(raw: Raw) -> Raw:
    plain: Raw = storable(raw)
    text = json.dumps(plain, ensure_ascii=False)
    if len(text) > RAW_LIMIT:
        return {"too_long": len(text), "sha256": hashlib.sha256(text.encode()).hexdigest()}
    return plain
