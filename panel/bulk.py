"""One act on many cases of the inbox: a page that shows what it will do, a window to undo it, and what became of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from math import ceil
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form
from fastapi.responses import Response

from cases.case import Case, Step
from cases.policy import Person
from cases.workflow import Status, Workflow
from desk import bulk
from desk.bulk import NOTE, Verdict
from errors import NotAllowedError
from panel import ready
from panel.entry import NOTE_LIMIT, find_units, near_days, read_day, read_note, read_text
from panel.gate import Number, Seer, StaffRoute, Visit, goto
from panel.show import now
from storage import pending
from storage.pending import Act

MOST = 200
"""Cases of one act."""
FRESH = timedelta(minutes=2)
"""So long what became of an act is told on every page."""
Text = Annotated[str, Form()]
Codes = Annotated[list[str], Form(default_factory=list)]
inside = APIRouter(route_class=StaffRoute, include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the form."""

    act: str = ""
    """A status, or «note»."""
    note: str = ""
    date: str = ""
    unit: str = ""
    opinion: str = ""
    reason: str = ""
    """Why there is no photo of the work: many cases have no one picture."""


def _filled(
    act: Text = "", note: Text = "", date: Text = "", unit: Text = "", opinion: Text = "", reason: Text = ""
) -> Typed:  # fmt: skip
    return Typed(act, note, date, unit, opinion, reason)


Filled = Annotated[Typed, Depends(_filled)]


def offered(person: Person, flow: Workflow) -> dict[str, Status | None]:
    """What this person can do with several cases at once, by key; a note has no status."""
    made: dict[str, Status | None] = {
        status.key: status for status in flow.statuses.values() if status.button and person.role.may & {*status.by}
    }
    return made | ({NOTE: None} if person.may("work") else {})


def _wanted(visit: Visit, typed: Typed) -> Step:
    """The step that a form asks for; raises NotAllowedError for what can't be read."""
    note = read_text(typed.note) if typed.act == NOTE else read_note(typed.note)
    return replace(_unread(visit, typed), note=note, review=read_day(typed.date, now()), reason=read_text(typed.reason))


def _unread(visit: Visit, typed: Typed) -> Step:
    """The same step with the sentence as it was typed, to be shown while it is still being written."""
    refers = typed.act == visit.house.workflow.after("refer").key
    to = "" if typed.act == NOTE else typed.act
    return Step(
        to,
        typed.note[:NOTE_LIMIT],
        typed.unit if refers else "",
        opinion=typed.opinion,
        reason=typed.reason[:NOTE_LIMIT],
    )


def _ready(visit: Visit, cases: Sequence[Case], status: str) -> list[ready.Shelf]:
    """Ready sentences: those of a group of topics only if all these cases are of it."""
    groups = {case.topic[: ready.GROUP_DIGITS] for case in cases}
    return ready.shelves(visit.parts.templates, groups.pop() if len(groups) == 1 else "", status, ())


async def _chosen(visit: Visit, codes: Sequence[str]) -> tuple[list[Case], Mapping[str, int]]:
    """The cases that this person reaches among the chosen ones, and the version in which each was shown."""
    pairs = [text.partition(":") for text in codes[:MOST]]
    versions = {code: int(number) for code, _, number in pairs if number.isdecimal() and len(number) < 10}
    async with visit.transaction() as connection:
        found = await pending.chosen(connection, [code for code, _, _ in pairs])
    return [case for case in found.values() if visit.person.may_on("see", case)], versions


def _verdicts(visit: Visit, cases: Sequence[Case], versions: Mapping[str, int], wanted: Step) -> list[Verdict]:
    at = now()
    return [bulk.verdict(visit.house, visit.person, case, wanted, at, versions.get(case.code)) for case in cases]


def _check(visit: Visit, typed: Typed) -> None:
    if not offered(visit.person, visit.parts.workflow):
        raise NotAllowedError("work")
    if typed.act not in offered(visit.person, visit.parts.workflow):
        raise NotAllowedError("choose_act")


