"""What lies near a case and what is joined to it; joining, leaving and splitting, checked by the desk."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Form
from fastapi.responses import Response
from sqlalchemy.ext.asyncio import AsyncConnection

from cases.case import Case
from cases.nearness import Near, report_of
from cases.workflow import Workflow
from desk import joins, near, splits
from errors import NotAllowedError, NotFoundError, StaleError
from panel.casepage import reach
from panel.entry import find_topics, find_units
from panel.gate import Corrector, Seer, StaffRoute, Visit, goto
from panel.show import now
from persian import latin_digits
from storage import case_store, follows
from topics.tree import Topic

SHOWN = 8
CODE_DIGITS = 10
inside = APIRouter(route_class=StaffRoute, include_in_schema=False)
Texts = Annotated[list[str], Form(default_factory=list)]


@dataclass(frozen=True, slots=True)
class Around:
    """Everything around one case that this person reaches."""

    main: Case | None
    joined: Sequence[Case]
    earlier: Sequence[Case]
    near: Sequence[Near]


def joinable(case: Case, workflow: Workflow) -> bool:
    """Whether a case can still be joined to another."""
    status = workflow[case.status]
    return not (case.joined_to or case.protected or status.final or status.asks == "feedback")


async def _around(connection: AsyncConnection, visit: Visit, case: Case) -> Around:
    house, person = visit.house, visit.person
    main = await case_store.by_id(connection, case.joined_to) if case.joined_to else None
    joined = await follows.joined(connection, case.id or 0)
    report = report_of(case, house.topics)
    alike = await near.alike(connection, house, report, case.filed) if report else ()
    past = await near.earlier(connection, house, case, now())
    gone = {case.id, case.joined_to, *(one.case.id for one in past)}
    return Around(
        main if main and person.reaches(main) else None,
        [one for one in joined if person.reaches(one)],
        [one.case for one in past if person.reaches(one.case)][:SHOWN],
        [one for one in alike if one.case.id not in gone and person.reaches(one.case)][:SHOWN],
    )


async def _page(visit: Visit, code: str, status: int = 200, problem: str = "", **typed: Any) -> Response:
    """The card alone for the page of the case, or a page of its own."""
    async with visit.transaction() as connection:
        case = await reach(connection, visit, code)
        around = await _around(connection, visit, case)
    part = "hx-request" in visit.request.headers
    values = {"typed": "", "parts": [], "found": [], "units": [], "query": ""} | typed
    return visit.page(
        "nearby.html" if part else "nearby_page.html", status, case=case, around=around, problem=problem,
        joinable=joinable, corrects=visit.person.may_on("correct", case), **values,
    )  # fmt: skip


async def _do(visit: Visit, code: str, act: Callable[[], Awaitable[object]], done: str, **typed: Any) -> Response:
    """Does an act; when it can't be done now, the page comes back with the reason and what was chosen."""
    try:
        await act()
    except StaleError:
        return await _page(visit, code, 409, str(visit.pages.words["reasons"]["stale"]), **typed)
    except NotAllowedError as error:
        return await _page(visit, code, 422, visit.reason(error), **typed)
    return goto(visit.request, f"/panel/cases/{code}?done={done}")


@inside.get("/panel/cases/{code}/nearby")
async def nearby(visit: Seer, code: str) -> Response:
    """What is near, joined and earlier."""
    return await _page(visit, code)


@inside.post("/panel/cases/{code}/join")
async def join(visit: Seer, code: str, codes: Texts, typed: Annotated[str, Form()] = "") -> Response:
    """Joins the chosen cases, and one whose code was typed, to this one."""
    wanted = [*codes, *_code(typed)]

    async def act() -> None:
        async with visit.transaction() as connection:
            await reach(connection, visit, code)
            try:
                await joins.join(connection, visit.house, visit.person, code, wanted, now())
            except NotFoundError as error:
                raise NotAllowedError("join_unknown") from error

    return await _do(visit, code, act, "joined", typed=typed[:20])


def _code(typed: str) -> list[str]:
    digits = "".join(letter for letter in latin_digits(typed) if letter.isdecimal())
    return [digits[:CODE_DIGITS]] if digits else []


@inside.post("/panel/cases/{code}/leave")
async def leave(visit: Seer, code: str) -> Response:
    """Takes a joined case out of its main one again."""

    async def act() -> None:
        async with visit.transaction() as connection:
            case = await joins.reached(connection, visit.person, code)
            await joins.leave(connection, visit.house, case, visit.by, now())

    return await _do(visit, code, act, "left")


@inside.get("/panel/pick/splits")
async def pick_splits(visit: Corrector, code: str = "", q: str = "") -> Response:
    """Topics that a case may be split into: those chosen before, then those whose words fit."""
    chosen = _topics(visit, visit.request.query_params.getlist("topics"))
    found = [topic for topic in find_topics(q[:80], visit.house.topics.by_code.values()) if topic not in chosen]
    async with visit.transaction() as connection:
        case = await reach(connection, visit, code) if code else None
    units = find_units("", visit.house.city.units.values(), case.where.region if case else None)
    return visit.page("pick_splits.html", parts=[(topic, "") for topic in chosen], found=found, units=units, query=q)


def _topics(visit: Visit, codes: Sequence[str]) -> list[Topic]:
    return [visit.house.topics[code] for code in dict.fromkeys(codes) if code in visit.house.topics]


@inside.post("/panel/cases/{code}/split")
async def split(visit: Seer, code: str, topics: Texts, version: Annotated[int, Form()] = 0) -> Response:
    """Files a further case for each chosen topic."""
    form = await visit.request.form()
    parts = {topic: str(form.get(f"unit_{topic}", "")) for topic in dict.fromkeys(topics)}

    async def act() -> None:
        async with visit.transaction() as connection:
            await reach(connection, visit, code)
            await splits.split(connection, visit.house, visit.person, code, parts, now(), version)

    units = find_units("", visit.house.city.units.values(), None)
    again = [(topic, parts[topic.code]) for topic in _topics(visit, list(parts))]
    return await _do(visit, code, act, "split", parts=again, units=units)
