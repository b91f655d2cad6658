"""What goes along with another case neither rings nor is sent back alone; what is sent back leaves nothing behind."""

from dataclasses import replace
from datetime import timedelta

import pytest

from cases.case import Case, Event
from desk import answers, deadline, followers, joins, returns
from desk.house import House
from errors import NotAllowedError
from library import Content
from persian import latin_digits
from storage import case_store, orders, talks
from storage.database import Database
from tests.desk.test_near import NOW, filed, happened, join, operator, stored, take
from tests.desk.test_near import chat as chat_of

UNMARKED = dict.fromkeys((0x2066, 0x2069, 0x20))


async def ringing(database: Database, case: Case) -> Case:
    async with database.transaction() as connection:
        await case_store.tick(connection, replace(case, urgency="urgent", ring=NOW, rings=2))
    return case


async def send_back(database: Database, house: House, content: Content, case: Case) -> Case:
    async with database.transaction() as connection:
        return await returns.send_back(connection, house, operator(content), case.code, "کار ما نیست.", NOW)


async def test_a_joined_case_no_longer_rings_and_rings_again_when_it_leaves(
    database: Database, house: House, content: Content
) -> None:
    main, other = await filed(database, house, 1), await filed(database, house, 2)
    await ringing(database, other)
    await join(database, house, content, main, other)
    assert (await stored(database, other)).ring is None
    async with database.transaction() as connection:
        held = await joins.reached(connection, operator(content), other.code)
        await joins.leave(connection, house, replace(held, urgency="urgent"), "staff:1", NOW)
    after = await stored(database, other)
    assert after.ring is not None
    assert after.ring > NOW


async def test_the_heir_of_a_main_case_stands_on_its_rung_and_rings_on(
    database: Database, house: House, content: Content
) -> None:
    main, other = await filed(database, house, 1), await filed(database, house, 2)
    await join(database, house, content, main, other)
    async with database.transaction() as connection:
        await case_store.tick(connection, replace(main, rung=2, bell=main.term.due, ring=NOW, rings=1))
    async with database.transaction() as connection:
        await answers.withdraw(connection, house, await talks.chat_id(connection, "web:1"), main.code, NOW)
    heir = await stored(database, other)
    assert (heir.joined_to, heir.rung, heir.bell, heir.ring, heir.rings) == (None, 2, main.term.due, NOW, 1)


async def test_a_joined_case_is_not_sent_back_by_itself(database: Database, house: House, content: Content) -> None:
    main, other = await filed(database, house, 1), await filed(database, house, 2)
    await join(database, house, content, main, other)
    with pytest.raises(NotAllowedError, match="joined"):
        await send_back(database, house, content, other)
    assert await happened(database, other) == ["file", "join"]


async def test_a_main_case_that_is_sent_back_takes_the_joined_ones_along_and_its_orders_off(
    database: Database, house: House, content: Content
) -> None:
    main, other = await filed(database, house, 1), await filed(database, house, 2)
    await join(database, house, content, main, other)
    await take(database, house, content, main, "work_ordered", "فردا")
    await send_back(database, house, content, main)
    after = await stored(database, other)
    assert (after.unit, after.status, after.joined_to) == ("operator", "registered", main.id)
    async with database.transaction() as connection:
        assert await orders.unsettled(connection, main.id or 0) == []
        events = await case_store.history(connection, other.id or 0)
    assert "کار ما نیست." not in str(events[-1].more), "what a unit tells the operators stays inside"
    assert await chat_of(database, 2)


async def test_an_urgent_case_that_is_sent_back_rings_anew_at_the_operators(
    database: Database, house: House, content: Content
) -> None:
    case = await filed(database, house, 1)
    await take(database, house, content, case, "accepted")
    async with database.transaction() as connection:
        held = await case_store.by_code(connection, case.code)
        assert held.ring is None
        urgent = replace(held, urgency="urgent", version=held.version + 1)
        await case_store.save(connection, urgent, replace(_event(), status=held.status))
    assert (await send_back(database, house, content, case)).ring is not None


def _event() -> Event:
    return Event("correct", "staff:1", NOW)


async def test_a_moved_deadline_takes_the_joined_ones_along_and_is_told_to_all(
    database: Database, house: House, content: Content
) -> None:
    main, other = await filed(database, house, 1), await filed(database, house, 2)
    await join(database, house, content, main, other)
    async with database.transaction() as connection:
        chat = await talks.chat_id(connection, "web:3")
        await followers.follow(connection, house, chat, main.code, "من هم دیدم", (), NOW)
        day = NOW + timedelta(days=16)
        with pytest.raises(NotAllowedError, match="joined"):
            await deadline.move(connection, house, operator(content), other.code, day, "قیر نرسیده است.", NOW)
        moved = await deadline.move(connection, house, operator(content), main.code, day, "قیر نرسیده است.", NOW)
    assert (await stored(database, other)).term == moved.term
    for number, code in ((1, main.code), (2, other.code), (3, main.code)):
        async with database.transaction() as connection:
            chat = await talks.chat_id(connection, f"web:{number}")
            said = [line.reply.text for line in await talks.lines_after(connection, chat, 0) if line.out]
        (word,) = [one for one in said if "قیر نرسیده است." in one]
        assert code in latin_digits(word).translate(UNMARKED)
