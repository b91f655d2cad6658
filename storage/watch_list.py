"""What the clock looks for: cases whose rung or ring is due, the numbers of a unit's day, who holds a role."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from cases.case import Case
from cases.workflow import Workflow
from storage.case_list import Filter, reachable
from storage.case_store import select_case, to_case
from storage.people import Account
from storage.tables import cases, staff, staff_links, staff_units, unit_groups

MOST = 500
"""Cases of one look; the next look takes the rest."""


APART = cases.c.joined_to.is_(None)
"""A case that goes along with another neither rings nor climbs: its main case does."""


@dataclass(frozen=True, slots=True)
class Day:
    """The numbers of a unit's day, each exact."""

    ringing: int
    new: int
    due: int
    late: int
    objected: int
    waiting: int


async def bells(connection: AsyncConnection, now: datetime) -> Sequence[str]:
    """Codes of the cases whose next rung is due, longest due first."""
    due = select(cases.c.code).where(cases.c.bell <= now, cases.c.stopped.is_(None), APART)
    return list((await connection.execute(due.order_by(cases.c.bell).limit(MOST))).scalars())


async def rings(connection: AsyncConnection, now: datetime) -> Sequence[str]:
    """Codes of the cases that are to ring again."""
    due = select(cases.c.code).where(cases.c.ring <= now, APART)
    return list((await connection.execute(due.order_by(cases.c.ring).limit(MOST))).scalars())


async def ringing(connection: AsyncConnection, by: Filter, limit: int = 20) -> list[Case]:
    """Cases within reach that ring until somebody takes them, longest first."""
    query = reachable(select_case().where(cases.c.ring.is_not(None)), by).order_by(cases.c.id).limit(limit)
    return [to_case(dict(row)) for row in (await connection.execute(query)).mappings()]


async def day(connection: AsyncConnection, by: Filter, flow: Workflow, now: datetime, tonight: datetime) -> Day:
    """The numbers of a day."""
    work, fresh = cases.c.status.in_(flow.needing_work), {flow.after(what).key for what in ("file", "refer")}
    parts = {
        "ringing": cases.c.ring.is_not(None),
        "new": cases.c.status.in_(fresh),
        "due": work & (cases.c.due > now) & (cases.c.due <= tonight),
        "late": work & (cases.c.due <= now),
        "objected": work & (cases.c.reopened > 0),
        "waiting": cases.c.status.in_(flow.open - flow.needing_work - flow.asking("feedback")),
    }
    wanted: list[Any] = [func.count().filter(part).label(name) for name, part in parts.items()]
    query: Any = select(*wanted).select_from(cases).where(cases.c.status.in_(flow.open))
    return Day(**(await connection.execute(reachable(query, by))).mappings().one())


async def urgent_first(
    connection: AsyncConnection, by: Filter, flow: Workflow, begin: datetime | None, end: datetime, limit: int
) -> list[Case]:
    """Cases at work whose deadline lies between two moments, the oldest deadline first."""
    query: Select[Any] = select_case().where(cases.c.status.in_(flow.needing_work), cases.c.due <= end)
    if begin is not None:
        query = query.where(cases.c.due > begin)
    query = reachable(query, by).order_by(cases.c.due, cases.c.id).limit(limit)
    return [to_case(dict(row)) for row in (await connection.execute(query)).mappings()]


async def holding(connection: AsyncConnection, roles: Collection[str]) -> list[Account]:
    """Active accounts with any of these roles, with their units."""
    columns = (staff.c.id, staff.c.login, staff.c.name, staff.c.role, staff_units.c.unit)
    query = select(*columns).join(staff_units, staff_units.c.staff == staff.c.id, isouter=True)
    found: dict[int, Any] = {}
    for row in await connection.execute(query.where(staff.c.role.in_(roles), staff.c.active).order_by(staff.c.id)):
        found.setdefault(row.id, (row, set()))[1].add(row.unit)
    return [
        Account(row.id, row.login, row.name, row.role, "", False, True, 0, None, frozenset(units - {None}))
        for row, units in found.values()
    ]


async def own_chats(connection: AsyncConnection, people: Collection[int]) -> Sequence[str]:
    """Keys of the private chats in which these people have linked themselves."""
    query = select(staff_links.c.sender).where(staff_links.c.staff.in_(people)).order_by(staff_links.c.sender)
    return list((await connection.execute(query)).scalars())


async def units_of(connection: AsyncConnection, chat: int) -> frozenset[str]:
    """The units whose group a chat is."""
    query = select(unit_groups.c.unit).where(unit_groups.c.chat == chat)
    return frozenset((await connection.execute(query)).scalars())
