"""Contractors: the firms that carry out work orders, and which accounts belong to them."""

from typing import Annotated, Any

from fastapi import APIRouter, Form
from fastapi.responses import Response

from errors import NotAllowedError, NotFoundError
from panel.gate import Manager, Number, StaffRoute, Visit, goto
from storage import contractors, people

NAME_LIMIT = 80
Text = Annotated[str, Form()]
People = Annotated[list[int], Form(default_factory=list)]
inside = APIRouter(route_class=StaffRoute, include_in_schema=False)


def _carriers(visit: Visit) -> list[str]:
    """The roles that carry out work orders."""
    return [key for key, role in visit.parts.roles.items() if "carry" in role.may]


async def _show(visit: Visit, status: int = 200, **values: Any) -> Response:
    async with visit.transaction() as connection:
        found = await contractors.everyone(connection)
        accounts = await contractors.accounts(connection, _carriers(visit))
    made: dict[str, Any] = {"problem": "", "typed": ""}
    return visit.page("contractors.html", status, found=found, accounts=accounts, **(made | values))


@inside.get("/panel/contractors")
async def contractors_page(visit: Manager) -> Response:
    """All contractors with their people, and the form for a new one."""
    return await _show(visit)


@inside.post("/panel/contractors")
async def add(visit: Manager, name: Text = "") -> Response:
    """Makes a contractor."""
    name = name.strip()[:NAME_LIMIT]
    problem = "" if name else "contractor_name"
    if name:
        async with visit.transaction() as connection:
            number = await contractors.add(connection, name)
            if number is not None:
                await people.record(connection, visit.by, "contractor", id=number, name=name)
        problem = "" if number is not None else "contractor_taken"
    if problem:
        return await _show(visit, 422, problem=visit.reason(NotAllowedError(problem)), typed=name)
    return goto(visit.request, "/panel/contractors?done=changed")


@inside.post("/panel/contractors/{id}")
async def change(visit: Manager, id: Number, staff: People, active: Text = "") -> Response:
    """Switches a contractor on or off and says who works for it; recorded with before and after."""
    async with visit.transaction() as connection:
        before = await contractors.by_id(connection, id)
        if before is None:
            raise NotFoundError("contractor")
        known = await contractors.accounts(connection, _carriers(visit))
        chosen = sorted(one for one in staff if one in known)
        await contractors.change(connection, id, bool(active), chosen)
        was, after = [before.active, list(before.people)], [bool(active), chosen]
        await people.record(connection, visit.by, "contractor_change", id=id, before=was, after=after)
    return goto(visit.request, "/panel/contractors?done=changed")
