"""Live pages: an event stream that says only «case 17 changed», and only to those who reach that case."""

import asyncio
from collections.abc import AsyncIterator

from fastapi import APIRouter
from fastapi.responses import StreamingResponse

from errors import NotFoundError
from panel import presence
from panel.gate import NO_STORE, Seer, StaffRoute, Visit, visit_of
from panel.show import now
from storage import case_store

BEAT = 15
"""Seconds of silence after which a sign of life is sent, so that proxies keep the connection."""
inside = APIRouter(route_class=StaffRoute, include_in_schema=False)


@inside.get("/panel/live")
async def live(visit: Seer) -> StreamingResponse:
    """The stream; numbers only, never words: what changed is fetched by the page and checked again there."""
    headers = NO_STORE | {"X-Accel-Buffering": "no"}
    return StreamingResponse(_stream(visit), media_type="text/event-stream", headers=headers)


def _event(kind: str, data: str = "-") -> str:
    return f"event: {kind}\ndata: {data}\n\n"


async def _stream(visit: Visit) -> AsyncIterator[str]:
    with visit.parts.notices.listen() as queue:
        yield _event("hello")
        while True:
            notices = await _next(queue)
            still = await visit_of(visit.pages, visit.request)
            if still is None:
                yield _event("bye")
                return
            yield ": alive\n\n"
            for notice in notices:
                event = await _shown(still, notice)
                if event:
                    yield event


async def _next(queue: asyncio.Queue[str]) -> list[str]:
    """Waits for a notice, then takes all that are there, each once."""
    try:
        notices = [await asyncio.wait_for(queue.get(), BEAT)]
    except TimeoutError:
        return []
    while not queue.empty():
        notices.append(queue.get_nowait())
    return list(dict.fromkeys(notices))


async def _shown(visit: Visit, notice: str) -> str:
    """The event that a notice becomes for this person; empty if it is none of their business."""
    kind, _, number = notice.partition(" ")
    if notice == "again":
        return _event("again")
    if kind == presence.KIND:
        return await _here(visit, notice)
    if kind == "case" and number.isdecimal():
        return _event("case", number) if await _reaches(visit, int(number)) else ""
    if kind == "caution" and visit.person.may_with("cautions", number):
        return _event("caution")
    if notice == f"act {visit.person.id}":
        return _event("act")
    if notice == "dead" and visit.person.may("desk"):
        return _event("talk", "0")
    if kind in ("talk", "lines") and number.isdecimal() and visit.person.may("desk"):
        return _event("talk", number)
    return ""


async def _here(visit: Visit, notice: str) -> str:
    """Somebody else gave a sign of life on a case that this person reaches: «17 4» is case and person."""
    case, person = visit.parts.presence.hear(notice, now()), notice.split()[2]
    if case is None or person == str(visit.person.id) or not await _reaches(visit, case):
        return ""
    return _event("here", f"{case} {person}")


async def _reaches(visit: Visit, number: int) -> bool:
    if visit.person.role.scope == "all":
        return True
    try:
        async with visit.transaction() as connection:
            return visit.person.reaches(await case_store.by_id(connection, number))
    except NotFoundError:
        return False
