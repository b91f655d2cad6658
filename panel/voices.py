"""The citizen's own words about results: put before a person, who marks them as read and may answer."""

from typing import Annotated, Any

from fastapi import APIRouter, Form
from fastapi.responses import Response
from sqlalchemy.ext.asyncio import AsyncConnection

from cases.case import Event
from desk import voices as desk
from errors import NotAllowedError
from panel.entry import read_text
from panel.filters import reach
from panel.gate import Listener, Number, StaffRoute, Visit, goto
from panel.show import now
from storage import voices

inside = APIRouter(route_class=StaffRoute, include_in_schema=False)


async def _lists(connection: AsyncConnection, visit: Visit) -> dict[str, Any]:
    mine = reach(visit.person)
    return {
        "waiting": await voices.unread(connection, mine), "count": await voices.count_unread(connection, mine),
        "lately": await voices.lately(connection, mine),
    }  # fmt: skip


async def _page(visit: Visit, status: int = 200, **more: Any) -> Response:
    async with visit.transaction() as connection:
        lists = await _lists(connection, visit)
    typed = {"problem": "", "open": 0, "text": ""} | more
    return visit.page("voices.html", status, said=said, **lists, **typed)


def said(event: Event) -> str:
    """What was said; a photo may stand alone."""
    return str(event.more.get("text", ""))


@inside.get("/panel/voices")
async def page(visit: Listener) -> Response:
    """What waits to be read, oldest first, and what was read last, with who read it."""
    return await _page(visit)


@inside.post("/panel/voices/{id}/read")
async def read(visit: Listener, id: Number) -> Response:
    """Marks words as read by this person."""
    async with visit.transaction() as connection:
        await desk.read(connection, visit.house, visit.person, id, now())
    return goto(visit.request, "/panel/voices?done=read")


@inside.post("/panel/voices/{id}/answer")
async def answer(visit: Listener, id: Number, text: Annotated[str, Form()] = "") -> Response:
    """Answers the citizen, which is reading too."""
    try:
        words = read_text(text, needed=True)
        async with visit.transaction() as connection:
            await desk.read(connection, visit.house, visit.person, id, now(), words)
    except NotAllowedError as error:
        return await _page(visit, 422, problem=visit.reason(error), open=id, text=text)
    return goto(visit.request, "/panel/voices?done=replied")
