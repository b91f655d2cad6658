"""What the clock does to cases on a real database: rungs, ringing, the night, the morning; once, however many watch."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count

import pytest
from sqlalchemy import text

from cases import codes
from cases.case import BOUNCED, Case, Event, Step, Where
from cases.filing import new_case
from cases.policy import Person
from desk import filing, ladder, people, steps, tell
from desk.house import House
from desk.watch import Watch
from library import Content
from persian import TEHRAN, latin_digits
from storage import case_store, digests, talks
from storage import people as stored
from storage.database import Database

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=TEHRAN)
"""A Saturday."""
NIGHT = NOON.replace(hour=23)
NUMBERS = count(1)
WORKS = "works-3"


@pytest.fixture
async def house(house: House, content: Content) -> House:
    return replace(house, roles=content.roles)


async def filed(database: Database, house: House, at: datetime = NOON, urgency: str = "normal") -> Case:
    number = next(NUMBERS)
    told = {"words": "چاله", "kind": "request", "urgency": urgency}
    where, chat = Where("ونک", 3), f"web:{number}"
    case = new_case(codes.make(number), house.topics["0601"], told, where, chat, at, house.city, house.workflow, {})
    evidence = {"scores": [], "shown": (), "chosen": "", "final": ""}
    async with database.transaction() as connection:
        return await filing.file(connection, house, case, await talks.chat_id(connection, chat), (), evidence)


async def group(database: Database, house: House, unit: str = WORKS, key: str = "telegram:-5") -> int:
    async with database.transaction() as connection:
        account, _ = await people.hire(connection, "test", f"binder{next(NUMBERS)}", "a", "administrator", [])
        chat = await talks.chat_id(connection, key)
        await stored.bind(connection, chat, unit, account)
        await digests.first(connection, unit, NOON.date())
    return chat


async def hired(database: Database, role: str, *units: str, sender: str = "") -> int:
    async with database.transaction() as connection:
        account, _ = await people.hire(connection, "test", f"login{next(NUMBERS)}", "a", role, units)
        if sender:
            await stored.link(connection, sender, account)
    return account


async def history(database: Database, case: Case) -> list[Event]:
    async with database.transaction() as connection:
        return await case_store.history(connection, case.id or 0)


async def now_of(database: Database, case: Case) -> Case:
    async with database.transaction() as connection:
        return await case_store.by_code(connection, case.code)


async def said(database: Database, key: str) -> list[str]:
    async with database.transaction() as connection:
        chat = await talks.chat_id(connection, key)
        return [line.reply.text for line in await talks.lines_after(connection, chat, 0) if line.out]


async def look(database: Database, house: House, at: datetime) -> int:
    return await Watch(database, house, lambda: at).look()


async def take(database: Database, house: House, content: Content, case: Case, wanted: Step, at: datetime) -> Case:
    person = Person(1, "a", content.roles["operator"])
    async with database.transaction() as connection:
        return await steps.take_step(connection, house, person, case.code, wanted, at)


def rungs(events: list[Event]) -> list[str]:
    return [event.more["rung"] for event in events if event.what == "climb"]


async def test_every_rung_is_climbed_in_order_and_stands_in_the_history_once(database: Database, house: House) -> None:
    case = await filed(database, house)
    for day in range(30):
        await look(database, house, NOON + timedelta(days=day))
        await look(database, house, NOON + timedelta(days=day))
    assert rungs(await history(database, case)) == ["soon", "expect", "late", "half", "whole"]
    after = await now_of(database, case)
    assert (after.rung, after.bell, after.version) == (5, None, case.version)


async def test_a_house_that_slept_skips_no_rung(database: Database, house: House) -> None:
    case = await filed(database, house)
    await group(database, house)
    await look(database, house, NOON + timedelta(days=90))
    assert rungs(await history(database, case)) == ["soon", "expect", "late", "half", "whole"]
    cards = [one for one in await said(database, "telegram:-5") if case.code in latin_digits(one)]
    assert len(cards) == 1


async def test_many_watches_climb_and_ring_once(database: Database, database_url: str, house: House) -> None:
    cases = [await filed(database, house, urgency="emergency") for _ in range(6)]
    chat = await group(database, house)
    others = [Database(database_url) for _ in range(3)]
    at = NOON + timedelta(minutes=3)
    await asyncio.gather(*(look(one, house, at) for one in others for _ in range(2)))
    assert [(await now_of(database, case)).rings for case in cases] == [1] * 6
    await asyncio.gather(*(look(one, house, NOON + timedelta(days=9)) for one in others for _ in range(2)))
    for case in cases:
        assert rungs(await history(database, case)) == ["soon", "half", "expect", "late"]
    for one in others:
        await one.close()
    assert chat


async def test_an_empty_rung_is_an_alarm_and_a_filled_one_is_not(database: Database, house: House) -> None:
    case = await filed(database, house)
    soon = case.bell or NOON
    await look(database, house, soon)
    assert (await now_of(database, case)).unmanned
    await hired(database, "unit_head", WORKS)
    await look(database, house, case.term.due)
    after = await now_of(database, case)
    assert (after.rung, after.unmanned) == (3, False)
    assert [event.more.get("people") for event in await history(database, case) if event.what == "climb"] == [
        0,
        None,
        1,
    ]


async def test_who_was_switched_off_stands_on_no_rung(database: Database, house: House) -> None:
    account = await hired(database, "unit_staff", WORKS)
    async with database.transaction() as connection:
        await people.change(connection, "test", account, "unit_staff", [WORKS], active=False)
    case = await filed(database, house)
    await look(database, house, case.bell or NOON)
    assert (await now_of(database, case)).unmanned


async def test_waiting_for_the_citizen_climbs_nothing(database: Database, house: House, content: Content) -> None:
    case = await filed(database, house)
    await take(database, house, content, case, Step("waiting_info", "کدام سمت؟"), NOON + timedelta(hours=1))
    await look(database, house, NOON + timedelta(days=90))
    assert rungs(await history(database, case)) == []


async def test_the_citizen_hears_before_the_deadline_and_only_then(database: Database, house: House) -> None:
    case = await filed(database, house)
    await look(database, house, case.bell or NOON)
    bell = (await now_of(database, case)).bell
    assert bell is not None
    assert bell < case.term.due
    await look(database, house, bell)
    (told,) = await said(database, case.chat)
    assert "شاید کمی دیرتر" in told
    slept = await filed(database, house)
    await look(database, house, slept.term.due)
    assert await said(database, slept.chat) == []


async def test_an_urgent_case_rings_in_office_time_until_any_step(
    database: Database, house: House, content: Content
) -> None:
    await group(database, house)
    case = await filed(database, house, urgency="urgent")
    assert case.ring == NOON + timedelta(minutes=10)
    for _ in range(3):
        await look(database, house, (await now_of(database, case)).ring or NOON)
    assert (await now_of(database, case)).rings == 3
    cards = await said(database, "telegram:-5")
    assert len(cards) == 4
    assert "زنگ ۳" in cards[-1]
    taken = await take(database, house, content, case, Step("accepted"), NOON + timedelta(hours=1))
    assert (taken.ring, taken.rings) == (None, 0)
    await look(database, house, NOON + timedelta(hours=3))
    assert "زنگ" not in (await said(database, "telegram:-5"))[-1]


async def test_an_urgent_case_waits_for_the_office_and_an_emergency_for_nobody(
    database: Database, house: House
) -> None:
    urgent = await filed(database, house, NIGHT, "urgent")
    emergency = await filed(database, house, NIGHT, "emergency")
    morning = NOON.replace(day=22, hour=7, minute=30)
    assert urgent.ring == morning
    assert emergency.ring == NIGHT + timedelta(minutes=3)


async def test_another_unit_is_rung_anew(database: Database, house: House, content: Content) -> None:
    case = await filed(database, house, urgency="urgent")
    await take(database, house, content, case, Step("accepted"), NOON)
    handed = await take(database, house, content, case, Step("referred", "کار شماست.", "parks-3"), NOON)
    assert handed.ring is not None


async def test_an_ordinary_case_never_rings(database: Database, house: House) -> None:
    assert (await filed(database, house)).ring is None


async def waiting(database: Database, key: str) -> list[tuple[str, datetime | None]]:
    query = "SELECT state, hold FROM lines JOIN chats c ON c.id = chat WHERE key = :key AND out ORDER BY lines.id"
    async with database.transaction() as connection:
        return [(row[0], row[1]) for row in await connection.execute(text(query), {"key": key})]


async def test_news_and_cards_of_the_night_wait_for_the_morning(
    database: Database, house: House, content: Content
) -> None:
    await group(database, house)
    case = await filed(database, house, NIGHT)
    await take(database, house, content, case, Step("accepted"), NIGHT)
    morning = NOON.replace(day=22, hour=7, minute=30)
    assert await waiting(database, case.chat) == [("waiting", morning)]
    assert await waiting(database, "telegram:-5") == [("gone", morning), ("waiting", morning)]


async def test_a_card_that_was_to_come_anew_still_does_when_the_case_changes_by_night(
    database: Database, house: House, content: Content
) -> None:
    chat = await group(database, house)
    case = await filed(database, house)
    async with database.transaction() as connection:
        (line,) = await talks.waiting_lines(connection, chat)
        await talks.settle_line(connection, line.id, "sent", "77")
        await tell.groups(connection, house, case, NIGHT, anew=True)
    await take(database, house, content, case, Step("accepted"), NIGHT)
    assert [state for state, _ in await waiting(database, "telegram:-5")] == ["sent", "gone", "waiting"]
    async with database.transaction() as connection:
        (line,) = await talks.waiting_lines(connection, chat)
    assert line.reply.edits is None
    assert "پذیرفته شد" in line.reply.text


async def test_news_of_an_emergency_wait_for_nothing(database: Database, house: House, content: Content) -> None:
    await group(database, house)
    case = await filed(database, house, NIGHT, "emergency")
    await take(database, house, content, case, Step("accepted"), NIGHT)
    assert await waiting(database, case.chat) == [("waiting", None)]
    assert await waiting(database, "telegram:-5") == [("waiting", None)] * 2


async def test_the_third_referral_reaches_the_inspector(database: Database, house: House, content: Content) -> None:
    await hired(database, "inspector", sender="telegram:99")
    case = await filed(database, house)
    for unit in ("parks-3", WORKS, "parks-3"):
        after = await take(database, house, content, case, Step("referred", "کار شماست.", unit), NOON)
    assert (after.alarm, after.unmanned) == (BOUNCED, False)
    (told,) = await said(database, "telegram:99")
    assert "میان واحدها می‌گردد" in told
    assert "چاله" in told
    assert "ونک" not in told.replace(house.title(case), "")


async def test_without_an_inspector_the_third_referral_is_the_operators(
    database: Database, house: House, content: Content
) -> None:
    case = await filed(database, house)
    for unit in ("parks-3", WORKS, "parks-3"):
        after = await take(database, house, content, case, Step("referred", "کار شماست.", unit), NOON)
    assert after.unmanned


async def test_the_morning_is_told_once_to_each_unit_that_has_something_to_do(database: Database, house: House) -> None:
    await group(database, house)
    await group(database, house, "parks-3", "telegram:-6")
    await filed(database, house)
    sunday = NOON.replace(day=22, hour=7)
    await look(database, house, sunday)
    assert len(await said(database, "telegram:-5")) == 1, "the card alone"
    for _ in range(3):
        await look(database, house, sunday + timedelta(minutes=30))
    _, told = await said(database, "telegram:-5")
    assert "۱ گزارش تازه" in told
    assert await said(database, "telegram:-6") == []


async def test_nobody_is_told_of_a_free_day(database: Database, house: House) -> None:
    await group(database, house)
    await filed(database, house)
    await look(database, house, NOON.replace(day=27))
    assert [one for one in await said(database, "telegram:-5") if "صبح" in one] == []


async def test_a_fault_with_one_case_leaves_the_others_alone(database: Database, house: House) -> None:
    await group(database, house)
    broken, whole = await filed(database, house), await filed(database, house)
    async with database.transaction() as connection:
        query = text("UPDATE cases SET region = 999 WHERE id = :id")
        await connection.execute(query, {"id": broken.id})
    await look(database, house, whole.bell or NOON)
    assert rungs(await history(database, whole)) == ["soon"]
    assert rungs(await history(database, broken)) == [], "told to nobody, so written down for nobody: it comes again"


async def test_the_owner_of_a_case_stands_on_the_rung_for_all_colleagues(
    database: Database, house: House, content: Content
) -> None:
    case = await filed(database, house)
    owner, head = await hired(database, "unit_staff", WORKS), await hired(database, "unit_head", WORKS)
    colleague = await hired(database, "unit_staff", WORKS)
    first, late = (house.workflow.ladder.of("normal")[place] for place in (0, 2))
    async with database.transaction() as connection:
        free = await ladder.concerned(connection, house, first, case)
        owned = await ladder.concerned(connection, house, first, replace(case, assignee=owner))
        above = await ladder.concerned(connection, house, late, replace(case, assignee=owner))
    assert {one.id for one in free} == {owner, colleague}
    assert [one.id for one in owned] == [owner]
    assert [one.id for one in above] == [head]
