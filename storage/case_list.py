"""Lists of cases: what a page asks for, found by pages and counted exactly."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, Text, any_, func, literal, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from cases.case import Case
from storage.case_store import select_case, to_case
from storage.tables import cases


@dataclass(frozen=True, slots=True)
class Filter:
    """What the inbox shows: empty parts do not restrict."""

    units: frozenset[str] | None = None
    """The person's own units; None for those who see other units' cases too."""
    topics: frozenset[str] | None = None
    """The topics that the person may see; None for those who see all."""
    statuses: tuple[str, ...] = ()
    unit: str = ""
    region: int | None = None
    group: str = ""
    urgencies: tuple[str, ...] = ()
    due: str = ""
    """Only cases whose deadline is over («late») or near («soon») at the moment `at`."""
    at: datetime | None = None
    alarm: bool = False
    code: str = ""
    before: int | None = None
    """Cases with a smaller number: the next page."""


def _reach(query: Select[Any], by: Filter) -> Select[Any]:
    if by.units is not None:
        mine = list(by.units)
        query = query.where(or_(cases.c.unit.in_(mine), cases.c.also.overlap(mine)))
    if by.topics is not None:
        query = query.where(cases.c.topic.in_(by.topics))
    return query


def _narrow(query: Select[Any], by: Filter) -> Select[Any]:
    query = _reach(query, by)
    if by.statuses:
        query = query.where(cases.c.status.in_(by.statuses))
    if by.unit:
        query = query.where(or_(cases.c.unit == by.unit, literal(by.unit, Text) == any_(cases.c.also)))
    if by.region is not None:
        query = query.where(cases.c.region == by.region)
    if by.group:
        query = query.where(cases.c.topic.startswith(by.group))
    if by.urgencies:
        query = query.where(cases.c.urgency.in_(by.urgencies))
    if by.due:
        query = query.where(cases.c.due <= by.at if by.due == "late" else cases.c.soon <= by.at)
    if by.due == "soon":
        query = query.where(cases.c.due > by.at)
    if by.alarm:
        query = query.where(cases.c.alarm != "")
    return query.where(cases.c.code == by.code) if by.code else query


async def find(connection: AsyncConnection, by: Filter, limit: int = 50) -> list[Case]:
    """Cases for a list, newest first, by pages: pass the last number as `before`."""
    query = _narrow(select_case(), by).order_by(cases.c.id.desc()).limit(limit)
    if by.before is not None:
        query = query.where(cases.c.id < by.before)
    return [to_case(dict(row)) for row in (await connection.execute(query)).mappings()]


async def count(connection: AsyncConnection, by: Filter) -> int:
    """How many cases a filter finds, exactly."""
    return int((await connection.execute(_narrow(select(func.count(cases.c.id)), by))).scalar_one())


def reachable(query: Select[Any], by: Filter) -> Select[Any]:
    """Any question about cases, kept within what a person may see."""
    return _reach(query, by)
