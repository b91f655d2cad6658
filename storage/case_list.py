"""Lists of cases: what a page asks for, found by pages and counted exactly."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, and_, any_, cast, func, literal, or_, select, true, tuple_
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.ext.asyncio import AsyncConnection

from cases.case import Case
from storage.case_store import select_case, to_case
from storage.desk_tables import contacts, numbers
from storage.tables import cases

Condition = ColumnElement[bool]
SORTS = {"due": cases.c.due, "waiting": cases.c.changed}
"""Besides newest first: by the deadline, and by how long nobody has moved it."""
NEWEST = 100_000
"""So many cases are walked through for a common word."""
MANY = 10_000
"""Hits of a search for words are counted up to here: nobody reads more, and a common word stands in all cases."""


@dataclass(frozen=True, slots=True)
class Filter:
    """What the inbox shows: empty parts do not restrict."""

    units: frozenset[str] | None = None
    """The person's own units; None for those who see other units' cases too."""
    topics: frozenset[str] | None = None
    """The topics that the person may see; None for those who see all."""
    cases: frozenset[int] | None = None
    """The cases with an open work order of the person's contractor, or of a coach's helpers; None for other roles."""
    unprotected: bool = False
    """Whether protected cases are left out altogether."""
    statuses: tuple[str, ...] = ()
    unit: str = ""
    region: int | None = None
    group: str = ""
    urgencies: tuple[str, ...] = ()
    due: str = ""
    """Only cases whose deadline is over («late») or near («soon») at `at`, or comes before `until` («today»)."""
    at: datetime | None = None
    alarm: bool = False
    code: str = ""
    phone: str = ""
    """Keyed hash of a telephone number: only cases of the conversations to which it belongs."""
    beside: str = ""
    """With `phone`: a code whose case is shown too, for a number may also be one."""
    joined: bool = False
    """Whether cases that are joined to another are shown beside it."""
    before: int | None = None
    """Cases after the one with this number, in the list's own order: the next page."""
    after: int = 0
    """Only cases with a greater number than this one."""
    live: bool = False
    """Only cases that have not come to a final status; one index holds them all."""
    assignee: int | None = None
    """Only those that this colleague has taken."""
    unassigned: bool = False
    search: str = ""
    """A question of cases/search.py."""
    guarded: str = ""
    """The question that protected cases must answer instead, for those who may not read their words."""
    sort: str = ""
    """Newest first, or a key of SORTS."""
    since: datetime | None = None
    """With `sort`: what the case numbered `before` has there."""
    until: datetime | None = None
    review_by: datetime | None = None
    """Only cases whose day of review comes before this moment."""
    changed_since: datetime | None = None
    """Only cases that something happened to since then."""


def conditions(by: Filter) -> list[Condition]:
    """Everything that a filter demands, but for the page."""
    return [*jurisdiction(by), *_plain(by), *_timely(by), *_sought(by), *_called(by)]


def jurisdiction(by: Filter) -> list[Condition]:
    """What keeps a query to the cases that a person reaches."""
    made: list[Condition] = []
    if by.units is not None:
        mine = list(by.units)
        made.append(or_(cases.c.unit.in_(mine), cases.c.also.overlap(mine)))
    if by.topics is not None:
        made.append(cases.c.topic.in_(by.topics))
    if by.cases is not None:
        made.append(cases.c.id.in_(by.cases))
    if by.unprotected:
        made.append(cases.c.protected.is_(False))
    return made


def _plain(by: Filter) -> list[Condition]:
    asked = [
        (cases.c.status.in_(by.statuses), by.statuses),
        (or_(cases.c.unit == by.unit, literal(by.unit, Text) == any_(cases.c.also)), by.unit),
        (cases.c.region == by.region, by.region is not None),
        (cases.c.topic.startswith(by.group), by.group),
        (cases.c.urgency.in_(by.urgencies), by.urgencies),
        (cases.c.alarm != "", by.alarm),
        (cases.c.code == by.code, by.code),
        (cases.c.finished.is_(None), by.live),
        (cases.c.assignee == by.assignee, by.assignee is not None),
        (cases.c.assignee.is_(None), by.unassigned),
        (cases.c.joined_to.is_(None), not by.joined),
        (cases.c.id > by.after, by.after > 0),
    ]
    return [condition for condition, wanted in asked if wanted]


