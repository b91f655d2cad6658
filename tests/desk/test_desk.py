"""Acts on a case through the desk, on a real database: who may, who was faster, what follows."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from cases import codes
from cases.case import Case, Step, Where
from cases.filing import new_case
from cases.policy import Person
from desk import answers, filing, people, steps, tell
from desk.house import House
from errors import NotAllowedError, NotFoundError, StaleError
from library import Content
from storage import case_store, talks
from storage import people as stored
from storage.database import Database
from storage.media import clean
from tests.conversations.player import picture

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


async def filed(database: Database, house: House, topic: str = "0601", number: int = 1) -> Case:
    told = {"words": "چاله", "kind": "request", "urgency": "normal"}
    where = Where("ونک", 3)
    case = new_case(codes.make(number), house.topics[topic], told, where, "web:1", NOW, house.city, house.workflow, {})
    async with database.transaction() as connection:
        chat = await talks.chat_id(connection, "web:1")
        return await filing.file(
            connection, house, case, chat, (), {"scores": [], "shown": (), "chosen": "", "final": ""}
        )


def staff(content: Content, role: str = "unit_staff", *units: str) -> Person:
    return Person(1, "a", content.roles[role], frozenset(units))


async def test_done_tells_the_citizen_and_plans_the_question(
    database: Database, house: House, content: Content
) -> None:
    case = await filed(database, house)
    async with database.transaction() as connection:
        done = await steps.take_step(
            connection,
            house,
            staff(content, "unit_staff", "works-3"),
            case.code,
            Step("done", "پر شد.", reason="شب بود"),
            NOW,
        )
        assert done.version == case.version + 1
        chat = await talks.chat_id(connection, "web:1")
        (line,) = await talks.waiting_lines(connection, chat)
        assert "پر شد." in line.reply.text
        due = (
            await connection.execute(text("SELECT scheduled_at FROM procrastinate_jobs WHERE task_name = 'wake'"))
        ).scalar_one()
        assert due == NOW + timedelta(minutes=120)
        assert [event.what for event in await case_store.history(connection, case.id or 0)] == ["file", "move"]


async def test_staff_read_the_leaf_and_the_citizen_the_topic(
    database: Database, house: House, content: Content
) -> None:
    case = await filed(database, house, "060102")
    leaf, topic = content.topics["060102"].title, content.topics["0601"].title
    assert leaf in tell.card(house, case).text
    async with database.transaction() as connection:
        await steps.take_step(
            connection, house, staff(content, "unit_staff", "works-3"), case.code, Step("accepted"), NOW
        )
        chat = await talks.chat_id(connection, "web:1")
        (line,) = await talks.waiting_lines(connection, chat)
    assert topic in line.reply.text
    assert leaf not in line.reply.text


async def test_a_leaf_may_be_another_units_than_its_topic(database: Database, house: House) -> None:
    gutter, cement = await filed(database, house, "0804"), await filed(database, house, "080403", number=2)
    assert (gutter.unit, cement.unit) == ("services-3", "district-3")


async def test_correcting_to_a_leaf_leads_the_case_to_its_unit(
    database: Database, house: House, content: Content
) -> None:
    case = await filed(database, house, "0804")
    async with database.transaction() as connection:
        corrected = await steps.correct(connection, house, staff(content, "operator"), case.code, NOW, topic="080403")
    assert (corrected.topic, corrected.unit) == ("080403", "district-3")


async def test_another_units_case_does_not_even_exist(database: Database, house: House, content: Content) -> None:
    case = await filed(database, house)
    async with database.transaction() as connection:
        with pytest.raises(NotFoundError):
            await steps.take_step(
                connection,
                house,
                staff(content, "unit_staff", "works-4"),
                case.code,
                Step("done", "x", reason="شب بود"),
                NOW,
            )


async def test_the_council_can_look_but_not_act(database: Database, house: House, content: Content) -> None:
    case = await filed(database, house)
    async with database.transaction() as connection:
        with pytest.raises(NotAllowedError):
            await steps.take_step(
                connection, house, staff(content, "council"), case.code, Step("done", "x", reason="شب بود"), NOW
            )


async def test_of_two_at_once_the_second_is_told_so(database: Database, house: House, content: Content) -> None:
    case, person = await filed(database, house), staff(content, "unit_staff", "works-3")

    async def move(to: str) -> str:
        try:
            async with database.transaction() as connection:
                await steps.take_step(connection, house, person, case.code, Step(to, "x"), NOW, version=case.version)
        except StaleError as error:
            return f"stale {error.now}"
        return to

    results = await asyncio.gather(move("accepted"), move("in_progress"))
    assert sorted(result.split()[0] for result in results) in (["accepted", "stale"], ["in_progress", "stale"])
    async with database.transaction() as connection:
        assert len(await case_store.history(connection, case.id or 0)) == 2


async def test_an_answer_counts_once_and_an_unhappy_one_returns_the_case(
    database: Database, house: House, content: Content
) -> None:
    case = await filed(database, house)
    async with database.transaction() as connection:
        await steps.take_step(
            connection, house, staff(content, "operator"), case.code, Step("done", "x", reason="شب بود"), NOW
        )
        chat = await talks.chat_id(connection, "web:1")
        back = await answers.rate(connection, house, chat, case.code, "half", NOW)
        assert back is not None
        assert (back.status, back.reopened, back.unit) == ("reopened", 1, case.unit)
        assert await answers.rate(connection, house, chat, case.code, "good", NOW) is None
        pending = await connection.execute(text("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'wake'"))
        assert pending.scalar() == 0


async def test_nobody_rates_anothers_case(database: Database, house: House) -> None:
    case = await filed(database, house)
    async with database.transaction() as connection:
        stranger = await talks.chat_id(connection, "web:2")
        with pytest.raises(NotFoundError):
            await answers.withdraw(connection, house, stranger, case.code, NOW)


async def test_correcting_to_a_protected_topic_gives_up_the_photos(
    database: Database, house: House, content: Content
) -> None:
    case, photo = await filed(database, house), clean(picture())
    async with database.transaction() as connection:
        chat = await talks.chat_id(connection, "web:1")
        await house.media.keep(connection, chat, photo)
        await house.media.give(connection, (photo.id,), chat, case.id or 0)
        corrected = await steps.correct(connection, house, staff(content, "operator"), case.code, NOW, topic="0201")
        assert corrected.protected
        assert corrected.unit == "welfare"
        assert await case_store.photos_of(connection, case.id or 0) == []


async def test_the_first_password_is_made_once(database: Database) -> None:
    async with database.transaction() as connection:
        password = await people.first_administrator(connection, "admin")
        assert password
        assert await people.first_administrator(connection, "admin") is None
        assert await people.sign_in(connection, "admin", "wrong", NOW) is None
        assert (await people.sign_in(connection, "ADMIN ", password, NOW)) is not None


async def test_five_wrong_passwords_lock_the_account_for_a_while(database: Database) -> None:
    async with database.transaction() as connection:
        password = await people.first_administrator(connection, "admin") or ""
        for _ in range(people.TRIES):
            assert await people.sign_in(connection, "admin", "wrong", NOW) is None
        with pytest.raises(NotAllowedError, match="locked"):
            await people.sign_in(connection, "admin", password, NOW)
        assert await people.sign_in(connection, "admin", password, NOW + people.LOCK + timedelta(seconds=1))


async def test_a_one_time_code_works_once_and_not_for_long(database: Database) -> None:
    async with database.transaction() as connection:
        account, _ = await people.hire(connection, "house", "u", "نام", "unit_staff", ["works-3"])
        code = await people.give_code(connection, account, "works-3", NOW)
        late = await people.give_code(connection, account, None, NOW)
        assert await stored.use_code(connection, code, NOW) == (account, "works-3")
        assert await stored.use_code(connection, code, NOW) is None
        assert await stored.use_code(connection, late, NOW + people.CODE_LIFE) is None


async def test_who_is_switched_off_loses_every_power_at_once(database: Database) -> None:
    async with database.transaction() as connection:
        account, password = await people.hire(connection, "house", "u", "نام", "unit_staff", ["works-3"])
        signed = await people.sign_in(connection, "u", password, NOW)
        await stored.link(connection, "telegram:9", account)
        assert signed
        await people.change(connection, "staff:1", account, "unit_staff", ["works-3"], active=False)
        assert await stored.by_sender(connection, "telegram:9") is None
        assert await stored.signed_in(connection, signed.token, NOW) is None
