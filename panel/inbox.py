"""The inbox: the cases a person reaches, newest first, counted exactly, filtered by the address of the page."""

from dataclasses import dataclass, replace
from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response
from sqlalchemy.ext.asyncio import AsyncConnection

from cases.case import Case
from cases.policy import Person
from cities.units import Unit
from errors import NotFoundError
from panel import alarms
from panel.filters import RAISED, Wish, reach, read_wish, to_filter
from panel.gate import Number, Seer, StaffRoute, Visit
from panel.show import now
from storage import case_list, case_store, talks

PAGE = 40
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
    mine = replace(reach(person), statuses=tuple(flow.open))
    waiting = len(await talks.waiting_people(connection)) if person.may("desk") else None
    return Counts(
        open=await case_list.count(connection, mine),
        late=await case_list.count(connection, to_filter(Wish(due="late"), person, flow, at)),
        soon=await case_list.count(connection, to_filter(Wish(due="soon"), person, flow, at)),
        urgent=await case_list.count(connection, to_filter(Wish(urgency=RAISED), person, flow, at)),
        new=await case_list.count(connection, replace(mine, statuses=(flow.after("file").key,))),
        alarms=await alarms.number(connection, visit) if person.may("alarms") else None,
        waiting=waiting,
    )


async def _rows(connection: AsyncConnection, visit: Visit, wish: Wish, before: str) -> dict[str, Any]:
    number = int(before) if before.isdecimal() and len(before) < 19 else None
    wanted = replace(to_filter(wish, visit.person, visit.parts.workflow, now()), before=number)
    cases = await case_list.find(connection, wanted, PAGE + 1)
    more = cases[PAGE - 1].id if len(cases) > PAGE else None
    found = await case_list.count(connection, wanted)
    return {"cases": cases[:PAGE], "more": more, "wish": wish, "before": number, "found": found}


def units_for(person: Person, units: dict[str, Unit]) -> list[Unit]:
    """The units a person may filter by."""
    return [unit for key, unit in units.items() if person.role.scope != "units" or key in person.units]


@inside.get("/panel")
async def inbox(visit: Seer, before: str = "") -> Response:
    """The whole page."""
    wish = read_wish(visit.request.query_params)
    async with visit.transaction() as connection:
        counts = await _counts(connection, visit)
        rows = await _rows(connection, visit, wish, before)
    units = units_for(visit.person, dict(visit.parts.city.units))
    return visit.page("inbox.html", counts=counts, units=units, **rows)


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
        fits = await _fits(connection, visit, wish, case)
    return visit.page("row.html", case=case, fits=fits, fresh=True)


async def _fits(connection: AsyncConnection, visit: Visit, wish: Wish, case: Case) -> bool:
    """Asks the store itself, so that the row and the list never disagree; the code narrows it to one case."""
    wanted = to_filter(wish, visit.person, visit.parts.workflow, now())
    if wish.code and wish.code != case.code:
        return False
    return await case_list.count(connection, replace(wanted, code=case.code)) == 1
