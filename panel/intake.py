"""Calls: an operator types what a caller says, reads aloud what the bot asks, and tells the code at the end."""

import asyncio
import secrets
import time
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Form
from fastapi.responses import Response
from sqlalchemy.ext.asyncio import AsyncConnection

from cases.case import Case
from desk import intake
from dialogues.message import Button
from errors import NotAllowedError, NotFoundError
from panel.entry import read_text
from panel.frames import TEXT_LIMIT
from panel.gate import Desk, Number, StaffRoute, Visit, goto
from panel.show import now
from persian import LTR, POP, persian_digits
from storage import case_store, contacts, intakes, people, talks
from storage.intakes import PHONE
from storage.talks import Line

inside = APIRouter(route_class=StaffRoute, include_in_schema=False)
Text = Annotated[str, Form()]
LINES = 200
PATIENCE = 4.0
"""Seconds in which an answer is usually there; a later one is brought by the live stream."""
TAP_LIMIT = 64
FORGOTTEN = timedelta(days=1)
"""A call that nobody has ended is not shown any longer than this."""
WORDS_LIMIT = 1000


@inside.get("/panel/intake")
async def intakes_page(visit: Desk) -> Response:
    """Calls that go on, and the form of a new one."""
    return await _list(visit)


async def _list(visit: Visit, problem: str = "", telephone: str = "") -> Response:
    async with visit.transaction() as connection:
        going, names = await intakes.opened(connection, now() - FORGOTTEN), await people.names(connection)
    status = 422 if problem else 200
    return visit.page("intakes.html", status, going=going, names=names, problem=problem, telephone=telephone)


@inside.post("/panel/intake")
async def begin(visit: Desk, telephone: Text = "") -> Response:
    """A new call; the number of somebody who called before brings their conversation back."""
    try:
        async with visit.transaction() as connection:
            chat = await intake.begin(connection, visit.house, visit.person, now(), telephone[:40])
    except NotAllowedError as error:
        return await _list(visit, visit.reason(error), telephone)
    return goto(visit.request, f"/panel/intake/{chat}")


@inside.post("/panel/talks/{chat}/file")
async def for_talk(visit: Desk, chat: Number) -> Response:
    """A report out of a talk: what the person wrote to the operator goes through the bot's own questions."""
    async with visit.transaction() as connection:
        waiting = {one["id"]: one["waiting"] for one in await talks.waiting_people(connection)}
        if chat not in waiting:
            raise NotFoundError("talk")
        said = await talks.lines_after(connection, chat, 0, LINES)
        made = await intake.begin(connection, visit.house, visit.person, now(), owner=chat)
    words = [line.body["text"] for line in said if not line.out and line.at >= waiting[chat] and line.body.get("text")]
    if words:
        await _push(visit, made, {"text": "\n".join(words)[-WORDS_LIMIT:]}, secrets.token_hex(8))
    return goto(visit.request, f"/panel/intake/{made}")


async def _call(connection: AsyncConnection, visit: Visit, chat: int) -> dict[str, Any]:
    found = await intake.hold(connection, visit.person, chat)
    lines = await talks.lines_after(connection, chat, 0, LINES)
    owner = found["owner"] or chat
    filed = [case for case in await case_store.of_chat(connection, owner) if case.filed >= found["at"]]
    return {
        "call": found, "chat": chat, "lines": lines, "prompt": _prompt(lines), "buttons": _buttons(lines),
        "filed": [(case, grouped(case)) for case in reversed(filed)], "labels": _labels(lines),
        "contact": await contacts.of_chat(connection, chat), "number": await _number(connection, visit, chat),
        "turn": secrets.token_hex(8),
    }  # fmt: skip


def grouped(case: Case) -> str:
    """The code in groups, as one reads it out: three, three, two, two."""
    code = case.code
    return f"{LTR}{persian_digits(' '.join((code[:3], code[3:6], code[6:8], code[8:])))}{POP}"


def _prompt(lines: Sequence[Line]) -> Sequence[Line]:
    """What the bot said since the caller's last word: to be read aloud."""
    last = max((place for place, line in enumerate(lines) if not line.out), default=-1)
    return [line for line in lines[last + 1 :] if line.out]


