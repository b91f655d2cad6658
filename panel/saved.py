"""Filters that staff keep under a name: tabs over the inbox, perhaps shared with one's unit, one of them seen first."""

from dataclasses import replace
from typing import Annotated
from urllib.parse import parse_qsl

from fastapi import APIRouter, Form
from fastapi.responses import Response
from sqlalchemy.ext.asyncio import AsyncConnection

from cases.codes import valid
from errors import NotAllowedError, NotFoundError
from panel import phones
from panel.filters import read_wish
from panel.gate import Number, Seer, StaffRoute, Visit, goto
from storage import saved_filters

NAME_LETTERS = 40
MANY = 20
PAGE = "/panel/filters"
Text = Annotated[str, Form()]
inside = APIRouter(route_class=StaffRoute, include_in_schema=False)


async def _show(visit: Visit, status: int = 200, problem: str = "", name: str = "", query: str = "") -> Response:
    async with visit.transaction() as connection:
        found = await saved_filters.seen_by(connection, visit.person.id, visit.person.units)
    own = [one for one in found if one.staff == visit.person.id]
    return visit.page("filters.html", status, own=own, problem=problem, typed=name, query=query)


@inside.get(PAGE)
async def filters_page(visit: Seer) -> Response:
    """One's own filters, to rename, share, put first and forget."""
    return await _show(visit)


def _checked(visit: Visit, name: str, unit: str) -> tuple[str, str | None]:
    """Name and unit as they are stored; raises NotAllowedError. One shares with one's own units alone."""
    name = " ".join(name.split())[:NAME_LETTERS]
    if not name:
        raise NotAllowedError("filter_name")
    return name, unit if unit in visit.person.units else None


def asked(query: str) -> str:
    """The query string of a filter, with what makes sense in it; NotAllowedError for a telephone number in clear."""
    wish = read_wish(dict(parse_qsl(query)))
    if phones.typed(wish) and not valid(wish.code):
        raise NotAllowedError("filter_phone")
    return replace(wish, code="" if wish.phone else wish.code).query


async def _room_for(connection: AsyncConnection, visit: Visit) -> None:
    if await saved_filters.count_of(connection, visit.person.id) >= MANY:
        raise NotAllowedError("filter_many")


@inside.post(PAGE)
async def keep(visit: Seer, name: Text = "", query: Text = "", unit: Text = "", first: Text = "") -> Response:
    """Keeps what the inbox shows under a name."""
    wanted = ""
    try:
        wanted = asked(query)
        called, shared = _checked(visit, name, unit)
        async with visit.transaction() as connection:
            await _room_for(connection, visit)
            await saved_filters.add(connection, visit.person.id, called, wanted, shared, first=bool(first))
    except NotAllowedError as error:
        return await _show(visit, 422, visit.reason(error), name, wanted)
    return goto(visit.request, f"/panel?{wanted or 'status=open'}&done=kept")


@inside.post(PAGE + "/{id}")
async def change(visit: Seer, id: Number, name: Text = "", unit: Text = "", first: Text = "") -> Response:
    """Renames a filter, shares it, or puts it first."""
    try:
        called, shared = _checked(visit, name, unit)
    except NotAllowedError as error:
        return await _show(visit, 422, visit.reason(error))
    async with visit.transaction() as connection:
        if not await saved_filters.change(connection, visit.person.id, id, called, shared, first=bool(first)):
            raise NotFoundError("filter")
    return goto(visit.request, f"{PAGE}?done=kept")


@inside.post(PAGE + "/{id}/forget")
async def forget(visit: Seer, id: Number) -> Response:
    """Forgets a filter."""
    async with visit.transaction() as connection:
        if not await saved_filters.delete(connection, visit.person.id, id):
            raise NotFoundError("filter")
    return goto(visit.request, f"{PAGE}?done=forgotten")
