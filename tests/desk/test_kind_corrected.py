"""Staff correct the kind of a case: steps, hours, timers, orders and lists are those of the new kind."""

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from cases.case import Case, Step
from cases.filing import hours
from cases.orders import Task
from desk import answers, steps
from desk.house import House
from errors import NotAllowedError, NotFoundError
from library import Content
from storage import case_store, lessons, orders, talks
from storage.database import Database
from tests.desk.test_desk import NOW, filed, staff

LATER = NOW + timedelta(days=2)


async def turned(connection: AsyncConnection, house: House, content: Content, case: Case, kind: str) -> Case:
    return await steps.correct(connection, house, staff(content, "operator"), case.code, LATER, kind=kind)


async def timers(connection: AsyncConnection, what: str) -> int:
    waiting = "SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'wake' AND status = 'todo'"
    query = text(f"{waiting} AND args::text LIKE :it")
    return int((await connection.execute(query, {"it": f'%"{what}%'})).scalar_one())


async def test_the_history_tells_before_and_after_and_the_citizen_hears_nothing(
    database: Database, house: House, content: Content
) -> None:
    case = await filed(database, house)
    async with database.transaction() as connection:
        after = await turned(connection, house, content, case, "criticism")
        events = await case_store.history(connection, case.id or 0)
        chat = await talks.chat_id(connection, "web:1")
        assert await talks.waiting_lines(connection, chat) == []
        # A corrected kind is kept like a corrected topic, and is no lesson about topics.
        assert events[-1].more["kind"] == ["request", "criticism"]
        assert await lessons.corrected(connection, None) == []
    assert (after.kind, after.unit, after.status, after.version) == ("criticism", case.unit, case.status, 2)
    needed = hours(house.topic(case), "criticism", house.workflow)
    assert needed != house.hours(case)
    assert after.term != case.term
    assert "replied" in steps.choices(house, staff(content, "unit_staff", case.unit), after)
    assert "done" not in steps.choices(house, staff(content, "unit_staff", case.unit), after)


async def test_where_the_new_kind_never_comes_the_case_begins_again_and_its_orders_are_called_off(
    database: Database, house: House, content: Content
) -> None:
    case = await filed(database, house)
    person = staff(content, "unit_staff", "works-3")
    async with database.transaction() as connection:
        wanted = Step("work_ordered", task=Task(what="پر کردن چاله"))
        await steps.take_step(connection, house, person, case.code, wanted, NOW)
        assert await orders.unsettled(connection, case.id or 0)
        after = await turned(connection, house, content, case, "suggestion")
        assert await orders.unsettled(connection, case.id or 0) == []
    assert after.status == house.workflow.after("file").key


async def test_the_question_about_a_result_is_taken_back(database: Database, house: House, content: Content) -> None:
    case = await filed(database, house)
    async with database.transaction() as connection:
        done = Step("done", "پر شد.", reason="شب بود")
        await steps.take_step(connection, house, staff(content, "unit_staff", "works-3"), case.code, done, NOW)
        assert await timers(connection, "feedback") == 1
        after = await turned(connection, house, content, case, "criticism")
        assert await timers(connection, "feedback") == 0
    assert (after.status, after.stopped) == (house.workflow.after("file").key, None)


async def test_an_opinion_rests_and_a_request_does_not(database: Database, house: House, content: Content) -> None:
    case = await filed(database, house)
    async with database.transaction() as connection:
        await turned(connection, house, content, case, "opinion")
        assert await timers(connection, "rest") == 1
        await turned(connection, house, content, case, "request")
        assert await timers(connection, "rest") == 0


async def test_kinds_are_checked_and_what_is_closed_stays(database: Database, house: House, content: Content) -> None:
    case = await filed(database, house)
    async with database.transaction() as connection:
        with pytest.raises(NotFoundError):
            await turned(connection, house, content, case, "joke")
        unit = staff(content, "unit_staff", "works-3")
        with pytest.raises(NotAllowedError, match="correct"):
            await steps.correct(connection, house, unit, case.code, NOW, kind="thanks")
        chat = await talks.chat_id(connection, "web:1")
        await answers.withdraw(connection, house, chat, case.code, NOW)
        with pytest.raises(NotAllowedError, match="kind_closed"):
            await turned(connection, house, content, case, "thanks")
