"""Bale: the Telegram dialect with fields left out, marks always read as Markdown, and a few calls that differ."""

import re
import time
from collections.abc import Callable
from copy import deepcopy
from typing import Any

from bot.channels.botapi import BotApi, Dialect
from bot.channels.messenger import Messenger
from bot.channels.port import Channel, Raw

OLD_CLIENT = "1"
"""A press whose id begins so comes from an old client, and Bale can't answer it."""

_MARKS = str.maketrans({"*": "∗", "_": "＿", "`": "ˋ", "[": "［", "]": "］"})
_LINK_OR_MARKS = re.compile(r"https?://\S+|[@#/]\w+|[*_`\[\]]+")
_REPLIED = {"id": 0, "type": "group"}
_UNREAD = re.compile(r"forward|reply_to|entities|pinned_message|reply_markup")


def build(messenger: Messenger, place_label: str) -> Channel:
    """The channel to one Bale bot.

    Edits answer with a stub and deleteWebhook keeps what is pending; our calls rely on neither.
    """
    return BotApi(messenger, place_label, BALE)


def plain(text: str) -> str:
    """Marks become look-alikes without meaning; links and names keep theirs, or they would lead nowhere."""
    return _LINK_OR_MARKS.sub(lambda found: found[0] if _is_name(found[0]) else found[0].translate(_MARKS), text)


def _is_name(part: str) -> bool:
    return part[0] in "h@#/"


def mend(raw: Raw) -> Raw:
    """The same update with everything that Bale leaves out and a Telegram client insists on."""
    made = deepcopy(dict(raw))
    for kind in ("message", "edited_message"):
        _mend(made, kind, lambda message: _message(message, message.get("from")))
    _mend(made, "callback_query", _query)
    return made


def _mend(holder: dict[Any, Any], key: str, mender: Callable[[dict[Any, Any]], None]) -> None:
    """Mends a part if it is there and has the shape of one; anything else is for the validator to refuse."""
    if isinstance(part := holder.get(key), dict):
        mender(part)


def _query(query: dict[Any, Any]) -> None:
    query.setdefault("chat_instance", "")
    _mend(query, "message", lambda message: _message(message, query.get("from")))
    _mend(query, "from", _person)
    if isinstance(query.get("id"), int):
        query["id"] = str(query["id"])


def _message(message: dict[Any, Any], person: Any) -> None:
    """What we never read goes, because an odd shape in it would cost the whole message."""
    replied = message.get("reply_to_message")
    for key in [key for key in message if _UNREAD.search(str(key))]:
        del message[key]
    if isinstance(replied, dict) and isinstance(replied.get("message_id"), int):
        # Which message is replied to is all that we read of it.
        message["reply_to_message"] = {"message_id": replied["message_id"], "date": 1, "chat": _REPLIED}
    message.setdefault("date", int(time.time()))
    _mend(message, "from", _person)
    _mend(message, "left_chat_member", _person)
    if isinstance(chat := message.get("chat"), dict):
        chat.setdefault("type", "private" if _same(chat, person) else "group")
    for key in ("voice", "audio", "video", "document", "sticker", "animation", "video_note"):
        _mend(message, key, _file)
    for size in photos if isinstance(photos := message.get("photo"), list) else ():
        if isinstance(size, dict):
            _file(size)


def _person(person: dict[Any, Any]) -> None:
    person.setdefault("is_bot", False)
    person.setdefault("first_name", "")


def _same(chat: dict[Any, Any], person: Any) -> bool:
    """Bale's groups have positive ids too, so only the person who writes or presses tells a private chat."""
    return isinstance(person, dict) and chat.get("id") == person.get("id")


def _file(file: dict[Any, Any]) -> None:
    file.setdefault("file_unique_id", file.get("file_id"))
    for key in ("duration", "width", "height", "length"):
        file.setdefault(key, 0)


BALE = Dialect(
    mend=mend,
    plain=plain,
    answers_tap=lambda tap_id: not tap_id.startswith(OLD_CLIENT),
    kinds=None,
    secret_in_path=True,
)
