"""Muting on a real database: whatever happens, a question, a result and the code are told."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from cases import codes
from cases.case import Case, Event, Where
from cases.filing import new_case
from desk import filing, tell
from desk.house import House
from storage import mutes, talks
from storage.database import Database

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


async def filed(database: Database, house: House, number: int = 1) -> Case:
    told = {"kind": "request", "words": "چاله", "urgency": "normal"}
    made = new_case(
        codes.make(number), house.topics["0601"], told, Where("ونک", 3), "web:1", NOW, house.city, house.workflow, {}
    )
    async with database.transaction() as connection:
        chat = await talks.chat_id(connection, "web:1")
        return await filing.file(
            connection, house, made, chat, (), {"scores": [], "shown": [], "chosen": "", "final": ""}
        )


async def heard(database: Database, house: House, case: Case, status: str) -> bool:
    """Whether the citizen hears of a case that comes to a status."""
    review = NOW + timedelta(days=30)
    after, event = replace(case, status=status, review=review), Event("move", "house", NOW, status, note="به این دلیل")
    async with database.transaction() as connection:
        chat = await talks.chat_id(connection, "web:1")
        before = len(await talks.lines_after(connection, chat, 0))
        await tell.citizen(connection, house, after, event)
        return len(await talks.lines_after(connection, chat, 0)) > before


@pytest.mark.parametrize("about", ["all", "this"])
async def test_muting_never_swallows_a_question_or_a_result(database: Database, house: House, about: str) -> None:
    case = await filed(database, house)
    async with database.transaction() as connection:
        chat = await talks.chat_id(connection, "web:1")
        await mutes.turn(connection, chat, mutes.ALL if about == "all" else case.code, on=True)
    for status in house.workflow.statuses.values():
        must = bool(status.tells) and (bool(status.asks) or status.final)
        told = await heard(database, house, case, status.key)
        assert told or not must, status.key
        assert told == (bool(status.tells) and not status.quiet), status.key


async def test_muting_one_case_leaves_the_others_loud(database: Database, house: House) -> None:
    one, other = await filed(database, house, 1), await filed(database, house, 2)
    async with database.transaction() as connection:
        await mutes.turn(connection, await talks.chat_id(connection, "web:1"), one.code, on=True)
    assert not await heard(database, house, one, "accepted")
    assert await heard(database, house, other, "accepted")


async def test_unmuting_everything_unmutes_each_case(database: Database, house: House) -> None:
    case = await filed(database, house)
    async with database.transaction() as connection:
        chat = await talks.chat_id(connection, "web:1")
        for about in (mutes.ALL, case.code, case.code):
            await mutes.turn(connection, chat, about, on=True)
        await mutes.turn(connection, chat, case.code, on=False)
        assert await mutes.of_chat(connection, chat) == {mutes.ALL}
        await mutes.turn(connection, chat, case.code, on=True)
        await mutes.turn(connection, chat, mutes.ALL, on=False)
        assert await mutes.of_chat(connection, chat) == frozenset()
    assert await heard(database, house, case, "accepted")


async def test_nobodys_muting_is_anybody_elses(database: Database, house: House) -> None:
    case = await filed(database, house)
    async with database.transaction() as connection:
        await mutes.turn(connection, await talks.chat_id(connection, "web:2"), case.code, on=True)
        await mutes.turn(connection, await talks.chat_id(connection, "web:2"), mutes.ALL, on=True)
    assert await heard(database, house, case, "accepted")
