"""Alarms within a person's reach, by kind and counted; and the strip of cases that ring, on top of every page."""

from dataclasses import replace
from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response
from sqlalchemy.ext.asyncio import AsyncConnection

from cases.case import Case
from desk import steps
from panel import cautions
from panel.filters import reach
from panel.gate import StaffRoute, Visit, Watcher
from storage import alarm_list, watch_list

PAGE = 40
RINGING = 6
"""Cases of the strip; the page of alarms has them all."""
ALL = "all"
inside = APIRouter(route_class=StaffRoute, include_in_schema=False)


async def number(connection: AsyncConnection, visit: Visit) -> int:
    """How many cases alarm this person."""
    flow = visit.parts.workflow
    wanted = alarm_list.kinds(flow, visit.person, list(visit.pages.words["alarms"]))
    return (await alarm_list.counts(connection, flow, reach(visit.person), wanted))[ALL]


async def _found(connection: AsyncConnection, visit: Visit, kind: str, before: int | None) -> dict[str, Any]:
    flow = visit.parts.workflow
    wanted = alarm_list.kinds(flow, visit.person, list(visit.pages.words["alarms"]))
    kind = kind if kind in wanted else ""
    by = replace(reach(visit.person), before=before)
    chosen = [wanted[kind]] if kind else list(wanted.values())
    cases = await alarm_list.find(connection, flow, by, chosen, PAGE + 1)
    counts = await alarm_list.counts(connection, flow, reach(visit.person), wanted)
    more = cases[PAGE - 1].id if len(cases) > PAGE else None
    return {"cases": cases[:PAGE], "counts": counts, "kind": kind, "more": more, "before": before}


@inside.get("/panel/alarms")
async def alarms(visit: Watcher, kind: str = "", before: str = "") -> Response:
    """The whole page; `kind` shows one kind alone."""
    number = int(before) if before.isdecimal() and len(before) < 19 else None
    async with visit.transaction() as connection:
        found = await _found(connection, visit, kind, number)
        standing = await cautions.standing(connection, visit)
    return visit.page("alarms.html", standing=standing, **found)


def _takes(visit: Visit, case: Case) -> bool:
    """Whether this person can accept the case with one press."""
    return visit.house.workflow.after("accept").key in steps.choices(visit.house, visit.person, case)


@inside.get("/panel/ringing")
async def ringing(visit: Watcher) -> Response:
    """The strip: what rings for this person, until anybody takes it."""
    async with visit.transaction() as connection:
        found = await watch_list.ringing(connection, reach(visit.person), 4 * RINGING)
    heard = [case for case in found if visit.person.hears(case)]
    takes = {case.id for case in heard if _takes(visit, case)}
    return visit.page("ringing.html", cases=heard[:RINGING], whole=len(heard), takes=takes)
