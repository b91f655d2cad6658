"""The map of cases: cells with numbers from afar, single points close by; who sees no exact place gets cells alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import cos, radians
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from fastapi.responses import JSONResponse, Response
from sqlalchemy.ext.asyncio import AsyncConnection

from cases.case import Case
from cases.terms import bucket
from panel.filters import Wish, read_wish, to_filter
from panel.gate import NO_STORE, Seer, StaffRoute, Visit
from panel.inbox import units_for
from panel.show import now
from persian import count as show_count
from storage import case_map
from storage.case_list import Filter
from storage.case_map import Box, Cell, Grid

CELL_PIXELS = 76
TILE = 256
"""Pixels of the whole world's width at zoom 0."""
CELLS_ACROSS = 24
"""A part is never cut finer than this, whatever zoom it is asked for."""
HOOD = Grid(0.012, 0.015)
"""About a neighbourhood: the finest that those without exact places see."""
FEW = 60
"""So many cases are drawn one by one, if the person may see points."""
LISTED = 30
inside = APIRouter(route_class=StaffRoute, include_in_schema=False)
Lat = Annotated[float, Query(ge=-90, le=90, allow_inf_nan=False)]
Lon = Annotated[float, Query(ge=-180, le=180, allow_inf_nan=False)]


@dataclass(frozen=True, slots=True)
class View:
    """What a window on the map shows: the part, cut into cells."""

    box: Box
    grid: Grid


def view(south: Lat, west: Lon, north: Lat, east: Lon, zoom: Annotated[int, Query(ge=1, le=20)] = 12) -> View:
    """Reads the part that is asked for."""
    box = Box(min(south, north), min(west, east), max(south, north), max(west, east))
    wide = max(360 * CELL_PIXELS / (TILE * 2**zoom), (box.east - box.west) / CELLS_ACROSS, 1e-6)
    high = max(wide * cos(radians((box.south + box.north) / 2)), (box.north - box.south) / CELLS_ACROSS, 1e-6)
    return View(box, Grid(high, wide))


Seen = Annotated[View, Depends(view)]


def allowed(visit: Visit, wanted: View) -> View:
    """The part as this person may see it: without points, whole neighbourhoods on a grid that never moves."""
    if visit.person.sees_points:
        return wanted
    size = 1
    while HOOD.lat * size < wanted.grid.lat or HOOD.lon * size < wanted.grid.lon:
        size *= 2
    grid = Grid(HOOD.lat * size, HOOD.lon * size)
    return View(wanted.box.snapped(grid), grid)


def _wish(visit: Visit) -> Wish:
    return read_wish(visit.request.query_params)


def _by(visit: Visit) -> Filter:
    """The filter of the inbox with the same address."""
    return to_filter(_wish(visit), visit.person, visit.parts.workflow, now(), visit.parts.topics)


@inside.get("/panel/map")
async def map_page(visit: Seer) -> Response:
    """The map with the filters of the inbox; what is on it is fetched by the page."""
    wish, units = _wish(visit), units_for(visit.person, dict(visit.parts.city.units))
    async with visit.transaction() as connection:
        unplaced = await case_map.unplaced(connection, _by(visit))
    return visit.page("map.html", wish=wish, units=units, unplaced=unplaced)


@inside.get("/panel/map/cells")
async def cells(visit: Seer, seen: Seen) -> Response:
    """Cells and points of a part of the map, with how many cases there are in all."""
    shown = allowed(visit, seen)
    async with visit.transaction() as connection:
        found = await _cells(connection, visit, shown)
        pins = await _pins(connection, visit, shown, found)
    total = sum(cell.count for cell in found)
    drawn = [] if pins else [_told_cell(visit, cell, shown.grid) for cell in found]
    return JSONResponse({"total": total, "cells": drawn, "pins": pins}, headers=NO_STORE)


async def _cells(connection: AsyncConnection, visit: Visit, shown: View) -> list[Cell]:
    flow, at = visit.parts.workflow, now()
    return await case_map.cells(connection, _by(visit), shown.box, shown.grid, flow.needing_work, at)


async def _pins(connection: AsyncConnection, visit: Visit, shown: View, found: list[Cell]) -> list[dict[str, Any]]:
    """Single points, where there are few cases; each is asked of the policy once more."""
    total = sum(cell.count for cell in found)
    if not visit.person.sees_points or total > FEW:
        return []
    cases = await case_map.inside(connection, _by(visit), shown.box, FEW, total)
    return [_told_pin(visit, case) for case in cases if visit.person.sees_place(case)]


def _told_cell(visit: Visit, cell: Cell, grid: Grid) -> Mapping[str, Any]:
    box = cell.box(grid)
    # The average of few cases would tell where they are.
    exact = visit.person.sees_points
    lat = cell.lat if exact else (box.south + box.north) / 2
    lon = cell.lon if exact else (box.west + box.east) / 2
    told = (("cases", cell.count), ("emergency", cell.emergency), ("urgent", cell.urgent), ("late", cell.late))
    words = visit.pages.words["map"]
    said = [str(words[name]).format(n=show_count(number)) for name, number in told if number]
    return {
        "lat": lat, "lon": lon, "count": show_count(cell.count), "size": cell.count, "label": words["and"].join(said),
        "tone": "emergency" if cell.emergency else "late" if cell.late else "urgent" if cell.urgent else "",
        "sign": _sign(visit, cell), "box": [box.south, box.west, box.north, box.east],
    }  # fmt: skip


def _sign(visit: Visit, cell: Cell) -> str:
    """The few letters under a number that say in words what its colour says."""
    signs = visit.pages.words["map"]
    for name, number in (("emergency", cell.emergency), ("late", cell.late), ("urgent", cell.urgent)):
        if number:
            return str(signs[f"{name}_sign"]).format(n=show_count(number))
    return ""


def _told_pin(visit: Visit, case: Case) -> dict[str, Any]:
    flow, house, words = visit.parts.workflow, visit.house, visit.pages.words
    late = case.status in flow.needing_work and bucket(case.term, now()) == "late"
    raised = case.urgency if case.urgency != "normal" else ""
    tone = "emergency" if raised == "emergency" else "late" if late else raised
    marks = ([words["urgencies"][raised]] if raised else []) + ([words["dues"]["late"]] if late else [])
    said = [house.title(case), flow[case.status].title, *marks]
    return {
        "lat": case.where.lat, "lon": case.where.lon, "code": case.code, "tone": tone,
        "label": words["map"]["and"].join(said), "sign": marks[0] if marks else "",
    }  # fmt: skip


@inside.get("/panel/map/list")
async def listed(visit: Seer, seen: Seen) -> Response:
    """The cases of a part of the map as a list, for the keyboard and for those who see no picture."""
    shown, by = allowed(visit, seen), _by(visit)
    async with visit.transaction() as connection:
        found = await case_map.count(connection, by, shown.box)
        cases = await case_map.inside(connection, by, shown.box, LISTED, found)
    return visit.page("map_list.html", cases=cases, found=found)