def _buttons(lines: Sequence[Line]) -> Sequence[Button]:
    """The answers that the bot offers now."""
    said = [line.reply for line in lines if line.out]
    return [button for row in said[-1].buttons for button in row] if said else []


def _labels(lines: Sequence[Line]) -> Mapping[str, str]:
    replies = (line.reply for line in lines if line.out)
    return {button.data: button.label for reply in replies for row in reply.buttons for button in row}


async def _number(connection: AsyncConnection, visit: Visit, chat: int) -> str:
    """The caller's number, for those who may see who reports."""
    found = await contacts.of_chat(connection, chat)
    if found is None or not visit.person.may("reporter"):
        return ""
    return await contacts.read(connection, visit.house.seal, found.number) or ""


@inside.get("/panel/intake/{chat}")
async def call_page(visit: Desk, chat: Number) -> Response:
    """One call: what to read aloud, what may be answered, and the codes at the end."""
    return await _page(visit, chat)


async def _page(visit: Visit, chat: int, problem: str = "", **typed: str) -> Response:
    async with visit.transaction() as connection:
        found = await _call(connection, visit, chat)
    typed = {"text": "", "telephone": "", **typed}
    return visit.page("intake.html", 422 if problem else 200, problem=problem, **typed, **found)


@inside.post("/panel/intake/{chat}/say")
async def say(
    visit: Desk, chat: Number, turn: Text, text: Text = "", tap: Text = "", lat: Text = "", lon: Text = ""
) -> Response:
    """One answer of the caller: words, an offered answer, or a place on the map."""
    try:
        raw = _raw(text, tap, lat, lon)
    except NotAllowedError as error:
        return await _page(visit, chat, visit.reason(error), text=text[:TEXT_LIMIT])
    await _push(visit, chat, raw, turn[:32])
    return goto(visit.request, f"/panel/intake/{chat}")


def _raw(text: str, tap: str, lat: str, lon: str) -> dict[str, Any]:
    """What the conversation gets; raises NotAllowedError when nothing was said."""
    if tap:
        return {"tap": tap[:TAP_LIMIT]}
    if lat and lon:
        try:
            return {"point": [float(lat), float(lon)]}
        except ValueError as error:
            raise NotAllowedError("nothing") from error
    return {"text": read_text(text, needed=True)}


async def _push(visit: Visit, chat: int, raw: Mapping[str, Any], turn: str) -> None:
    """Hands an answer in, once however often it is sent, and waits a moment for what the bot says to it."""
    async with visit.transaction() as connection:
        found = await intake.hold(connection, visit.person, chat)
    key = str(found["key"])
    whole = {"chat": key.partition(":")[2], "id": f"{key}:{turn}", "at": time.time(), **raw}
    with visit.parts.notices.listen() as notices:
        await visit.parts.intake(PHONE, [(whole["id"], whole)])
        try:
            async with asyncio.timeout(PATIENCE):
                while await notices.get() not in (f"lines {chat}", "again"):
                    pass
        except TimeoutError:
            return


@inside.post("/panel/intake/{chat}/contact")
async def contact(
    visit: Desk, chat: Number, telephone: Text = "", texts: Text = "", calls: Text = ""
) -> Response:  # fmt: skip
    """How the caller wants to hear of it; a number is kept for nothing else."""
    try:
        async with visit.transaction() as connection:
            wanted = {"texts": bool(texts), "calls": bool(calls)}
            await intake.agree(connection, visit.house, visit.person, chat, telephone[:40], now(), **wanted)
    except NotAllowedError as error:
        return await _page(visit, chat, visit.reason(error), telephone=telephone[:40])
    return goto(visit.request, f"/panel/intake/{chat}?done=contact")


@inside.post("/panel/intake/{chat}/end")
async def end(visit: Desk, chat: Number) -> Response:
    """The call is over."""
    async with visit.transaction() as connection:
        await intake.end(connection, visit.person, chat, now())
    return goto(visit.request, "/panel/intake?done=ended")
