"""Two processes on one database, to which a messenger brings updates: each once, in order, both hear notices."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import aiohttp
import pytest

from dialogues.message import Reply
from storage import inbox, talks
from storage.database import Database, announce
from tests.fake_bot_api import FakeBotApi
from tests.processes.house import Installation, Nursery, Running, until

SECRET = "a-secret-of-a-test-0123456789"
HEADERS = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
MESSAGES = 40


@dataclass
class Pair:
    """Two processes, a messenger, and the way in for updates."""

    installation: Installation
    fake: FakeBotApi
    processes: list[Running]
    web: aiohttp.ClientSession
    numbers: Any = field(default_factory=lambda: count(1))

    def update(self, person: int, text: str) -> dict[str, Any]:
        """One update that the messenger would bring."""
        number, me = next(self.numbers), self.fake.user(person)
        chat = {"id": person, "type": "private", "first_name": "x"}
        return {
            "update_id": number,
            "message": {"message_id": number, "from": me.me, "chat": chat, "date": 1_790_000_000, "text": text},
        }

    async def push(self, process: Running, update: dict[str, Any]) -> None:
        async with self.web.post(f"{process.url}/hook/telegram", json=update, headers=HEADERS) as answer:
            assert answer.status == 200

    async def heard(self, person: int) -> list[str]:
        return [line["body"]["text"] for line in await self._lines(person, out=False)]

    async def said(self, person: int) -> list[str]:
        return [line["body"]["text"] for line in await self._lines(person, out=True)]

    async def _lines(self, person: int, out: bool) -> list[dict[str, Any]]:
        query = (
            "SELECT body FROM lines JOIN chats c ON c.id = chat WHERE key = %(key)s AND out = %(out)s ORDER BY lines.id"
        )
        return await self.installation.rows(query, key=f"telegram:{person}", out=out)

    async def calm(self) -> None:
        """Waits until everything is handled and answered."""
        query = (
            "SELECT NOT EXISTS (SELECT FROM updates WHERE state = 'new') "
            "AND NOT EXISTS (SELECT FROM lines WHERE state = 'waiting')"
        )
        await until(lambda: self.installation.one(query), "calm\n" + "\n".join(one.told for one in self.processes))


@pytest.fixture
async def pair(installation: Installation, telegram: FakeBotApi, nursery: Nursery) -> AsyncIterator[Pair]:
    installation.serves(telegram, webhook="http://127.0.0.1:9", secret=SECRET)
    processes = [await installation.born(nursery), await installation.born(nursery)]
    async with aiohttp.ClientSession() as web:
        yield Pair(installation, telegram, processes, web)


@contextmanager
def asleep(process: Running) -> Any:
    """A process that does nothing for a while."""
    os.kill(process.pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(process.pid, signal.SIGCONT)


async def test_messages_of_one_chat_are_handled_once_and_in_order(pair: Pair) -> None:
    texts = [f"سلام {number}" for number in range(MESSAGES)]
    for number, text in enumerate(texts):
        await pair.push(pair.processes[number % 2], pair.update(7, text))
    await pair.calm()
    assert await pair.heard(7) == texts
    said = await pair.said(7)
    assert [shown.text for shown in pair.fake.sent(7)] == said
    assert len(said) == MESSAGES


async def test_many_chats_at_once(pair: Pair) -> None:
    people, texts = range(20, 30), [f"سلام {number}" for number in range(6)]

    async def talk(person: int) -> None:
        for number, text in enumerate(texts):
            await pair.push(pair.processes[(person + number) % 2], pair.update(person, text))

    await asyncio.gather(*(talk(person) for person in people))
    await pair.calm()
    for person in people:
        assert await pair.heard(person) == texts
        assert [shown.text for shown in pair.fake.sent(person)] == await pair.said(person)


async def test_the_same_update_brought_to_both_counts_once(pair: Pair) -> None:
    for number in range(10):
        update = pair.update(8, f"سلام {number}")
        await asyncio.gather(*(pair.push(process, update) for process in pair.processes))
    await pair.calm()
    assert await pair.heard(8) == [f"سلام {number}" for number in range(10)]
    assert len(pair.fake.sent(8)) == 10


async def test_a_call_without_the_secret_is_refused(pair: Pair) -> None:
    address = f"{pair.processes[0].url}/hook/telegram"
    async with pair.web.post(address, json=pair.update(9, "سلام")) as answer:
        assert answer.status == 403
    assert await pair.installation.one("SELECT count(*) FROM updates") == 0


@pytest.mark.parametrize("sleeper", [0, 1])
async def test_either_process_obeys_the_notices_alone(pair: Pair, sleeper: int) -> None:
    pair.fake.user(5)
    database = Database(pair.installation.database_url)
    with asleep(pair.processes[sleeper]):
        async with database.transaction() as connection:
            talk = await talks.open_talk(connection, "telegram:5")
            await talks.say_lines(connection, talk.id, [Reply("خبر")])
            await announce(connection, "send telegram:5")
        await pair.fake.wait_for(5, 1)
        async with database.transaction() as connection:
            update = pair.update(5, "سلام")
            await inbox.keep(connection, [inbox.Arrival("telegram", "9", "telegram:5", update)])
            await announce(connection, "drain telegram:5")
        await pair.fake.wait_for(5, 2)
    await pair.calm()
    assert await pair.heard(5) == ["سلام"]
    assert len(pair.fake.sent(5)) == 2
    await database.close()


async def test_both_stop_cleanly(pair: Pair) -> None:
    assert [await process.stop() for process in pair.processes] == [0, 0]
    assert not any("Traceback" in process.told for process in pair.processes)
