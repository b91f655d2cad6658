"""The inbox: the cases a person reaches, newest first, counted exactly, filtered by the address of the page."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response
from sqlalchemy.ext.asyncio import AsyncConnection

from cases.case import Case
from cases.policy import Person
from cities.units import Unit
from errors import NotFoundError
from panel import alarms, phones
from panel.bulk import offered
from panel.filters import RAISED, Wish, reach, read_wish, to_filter
from panel.gate import Number, Seer, StaffRoute, Visit, goto
from panel.show import now
from storage import case_list, case_store, people, saved_filters, talks
from storage.case_list import SORTS, Filter

PAGE = 40
MICRO = 1_000_000
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
DIGITS = 19
"""Digits of a number that PostgreSQL still counts, and one."""
inside = APIRouter(route_class=StaffRoute, include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Counts:
    """The numbers on top of the inbox, each exact."""

    open: int
    late: int
    soon: int
    urgent: int
    new: int
    alarms: int | None
    """Cases that alarm this person; None for those whom alarms do not concern."""
    waiting: int | None
    """People who wait for an operator; None for those who don't answer them."""


async def _counts(connection: AsyncConnection, visit: Visit) -> Counts:
    person, flow, at = visit.person, visit.parts.workflow, now()
    waiting = len(await talks.waiting_people(connection)) if person.may("desk") else None
    wishes = {
        "open": Wish(), "late": Wish(due="late"), "soon": Wish(due="soon"), "urgent": Wish(urgency=RAISED),
        "new": Wish(status=flow.after("file").key),
    }  # fmt: skip
    parts = {name: to_filter(wish, person, flow, at) for name, wish in wishes.items()}
    counted = await case_list.tally(connection, replace(reach(person), live=True), parts)
    alarming = await alarms.number(connection, visit) if person.may("alarms") else None
    return Counts(waiting=waiting, alarms=alarming, **counted)


async def _rows(connection: AsyncConnection, visit: Visit, wish: Wish, before: str) -> dict[str, Any]:
    wanted = _after(_filter(visit, wish), before)
    found = await case_list.count(connection, wanted)
    cases = await case_list.find(
        connection, wanted, PAGE + 1, few=bool(wish.q or wish.phone) and found <= case_list.MANY
    )
    more = cursor(cases[PAGE - 1], wish.sort) if len(cases) > PAGE else ""
    return {
        "cases": cases[:PAGE], "more": more, "wish": wish, "before": wanted.before, "found": found,
        "most": case_list.MANY,
        "sought": wish.sought, "names": await people.names(connection),
    }  # fmt: skip


def _filter(visit: Visit, wish: Wish) -> Filter:
    return to_filter(wish, visit.person, visit.parts.workflow, now(), visit.parts.topics)


def cursor(case: Case, sort: str) -> str:
    """Where the next page begins: the number of the last case, and what the list is sorted by."""
    moment = {"due": case.term.due, "waiting": case.changed}.get(sort)
    return f"{case.id}-{round(moment.timestamp() * MICRO)}" if moment else str(case.id)


def _after(wanted: Filter, before: str) -> Filter:
    """The filter from a place in its list on; a place that makes no sense is the beginning."""
    number, _, moment = before.partition("-")
    if not (number.isdecimal() and len(number) < DIGITS):
        return wanted
    if wanted.sort not in SORTS:
        return replace(wanted, before=int(number))
    if not (moment.isdecimal() and len(moment) < DIGITS - 1):
        return wanted
    return replace(wanted, before=int(number), since=EPOCH + timedelta(microseconds=int(moment)))


def units_for(person: Person, units: dict[str, Unit]) -> list[Unit]:
    """The units a person may filter by."""
    return [unit for key, unit in units.items() if person.role.scope != "units" or key in person.units]


@inside.get("/panel")
async def inbox(visit: Seer, before: str = "") -> Response:
    """The whole page."""
    wish = read_wish(visit.request.query_params)
    async with visit.transaction() as connection:
        if first := await _first(connection, visit):
            return goto(visit.request, f"/panel?{first}")
        if concealed := await phones.concealed(connection, visit, wish):
            return phones.shown(concealed)
        counts = await _counts(connection, visit)
        rows = await _rows(connection, visit, wish, before)
        saved = await saved_filters.seen_by(connection, visit.person.id, visit.person.units)
    units = units_for(visit.person, dict(visit.parts.city.units))
    acts = offered(visit.person, visit.parts.workflow)
    return visit.page("inbox.html", counts=counts, units=units, saved=saved, acts=acts, **rows)


async def _first(connection: AsyncConnection, visit: Visit) -> str | None:
    """The filter that the person wants to see first, if nothing else was asked for."""
    if visit.request.url.query or "hx-request" in visit.request.headers:
        return None
    return await saved_filters.first_of(connection, visit.person.id)


@inside.get("/panel/rows")
async def rows(visit: Seer, before: str = "") -> Response:
    """More rows, for the end of the list."""
    async with visit.transaction() as connection:
        found = await _rows(connection, visit, read_wish(visit.request.query_params), before)
    return visit.page("rows.html", **found)


@inside.get("/panel/counts")
async def counts(visit: Seer) -> Response:
    """The numbers on top, fresh."""
    async with visit.transaction() as connection:
        found = await _counts(connection, visit)
    return visit.page("counts.html", counts=found)


@inside.get("/panel/row/{id}")
async def row(visit: Seer, id: Number) -> Response:
    """One row, fresh; it says itself whether it fits the filters of the page that asks."""
    wish = read_wish(visit.request.query_params)
    async with visit.transaction() as connection:
        case = await case_store.by_id(connection, id)
        if not visit.person.reaches(case):
            raise NotFoundError("case")
        fits, names = await _fits(connection, visit, wish, case), await people.names(connection)
    return visit.page("row.html", case=case, fits=fits, fresh=True, sought=wish.sought, names=names)


async def _fits(connection: AsyncConnection, visit: Visit, wish: Wish, case: Case) -> bool:
    """Asks the store itself, so that the row and the list never disagree; the code narrows it to one case."""
    wanted = _filter(visit, wish)
    if wish.code and not wish.phone and wish.code != case.code:
        return False
    return await case_list.count(connection, replace(wanted, code=case.code)) == 1
