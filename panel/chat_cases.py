"""A citizen's own reports in the browser: each with its steps, what comes next, and the same buttons as in the chat."""

import time
import uuid
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Form, HTTPException, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy.ext.asyncio import AsyncConnection

import persian
from cases.case import Case
from dialogues import feedback, timeline, track
from dialogues.message import Button
from dialogues.world import Facts
from panel.origin import from_our_page
from panel.pace import Pace
from panel.pages import templates
from panel.parts import Parts
from panel.visitor import Visitor, visitor
from storage import case_store, mutes, talks

LISTED = 50
NO_STORE = {"Cache-Control": "no-store"}


def router(parts: Parts) -> APIRouter:
    """`/chat/cases` and the page of each."""
    routes = APIRouter(prefix="/chat/cases", include_in_schema=False)
    pages, pace = templates(parts), Pace(30, 60)
    pages.env.filters |= {"day": persian.day, "day_hour": persian.day_hour, "code": persian.code}
    pages.env.globals |= {"house": parts.house, "workflow": parts.workflow, "fresh": uuid.uuid4}

    @routes.get("")
    async def mine(request: Request) -> Response:
        who = visitor(request)
        async with parts.database.transaction() as connection:
            chat = await talks.chat_id(connection, who.key) if who else None
            cases = await case_store.of_chat(connection, chat, LISTED) if chat is not None else []
        return pages.TemplateResponse(request, "mine.html", {"cases": cases}, headers=NO_STORE)

    @routes.get("/{code}")
    async def one(request: Request, code: str) -> Response:
        async with parts.database.transaction() as connection:
            shown = await _shown(connection, parts, visitor(request), code)
        return pages.TemplateResponse(request, "mycase.html", shown, headers=NO_STORE)

    @routes.post("/{code}")
    async def press(
        request: Request, code: str, tap: Annotated[str, Form()], id: Annotated[uuid.UUID, Form()]
    ) -> Response:  # fmt: skip
        who = visitor(request)
        if who is None or not from_our_page(request, parts.site.public_url):
            raise HTTPException(403)
        if not pace.allows(who.key):
            raise HTTPException(429)
        async with parts.database.transaction() as connection:
            shown = await _shown(connection, parts, who, code)
        if tap in {button.data for button in shown["buttons"]}:
            raw = {"chat": who.chat, "id": str(id), "at": time.time(), "tap": tap}
            await parts.intake("web", [(f"{who.key}:{id}", raw)])
        return RedirectResponse("/", 303, headers=NO_STORE)

    return routes


async def _shown(connection: AsyncConnection, parts: Parts, who: Visitor | None, code: str) -> dict[str, Any]:
    """Everything on the page of one case; another chat's is as if there were none."""
    case = await case_store.maybe(connection, code) if who and code.isdecimal() else None
    if case is None or who is None or case.chat != who.key:
        raise HTTPException(404)
    past = await case_store.history(connection, case.id or 0)
    muted = await mutes.of_chat(connection, await talks.chat_id(connection, who.key))
    now, kept = datetime.now(UTC), await case_store.photos_of(connection, case.id or 0)
    return {
        "case": case, "status": parts.workflow[case.status], "buttons": _buttons(parts, case, muted, now),
        "steps": timeline.passed(past, parts.house), "next": timeline.coming(case, now, parts.house),
        "photos": kept, "late": case.term.due <= now,
    }  # fmt: skip


def _buttons(parts: Parts, case: Case, muted: frozenset[str], now: datetime) -> list[Button]:
    """What the citizen may do now, as in the chat: the answers to a result first."""
    rows = track.acts(case, Facts((case,), muted=muted), now, parts.house)
    rated = feedback.choices(case, parts.house) if parts.workflow[case.status].asks == "feedback" else []
    return [*rated, *(button for row in rows for button in row)]
