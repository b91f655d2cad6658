"""Urgent cases ring until somebody takes them: first with their own card, then again and again."""

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from cases.case import Case
from desk import tell
from desk.house import House
from storage import case_store


def _next(house: House, case: Case, now: datetime) -> datetime | None:
    """When a case rings again: an emergency at any hour, an urgent one in office time; None if it never does."""
    pace = house.pace
    minutes = {"emergency": pace.ring_emergency_minutes, "urgent": pace.ring_minutes}.get(case.urgency, 0)
    if not minutes:
        return None
    at = now + timedelta(minutes=minutes)
    return at if case.urgency == "emergency" else house.city.working.after(at, timedelta())


def start(house: House, case: Case, now: datetime) -> Case:
    """The case as it begins to ring, if it is urgent and somebody is to work on it; its card is the first ring."""
    rings = house.workflow[case.status].clock
    return replace(case, ring=_next(house, case, now) if rings else None, rings=0)


async def ring(connection: AsyncConnection, house: House, code: str, now: datetime) -> bool:
    """Rings once more, if it is still to ring: in the groups of its units and on every open page."""
    case = await case_store.by_code(connection, code, lock=True)
    if case.ring is None or case.ring > now:
        return False
    after = replace(start(house, case, now), rings=case.rings + 1)
    await case_store.tick(connection, after)
    await tell.groups(connection, house, after, now, anew=True)
    await tell.panel(connection, after)
    return True