def _timely(by: Filter) -> list[Condition]:
    made: list[Condition] = []
    if by.due == "late":
        made = [cases.c.due <= by.at]
    elif by.due == "soon":
        made = [cases.c.soon <= by.at, cases.c.due > by.at]
    elif by.due:
        made = [cases.c.due > by.at, cases.c.due <= by.until]
    made += [cases.c.changed >= by.changed_since] if by.changed_since else []
    return [*made, cases.c.review < by.review_by] if by.review_by else made


def _called(by: Filter) -> list[Condition]:
    """Whose number it is; the few conversations are found first, so that their index finds the cases."""
    if not by.phone:
        return []
    theirs = select(contacts.c.chat).join(numbers, numbers.c.id == contacts.c.number)
    hit = cases.c.chat == any_(func.array(theirs.where(numbers.c.digest == by.phone).scalar_subquery()))
    return [or_(hit, cases.c.code == by.beside) if by.beside else hit]


def _sought(by: Filter) -> list[Condition]:
    if not by.search:
        return []
    hit = _answers(by.search)
    if by.guarded:
        hit = or_(and_(hit, cases.c.protected.is_(False)), _answers(by.guarded))
    return [hit]


def _answers(question: str) -> Condition:
    return cases.c.search.bool_op("@@")(cast(question, TSQUERY))


def _page(by: Filter, limit: int, *, few: bool) -> Select[Any]:
    """Numbers of the cases of one page, in order."""
    hits = select(cases.c.id, *SORTS.values()).where(*conditions(by))
    found = (hits.cte("hits").prefix_with("MATERIALIZED") if few else hits.subquery()).c
    query = select(found.id).limit(limit)
    if by.sort not in SORTS:
        query = query.order_by(found.id.desc())
        return query if by.before is None else query.where(found.id < by.before)
    column = found[SORTS[by.sort].name]
    query = query.order_by(column, found.id)
    if by.before is None or by.since is None:
        return query
    return query.where(tuple_(column, found.id) > tuple_(literal(by.since), literal(by.before)))


async def find(connection: AsyncConnection, by: Filter, limit: int = 50, *, few: bool = False) -> list[Case]:
    """Cases for a list, newest first or by `sort`, by pages: pass the last number as `before`.

    The numbers are found first, out of an index where that is possible, and only then the few whole rows. With `few`,
    all that fit are gathered before they are put in order: quicker where it is known that there are not many, while
    PostgreSQL can't guess how often a word stands and might walk through all cases for it. A common word is looked for
    among the newest cases; if it stands in old ones alone, all that fit are gathered after all.
    """
    if by.search and not few and by.sort not in SORTS:
        last = by.before or int((await connection.execute(select(func.coalesce(func.max(cases.c.id), 0)))).scalar_one())
        newest = await _found(connection, replace(by, after=last - NEWEST), limit, few=False)
        return newest if len(newest) == limit else await _found(connection, by, limit, few=True)
    return await _found(connection, by, limit, few=few)


async def _found(connection: AsyncConnection, by: Filter, limit: int, *, few: bool) -> list[Case]:
    page = _page(by, limit, few=few).subquery()
    order = (SORTS[by.sort], cases.c.id) if by.sort in SORTS else (cases.c.id.desc(),)
    query = select_case().join(page, page.c.id == cases.c.id).order_by(*order)
    return [to_case(dict(row)) for row in (await connection.execute(query)).mappings()]


async def count(connection: AsyncConnection, by: Filter) -> int:
    """How many cases a filter finds, exactly; with words to search for, more than MANY are told as one more."""
    query = select(func.count()).select_from(cases).where(*conditions(by))
    if by.search:
        some = select(literal(1)).select_from(cases).where(*conditions(by)).limit(MANY + 1)
        query = select(func.count()).select_from(some.subquery())
    return int((await connection.execute(query)).scalar_one())


async def tally(connection: AsyncConnection, base: Filter, parts: Mapping[str, Filter]) -> dict[str, int]:
    """How many of the cases of one filter each of the others finds among them, exactly and in one go."""
    counts = [func.count().filter(and_(true(), *conditions(by))).label(name) for name, by in parts.items()]
    row = (await connection.execute(select(*counts).select_from(cases).where(*conditions(base)))).mappings().one()
    return {name: int(row[name]) for name in parts}


def narrowed(query: Select[Any], by: Filter) -> Select[Any]:
    """Any question about cases, asked of those alone that a filter finds."""
    return query.where(*conditions(by))


def reachable(query: Select[Any], by: Filter) -> Select[Any]:
    """Any question about cases, kept within what a person may see, without those that go along with another."""
    return query.where(*jurisdiction(by), cases.c.joined_to.is_(None))
