"""What each event changed of a case is kept with it, so that the history alone tells how a case came to stand so."""

from collections.abc import AsyncIterator, Mapping, Sequence
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
_STANDS = tuple(cases.c[key] for key in KEPT)
BATCH = 500


def plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """The kept columns as plain data; moments in UTC."""
    return {key: _plain(values[key]) for key in KEPT}


def _plain(value: Any) -> Any:
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value


def changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """What is different afterwards; both as plain data."""
    return {key: after[key] for key in KEPT if key in after and before[key] != after[key]}


async def lock(connection: AsyncConnection, case: int) -> dict[str, Any]:
    """How a case stands, as plain data; nobody else changes it until this transaction ends."""
    row = await connection.execute(select(*_STANDS).where(cases.c.id == case).with_for_update())
    return plain(dict(row.mappings().one()))


async def replay(connection: AsyncConnection, numbers: Sequence[int]) -> dict[int, dict[str, Any]]:
    """How cases stand by their histories alone, by number."""
    query = select(events.c.case, events.c.change).where(events.c.case.in_(numbers)).order_by(events.c.id)
    made: dict[int, dict[str, Any]] = {number: {} for number in numbers}
    for number, change in await connection.execute(query):
        made[number] |= change
    return made


async def astray(connection: AsyncConnection) -> AsyncIterator[tuple[str, tuple[str, ...]]]:
    """Codes of cases that stand otherwise than their history says, each with the columns; empty when all is well."""
    last = 0
    query = select(cases.c.id, cases.c.code, *_STANDS).order_by(cases.c.id).limit(BATCH)
    while rows := (await connection.execute(query.where(cases.c.id > last))).mappings().all():
        told, last = await replay(connection, [row["id"] for row in rows]), rows[-1]["id"]
        for row in rows:
            # A case that was filed before histories kept what changed is compared in what they tell since.
            if wrong := tuple(changed(plain(dict(row)), told[row["id"]])):
                yield row["code"], wrong
