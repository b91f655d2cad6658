"""Exact counts over all cases: how many, how late, how they ended, what citizens said of the results."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, String, cast, func, literal, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncConnection

from cases.workflow import Workflow
from storage.tables import cases, events

GROUP_LETTERS, TOPIC_LETTERS = 2, 4
"""A topic's code begins with its group's, a leaf's with its topic's."""


@dataclass(frozen=True, slots=True)
class Tally:
    """What is counted of a set of cases; asked, answered and good are cases, so a second question counts once."""

    key: str
    all: int
    open: int
    late: int
    happy: int
    silent: int
    returned: int
    """Cases that a citizen sent back at least once."""
    asked: int
    """Cases whose citizen was told a result and so could say what they think of it."""
    answered: int
    good: int
    """Cases whose citizen's last answer was a yes."""


async def by_status(connection: AsyncConnection) -> Mapping[str, int]:
    """How many cases stand at each status."""
    query = select(cases.c.status, func.count()).group_by(cases.c.status)
    return {row[0]: row[1] for row in await connection.execute(query)}


async def whole(connection: AsyncConnection, workflow: Workflow, at: datetime) -> Tally:
    """The tally of all cases together."""
    return (await _tallies(connection, workflow, at, literal(""))).get("", Tally("", 0, 0, 0, 0, 0, 0, 0, 0, 0))


async def by_unit(connection: AsyncConnection, workflow: Workflow, at: datetime) -> Sequence[Tally]:
    """A tally for each unit that holds a case, most cases first."""
    return _sorted(await _tallies(connection, workflow, at, cases.c.unit))


async def by_group(connection: AsyncConnection, workflow: Workflow, at: datetime) -> Sequence[Tally]:
    """A tally for each group of topics; the empty key holds cases whose topic nobody has settled."""
    group = func.left(cases.c.topic, GROUP_LETTERS, type_=String)
    return _sorted(await _tallies(connection, workflow, at, group))


async def by_topic(connection: AsyncConnection, workflow: Workflow, at: datetime) -> Sequence[Tally]:
    """A tally for each topic, its leaves within; the empty key holds cases whose topic nobody has settled."""
    topic = func.left(cases.c.topic, TOPIC_LETTERS, type_=String)
    return _sorted(await _tallies(connection, workflow, at, topic))


async def by_kind(connection: AsyncConnection, workflow: Workflow, at: datetime) -> Sequence[Tally]:
    """A tally for each kind of participation."""
    return _sorted(await _tallies(connection, workflow, at, cases.c.kind))


def _sorted(tallies: Mapping[str, Tally]) -> Sequence[Tally]:
    return sorted(tallies.values(), key=lambda one: (-one.all, one.key))


async def _tallies(
    connection: AsyncConnection, workflow: Workflow, at: datetime, by: ColumnElement[str]
) -> Mapping[str, Tally]:
    query = _query(workflow, at, by)
    return {row.key: Tally(**row._mapping) for row in await connection.execute(query)}  # noqa: SLF001 - Public in SQLAlchemy.


def _query(workflow: Workflow, at: datetime, by: ColumnElement[str]) -> Select[*tuple[Any, ...]]:
    told, last = _told(workflow), _last_answers()
    status, number = cases.c.status, func.count(cases.c.id)
    counts = (
        number.label("all"),
        number.filter(status.in_(workflow.open)).label("open"),
        number.filter(status.in_(workflow.needing_work), cases.c.due <= at).label("late"),
        number.filter(status.in_(_ending(workflow, "happy"))).label("happy"),
        number.filter(status.in_(_ending(workflow, "silent"))).label("silent"),
        number.filter(cases.c.reopened > 0).label("returned"),
        func.count(told.c.case).label("asked"),
        func.count(last.c.case).label("answered"),
        func.count(last.c.case).filter(last.c.answer == "good").label("good"),
    )
    joined = cases.outerjoin(told, told.c.case == cases.c.id).outerjoin(last, last.c.case == cases.c.id)
    key = cast(by, String).label("key")
    return select(key, *counts).select_from(joined).group_by(key)


def _ending(workflow: Workflow, counts: str) -> list[str]:
    return [status.key for status in workflow.statuses.values() if status.counts == counts]


def _told(workflow: Workflow) -> Any:
    """Cases that ever reached a status which asks for feedback."""
    return select(events.c.case).where(events.c.status.in_(workflow.asking("feedback"))).distinct().subquery()


def _last_answers() -> Any:
    """The last answer of each case's citizen."""
    answer = events.c.more["answer"].astext.label("answer")
    query = select(events.c.case, answer).where(events.c.what == "rate")
    return query.ext(distinct_on(events.c.case)).order_by(events.c.case, events.c.id.desc()).subquery()
