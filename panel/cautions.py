"""The inspector's notices to units: lists by how they stand, one notice with its whole exchange, and the forms."""

from dataclasses import dataclass, field, replace
from typing import Annotated, Any

from fastapi import APIRouter, Form
from fastapi.responses import Response
from sqlalchemy.ext.asyncio import AsyncConnection

from cases.cautions import AGAIN, ANSWER, ANSWERED, CALL_OFF, OPEN, SETTLE, Caution, default_due
from cities.units import Unit
from desk import caution_news
from desk import cautions as desk
from errors import NotAllowedError, StaleError
from panel.entry import read_day, read_text
from panel.gate import Explainer, Inspector, Number, Overseer, StaffRoute, Visit, goto
from panel.show import now
from storage import cautions, days, people
from storage.cautions import KINDS, LATE, LIVE, Wanted

PAGE = 40
SHOWN = 8
HOME = "/panel/cautions"
Text = Annotated[str, Form()]
Version = Annotated[int, Form()]
inside = APIRouter(route_class=StaffRoute, include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Typed:
    """What somebody has begun to write, and why it was not taken."""

    act: str = ""
    unit: str = ""
    text: str = ""
    codes: str = ""
    until: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """Notices that stand on the page of the day and among the alarms: how many, and the first of them."""

    count: int = 0
    found: list[Caution] = field(default_factory=list)


async def standing(connection: AsyncConnection, visit: Visit) -> Standing:
    """What concerns a person now: answers owed in their unit's name; for inspectors those that are late or came."""
    person, at = visit.person, now()
    kinds = (OPEN,) if person.may("explain") else (LATE, ANSWERED) if person.may("inspect") else ()
    if not kinds:
        return Standing()
    found = await cautions.waiting(connection, person.cautioned, kinds, at, SHOWN)
    counts = await cautions.counts(connection, Wanted(person.cautioned), at)
    return Standing(sum(counts[kind] for kind in kinds), found)


def _units(visit: Visit, act: str) -> list[Unit]:
    return [unit for unit in visit.house.city.working_units.values() if visit.person.may_with(act, unit.key)]


async def _list(visit: Visit, wanted: Wanted, typed: Typed, status: int = 200) -> Response:
    at = now()
    async with visit.transaction() as connection:
        found = await cautions.find(connection, wanted, at, PAGE + 1)
        counts = await cautions.counts(connection, wanted, at)
    more = found[PAGE - 1].id if len(found) > PAGE else None
    return visit.page(
        "cautions.html", status, found=found[:PAGE], counts=counts, wanted=wanted, more=more, typed=typed,
        units=_units(visit, "cautions"), writes=_units(visit, "inspect"),
        default=default_due(at, visit.house.city.working),
    )  # fmt: skip


@inside.get("/panel/cautions")
async def page(visit: Overseer, kind: str = "", unit: str = "", before: str = "") -> Response:
    """Notices within reach: those not settled, or of one kind; and the form for a new one."""
    number = int(before) if before.isdecimal() and len(before) < 19 else None
    wanted = Wanted(visit.person.cautioned, kind if kind in KINDS else LIVE, unit[:60], number)
    return await _list(visit, wanted, Typed(unit=wanted.unit))


@inside.post("/panel/cautions")
async def give(visit: Inspector, unit: Text = "", text: Text = "", codes: Text = "", until: Text = "") -> Response:
    """Puts a notice to a unit."""
    typed = Typed("give", unit, text, codes, until)
    try:
        words, day = read_text(text, needed=True), read_day(until, now())
        async with visit.transaction() as connection:
            made = await desk.give(
                connection, visit.house, visit.person, unit, words, read_text(codes), day, now()
            )  # fmt: skip
    except NotAllowedError as error:
        wanted = Wanted(visit.person.cautioned)
        return await _list(visit, wanted, replace(typed, problem=visit.reason(error)), 422)
    return goto(visit.request, f"{HOME}/{made.id}?done=caution_give")


async def _one(visit: Visit, id: int, typed: Typed, status: int = 200) -> Response:
    async with visit.transaction() as connection:
        caution = await desk.hold(connection, visit.person, id)
        shown: dict[str, Any] = {
            "exchange": await cautions.words(connection, id), "names": await people.names(connection),
            "grounds": await days.by_ids(connection, caution.cases),
            "acts": desk.choices(visit.person, caution),
            "manned": bool(await caution_news.able(connection, visit.house, "explain", caution.unit)),
        }  # fmt: skip
    default = default_due(now(), visit.house.city.working)
    return visit.page("caution.html", status, caution=caution, typed=typed, default=default, **shown)


@inside.get("/panel/cautions/{id}")
async def one(visit: Overseer, id: Number) -> Response:
    """One notice with everything that was said."""
    return await _one(visit, id, Typed())


async def _act(visit: Visit, id: int, typed: Typed, version: int) -> Response:
    """Does an act; when it can't be done, the fresh page comes back with everything that was typed."""
    try:
        words, day = read_text(typed.text, needed=typed.act != SETTLE), read_day(typed.until, now())
        async with visit.transaction() as connection:
            await desk.act(connection, visit.house, visit.person, id, typed.act, words, version, now(), day)
    except StaleError:
        problem = str(visit.pages.words["reasons"]["caution_stale"])
        return await _one(visit, id, replace(typed, problem=problem), 409)
    except NotAllowedError as error:
        return await _one(visit, id, replace(typed, problem=visit.reason(error)), 422)
    return goto(visit.request, f"{HOME}/{id}?done=caution_{typed.act}")


@inside.post("/panel/cautions/{id}/answer")
async def answer(visit: Explainer, id: Number, version: Version, text: Text = "") -> Response:
    """The unit's answer."""
    return await _act(visit, id, Typed(ANSWER, text=text), version)


@inside.post("/panel/cautions/{id}/again")
async def again(visit: Inspector, id: Number, version: Version, text: Text = "", until: Text = "") -> Response:
    """The inspector asks once more."""
    return await _act(visit, id, Typed(AGAIN, text=text, until=until), version)


@inside.post("/panel/cautions/{id}/settle")
async def settle(visit: Inspector, id: Number, version: Version, text: Text = "") -> Response:
    """The inspector accepts the answer."""
    return await _act(visit, id, Typed(SETTLE, text=text), version)


@inside.post("/panel/cautions/{id}/off")
async def call_off(visit: Inspector, id: Number, version: Version, text: Text = "") -> Response:
    """The inspector takes an unanswered notice back, with a reason; it stays in the list."""
    return await _act(visit, id, Typed(CALL_OFF, text=text), version)
