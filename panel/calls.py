"""The feedback question by telephone: whom to call, what to read, and one press for each answer."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form
from fastapi.responses import Response
from sqlalchemy.ext.asyncio import AsyncConnection

from cases.case import Case
from desk import calls, phrases
from errors import NotAllowedError, StaleError
from panel.entry import read_text
from panel.gate import StaffRoute, Visit, goto, needs
from panel.show import now
from persian import day
from storage import case_store, people

inside = APIRouter(route_class=StaffRoute, include_in_schema=False)
Caller = Annotated[Visit, Depends(needs("reporter"))]
Text = Annotated[str, Form()]


@inside.get("/panel/calls")
async def calls_page(visit: Caller) -> Response:
    """Who is to be called, longest waiting first, without a number."""
    async with visit.transaction() as connection:
        found, count, holders, tries = await calls.listed(connection, visit.house, now())
        names = await people.names(connection)
    return visit.page("calls.html", cases=found, count=count, holders=holders, tries=tries, names=names)


@inside.post("/panel/calls/{code}/take")
async def take(visit: Caller, code: str) -> Response:
    """Takes a call in hand."""
    try:
        async with visit.transaction() as connection:
            await calls.take(connection, visit.house, visit.person, code, now())
    except StaleError:
        return goto(visit.request, "/panel/calls?done=in_hand")
    return goto(visit.request, f"/panel/calls/{code}")


@inside.get("/panel/calls/{code}")
async def call_page(visit: Caller, code: str) -> Response:
    """The number, the words to read, the answers."""
    return await _page(visit, code)


async def _page(visit: Visit, code: str, problem: str = "", text: str = "") -> Response:
    async with visit.transaction() as connection:
        call = await calls.held(connection, visit.house, visit.person, code, now())
        said = await _script(connection, visit, call.case)
    reasons = visit.house.sentences.table("feedback", "reasons")
    finished = call.case.status == visit.house.workflow.after("finish").key
    values = {"call": call, "said": said, "reasons": reasons, "finished": finished}
    return visit.page("call.html", 422 if problem else 200, problem=problem, text=text, **values)


async def _script(connection: AsyncConnection, visit: Visit, case: Case) -> dict[str, str]:
    """The words to read, with what they are about."""
    history = await case_store.history(connection, case.id or 0)
    note = next((event.note for event in reversed(history) if event.note), "")
    place = visit.house.sentences.say("track.brief_place", place=visit.house.area(case))
    values = {
        "title": visit.house.told(case), "place": place, "day": day(case.filed), "note": note,
    }  # fmt: skip
    return {key: text.format(**values) for key, text in phrases.script().items()}


@inside.post("/panel/calls/{code}/answer")
async def answer(visit: Caller, code: str, answer: Text, reason: Text = "", text: Text = "") -> Response:
    """The citizen's word, perhaps with why."""
    reasons = visit.house.sentences.table("feedback", "reasons")
    try:
        why = "\n".join(part for part in (reasons.get(reason, ""), read_text(text)) if part)
        async with visit.transaction() as connection:
            await calls.record(connection, visit.house, visit.person, code, answer, why, now())
    except NotAllowedError as error:
        return await _page(visit, code, visit.reason(error), text)
    return goto(visit.request, "/panel/calls?done=heard")


@inside.post("/panel/calls/{code}/missed")
async def missed(visit: Caller, code: str) -> Response:
    """Nobody answered."""
    async with visit.transaction() as connection:
        closed = await calls.missed(connection, visit.house, visit.person, code, now())
    return goto(visit.request, f"/panel/calls?done={'silent' if closed else 'missed'}")
