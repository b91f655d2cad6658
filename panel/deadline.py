"""The form that moves a deadline, with a reason that the citizen reads."""

from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import Response

from desk import deadline
from panel.caseacts import _do as do
from panel.casepage import Draft
from panel.entry import read_day, read_text
from panel.gate import Seer, StaffRoute
from panel.show import now

inside = APIRouter(route_class=StaffRoute, include_in_schema=False)


@inside.post("/panel/cases/{code}/deadline")
async def move(
    visit: Seer, code: str, version: Annotated[int, Form()], until: Annotated[str, Form()] = "",
    reason: Annotated[str, Form()] = "",
) -> Response:  # fmt: skip
    """Moves the deadline of a case."""

    async def act() -> None:
        async with visit.transaction() as connection:
            await deadline.move(
                connection, visit.house, visit.person, code, read_day(until, now()), read_text(reason), now(), version
            )

    return await do(visit, code, Draft("deadline", date=until, text=reason), act)
