"""Alarms: cases at which somebody must look, by what they alarm about; within a person's reach, counted exactly."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from cases.case import Case
from cases.ladder import URGENCIES
from cases.policy import Person
from cases.workflow import Workflow
from storage.case_list import Filter, reachable
from storage.case_store import select_case, to_case
from storage.tables import cases

CLOCK = ("ringing", "late", "unmanned")
"""What the clock alarms about; all other kinds stand in the case itself."""


def kinds(flow: Workflow, person: Person, stored: Sequence[str]) -> Mapping[str, ColumnElement[bool]]:
    """Each kind of alarm that concerns a person, as a condition; of late cases those that have climbed up to them."""
    climbed = (
        and_(cases.c.urgency == urgency, cases.c.rung >= flow.ladder.level(urgency, person.role.key))
        for urgency in URGENCIES
    )
    made: dict[str, ColumnElement[bool]] = {
        "ringing": cases.c.ring.is_not(None),
        "late": and_(cases.c.rung > 0, cases.c.stopped.is_(None), cases.c.status.in_(flow.needing_work), or_(*climbed)),
    }
    if person.may("desk"):
        made["unmanned"] = cases.c.unmanned
    return made | {kind: and_(cases.c.alarm != "", cases.c.alarm == kind) for kind in stored if kind not in CLOCK}


def _open(query: Select[Any], flow: Workflow, by: Filter, any_of: Sequence[ColumnElement[bool]]) -> Select[Any]:
    return reachable(query.where(or_(*any_of), cases.c.status.in_(flow.open)), by)


async def counts(
    connection: AsyncConnection, flow: Workflow, by: Filter, wanted: Mapping[str, ColumnElement[bool]]
) -> Mapping[str, int]:
    """How many open cases alarm about each, and under «all» how many alarm at all."""
    columns: list[Any] = [func.count().filter(condition).label(kind) for kind, condition in wanted.items()]
    query: Any = select(func.count().label("all"), *columns).select_from(cases)
    row = (await connection.execute(_open(query, flow, by, list(wanted.values())))).mappings().one()
    return {str(kind): int(number) for kind, number in row.items()}


async def find(
    connection: AsyncConnection, flow: Workflow, by: Filter, any_of: Sequence[ColumnElement[bool]], limit: int
) -> list[Case]:
    """The newest of them, by pages: pass the last number as `before`."""
    query = _open(select_case(), flow, by, any_of).order_by(cases.c.id.desc()).limit(limit)
    if by.before is not None:
        query = query.where(cases.c.id < by.before)
    return [to_case(dict(row)) for row in (await connection.execute(query)).mappings()]
