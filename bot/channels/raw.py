"""Reads what messengers send into plain data that can be stored, however odd it is."""

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from bot.channels.port import Raw


def read_json(text: str | bytes) -> Any:
    """Reads JSON so that a database takes it: no NUL, no half letters, no NaN; raises ValueError."""
    try:
        return storable(json.loads(text, parse_constant=lambda _: None))
    except RecursionError:
        raise ValueError("nested too deeply") from None


def storable(value: Any) -> Any:
    """The same plain data without what PostgreSQL can't store: NUL and half letters."""
    if isinstance(value, str):
        return value.replace("\0", "").encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, list):
        return [storable(item) for item in value]
    if isinstance(value, dict):
        return {storable(key): storable(item) for key, item in value.items()}
    return value


def updates(items: Iterable[Any]) -> list[tuple[str, Raw]]:
    """Names every update by its id; one that has none is kept too, named by its content."""
    return [(_name(item), item if isinstance(item, dict) else {"unreadable": item}) for item in items]


def update_of(body: bytes) -> tuple[str, Raw]:
    """The one update in the body of a webhook call; a body that is no JSON is kept as it came."""
    try:
        return updates([read_json(body)])[0]
    except ValueError:
        text = body.decode("utf-8", "replace").replace("\0", "")
        return hashlib.sha256(body).hexdigest(), {"unreadable": text}


def number(item: Any) -> int | None:
    """The messenger's own number of an update, if it has a sound one."""
    found = item.get("update_id") if isinstance(item, dict) else None
    return found if isinstance(found, int) and not isinstance(found, bool) else None


def _name(item: Any) -> str:
    own = number(item)
    if own is not None:
        return str(own)
    return hashlib.sha256(json.dumps(item, sort_keys=True).encode()).hexdigest()
