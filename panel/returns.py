"""From the page of a case back to the operators' desk: not ours, because …, perhaps rather this."""

from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import Response

from desk import returns
from errors import NotAllowedError, NotFoundError, StaleError
from panel import casepage
from panel.casepage import Draft
from panel.entry import read_text
from panel.gate import Seer, StaffRoute, Visit, goto
from panel.show import now

inside = APIRouter(route_class=StaffRoute, include_in_schema=False)
Text = Annotated[str, Form()]


@inside.post("/panel/cases/{code}/return")
async def send_back(
    visit: Seer, code: str, version: Annotated[int, Form()], text: Text = "", topic: Text = "", region: Text = ""
) -> Response:
    """Sends the case back; what was typed survives every refusal."""
    number = int(region) if region.isdecimal() else None
    draft = Draft("return", topic=topic, region=region, text=text)
    try:
        async with visit.transaction() as connection:
            reason = read_text(text)
            await returns.send_back(connection, visit.house, visit.person, code, reason, now(), topic, number, version)
    except (StaleError, NotAllowedError) as error:
        return await _again(visit, code, draft, error)
    try:
        async with visit.transaction() as connection:
            await casepage.reach(connection, visit, code)
    except NotFoundError:
        return goto(visit.request, "/panel?done=returned")
    return goto(visit.request, f"/panel/cases/{code}?done=returned")


async def _again(visit: Visit, code: str, draft: Draft, error: StaleError | NotAllowedError) -> Response:
    stale = isinstance(error, StaleError)
    if isinstance(error, NotAllowedError):
        draft = Draft("return", topic=draft.topic, region=draft.region, text=draft.text, problem=visit.reason(error))
    async with visit.transaction() as connection:
        case = await casepage.reach(connection, visit, code)
        return await casepage.show(connection, visit, case, draft, 409 if stale else 422, stale=stale)
