"""What a gateway's web hook says of messages that came in, whatever form and names it uses."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs

from bot.channels.raw import read_json, storable

FORM_LIMIT = 8000
MOST = 50
"""Messages of one call."""
SENDER, WORDS, NAME = ("from", "sender"), ("message", "text", "body"), ("messageid", "id")
"""Kavenegar's own names first: those of its web hook, then those of its list of messages that came in."""


@dataclass(frozen=True, slots=True)
class Came:
    """One message: its name, who wrote it, and what."""

    name: str
    sender: str
    text: str


def read(body: bytes) -> Sequence[Came]:
    """The messages of a call: a form, a query or JSON, one or several; nothing if it is none of these."""
    return [_came(one, number, body) for number, one in enumerate(_entries(_read(body)))]


def _read(body: bytes) -> Any:
    try:
        return read_json(body)
    except ValueError:
        pairs = parse_qs(body[:FORM_LIMIT].decode("utf-8", "replace"))
        return storable({name: values[0] for name, values in pairs.items()})


def _entries(said: Any) -> Sequence[Mapping[str, Any]]:
    if isinstance(said, dict) and isinstance(said.get("entries"), list):
        said = said["entries"]
    found = said if isinstance(said, list) else [said]
    return [{str(key).lower(): value for key, value in one.items()} for one in found[:MOST] if isinstance(one, dict)]


def _first(said: Mapping[str, Any], names: Sequence[str]) -> str:
    """The first of these that is there, as plain text; a number counts as such."""
    found = (said.get(name) for name in names)
    return next(
        (str(one) for one in found if isinstance(one, str | int) and not isinstance(one, bool) and str(one)), ""
    )


def _came(said: Mapping[str, Any], number: int, body: bytes) -> Came:
    """A message without an id is named by its content: the same one is never taken twice."""
    name = _first(said, NAME)[:64] or hashlib.sha256(body + bytes([number])).hexdigest()
    return Came(name, _first(said, SENDER), _first(said, WORDS))
