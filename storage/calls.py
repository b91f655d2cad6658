"""Results about which citizens are asked by telephone: those who called themselves, or asked to be phoned."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from cases.case import Case
from storage.case_store import select_case, to_case
from storage.desk_tables import contacts, numbers
from storage.tables import cases, events

MISSED, LATER = "missed", "later"
"""How a history calls an attempt that reached nobody, and one that came too early."""


@dataclass(frozen=True, slots=True)
class Wait:
    """Which cases may be asked about now: results older than `before`, last tried before `tried`."""

    asking: Iterable[str]
    before: datetime
    tried: datetime


def _due(query: Select[Any], wait: Wait) -> Select[Any]:
    last = (
        select(func.max(events.c.at))
        .where(events.c.case == cases.c.id, events.c.what.in_((MISSED, LATER)))
        .scalar_subquery()
    )
    reads = contacts.c.texts & contacts.c.agreed.is_not(None) & numbers.c.stopped.is_(None)
    return (
        query.join(contacts, contacts.c.chat == cases.c.chat)
        .join(numbers, numbers.c.id == contacts.c.number)
        .where(contacts.c.calls, ~reads, cases.c.status.in_(list(wait.asking)), cases.c.changed <= wait.before)
        .where((last.is_(None)) | (last <= wait.tried))
    )


async def due(connection: AsyncConnection, wait: Wait, limit: int = 50) -> list[Case]:
    """Whom to call, longest waiting first."""
    query = _due(select_case(), wait).order_by(cases.c.changed, cases.c.id).limit(limit)
    return [to_case(dict(row)) for row in (await connection.execute(query)).mappings()]


async def count(connection: AsyncConnection, wait: Wait) -> int:
    """How many wait for a call."""
    return int((await connection.execute(_due(select(func.count(cases.c.id)), wait))).scalar_one())


async def tries(connection: AsyncConnection, numbers_of: Iterable[int]) -> Mapping[int, int]:
    """How often each case's citizen was called in vain about the present result."""
    query = select(cases.c.id, cases.c.asked).where(cases.c.id.in_(list(numbers_of)))
    return {row.id: row.asked for row in await connection.execute(query)}
