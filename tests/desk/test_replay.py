"""Histories tell how cases came to stand as they do: random lives through the real desk, replayed from their events."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from random import Random

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from cases.case import Case, Step
from desk import answers, steps
from desk.house import House
from errors import NotAllowedError, StaleError
from library import Content
from storage import case_store, talks
from storage.database import Database
from storage.replays import KEPT, astray, replay
from tests.desk.test_desk import NOW, filed, staff

WALK = 14


async def live(
    connection: AsyncConnection, house: House, content: Content, case: Case, chance: Random, now: datetime
) -> None:  # fmt: skip
    """One act of somebody, chosen by chance; what the rules refuse changes nothing."""
    chat, head = await talks.chat_id(connection, "web:1"), staff(content, "administrator")
    present = await case_store.by_code(connection, case.code)
    ways = [*content.workflow[present.status].next, content.workflow.after("refer").key]
    to = chance.choice(ways)
    opinion = next(iter(content.workflow[to].opinions), "")
    unit = chance.choice(("works-6", "parks-6")) if to == content.workflow.after("refer").key else ""
    wanted = Step(to, "دلیل", unit, now + timedelta(days=20), opinion)
    acts: dict[str, Callable[[], Awaitable[object]]] = {
        "step": lambda: steps.take_step(connection, house, head, case.code, wanted, now),
        "good": lambda: answers.rate(connection, house, chat, case.code, "good", now),
        "bad": lambda: answers.rate(connection, house, chat, case.code, "bad", now),
        "object": lambda: answers.object_to(connection, house, chat, case.code, "نه", now),
        "add": lambda: answers.add(connection, house, chat, case.code, "add", "این هم هست", (), now),
        "correct": lambda: steps.correct(connection, house, head, case.code, now, "0602", 6),
        "kind": lambda: steps.correct(
            connection, house, head, case.code, now, kind=chance.choice(list(content.workflow.lives))
        ),
        "warn": lambda: steps.warn(connection, house, head, case.code, "دیر است", now),
        "silence": lambda: answers.silence(connection, house, chat, case.code, now),
    }
    weights = [8, 2, 2, 2, 2, 1, 1, 1, 1]
    try:
        await acts[chance.choices(list(acts), weights)[0]]()
    except NotAllowedError:
        return


@pytest.mark.parametrize("seed", range(12))
async def test_a_life_can_be_replayed_from_its_history(
    database: Database, house: House, content: Content, seed: int
) -> None:
    chance, now = Random(seed), NOW
    case = await filed(database, house)
    for _ in range(WALK):
        now += timedelta(hours=chance.randrange(1, 90))
        async with database.transaction() as connection:
            await live(connection, house, content, case, chance, now)
    async with database.transaction() as connection:
        told = (await replay(connection, [case.id or 0]))[case.id or 0]
        present = await case_store.by_code(connection, case.code)
        assert set(told) == set(KEPT)
        assert (told["status"], told["version"], told["unit"]) == (present.status, present.version, present.unit)
        assert [one async for one in astray(connection)] == []


async def test_a_case_that_was_changed_behind_its_history_is_found(database: Database, house: House) -> None:
    case = await filed(database, house)
    async with database.transaction() as connection:
        await connection.execute(text("UPDATE cases SET status = 'confirmed', unit = 'parks-6'"))
        assert [one async for one in astray(connection)] == [(case.code, ("status", "unit"))]


async def test_of_many_who_act_at_once_on_what_they_saw_one_wins(
    database: Database, house: House, content: Content
) -> None:
    case = await filed(database, house)

    async def act(unit: str) -> bool:
        try:
            async with database.transaction() as connection:
                person, wanted = staff(content, "operator"), Step("referred", "کار شماست", unit)
                await steps.take_step(connection, house, person, case.code, wanted, NOW, case.version)
        except StaleError:
            return False
        return True

    won = await asyncio.gather(*(act(unit) for unit in ("works-6", "parks-6", "works-1", "parks-1", "works-2")))
    assert sum(won) == 1
    async with database.transaction() as connection:
        assert len(await case_store.history(connection, case.id or 0)) == 2
        assert [one async for one in astray(connection)] == []
