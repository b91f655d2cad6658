"""The review pool: one doubtful case at a time, its likely topics under the keys 1 to 6, and the next at once."""

from typing import Annotated, Any

from fastapi import APIRouter, Form
from fastapi.responses import Response
from sqlalchemy.ext.asyncio import AsyncConnection

from desk import review
from errors import StaleError
from panel.casepage import Draft, photos_of
from panel.gate import Desk, StaffRoute, Visit, goto
from panel.show import now

inside = APIRouter(route_class=StaffRoute, include_in_schema=False)
Text = Annotated[str, Form()]


async def _doubt(connection: AsyncConnection, visit: Visit) -> dict[str, Any]:
    found = await review.take(connection, visit.house, visit.person, now())
    waiting, done = await review.counts(connection, visit.house, visit.person, now())
    made: dict[str, Any] = {"doubt": found, "waiting": waiting, "today": done, "found": [], "draft": Draft()}
    return made | {"photos": await photos_of(connection, visit, found.case) if found else []}


@inside.get("/panel/review")
async def review_page(visit: Desk) -> Response:
    """The next case, which nobody else gets meanwhile."""
    async with visit.transaction() as connection:
        found = await _doubt(connection, visit)
    return visit.page("review.html", **found)


@inside.post("/panel/review/{code}")
async def settle(
    visit: Desk, code: str, version: Annotated[int, Form()], topic: Text = "", region: Text = "",
    kind: Text = "",
) -> Response:  # fmt: skip
    """One choice, and on to the next."""
    number = int(region) if region.isdecimal() else None
    if not topic:
        return goto(visit.request, "/panel/review")
    try:
        async with visit.transaction() as connection:
            await review.settle(connection, visit.house, visit.person, code, topic, now(), number, version, kind)
    except StaleError:
        return goto(visit.request, "/panel/review?done=overtaken")
    return goto(visit.request, "/panel/review?done=reviewed")


@inside.post("/panel/review/{code}/skip")
async def skip(visit: Desk, code: str) -> Response:
    """Leaves the case to somebody else."""
    async with visit.transaction() as connection:
        await review.skip(connection, visit.person, code, now())
    return goto(visit.request, "/panel/review?done=skipped")
