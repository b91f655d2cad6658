"""Supporters of a suggestion hear its answer once: in the morning, and not if they want no news."""

from datetime import UTC, datetime

import pytest

from cases import codes
from cases.case import Case, Step, Where
from cases.filing import new_case
from desk import filing, steps
from desk.house import House
from library import Content
from storage import mutes, people, talks
from storage import proposals as stored
from storage.database import Database
from tests.desk.test_muting import NOW
from tests.desk.test_near import operator, told

NIGHT = datetime(2026, 11, 21, 21, 0, tzinfo=UTC)
PUBLIC = "جلوی مدرسه‌ها سرعت‌گیر بگذارید."


async def supported(database: Database, house: House, *chats: int) -> Case:
    """A released suggestion of chat 1, supported by these."""
    said = {"kind": "suggestion", "words": "سرعت‌گیر", "urgency": "normal"}
    made = new_case(
        codes.make(7), house.topics["0601"], said, Where("ونک", 3), "web:1", NOW, house.city, house.workflow, {}
    )
    async with database.transaction() as connection:
        evidence = {"scores": [], "shown": (), "chosen": "", "final": ""}
        case = await filing.file(connection, house, made, await talks.chat_id(connection, "web:1"), (), evidence)
        releaser = await people.add(connection, "op", "اپراتور", "operator", "x")
        await stored.release(connection, case, PUBLIC, releaser, NOW)
        for one in chats:
            await stored.support(connection, case.id or 0, await talks.chat_id(connection, f"web:{one}"), NOW)
    return case


async def answer(
    database: Database, house: House, content: Content, case: Case, to: str, at: datetime = NOW
) -> None:  # fmt: skip
    async with database.transaction() as connection:
        step = Step(to, "از بهار می‌گذاریم.")
        await steps.take_step(connection, house, operator(content), case.code, step, at)


@pytest.mark.parametrize("to", ["adopted", "declined"])
async def test_supporters_read_the_answer_in_one_sentence(
    database: Database, house: House, content: Content, to: str
) -> None:
    case = await supported(database, house, 2, 3)
    await answer(database, house, content, case, to)
    for chat in (2, 3):
        (said,) = await told(database, chat)
        assert "به پیشنهادی که از آن حمایت کردید" in said
        assert PUBLIC in said
        assert house.workflow[to].title in said
        assert "از بهار می‌گذاریم." in said
    assert not any("حمایت کردید" in said for said in await told(database, 1)), "its author hears it otherwise"


async def test_a_step_before_the_answer_is_told_to_no_supporter(
    database: Database, house: House, content: Content
) -> None:
    case = await supported(database, house, 2)
    await answer(database, house, content, case, "accepted")
    assert await told(database, 2) == []


async def test_a_second_answer_is_not_told_again(database: Database, house: House, content: Content) -> None:
    case = await supported(database, house, 2)
    for to in ("declined", "in_progress", "adopted"):
        await answer(database, house, content, case, to)
    assert len(await told(database, 2)) == 1


async def test_whoever_muted_all_news_is_spared(database: Database, house: House, content: Content) -> None:
    case = await supported(database, house, 2, 3)
    async with database.transaction() as connection:
        await mutes.turn(connection, await talks.chat_id(connection, "web:2"), mutes.ALL, on=True)
    await answer(database, house, content, case, "adopted")
    assert (await told(database, 2), len(await told(database, 3))) == ([], 1)


async def test_at_night_the_answer_waits_for_the_morning(database: Database, house: House, content: Content) -> None:
    case = await supported(database, house, 2)
    await answer(database, house, content, case, "adopted", NIGHT)
    async with database.transaction() as connection:
        assert "web:2" not in [key for _, key in await talks.unsent_chats(connection, NIGHT)]
        morning = NIGHT.replace(day=22, hour=4, minute=1)
        assert "web:2" in [key for _, key in await talks.unsent_chats(connection, morning)]


async def test_what_was_taken_off_the_list_has_no_supporters(
    database: Database, house: House, content: Content
) -> None:
    case = await supported(database, house, 2)
    async with database.transaction() as connection:
        await stored.withdraw(connection, case.id or 0)
    await answer(database, house, content, case, "adopted")
    assert await told(database, 2) == []
