"""Suggestions of citizens: what the unit decides about, what an operator has released, and who supports it."""

from typing import Annotated, Any

from fastapi import APIRouter, Form
from fastapi.responses import Response

from desk import proposals as desk
from errors import NotAllowedError
from panel.entry import read_text
from panel.filters import reach
from panel.gate import Desk, Seer, StaffRoute, Visit, goto
from panel.show import now
from storage import proposals

SHOWN = 60
inside = APIRouter(route_class=StaffRoute, include_in_schema=False)


async def _page(visit: Visit, status: int = 200, **more: Any) -> Response:
    flow = visit.house.workflow
    kinds = [kind for kind, life in flow.lives.items() if life.listed]
    async with visit.transaction() as connection:
        rows = await proposals.for_staff(connection, kinds, sorted(flow.open), reach(visit.person), SHOWN)
    typed = {"problem": "", "open": "", "text": ""} | more
    return visit.page("suggestions.html", status, rows=rows, limit=desk.LIMIT, **typed)


@inside.get("/panel/suggestions")
async def page(visit: Seer) -> Response:
    """Open suggestions within reach, newest first."""
    return await _page(visit)


@inside.post("/panel/suggestions/{code}/release")
async def release(visit: Desk, code: str, text: Annotated[str, Form()] = "") -> Response:
    """Lists a suggestion in reviewed words."""
    try:
        async with visit.transaction() as connection:
            await desk.release(connection, visit.house, visit.person, code, read_text(text), now())
    except NotAllowedError as error:
        return await _page(visit, 422, problem=visit.reason(error), open=code, text=text)
    return goto(visit.request, "/panel/suggestions?done=released")


@inside.post("/panel/suggestions/{code}/unlist")
async def unlist(visit: Desk, code: str) -> Response:
    """Takes a suggestion off the list."""
    async with visit.transaction() as connection:
        await desk.take_back(connection, visit.house, visit.person, code, now())
    return goto(visit.request, "/panel/suggestions?done=unlisted")
