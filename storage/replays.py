"""What each event changed of a case is kept with it, so that the history alone tells how a case came to stand so."""

from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import cases, events

KEPT = (
    "status", "unit", "also", "topic", "kind", "region", "urgency", "protected", "alarm", "reopened", "review", "soon",
    "due", "stopped", "finished", "changed", "version", "assignee", "disputed", "recurring", "joined_to",
)  # fmt: skip
"""Columns of a case that its history can replay; none of them holds a citizen's words."""
BATCH = 500


def plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """The kept columns as plain data; moments in UTC."""
    return {key: _plain(values[key]) for key in KEPT}


def _plain(value: Any) -> Any:
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value


def changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """What is different afterwards."""
    old, new = plain(before), plain(after)
    return {key: value for key, value in new.items() if old[key] != value}


async def replay(connection: AsyncConnection, case: int) -> dict[str, Any]:
    """How a case stands by its history alone."""
    query = select(events.c.change).where(events.c.case == case).order_by(events.c.id)
    made: dict[str, Any] = {}
    for change in (await connection.execute(query)).scalars():
        made |= change
    return made


async def astray(connection: AsyncConnection) -> AsyncIterator[tuple[str, tuple[str, ...]]]:
    """Codes of cases that stand otherwise than their history says, each with the columns; empty when all is well."""
    last, columns = 0, (cases.c.id, cases.c.code, *(cases.c[key] for key in KEPT))
    while True:
        query = select(*columns).where(cases.c.id > last).order_by(cases.c.id).limit(BATCH)
        rows = [dict(row) for row in (await connection.execute(query)).mappings()]
        for row in rows:
            told, stands = await replay(connection, row["id"]), plain(row)
            wrong = tuple(key for key in KEPT if told.get(key) != stands[key])
            # A case that was filed before histories kept what changed has nothing to be compared with.
            if "version" in told and wrong:
                yield row["code"], wrong
        if not rows:
            return
        last = rows[-1]["id"]
