"""The inspector's notice to a unit on a real database: who may, what is told to whom, what is late, who was faster."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from cases.case import Case, Step
from cases.cautions import AGAIN, ANSWER, ANSWERED, CALL_OFF, CALLED_OFF, OPEN, SETTLE, SETTLED, Caution, default_due
from cases.policy import Person
from desk import cautions as desk
from desk import digest, steps
from desk import people as desk_people
from desk.house import House
from errors import NotAllowedError, NotFoundError, StaleError
from library import Content
from persian import TEHRAN, latin_digits
from storage import cautions, people
from storage.cautions import LATE, LIVE, Wanted
from storage.database import Database
from tests.desk.test_watch import NIGHT, NOON, WORKS, filed, group, hired, look, said

OTHER = "parks-3"
EVERYWHERE = Wanted(None)


@pytest.fixture
async def house(house: House, content: Content) -> House:
    return replace(house, roles=content.roles)


async def somebody(database: Database, house: House, role: str, *units: str, sender: str = "") -> Person:
    account = await hired(database, role, *units, sender=sender)
    async with database.transaction() as connection:
        found = await people.by_id(connection, account)
    assert found
    return desk_people.person(found, house.roles)


async def given(
    database: Database, house: House, by: Person, codes: str = "", at: datetime = NOON, **more: str
) -> Caution:  # fmt: skip
    told = {"unit": WORKS, "text": "چرا پاسخ‌ها کوتاه است؟"} | more
    async with database.transaction() as connection:
        return await desk.give(connection, house, by, told["unit"], told["text"], codes, None, at)


async def act(
    database: Database, house: House, by: Person, one: Caution, what: str, words: str = "توضیح واحد",
    at: datetime = NOON,
) -> Caution:  # fmt: skip
    async with database.transaction() as connection:
        return await desk.act(connection, house, by, one.id, what, words, one.version, at)


async def exchange(database: Database, one: Caution) -> list[tuple[str, str]]:
    async with database.transaction() as connection:
        return [(word.what, word.text) for word in await cautions.words(connection, one.id)]


async def stored(database: Database) -> list[Caution]:
    async with database.transaction() as connection:
        return [one for kind in (LIVE, SETTLED, CALLED_OFF) for one in await cautions.find(
            connection, Wanted(None, kind), NOON, 9
        )]  # fmt: skip


async def test_a_notice_goes_all_the_way_and_every_word_stays(database: Database, house: House) -> None:
    inspector, head = await somebody(database, house, "inspector"), await somebody(database, house, "unit_head", WORKS)
    one = await given(database, house, inspector)
    assert (one.state, one.unit, one.due) == (OPEN, WORKS, default_due(NOON, house.city.working))
    one = await act(database, house, head, one, ANSWER, "نیرو کم بود.", NOON + timedelta(days=1))
    assert (one.state, one.in_time) == (ANSWERED, True)
    one = await act(database, house, inspector, one, AGAIN, "تا کی؟", NOON + timedelta(days=2))
    assert (one.state, one.due) == (OPEN, default_due(NOON + timedelta(days=2), house.city.working))
    one = await act(database, house, head, one, ANSWER, "تا شنبه.", one.due + timedelta(minutes=1))
    assert one.in_time is False
    one = await act(database, house, inspector, one, SETTLE, "")
    assert (one.state, await stored(database)) == (SETTLED, [one])
    assert await exchange(database, one) == [
        ("give", "چرا پاسخ‌ها کوتاه است؟"), ("answer", "نیرو کم بود."), ("again", "تا کی؟"), ("answer", "تا شنبه."),
        ("settle", ""),
    ]  # fmt: skip


@pytest.mark.parametrize("role", ["operator", "unit_head", "unit_staff", "council", "social_deputy", "contractor"])
async def test_only_who_inspects_puts_a_notice(database: Database, house: House, role: str) -> None:
    person = await somebody(database, house, role, WORKS)
    with pytest.raises(NotAllowedError, match="inspect"):
        await given(database, house, person)
    assert await stored(database) == []


async def test_a_unit_out_of_reach_or_unknown_gets_no_notice(database: Database, house: House) -> None:
    supervisor = await somebody(database, house, "supervisor", WORKS)
    assert (await given(database, house, supervisor)).unit == WORKS
    for unit in (OTHER, "nowhere", ""):
        with pytest.raises(NotAllowedError, match="unit"):
            await given(database, house, supervisor, unit=unit)
    assert len(await stored(database)) == 1


@pytest.mark.parametrize(
    ("text", "reason"),
    [("", "nothing"), (" \n", "nothing"), ("آقای ۰۹۱۲۱۲۳۴۵۶۷ گفت", "caution_personal"), ("a@b.ir", "caution_personal")],
)
async def test_a_notice_has_words_and_nobodys_number(database: Database, house: House, text: str, reason: str) -> None:
    inspector = await somebody(database, house, "inspector")
    with pytest.raises(NotAllowedError, match=reason):
        await given(database, house, inspector, text=text)
    assert await stored(database) == []


async def referred(database: Database, house: House, content: Content, case: Case, unit: str) -> None:
    person = Person(1, "a", content.roles["operator"])
    async with database.transaction() as connection:
        await steps.take_step(connection, house, person, case.code, Step("referred", "کار شماست.", unit), NOON)


async def test_the_grounds_are_cases_that_were_with_the_unit(
    database: Database, house: House, content: Content
) -> None:  # fmt: skip
    inspector, mine, gone, other = await somebody(database, house, "inspector"), *[
        await filed(database, house) for _ in range(3)
    ]  # fmt: skip
    await referred(database, house, content, gone, OTHER)
    one = await given(database, house, inspector, f"{mine.code}، {gone.code}")
    assert set(one.cases) == {mine.id, gone.id}
    with pytest.raises(NotAllowedError, match="caution_code"):
        await given(database, house, inspector, other.code, unit="works-6")
    with pytest.raises(NotAllowedError, match="caution_code"):
        await given(database, house, inspector, "1000000009")
    supervisor = await somebody(database, house, "supervisor", WORKS)
    with pytest.raises(NotAllowedError, match="caution_code"):
        await given(database, house, supervisor, gone.code)


@pytest.mark.parametrize("role", ["inspector", "administrator", "supervisor", "unit_staff", "council", "operator"])
async def test_only_the_head_answers_in_the_units_name(database: Database, house: House, role: str) -> None:
    one = await given(database, house, await somebody(database, house, "inspector"))
    person = await somebody(database, house, role, WORKS)
    with pytest.raises((NotAllowedError, NotFoundError)):
        await act(database, house, person, one, ANSWER)
    assert (await stored(database))[0].state == OPEN


async def test_to_another_units_head_there_is_no_notice(database: Database, house: House) -> None:
    one = await given(database, house, await somebody(database, house, "inspector"))
    with pytest.raises(NotFoundError):
        await act(database, house, await somebody(database, house, "unit_head", OTHER), one, ANSWER)


@pytest.mark.parametrize("what", [AGAIN, SETTLE, CALL_OFF])
async def test_the_head_does_not_judge_the_own_answer(database: Database, house: House, what: str) -> None:
    one = await given(database, house, await somebody(database, house, "inspector"))
    with pytest.raises(NotAllowedError, match="inspect"):
        await act(database, house, await somebody(database, house, "unit_head", WORKS), one, what)


async def test_of_two_who_answer_at_once_one_is_kept_and_the_other_is_told(
    database: Database, database_url: str, house: House
) -> None:
    one = await given(database, house, await somebody(database, house, "inspector"))
    heads = [await somebody(database, house, "unit_head", WORKS) for _ in range(2)]
    other = Database(database_url)
    both = await asyncio.gather(
        act(database, house, heads[0], one, ANSWER, "یک"), act(other, house, heads[1], one, ANSWER, "دو"),
        return_exceptions=True,
    )  # fmt: skip
    assert sorted(type(each).__name__ for each in both) == ["Caution", "StaleError"]
    assert [what for what, _ in await exchange(database, one)] == ["give", "answer"]
    await other.close()


async def test_an_unanswered_notice_is_called_off_with_a_reason_and_stays(database: Database, house: House) -> None:
    inspector = await somebody(database, house, "inspector")
    one = await given(database, house, inspector)
    with pytest.raises(NotAllowedError, match="nothing"):
        await act(database, house, inspector, one, CALL_OFF, " ")
    with pytest.raises(NotAllowedError, match="caution"):
        await act(database, house, inspector, one, SETTLE)
    off = await act(database, house, inspector, one, CALL_OFF, "اشتباه شد.")
    assert await stored(database) == [off]
    assert off.state == CALLED_OFF


async def test_group_and_head_hear_at_once_without_a_word_of_the_notice(database: Database, house: House) -> None:
    await group(database, house)
    await somebody(database, house, "unit_head", WORKS, sender="telegram:70")
    await somebody(database, house, "unit_staff", WORKS, sender="telegram:71")
    await somebody(database, house, "unit_head", OTHER, sender="telegram:72")
    case = await filed(database, house)
    inspector = await somebody(database, house, "inspector", sender="telegram:73")
    one = await given(database, house, inspector, case.code)
    for key in ("telegram:-5", "telegram:70"):
        text = (await said(database, key))[-1]
        assert "تذکر" in text
        assert f"گزارش‌ها: {case.code}" in latin_digits(text).translate(dict.fromkeys((0x2066, 0x2069)))
        assert f"/cautions/{one.id}" in text
        assert "کوتاه" not in text
        assert inspector.name not in text.split()
    assert [await said(database, f"telegram:{key}") for key in (71, 72, 73)] == [[], [], []]


async def test_the_inspector_hears_of_the_answer_and_the_head_of_the_verdict(database: Database, house: House) -> None:
    inspector = await somebody(database, house, "inspector", sender="telegram:80")
    await somebody(database, house, "inspector", sender="telegram:81")
    head = await somebody(database, house, "unit_head", WORKS, sender="telegram:82")
    one = await act(database, house, head, await given(database, house, inspector), ANSWER)
    assert "پاسخ داد" in (await said(database, "telegram:80"))[-1]
    assert await said(database, "telegram:81") == []
    await act(database, house, inspector, one, SETTLE, "")
    assert "پذیرفت" in (await said(database, "telegram:82"))[-1]


async def test_a_unit_without_a_head_is_told_to_the_inspector(database: Database, house: House) -> None:
    inspector = await somebody(database, house, "inspector", sender="telegram:85")
    await given(database, house, inspector)
    assert "مسئولی ندارد" in (await said(database, "telegram:85"))[-1]


async def test_at_night_nobody_is_disturbed(database: Database, house: House) -> None:
    await group(database, house)
    await somebody(database, house, "unit_head", WORKS, sender="telegram:90")
    await given(database, house, await somebody(database, house, "inspector"), at=NIGHT)
    async with database.transaction() as connection:
        rows = (await connection.exec_driver_sql("SELECT hold FROM lines WHERE out ORDER BY id")).scalars().all()
    assert len(rows) == 2
    for hold in rows:
        assert hold.astimezone(TEHRAN).hour == 7


async def test_a_late_answer_is_told_once_however_many_watch(
    database: Database, database_url: str, house: House
) -> None:  # fmt: skip
    await group(database, house)
    inspector = await somebody(database, house, "inspector", sender="telegram:95")
    head = await somebody(database, house, "unit_head", WORKS, sender="telegram:96")
    one = await given(database, house, inspector)
    await look(database, house, one.due - timedelta(minutes=1))
    assert await said(database, "telegram:95") == []
    other = Database(database_url)
    at = one.due + timedelta(minutes=1)
    await asyncio.gather(*(look(each, house, at) for each in (database, other, database, other)))
    assert len([text for text in await said(database, "telegram:95") if "گذشت" in text]) == 1
    assert len([text for text in await said(database, "telegram:96") if "گذشت" in text]) == 1
    async with database.transaction() as connection:
        counts = await cautions.counts(connection, EVERYWHERE, at)
    assert (counts[LATE], counts[OPEN], counts[LIVE]) == (1, 1, 1)
    again = await act(database, house, inspector, await act(database, house, head, one, ANSWER, at=at), AGAIN, at=at)
    await look(database, house, again.due)
    assert len([text for text in await said(database, "telegram:95") if "گذشت" in text]) == 2
    await other.close()


async def test_when_the_inspector_left_the_others_hear_of_a_late_answer(database: Database, house: House) -> None:
    inspector = await somebody(database, house, "inspector")
    await somebody(database, house, "supervisor", WORKS, sender="telegram:97")
    await somebody(database, house, "supervisor", OTHER, sender="telegram:98")
    await somebody(database, house, "unit_head", WORKS)
    one = await given(database, house, inspector)
    async with database.transaction() as connection:
        await desk_people.change(connection, "test", inspector.id, "inspector", [], active=False)
    await look(database, house, one.due)
    assert len(await said(database, "telegram:97")) == 1
    assert await said(database, "telegram:98") == []


async def test_the_morning_says_what_the_unit_owes(database: Database, house: House) -> None:
    await group(database, house)
    await given(database, house, await somebody(database, house, "inspector"))
    at = NOON.replace(hour=8) + timedelta(days=1)
    async with database.transaction() as connection:
        assert await digest.tell_unit(connection, house, WORKS, at)
    text = (await said(database, "telegram:-5"))[-1]
    assert "۱ تذکر بازرس منتظر پاسخ" in text
    assert "کار مانده‌ای نیست" not in text


async def test_a_stale_view_changes_nothing(database: Database, house: House) -> None:
    inspector, head = await somebody(database, house, "inspector"), await somebody(database, house, "unit_head", WORKS)
    one = await given(database, house, inspector)
    await act(database, house, head, one, ANSWER)
    with pytest.raises(StaleError):
        await act(database, house, inspector, one, CALL_OFF)
    assert (await stored(database))[0].state == ANSWERED
