"""My day: what rings, what is due, what waits for me, mine and my unit's; the first page of whoever works on cases."""

from dataclasses import dataclass, replace
from datetime import datetime

from fastapi import APIRouter
from fastapi.responses import Response
from sqlalchemy.ext.asyncio import AsyncConnection

from cases.case import Case
from panel import cautions
from panel.filters import ALL, MINE, NOBODYS, RAISED, Wish, reach, to_filter, tonight
from panel.gate import StaffRoute, Visit, Worker
from panel.show import now
from storage import case_list, days, mentions, people
from storage.case_list import Filter

SHOWN = 8
"""Cases of each part that stand on the page; the rest is one press away."""
NAMED = 30
WISHES = {
    "urgent": Wish(urgency=RAISED, sort="due"),
    "late": Wish(due="late", sort="due"),
    "today": Wish(due="today", sort="due"),
    "mine": Wish(owner=MINE, sort="waiting"),
}
inside = APIRouter(route_class=StaffRoute, include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the day."""

    key: str
    count: int
    cases: list[Case]
    query: str = ""
    """The same in the inbox, for the rest."""
    by: dict[int, str] | None = None
    """Who named me, by the number of the case."""


@inside.get("/panel/day")
async def day(visit: Worker) -> Response:
    """The page."""
    at = now()
    async with visit.transaction() as connection:
        names = dict(await people.names(connection))
        parts = [
            await _named(connection, visit, names), await _answered(connection, visit),
            *await _filtered(connection, visit, at),
        ]  # fmt: skip
        standing = await cautions.standing(connection, visit)
        free = await case_list.count(connection, to_filter(Wish(owner=NOBODYS), visit.person, visit.parts.workflow, at))
    whole = _whole_city(visit)
    return visit.page("day.html", day_parts=parts, free=free, names=names, whole_city=whole, standing=standing)


def _whole_city(visit: Visit) -> bool:
    """Who reaches every case has a day of their own work alone: all others have units or topics."""
    return visit.person.role.scope == ALL


def _mine(visit: Visit, wanted: Filter) -> Filter:
    return replace(wanted, assignee=visit.person.id) if _whole_city(visit) else wanted


async def _filtered(connection: AsyncConnection, visit: Visit, at: datetime) -> list[Part]:
    flow, person = visit.parts.workflow, visit.person
    wanted = {key: _mine(visit, to_filter(wish, person, flow, at)) for key, wish in WISHES.items()}
    base = replace(reach(person), live=True)
    wanted["review"] = _mine(visit, replace(base, review_by=tonight(at)))
    counts = await case_list.tally(connection, base, wanted)
    made = []
    for key, by in wanted.items():
        cases = await case_list.find(connection, by, SHOWN) if counts[key] else []
        wish = WISHES.get(key)
        if wish and _whole_city(visit):
            wish = replace(wish, owner=MINE)
        made.append(Part(key, counts[key], cases, wish.query if wish else ""))
    return made


async def _answered(connection: AsyncConnection, visit: Visit) -> Part:
    by = _mine(visit, replace(reach(visit.person), live=True))
    count, cases = await days.answered(connection, by, SHOWN)
    return Part("answers", count, cases)


async def _named(connection: AsyncConnection, visit: Visit, names: dict[int, str]) -> Part:
    found = await mentions.unseen(connection, visit.person.id)
    by = {one.case: names.get(one.by, str(visit.pages.words["who"]["gone"])) for one in found}
    cases = [one for one in await days.by_ids(connection, list(by)) if visit.person.sees_words(one)]
    return Part("named", len(cases), cases[:NAMED], by=by)
