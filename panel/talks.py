"""The operator's desk: people who wait for a human, cases nobody could route, messages nobody could handle."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Form
from fastapi.responses import Response
from sqlalchemy.ext.asyncio import AsyncConnection

from desk import operators, phrases
from errors import NotAllowedError, NotFoundError
from panel.entry import read_text
from panel.filters import reach
from panel.gate import NO_STORE, Desk, Number, StaffRoute, Visit, goto
from panel.show import now
from storage import case_list, case_store, claims, inbox, people, talks, waits
from storage.claims import TALK
from storage.database import announce
from storage.talks import Line

LINES = 200
ALARMS = 30
inside = APIRouter(route_class=StaffRoute, include_in_schema=False)


async def _lists(connection: AsyncConnection, visit: Visit) -> dict[str, Any]:
    wanted = replace(reach(visit.person), alarm=True, statuses=tuple(visit.house.workflow.open))
    waiting = await talks.waiting_people(connection)
    return {
        "waiting": waiting,
        "holders": await _holders(connection),
        "last": await waits.last_words(connection, [one["id"] for one in waiting]),
        "alarms": await case_list.find(connection, wanted, ALARMS),
        "alarm_count": await case_list.count(connection, wanted),
        "dead": await inbox.dead(connection),
    }


async def _holders(connection: AsyncConnection) -> Mapping[int, tuple[int, str]]:
    """Who answers in which talk: number and name."""
    names, held = await people.names(connection), await claims.holders(connection, TALK, now())
    return {chat: (staff, names.get(staff, "")) for chat, staff in held.items()}


@inside.get("/panel/talks")
async def talks_page(visit: Desk) -> Response:
    """Who waits (longest first), what alarms, what failed."""
    async with visit.transaction() as connection:
        lists = await _lists(connection, visit)
    return visit.page("talks.html", **lists)


async def _waiting(connection: AsyncConnection, chat: int) -> Mapping[str, Any]:
    """A chat that waits for an operator; a conversation with the bot is nobody's business."""
    for one in await talks.waiting_people(connection):
        if one["id"] == chat:
            return one
    raise NotFoundError("talk")


async def _conversation(connection: AsyncConnection, visit: Visit, chat: int) -> dict[str, Any]:
    talk = await _waiting(connection, chat)
    lines = await talks.lines_after(connection, chat, 0, LINES)
    mine = [case for case in await case_store.of_chat(connection, chat) if visit.person.reaches(case)]
    flow = visit.house.workflow
    return {
        "talk": talk, "lines": lines, "labels": _labels(lines), "canned": phrases.canned(),
        "cases": [case for case in mine if case.status in flow.open],
        "closed": [case for case in mine if case.status not in flow.open],
        "holder": (await _holders(connection)).get(chat),
    }  # fmt: skip


def _labels(lines: Sequence[Line]) -> Mapping[str, str]:
    """What stood on the buttons that were offered, so that a press can be read."""
    replies = (line.reply for line in lines if line.out)
    return {button.data: button.label for reply in replies for row in reply.buttons for button in row}


@inside.get("/panel/talks/{chat}")
async def talk_page(visit: Desk, chat: Number) -> Response:
    """One conversation, oldest line first, and the person's reports beside it."""
    async with visit.transaction() as connection:
        found = await _conversation(connection, visit, chat)
    return visit.page("talk.html", problem="", text="", **found)


@inside.get("/panel/talks/{chat}/lines")
async def lines(visit: Desk, chat: Number) -> Response:
    """The lines alone, fresh."""
    async with visit.transaction() as connection:
        found = await _conversation(connection, visit, chat)
    return visit.page("lines.html", **found)


@inside.get("/panel/talks/{chat}/photo/{id}")
async def photo(visit: Desk, chat: Number, id: str) -> Response:
    """A photo that the person sent into this conversation."""
    async with visit.transaction() as connection:
        await _waiting(connection, chat)
        owner, code = await visit.parts.media.owner(connection, id)
        if owner != chat:
            raise NotFoundError("photo")
        if code is not None and not visit.person.sees_words(await case_store.by_code(connection, code)):
            raise NotFoundError("photo")
    return Response(visit.parts.media.read(id), media_type="image/jpeg", headers=NO_STORE)


@inside.post("/panel/talks/{chat}/answer")
async def answer(visit: Desk, chat: Number, text: Annotated[str, Form()] = "") -> Response:
    """Writes to the citizen in the operator's name."""
    try:
        async with visit.transaction() as connection:
            await _waiting(connection, chat)
            words = read_text(text, needed=True)
            await operators.answer(connection, visit.house, visit.person, chat, words, now())
    except NotAllowedError as error:
        async with visit.transaction() as connection:
            found = await _conversation(connection, visit, chat)
        return visit.page("talk.html", 422, problem=visit.reason(error), text=text, **found)
    return goto(visit.request, f"/panel/talks/{chat}?done=answered")


@inside.post("/panel/talks/{chat}/claim")
async def claim(visit: Desk, chat: Number) -> Response:
    """«I answer»: colleagues see it at once."""
    async with visit.transaction() as connection:
        await _waiting(connection, chat)
        await operators.claim(connection, visit.person, chat, now())
    return goto(visit.request, f"/panel/talks/{chat}")


@inside.post("/panel/talks/{chat}/back")
async def hand_back(visit: Desk, chat: Number) -> Response:
    """Gives the conversation back to the bot."""
    async with visit.transaction() as connection:
        await _waiting(connection, chat)
        await operators.hand_back(connection, visit.house, visit.person, chat, now())
    return goto(visit.request, "/panel/talks?done=back")


@inside.post("/panel/dead/{id}")
async def revive(visit: Desk, id: Number) -> Response:
    """Puts a message that failed back into the queue."""
    async with visit.transaction() as connection:
        chat = await inbox.revive(connection, id)
        if chat is None:
            raise NotFoundError("letter")
        await announce(connection, f"drain {chat}")
        await people.record(connection, visit.by, "revive", update=id)
    return goto(visit.request, "/panel/talks?done=revived")
