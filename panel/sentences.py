"""The page of ready sentences: the unit's own, kept by its head, beside those that everybody has."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Form
from fastapi.responses import Response

from cities.units import Unit
from desk import own_sentences
from errors import NotAllowedError
from panel.gate import Keeper, Number, StaffRoute, Visit, goto
from storage import unit_templates

Text = Annotated[str, Form()]
EMPTY = {"status": "", "group": "", "text": ""}
inside = APIRouter(route_class=StaffRoute, include_in_schema=False)


def _units(visit: Visit) -> list[Unit]:
    """The units whose sentences this person looks after."""
    return [unit for key, unit in visit.parts.city.units.items() if visit.person.keeps(key)]


async def _show(
    visit: Visit, unit: str, code: int = 200, problem: str = "", typed: Mapping[str, str] = EMPTY
) -> Response:  # fmt: skip
    units = _units(visit)
    chosen = unit if unit in {one.key for one in units} else units[0].key if units else ""
    async with visit.transaction() as connection:
        own = await unit_templates.of_unit(connection, chosen) if chosen else []
    values: dict[str, Any] = {"units": units, "chosen": chosen, "own": own, "problem": problem}
    return visit.page("own_sentences.html", code, shipped=visit.parts.templates, typed=typed, **values)


@inside.get("/panel/sentences")
async def sentences_page(visit: Keeper, unit: str = "") -> Response:
    """The sentences of one unit, and a form for another one."""
    return await _show(visit, unit)


@inside.post("/panel/sentences")
async def add(visit: Keeper, unit: Text = "", status: Text = "", group: Text = "", text: Text = "") -> Response:
    """Adds a sentence to those of a unit."""
    try:
        async with visit.transaction() as connection:
            await own_sentences.add(connection, visit.house, visit.person, unit, status, group, text)
    except NotAllowedError as error:
        typed = {"status": status, "group": group, "text": text}
        return await _show(visit, unit, 422, visit.reason(error), typed)
    return goto(visit.request, f"/panel/sentences?unit={unit}&done=sentence")


@inside.post("/panel/sentences/{id}/drop")
async def drop(visit: Keeper, id: Number) -> Response:
    """Takes a sentence away."""
    async with visit.transaction() as connection:
        unit = await own_sentences.drop(connection, visit.person, id)
    return goto(visit.request, f"/panel/sentences?unit={unit}&done=dropped")