async def _show(visit: Visit, typed: Typed, codes: Sequence[str], problem: str = "", status: int = 200) -> Response:
    """The page before the act; what is not filled in yet is asked for, and each case says whether it can be done."""
    cases, versions = await _chosen(visit, codes)
    step = offered(visit.person, visit.parts.workflow).get(typed.act)
    if not cases:
        problem, status = visit.reason(NotAllowedError("choose_cases")), 422
    try:
        wanted = _wanted(visit, typed)
    except NotAllowedError as error:
        problem, wanted = visit.reason(error), _unread(visit, typed)
    units = visit.house.city.units
    near = cases[0].where.region if cases else None
    here = [units[typed.unit]] if typed.unit in units else []
    return visit.page(
        "bulk.html", status, typed=typed, draft=typed, step=step, problem=problem, too_many=len(codes) > MOST,
        verdicts=_verdicts(visit, cases, versions, wanted), days=near_days(now()), seconds=bulk.WINDOW.seconds,
        ready=_ready(visit, cases, typed.act),
        units=here + [unit for unit in find_units("", units.values(), near) if unit not in here],
    )  # fmt: skip


@inside.post("/panel/bulk")
async def preview(visit: Seer, codes: Codes, typed: Filled) -> Response:
    """What an act would do with each of the chosen cases, and which sentence each citizen would read."""
    try:
        _check(visit, typed)
    except NotAllowedError as error:
        return await _show(visit, typed, codes, visit.reason(error), 422)
    return await _show(visit, typed, codes)


@inside.post("/panel/bulk/begin")
async def begin(visit: Seer, codes: Codes, typed: Filled) -> Response:
    """Lets the act wait for its moment; only the cases with which it can be done are taken."""
    try:
        _check(visit, typed)
        wanted = _wanted(visit, typed)
        fit = await _fit(visit, codes, wanted)
        async with visit.transaction() as connection:
            await bulk.begin(connection, visit.house, visit.person, wanted, fit, now())
    except NotAllowedError as error:
        return await _show(visit, typed, codes, visit.reason(error), 422)
    return goto(visit.request, "/panel")


async def _fit(visit: Visit, codes: Sequence[str], wanted: Step) -> list[Case]:
    """The chosen cases with which the act can be done; raises NotAllowedError when there is none."""
    cases, versions = await _chosen(visit, codes)
    fit = [verdict.case for verdict in _verdicts(visit, cases, versions, wanted) if not verdict.reason]
    if not fit:
        raise NotAllowedError("none_fits" if cases else "choose_cases")
    return fit


def _told(visit: Visit, act: Act) -> dict[str, Any]:
    """An act as the pages show it."""
    at, wanted = now(), bulk.kept(act.wanted)
    title = visit.parts.workflow[wanted.to].button if wanted.to in visit.parts.workflow.statuses else ""
    waits = act.state == pending.WAITING and act.due > at
    left = ceil((act.due - at).total_seconds()) if waits else 0
    return {"act": act, "wanted": wanted, "title": title, "left": left, "waits": waits}


@inside.get("/panel/acts")
async def acts_page(visit: Seer) -> Response:
    """The person's own acts on many cases, newest first."""
    async with visit.transaction() as connection:
        acts = await pending.of_staff(connection, visit.person.id)
    return visit.page("acts.html", acts=[_told(visit, act) for act in acts])


@inside.get("/panel/acts/strip")
async def strip(visit: Seer) -> Response:
    """What waits, with its countdown, and what has just been done; on top of every page."""
    async with visit.transaction() as connection:
        acts = await pending.of_staff(connection, visit.person.id, 5)
    fresh = [act for act in acts if act.finished is None or now() - act.finished < FRESH]
    return visit.page("strip.html", acts=[_told(visit, act) for act in fresh])


@inside.get("/panel/acts/{id}")
async def act_page(visit: Seer, id: Number, late: str = "") -> Response:
    """One act: what it did with each case, and why not."""
    async with visit.transaction() as connection:
        act = await bulk.own(connection, visit.person, id)
        items = await pending.items(connection, id)
    return visit.page("act.html", one=_told(visit, act), items=items, late=bool(late))


@inside.post("/panel/acts/{id}/undo")
async def undo(visit: Seer, id: Number) -> Response:
    """Takes an act back, if its moment has not come."""
    async with visit.transaction() as connection:
        undone = await bulk.undo(connection, visit.person, id, now())
    return goto(visit.request, f"/panel/acts/{id}?{'done=undone' if undone else 'late=1'}")
