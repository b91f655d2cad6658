"""The coach's pages: helpers by number, what they reported and what became of it; codes for new ones, letting go."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Form
from fastapi.responses import Response

from cases.case import Case
from cases.workflow import Status, Workflow
from desk import teams as desk_teams
from errors import NotFoundError
from panel.filters import reach
from panel.gate import Coach, StaffRoute, Visit, goto
from panel.show import now
from persian import latin_digits
from storage import case_list, case_store, teams
from storage.teams import Helper

LIST = 100
FRESH = timedelta(days=14)
"""So long a result is news."""
CODE_DIGITS = 2
Number = Annotated[int, Form(ge=1, lt=2**31)]
inside = APIRouter(route_class=StaffRoute, include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Count:
    """What one helper reported: how many, how many go on, how many have a result."""

    all: int
    open: int
    settled: int


def settled(status: Status) -> bool:
    """Whether a status is a result that the coach may be glad of, or explain."""
    return (status.final or status.asks == "feedback") and status.counts != "withdrawn"


def counted(
    roster: Sequence[Helper], tallies: Mapping[tuple[str, str], int], workflow: Workflow
) -> list[tuple[Helper, Count]]:  # fmt: skip
    """Each helper with their counts."""
    made = []
    for one in roster:
        mine = [(workflow[status], number) for (chat, status), number in tallies.items() if chat == one.chat]
        done = sum(number for status, number in mine if settled(status))
        going = sum(number for status, number in mine if not settled(status) and not status.final)
        made.append((one, Count(sum(number for _, number in mine), going, done)))
    return made


async def _show(visit: Visit, status: int = 200, before: int = 0, **values: Any) -> Response:
    base = replace(reach(visit.person), joined=True)
    workflow = visit.house.workflow
    results = tuple(sorted(one.key for one in workflow.statuses.values() if settled(one)))
    async with visit.transaction() as connection:
        roster = await teams.roster(connection, visit.person.id)
        tallies = await teams.tallies(connection, base)
        news = replace(base, statuses=results, changed_since=now() - FRESH)
        fresh = [] if before else await case_list.find(connection, news, LIST)
        found = await case_list.find(connection, replace(base, before=before or None), LIST)
    made: dict[str, Any] = {"codes": [], "problem": ""}
    more: dict[str, Any] = {"numbers": {one.chat: one.number for one in roster}, "before": before, "limit": LIST}
    fresh.sort(key=lambda case: case.changed, reverse=True)
    counts = counted(roster, tallies, workflow)
    return visit.page("team.html", status, counts=counts, fresh=fresh, found=found, **more, **(made | values))


@inside.get("/panel/helpers")
async def helpers_page(visit: Coach, before: str = "") -> Response:
    """The helpers, what is new, and their reports, newest first."""
    return await _show(visit, before=int(before) if before.isdecimal() and len(before) <= 18 else 0)


@inside.post("/panel/helpers/code")
async def give_codes(visit: Coach, many: Annotated[str, Form()] = "") -> Response:
    """One-time codes for new helpers, shown this once."""
    digits = latin_digits(many).strip() or "1"
    if not digits.isdecimal() or len(digits) > CODE_DIGITS or not 1 <= int(digits) <= desk_teams.MOST_CODES:
        return await _show(visit, 422, problem=visit.pages.words["reasons"]["codes_number"])
    async with visit.transaction() as connection:
        codes = await desk_teams.give_codes(connection, visit.person, int(digits), now())
    return await _show(visit, codes=codes)


@inside.post("/panel/helpers/go")
async def let_go(visit: Coach, number: Number) -> Response:
    """Lets a helper go, who hears of it."""
    async with visit.transaction() as connection:
        await desk_teams.let_go(connection, visit.house, visit.person, number, now())
    return goto(visit.request, "/panel/helpers?done=let_go")


@inside.get("/panel/helpers/{code}")
async def helped_page(visit: Coach, code: str) -> Response:
    """What a coach may see of one report: words, neighbourhood and status; never who, the place itself, or the work."""
    async with visit.transaction() as connection:
        case: Case = await case_store.by_code(connection, code)
        roster = await teams.roster(connection, visit.person.id)
    number = next((one.number for one in roster if one.chat == case.chat), None)
    if number is None or not visit.person.may_on("accompany", case):
        raise NotFoundError("case")
    return visit.page("helped.html", case=case, number=number)
