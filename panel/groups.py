"""Messenger groups of units, and the one-time codes that bind a group or link a person's own account."""

from typing import Annotated, Any

from fastapi import APIRouter, Form
from fastapi.responses import Response

from desk import people as desk_people
from errors import NotAllowedError
from panel.gate import Anyone, Manager, StaffRoute, Visit, goto
from panel.show import now
from storage import habits, people

Text = Annotated[str, Form()]
inside = APIRouter(route_class=StaffRoute, include_in_schema=False)


async def _groups(visit: Visit, status: int = 200, **values: Any) -> Response:
    async with visit.transaction() as connection:
        groups = await people.all_groups(connection)
    made: dict[str, Any] = {"problem": "", "secret": "", "unit": ""}
    return visit.page("groups.html", status, groups=groups, **(made | values))


@inside.get("/panel/groups")
async def groups_page(visit: Manager) -> Response:
    """All groups, and the form for a code."""
    return await _groups(visit)


@inside.post("/panel/groups/code")
async def group_code(visit: Manager, unit: Text = "") -> Response:
    """A one-time code, to be sent in the unit's group."""
    if unit not in visit.parts.city.units:
        return await _groups(visit, 422, problem=visit.reason(NotAllowedError("needs_unit")))
    async with visit.transaction() as connection:
        secret = await desk_people.give_code(connection, visit.person.id, unit, now())
    return await _groups(visit, secret=secret, unit=unit)


@inside.post("/panel/groups/unbind")
async def unbind(visit: Manager, chat: Annotated[int, Form(ge=1, lt=2**63)], unit: Text) -> Response:
    """Takes a group away from a unit: no more cards go there."""
    async with visit.transaction() as connection:
        await people.unbind(connection, chat, unit)
        await people.record(connection, visit.by, "unbind", chat=chat, unit=unit)
    return goto(visit.request, "/panel/groups?done=unbound")


async def _me(visit: Visit, secret: str = "") -> Response:
    async with visit.transaction() as connection:
        linked = (await people.links(connection)).get(visit.person.id, 0)
    return visit.page("me.html", linked=linked, secret=secret)


@inside.get("/panel/me")
async def me(visit: Anyone) -> Response:
    """A person's own page."""
    return await _me(visit)


@inside.post("/panel/me/unlink")
async def unlink(visit: Anyone) -> Response:
    """Takes the person's own messenger accounts away: buttons in groups no longer work for them."""
    async with visit.transaction() as connection:
        await people.unlink_all(connection, visit.person.id)
        await people.record(connection, visit.by, "unlink")
    return goto(visit.request, "/panel/me?done=changed")


@inside.post("/panel/me/code")
async def my_code(visit: Anyone) -> Response:
    """A one-time code that links the person's own messenger account."""
    async with visit.transaction() as connection:
        secret = await desk_people.give_code(connection, visit.person.id, None, now())
    return await _me(visit, secret)


@inside.post("/panel/me/shortcuts")
async def my_shortcuts(visit: Anyone, on: Annotated[str, Form()] = "") -> Response:
    """Switches the shortcuts of the keyboard on or off, for this person on every machine."""
    async with visit.transaction() as connection:
        await habits.set_shortcuts(connection, visit.person.id, bool(on))
    return goto(visit.request, "/panel/me?done=changed")
