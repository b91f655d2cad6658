"""Bursts of copies on the operator's desk: one bundle, joined in one act."""

from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import Response

from desk import joins, near
from errors import NotAllowedError, NotFoundError
from panel.gate import Desk, StaffRoute, Visit, goto
from panel.show import now

SHOWN = 10
inside = APIRouter(route_class=StaffRoute, include_in_schema=False)


async def _page(visit: Visit, status: int = 200, problem: str = "") -> Response:
    async with visit.transaction() as connection:
        found = await near.copies(connection, visit.house, now())
    mine = [bundle for bundle in found if all(map(visit.person.reaches, bundle.cases))]
    part = "hx-request" in visit.request.headers
    return visit.page(
        "bundles.html" if part else "bundles_page.html", status, bundles=mine[:SHOWN], problem=problem
    )  # fmt: skip


@inside.get("/panel/bundles")
async def bundles(visit: Desk) -> Response:
    """The bundles, largest first."""
    return await _page(visit)


@inside.post("/panel/bundles")
async def join_all(
    visit: Desk, codes: Annotated[list[str], Form(default_factory=list)], main: Annotated[str, Form()] = ""
) -> Response:
    """Joins a whole bundle to its oldest case."""
    if not main:
        return await _page(visit, 422, str(visit.pages.words["reasons"]["join_none"]))
    try:
        async with visit.transaction() as connection:
            await joins.join(connection, visit.house, visit.person, main, codes, now())
    except NotFoundError:
        return await _page(visit, 422, str(visit.pages.words["reasons"]["join_unknown"]))
    except NotAllowedError as error:
        return await _page(visit, 422, visit.reason(error))
    return goto(visit.request, "/panel/talks?done=joined")
