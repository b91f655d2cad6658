"""Signs of life on the page of a case, and the line that says who else is there."""

from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import Response

from panel import casepage, presence
from panel.gate import Seer, StaffRoute
from panel.show import now
from storage import people
from storage.database import announce

inside = APIRouter(route_class=StaffRoute, include_in_schema=False)


@inside.get("/panel/cases/{code}/here")
async def here(visit: Seer, code: str) -> Response:
    """Who else has this case open; a power that is gone is asked for again here."""
    async with visit.transaction() as connection:
        case = await casepage.reach(connection, visit, code)
        names = await people.names(connection)
    others = visit.parts.presence.others(case.id or 0, visit.person.id, now())
    return visit.page("presence.html", others=[(names.get(who, ""), state) for who, state in others.items()])


@inside.post("/panel/cases/{code}/here")
async def beat(visit: Seer, code: str, state: Annotated[str, Form()] = presence.OPEN) -> Response:
    """A sign of life; nothing of it is stored."""
    kind = state if state in presence.STATES else presence.OPEN
    async with visit.transaction() as connection:
        case = await casepage.reach(connection, visit, code)
        sign = presence.notice(case.id or 0, visit.person.id, kind)
        visit.parts.presence.hear(sign, now())
        await announce(connection, sign)
    return await here(visit, code)
