"""What the inspector sees and says: cases that units hand to and fro, and a notice that must be answered."""

import pytest
from sqlalchemy import text

from cases.case import BOUNCED, WARNED, Case, Step
from desk import answers, steps, tell
from desk.house import House
from errors import NotAllowedError, NotFoundError
from library import Content
from storage import case_list, case_store, talks
from storage.case_list import Filter
from storage.database import Database
from tests.desk.test_desk import NOW, filed, staff


async def refer(database: Database, house: House, content: Content, code: str, unit: str) -> Case:
    async with database.transaction() as connection:
        wanted = Step("referred", "کار شماست.", unit)
        return await steps.take_step(connection, house, staff(content, "operator"), code, wanted, NOW)


async def test_the_third_referral_is_an_alarm_until_somebody_takes_the_case(
    database: Database, house: House, content: Content
) -> None:
    case = await filed(database, house)
    alarms = [(await refer(database, house, content, case.code, unit)).alarm for unit in ("works-6", "works-3")]
    assert alarms == ["", ""]
    assert (await refer(database, house, content, case.code, "works-6")).alarm == BOUNCED
    assert (await refer(database, house, content, case.code, "works-3")).alarm == BOUNCED
    async with database.transaction() as connection:
        assert [one.code for one in await case_list.find(connection, Filter(alarm=True))] == [case.code]
        taken = await steps.take_step(
            connection, house, staff(content, "unit_staff", "works-3"), case.code, Step("accepted"), NOW
        )
    assert taken.alarm == ""


async def test_a_notice_stands_until_the_unit_takes_a_step(database: Database, house: House, content: Content) -> None:
    case = await filed(database, house)
    async with database.transaction() as connection:
        warned = await steps.warn(connection, house, staff(content, "inspector"), case.code, " دیر شده. ", NOW)
        assert (warned.alarm, warned.status, warned.version) == (WARNED, case.status, case.version + 1)
        last = (await case_store.history(connection, case.id or 0))[-1]
        assert (last.what, last.note, last.more) == ("warn", "", {"text": "دیر شده."})
        assert house.sentences.say("staff.card_warned") in tell.card(house, warned).text
        assert "دیر شده" not in tell.card(house, warned).text
        step = Step("accepted")
        after = await steps.take_step(connection, house, staff(content, "unit_staff", "works-3"), case.code, step, NOW)
        assert after.alarm == ""
        assert house.sentences.say("staff.card_warned") not in tell.card(house, after).text


@pytest.mark.parametrize("role", ["operator", "council", "unit_staff"])
async def test_only_inspectors_put_notices(database: Database, house: House, content: Content, role: str) -> None:
    case = await filed(database, house)
    async with database.transaction() as connection:
        with pytest.raises(NotAllowedError, match="inspect"):
            await steps.warn(connection, house, staff(content, role, "works-3"), case.code, "x", NOW)


async def test_a_unit_out_of_reach_is_told_nothing(database: Database, house: House, content: Content) -> None:
    case = await filed(database, house)
    async with database.transaction() as connection:
        with pytest.raises(NotFoundError):
            await steps.warn(connection, house, staff(content, "unit_staff", "works-6"), case.code, "x", NOW)


async def test_a_closed_case_gets_no_notice(database: Database, house: House, content: Content) -> None:
    case = await filed(database, house)
    inspector = staff(content, "inspector")
    async with database.transaction() as connection:
        worker = staff(content, "unit_staff", "works-3")
        await steps.take_step(connection, house, worker, case.code, Step("done", "شد.", reason="شب بود"), NOW)
        await answers.rate(connection, house, await talks.chat_id(connection, "web:1"), case.code, "good", NOW)
        with pytest.raises(NotAllowedError, match="step"):
            await steps.warn(connection, house, inspector, case.code, "x", NOW)


async def test_a_notice_does_not_hide_that_nobody_is_responsible(
    database: Database, house: House, content: Content
) -> None:
    case = await filed(database, house)
    async with database.transaction() as connection:
        await connection.execute(text("UPDATE cases SET alarm = 'no_route'"))
        warned = await steps.warn(connection, house, staff(content, "inspector"), case.code, "دیر شده.", NOW)
        assert warned.alarm == "no_route"
        assert (await case_store.history(connection, case.id or 0))[-1].what == "warn"


@pytest.mark.parametrize("act", ["note", "warn"])
async def test_an_empty_remark_is_none(database: Database, house: House, content: Content, act: str) -> None:
    case, head = await filed(database, house), staff(content, "administrator")
    async with database.transaction() as connection:
        said = (
            steps.note(connection, head, case.code, " \n", NOW)
            if act == "note"
            else steps.warn(connection, house, head, case.code, " \n", NOW)
        )
        with pytest.raises(NotAllowedError, match="nothing"):
            await said
        assert len(await case_store.history(connection, case.id or 0)) == 1
