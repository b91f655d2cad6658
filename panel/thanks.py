"""Thanks of citizens: for the unit and the person thanked to read, and to be told as delivered."""

from fastapi import APIRouter
from fastapi.responses import Response

from cases.case import Case
from desk import steps
from panel.filters import reach
from panel.gate import Seer, StaffRoute, Visit
from storage import proposals

SHOWN = 60
inside = APIRouter(route_class=StaffRoute, include_in_schema=False)


@inside.get("/panel/thanks")
async def page(visit: Seer) -> Response:
    """Thanks within reach, newest first; those not yet delivered have the step for it."""
    flow = visit.house.workflow
    kinds = [kind for kind, life in flow.lives.items() if flow.after("finish", kind).key in life.rests]
    async with visit.transaction() as connection:
        found = await proposals.for_staff(connection, kinds, sorted(flow.statuses), reach(visit.person), SHOWN)
    rows = [(case, _step(visit, case)) for case, *_ in found]
    return visit.page("thanks.html", rows=rows)


def _step(visit: Visit, case: Case) -> str:
    """The step that says the thanks were delivered, if it may be taken now."""
    finish = visit.house.workflow.after("finish", case.kind).key
    return finish if finish in steps.choices(visit.house, visit.person, case) else ""
