"""In what the served messengers differ."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Update = dict[str, Any]

_EMPHASIS = re.compile(r"([*_`])(.+?)\1")
_LINK = re.compile(r"\[([^\]]+)\]\([^)]*\)")


def _same(update: Update) -> Update:
    return update


def _unchanged(text: str) -> str:
    return text


@dataclass(frozen=True)
class Dialect:
    """One messenger's ways, as data."""

    name: str
    trim: Callable[[Update], Update] = _same
    shown: Callable[[str], str] = _unchanged
    """What a person sees of a text."""
    edit_stub: bool = False
    drops_pending: bool = True
    secret_header: bool = True
    form_for_file_ids: bool = False
    group_a_minute: int | None = None
    old_taps_answered: bool = True


def _bale_trim(update: Update) -> Update:
    """Leaves out what the Bale documents do not promise."""
    if query := update.get("callback_query"):
        query.pop("chat_instance", None)
        _bale_message(query.get("message", {}))
    _bale_message(update.get("message", {}))
    return update


def _bale_message(message: dict[str, Any]) -> None:
    message.pop("date", None)
    for key in ("voice", "audio"):
        message.get(key, {}).pop("duration", None)


def _bale_shown(text: str) -> str:
    """Bale reads every text as Markdown."""
    return _LINK.sub(r"\1", _EMPHASIS.sub(r"\2", text))


DIALECTS = {
    "telegram": Dialect("telegram"),
    "bale": Dialect(
        "bale",
        trim=_bale_trim,
        shown=_bale_shown,
        edit_stub=True,
        drops_pending=False,
        secret_header=False,
        form_for_file_ids=True,
        group_a_minute=20,
        old_taps_answered=False,
    ),
}
