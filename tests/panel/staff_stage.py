"""An office for the tests of the staff pages: real database, real desk, one person of every role, cases to work on."""

import asyncio
import secrets
import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import uvicorn
from fastapi import FastAPI

from cases import codes
from cases.case import Case, Event, Step, Where
from cases.filing import new_case
from cases.terms import Term
from desk import people as desk_people
from desk import steps
from desk.filing import file
from library import Content
from panel import web
from panel.gate import COOKIE
from panel.parts import Parts
from storage import case_store, people, talks
from storage.database import Database, announce
from tests.panel.chat_stage import ScriptedBot, made_parts

HOME = "http://site"
WORKS, PARKS = "works-6", "parks-6"
POTHOLE, CHILD = "0601", "0201"
TEHRAN_SPOT = (35.7219, 51.4056)


class Clerk(httpx.AsyncClient):
    """A browser of one member of staff; it sends the token that every form of theirs carries."""

    id = 0
    csrf = ""

    async def send_form(self, address: str, **fields: Any) -> httpx.Response:
        """Posts a form with the right token."""
        return await self.post(address, data={"csrf": self.csrf, **fields})


class Office:
    """The site, with what it is made of."""

    def __init__(self, parts: Parts, app: FastAPI) -> None:
        self.parts, self.app = parts, app
        self._number = 0

    @property
    def house(self) -> Any:
        return self.parts.house

    def browser(self) -> Clerk:
        """A browser without a sign-in."""
        return Clerk(transport=httpx.ASGITransport(self.app), base_url=HOME)

    async def account(self, role: str, *units: str, login: str = "", name: str = "") -> int:
        """An account without a password of use."""
        login = login or f"{role}{secrets.token_hex(3)}"
        async with self.parts.database.transaction() as connection:
            number = await people.add(connection, login, name or login, role, "no hash")
            await people.change(connection, number, must_change=False)
            await people.set_units(connection, number, units)
        return number

    async def clerk(self, role: str, *units: str, name: str = "") -> Clerk:
        """A signed-in browser."""
        made = self.browser()
        made.id, made.csrf = await self.account(role, *units, name=name), secrets.token_hex(8)
        token = secrets.token_hex(16)
        async with self.parts.database.transaction() as connection:
            await people.sign_in(connection, made.id, token, made.csrf, now() + timedelta(hours=1))
        made.headers["Cookie"] = f"{COOKIE}={token}"
        return made

    async def case(self, topic: str = POTHOLE, region: int | None = 6, words: str = "چاله", **more: Any) -> Case:
        """Files a case, as the bot does."""
        self._number += 1
        where = Where("خیابان فاطمی، پلاک ۱۲", region, "فاطمی", *TEHRAN_SPOT)
        told = {"kind": "request", "words": words, "urgency": more.pop("urgency", "normal")}
        code = codes.make(30_000_000 + self._number)
        filed = more.pop("filed", now())
        house, chat = self.house, f"telegram:{self._number}"
        made = new_case(
            code, house.topics.by_code.get(topic), told, where, chat, filed, house.city, house.workflow, {"lane": "وسط"}
        )
        due = more.pop("due", made.term.due)
        made = replace(made, term=Term(more.pop("soon", min(made.term.soon, due)), due))
        scores = [[topic, 0.7], ["0602", 0.2]]
        evidence = {"model": "m1", "scores": scores, "shown": [], "chosen": "sure", "final": topic}
        async with self.parts.database.transaction() as connection:
            number = (await talks.open_talk(connection, chat)).id
            return await file(connection, house, replace(made, **more), number, (), evidence)

    async def put(self, case: Case, status: str, unit: str = "") -> Case:
        """Sets a case to a status, whatever the rules say; with its event."""
        event = Event("move", "house", now(), status, unit)
        async with self.parts.database.transaction() as connection:
            case = await case_store.by_code(connection, case.code)
            finished = now() if self.house.workflow[status].final else None
            after = replace(case, status=status, version=case.version + 1, finished=finished)
            await case_store.save(connection, after, event)
        return after

    async def move(self, clerk: Clerk, case: Case, to: str, **more: Any) -> Case:
        """A step by the desk itself, as if done on another page."""
        async with self.parts.database.transaction() as connection:
            account = await people.by_id(connection, clerk.id)
            assert account
            person = desk_people.person(account, self.parts.roles)
            wanted = Step(to, **({"reason": "شب بود"} | more))
            return await steps.take_step(connection, self.house, person, case.code, wanted, now())

    async def now_of(self, case: Case) -> Case:
        """The case as it is stored."""
        async with self.parts.database.transaction() as connection:
            return await case_store.by_code(connection, case.code)

    async def history(self, case: Case) -> list[Event]:
        """What happened to it."""
        async with self.parts.database.transaction() as connection:
            return await case_store.history(connection, case.id or 0)

    async def told(self, case: Case) -> list[str]:
        """What the citizen got."""
        async with self.parts.database.transaction() as connection:
            chat = await case_store.chat_of(connection, case.id or 0)
            return [line.body["text"] for line in await talks.lines_after(connection, chat, 0) if line.out]

    async def announce(self, notice: str) -> None:
        """Tells every page something short."""
        async with self.parts.database.transaction() as connection:
            await announce(connection, notice)

    async def recorded(self) -> list[Mapping[str, Any]]:
        """The record of administration."""
        async with self.parts.database.transaction() as connection:
            return await people.recorded(connection)


def now() -> datetime:
    return datetime.now(UTC)


@asynccontextmanager
async def opened(database: Database, content: Content, folder: Path) -> AsyncIterator[Office]:
    """The office, with its queue connected."""
    parts = made_parts(database, content, folder, HOME, ScriptedBot(database))
    await parts.jobs.open()
    try:
        yield Office(parts, web.build(parts))
    finally:
        await parts.jobs.close()


@asynccontextmanager
async def served(office: Office) -> AsyncIterator[str]:
    """The office on a free port of the loopback; its address."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        config = uvicorn.Config(office.app, log_level="warning", timeout_graceful_shutdown=1, lifespan="off")
        server = uvicorn.Server(config)
        serving = asyncio.create_task(server.serve([door]))
        listening = asyncio.create_task(office.parts.notices.run())
        await hears_itself(office)
        try:
            yield f"http://127.0.0.1:{door.getsockname()[1]}"
        finally:
            server.should_exit = True
            await serving
            listening.cancel()
            with suppress(asyncio.CancelledError):
                await listening


async def hears_itself(office: Office) -> None:
    """Waits until the office hears its own announcements."""
    with office.parts.notices.listen() as queue:
        async with asyncio.timeout(10):
            while True:
                await office.announce("ready")
                with suppress(TimeoutError):
                    await asyncio.wait_for(queue.get(), 0.1)
                    return
