"""Whose work a case is: the forms to take it, to give it to a colleague and to lay it back."""

from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import Response

from desk import owning
from panel.caseacts import Version, act_on
from panel.casepage import Draft
from panel.gate import Seer, StaffRoute, Visit
from panel.show import now

inside = APIRouter(route_class=StaffRoute, include_in_schema=False)


@inside.post("/panel/cases/{code}/take")
async def take(visit: Seer, code: str, version: Version) -> Response:
    """Makes it one's own work."""
    return await _give(visit, code, "take", visit.person.id, version)


@inside.post("/panel/cases/{code}/give")
async def give(visit: Seer, code: str, version: Version, who: Annotated[int, Form(lt=2**63)] = 0) -> Response:
    """Makes it a colleague's work."""
    return await _give(visit, code, "give", who, version)


async def _give(visit: Visit, code: str, name: str, who: int, version: int) -> Response:
    async def act() -> None:
        async with visit.transaction() as connection:
            flow, roles = visit.house.workflow, visit.parts.roles
            await owning.give(connection, flow, roles, visit.person, code, who, now(), version)

    return await act_on(visit, code, Draft(name), act)


@inside.post("/panel/cases/{code}/free")
async def free(visit: Seer, code: str, version: Version) -> Response:
    """Lays it back for whoever takes it."""

    async def act() -> None:
        async with visit.transaction() as connection:
            await owning.free(connection, visit.person, code, now(), version)

    return await act_on(visit, code, Draft("free"), act)
