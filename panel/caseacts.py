"""What staff send from the page of a case: a step, a correction, a remark; checked by the desk, never here."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import Response

from cases.case import Case, Event, Step, move
from desk import attach as desk_attach
from desk import disputes, remarks, steps, tell
from errors import NotAllowedError, NotFoundError, StaleError
from panel import casepage
from panel.casepage import Draft
from panel.entry import read_day, read_note, read_text
from panel.gate import Seer, StaffRoute, Visit, goto
from panel.show import now
from panel.workform import Brought, Work, keep
from storage import case_store

Act = Callable[[], Awaitable[None]]
Text = Annotated[str, Form()]
Version = Annotated[int, Form()]
inside = APIRouter(route_class=StaffRoute, include_in_schema=False)


async def _do(visit: Visit, code: str, draft: Draft, act: Act) -> Response:
    """Does an act; when it can't be done now, the fresh page comes back with everything that was typed."""
    try:
        await act()
    except StaleError:
        return await _again(visit, code, draft, 409)
    except NotAllowedError as error:
        return await _again(visit, code, replace(draft, problem=visit.reason(error)), 422)
    try:
        async with visit.transaction() as connection:
            await casepage.reach(connection, visit, code)
    except NotFoundError:
        return goto(visit.request, "/panel?done=handed")
    return goto(visit.request, f"/panel/cases/{code}?done={draft.act}")


async def act_on(visit: Visit, code: str, draft: Draft, act: Act) -> Response:
    """The same for the rooms beside this one."""
    return await _do(visit, code, draft, act)


async def _again(visit: Visit, code: str, draft: Draft, status: int) -> Response:
    async with visit.transaction() as connection:
        case = await casepage.reach(connection, visit, code)
        return await casepage.show(connection, visit, case, draft, status, stale=status == 409)


def _wanted(visit: Visit, draft: Draft) -> Step:
    """The step that a form asks for; a unit counts only when the case is to be referred."""
    refers = draft.to == visit.house.workflow.after("refer").key
    return Step(
        draft.to, read_note(draft.note), draft.unit if refers else "", read_day(draft.date, now()), draft.opinion,
        draft.work.photos, read_text(draft.work.reason), draft.work.task(),
    )  # fmt: skip


async def _kept(visit: Visit, code: str, work: Work) -> Work:
    """The work with its uploads kept beside the case, whatever becomes of the form."""
    async with visit.transaction() as connection:
        case = await casepage.reach(connection, visit, code)
    return await keep(visit, case, work, "work")


@inside.post("/panel/cases/{code}/steps")
async def take_step(
    visit: Seer,
    code: str,
    version: Version,
    work: Brought,
    to: Text = "",
    note: Text = "",
    date: Text = "",
    unit: Text = "",
    opinion: Text = "",
) -> Response:
    """Moves a case, or hands it to another unit."""

    async def act() -> None:
        draft.work.check()
        wanted = _wanted(visit, draft)
        async with visit.transaction() as connection:
            await steps.take_step(connection, visit.house, visit.person, code, wanted, now(), version)

    draft = Draft("step", to, note, date, unit, opinion, work=await _kept(visit, code, work))
    return await _do(visit, code, draft, act)


@inside.post("/panel/cases/{code}/preview")
async def preview(
    visit: Seer, code: str, to: Text = "", note: Text = "", date: Text = "", unit: Text = "",
    opinion: Text = "",
) -> Response:  # fmt: skip
    """The sentence that the citizen will get, before it is sent."""
    async with visit.transaction() as connection:
        case = await casepage.reach(connection, visit, code)
    if to not in casepage.next_steps(visit, case):
        raise NotAllowedError("step")
    try:
        text = _sentence(visit, case, _wanted(visit, Draft("step", to, note, date, unit, opinion)))
    except NotAllowedError as error:
        return visit.page("preview.html", text="", problem=visit.reason(error))
    return visit.page("preview.html", text=text, problem="")


def _sentence(visit: Visit, case: Case, wanted: Step) -> str:
    # The sentence is shown while the note is still being written.
    if lacking := replace(wanted, note=wanted.note or "…").lacks(visit.house.workflow[wanted.to]):
        raise NotAllowedError(f"needs_{lacking}")
    unit = wanted.unit if wanted.unit in visit.house.city.units else ""
    event = Event("move", visit.by, now(), wanted.to, unit, wanted.note, {"opinion": wanted.opinion})
    after = replace(move(case, event, visit.house.workflow, visit.house.city.working), review=wanted.review)
    return tell.words(visit.house, after, event)


@inside.post("/panel/cases/{code}/correct")
async def correct(
    visit: Seer, code: str, version: Version, topic: Text = "", region: Text = "", kind: Text = ""
) -> Response:  # fmt: skip
    """Corrects what a case is about, where it is, or of which kind; it is routed anew."""

    async def act() -> None:
        number = int(region) if region.isdecimal() else None
        async with visit.transaction() as connection:
            case = await case_store.by_code(connection, code)
            same = topic in ("", case.topic) and number in (None, case.where.region)
            same = same and kind in ("", case.kind)
            if same and visit.person.may_on("correct", case):
                raise NotAllowedError("nothing")
            await steps.correct(connection, visit.house, visit.person, code, now(), topic, number, version, kind)

    draft = Draft("correct", topic=topic, region=region, kind=kind)
    return await _do(visit, code, draft, act)


@inside.post("/panel/cases/{code}/note")
async def note(
    visit: Seer, code: str, mention: Annotated[list[int], Form(default_factory=list)], text: Text = ""
) -> Response:
    """Writes an internal remark, and puts it before the colleagues who are named in it."""

    async def act() -> None:
        async with visit.transaction() as connection:
            await remarks.remark(connection, visit.parts.roles, visit.person, code, read_text(text), mention, now())

    return await _do(visit, code, Draft("note", text=text, meant=frozenset(mention)), act)


@inside.post("/panel/cases/{code}/vouch")
async def vouch(visit: Seer, code: str, text: Text = "") -> Response:
    """The inspector's word on a result that the citizen refused twice."""

    async def act() -> None:
        words = read_text(text)
        async with visit.transaction() as connection:
            await disputes.vouch(connection, visit.house, visit.person, code, words, now())

    return await _do(visit, code, Draft("vouch", text=text), act)


@inside.post("/panel/cases/{code}/warn")
async def warn(visit: Seer, code: str, text: Text = "") -> Response:
    """Puts the inspector's notice on a case."""

    async def act() -> None:
        async with visit.transaction() as connection:
            await steps.warn(connection, visit.house, visit.person, code, read_text(text), now())

    return await _do(visit, code, Draft("warn", text=text), act)


@inside.post("/panel/cases/{code}/attach")
async def attach(visit: Seer, code: str, work: Brought, text: Text = "", told: Text = "") -> Response:
    """Attaches photos with a note: for colleagues, or for the citizen too."""

    async def act() -> None:
        draft.work.check()
        words = read_text(text)
        async with visit.transaction() as connection:
            await desk_attach.attach(
                connection, visit.house, visit.person, code, draft.work.photos, words, bool(told), now()
            )

    draft = Draft("attach", to=told, text=text, work=await _kept(visit, code, work))
    return await _do(visit, code, draft, act)
