"""Small raw updates of channels that are ours alone: {id, text|tap|point|file, …}, read into Messages."""

from datetime import UTC, datetime
from typing import Any

from bot.channels.port import Raw
from dialogues.message import Chat, Message
from errors import UpdateError
from nlu.reading import Point

WORDS = ("text", "tap", "tap_id", "tapped", "answers", "file", "fault", "name", "left")
ONE_OF = ("text", "tap", "point", "file", "fault", "left")


def plain_message(channel: str, raw: Raw) -> Message:
    """Reads {id, at, chat, sender, group, edited} and what was said; raises UpdateError when nothing was."""
    if not any(key in raw for key in ONE_OF):
        raise UpdateError("no text, tap, point, file or fault")
    words = {key: _word(raw, key) for key in WORDS if raw.get(key) is not None}
    return Message(
        chat=Chat(channel, _word(raw, "chat", "1"), group=raw.get("group") is True),
        sender=_word(raw, "sender", _word(raw, "chat", "1")),
        at=_moment(raw.get("at")),
        point=_point(raw.get("point")),
        edited=raw.get("edited") is True,
        **words,
    )


def _word(raw: Raw, key: str, otherwise: str = "") -> str:
    found = raw.get(key, otherwise)
    if not isinstance(found, str):
        raise UpdateError(f"{key} is no text")
    return found


def _moment(at: Any) -> datetime:
    try:
        return datetime.fromtimestamp(at, UTC)
    except (TypeError, ValueError, OverflowError, OSError):
        raise UpdateError("at is no moment") from None


def _point(pair: Any) -> Point | None:
    if pair is None:
        return None
    try:
        lat, lon = (float(part) for part in pair)
    except (TypeError, ValueError):
        raise UpdateError("point is no pair of numbers") from None
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        raise UpdateError("a place outside the world")
    return Point(lat, lon)
