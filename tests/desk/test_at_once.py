"""Two who act on one case at the same moment, on a real database: one is first, no word is lost, nothing twice."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from cases import codes
from cases.case import Case, Step, Where
from cases.filing import new_case
from cases.policy import Person
from desk import answers, bulk, filing, joins, people, steps
from desk.bulk import Bulk
from desk.house import House
from errors import NotAllowedError, StaleError
from library import Content
from storage import case_store, pending, talks
from storage.database import Database
from storage.replays import astray
from tests.desk.test_near import NOW, filed, happened, join, operator, stored, take, told

Act = Callable[[AsyncConnection], Awaitable[object]]
ROUNDS = 5
"""So often both start at once: who is first differs."""
DONE = Step("done", "چاله پر شد.", reason="شب بود")


async def alone(database: Database, act: Act) -> object:
    """An act in a transaction of its own, as each turn of a citizen and each form of the staff is."""
    async with database.transaction() as connection:
        return await act(connection)


async def together(database: Database, *acts: Act) -> list[object]:
    """Acts that start at once; what each brought, a refusal too. Nobody waits for ever."""
    async with asyncio.timeout(30):
        return await asyncio.gather(*(alone(database, act) for act in acts), return_exceptions=True)


async def overtaken(database: Database, case: Case, late: Act, first: Act) -> None:
    """`late` waits at the lock of the case, which it knows as it was; meanwhile `first` happens."""
    async with asyncio.timeout(30):
        async with database.transaction() as holding:
            await case_store.by_code(holding, case.code, lock=True)
            waiting = asyncio.create_task(alone(database, late))
            await blocked(database)
            await first(holding)
        await waiting


async def blocked(database: Database) -> None:
    """Waits until a transaction waits for another one."""
    query = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
    while True:
        async with database.transaction() as connection:
            if (await connection.execute(query)).scalar_one():
                return


def citizen(house: House, number: int, act: Callable[..., Awaitable[object]], *more: object) -> Act:
    """What the citizen of a chat does to their case."""

    async def acts(connection: AsyncConnection) -> object:
        return await act(connection, house, await talks.chat_id(connection, f"web:{number}"), *more)

    return acts


def staff(house: House, content: Content, case: Case, wanted: Step, version: int | None = None) -> Act:
    """A step of staff."""
    return lambda connection: steps.take_step(
        connection, house, operator(content), case.code, wanted, NOW, version=version
    )


async def of_kind(database: Database, house: House, number: int, kind: str) -> Case:
    told_of = {"words": "x", "kind": kind, "urgency": "normal"}
    where, key = Where("بهار", 7), f"web:{number}"
    case = new_case(codes.make(number), house.topics["0601"], told_of, where, key, NOW, house.city, house.workflow, {})
    async with database.transaction() as connection:
        chat, seen = await talks.chat_id(connection, key), {"scores": [], "shown": (), "chosen": "", "final": ""}
        return await filing.file(connection, house, case, chat, (), seen)


async def test_of_two_who_press_accept_at_once_one_accepts_and_it_is_told_once(
    database: Database, house: House, content: Content
) -> None:
    for number in range(1, ROUNDS + 1):
        case = await filed(database, house, number)
        both = await together(database, *[staff(house, content, case, Step("accepted")) for _ in range(2)])
        assert sum(isinstance(one, NotAllowedError) for one in both) == 1, both
        assert await happened(database, case) == ["file", "move"]
        assert len([line for line in await told(database, number) if "پذیرفت" in line]) == 1


async def test_of_two_taps_on_one_question_one_counts(database: Database, house: House, content: Content) -> None:
    for number in range(1, ROUNDS + 1):
        case = await filed(database, house, number)
        await take(database, house, content, case, "done", "چاله پر شد.")
        taps = [citizen(house, number, answers.rate, case.code, answer, NOW) for answer in ("good", "bad", "half")]
        assert (await together(database, *taps)).count(None) == 2
        assert await happened(database, case) == ["file", "move", "rate"]
        after = await stored(database, case)
        assert (after.status == "confirmed") == (after.reopened == 0)


async def test_an_objection_at_the_moment_of_closing_by_silence_is_never_lost(
    database: Database, house: House, content: Content
) -> None:
    for number in range(1, ROUNDS + 1):
        case = await filed(database, house, number)
        await take(database, house, content, case, "done", "چاله پر شد.")
        await together(
            database,
            citizen(house, number, answers.silence, case.code, NOW),
            citizen(house, number, answers.object_to, case.code, "انجام نشده", NOW),
        )
        assert (await stored(database, case)).status == "reopened"
        assert (await happened(database, case))[2:] in (["objection"], ["silence", "objection"])


async def test_silence_does_not_close_what_was_objected_to_a_moment_ago(
    database: Database, house: House, content: Content
) -> None:
    case = await filed(database, house, 1)
    await take(database, house, content, case, "done", "چاله پر شد.")
    silence = citizen(house, 1, answers.silence, case.code, NOW)
    await overtaken(database, case, silence, citizen(house, 1, answers.object_to, case.code, "نشده", NOW))
    assert (await stored(database, case)).status == "reopened"
    assert "silence" not in await happened(database, case)


async def test_the_house_does_not_close_as_heard_what_was_answered_a_moment_ago(
    database: Database, house: House, content: Content
) -> None:
    """The timer has seen an opinion at rest; while it waits for the case, the unit answers it."""
    case = await of_kind(database, house, 1, "opinion")
    rest = citizen(house, 1, answers.rest, case.code, NOW)
    await overtaken(database, case, rest, staff(house, content, case, Step("replied", "سپاس؛ در بازنگری می‌آوریم.")))
    assert (await stored(database, case)).status == "replied"
    assert await happened(database, case) == ["file", "move"]


async def test_a_day_of_review_does_not_alarm_for_a_case_on_which_work_began_a_moment_ago(
    database: Database, house: House, content: Content
) -> None:
    house = replace(house, roles=content.roles)
    case = await filed(database, house, 1)
    plan = Step("planned", "پس از بارندگی.", review=NOW + timedelta(days=10))
    await alone(database, staff(house, content, case, plan))
    review = citizen(house, 1, answers.review, case.code, NOW + timedelta(days=10))
    await overtaken(database, case, review, staff(house, content, case, Step("in_progress")))
    after = await stored(database, case)
    assert (after.status, after.alarm) == ("in_progress", "")
    assert await happened(database, case) == ["file", "move", "move"]


async def test_nothing_is_asked_about_a_result_that_was_refused_a_moment_ago(
    database: Database, house: House, content: Content
) -> None:
    case = await filed(database, house, 1)
    await take(database, house, content, case, "done", "چاله پر شد.")
    asked = citizen(house, 1, answers.asked, case.code, NOW, 3)
    await overtaken(database, case, asked, citizen(house, 1, answers.rate, case.code, "bad", NOW))
    async with database.transaction() as connection:
        assert await case_store.asked(connection, case.id or 0) == 0
        waits = text("SELECT count(*) FROM procrastinate_jobs WHERE args ->> 'what' = 'feedback' AND status = 'todo'")
        assert (await connection.execute(waits)).scalar_one() == 0


async def begun(database: Database, house: House, case: Case, wanted: Step) -> int:
    """An act on one case that waits for the end of its window, by an account that may do it; its number."""
    async with database.transaction() as connection:
        login = f"login{case.code}"
        account, _ = await people.hire(connection, "test", login, "a", "operator", [])
        person = replace(_operator(house), id=account)
        return await bulk.begin(connection, house, person, wanted, [case], NOW)


def _operator(house: House) -> Person:
    return Person(1, "a", house.roles["operator"])


async def test_an_act_on_many_and_a_step_on_one_never_both_move_a_case(
    database: Database, house: House, content: Content
) -> None:
    house = replace(house, roles=content.roles)
    for number in range(1, ROUNDS + 1):
        case = await filed(database, house, number)
        act = await begun(database, house, case, Step("accepted"))
        runner = Bulk(database, house, content.roles, lambda: NOW)
        one, other = await asyncio.gather(
            runner.run(act),
            alone(database, staff(house, content, case, Step("in_progress"), case.version)),
            return_exceptions=True,
        )
        assert one is None
        async with database.transaction() as connection:
            (item,) = await pending.items(connection, act)
        assert (item.outcome == pending.DONE) == isinstance(other, StaleError)
        assert item.outcome in (pending.DONE, bulk.STALE)
        assert item.case.status == ("accepted" if item.outcome == pending.DONE else "in_progress")
        assert await happened(database, case) == ["file", "move"]


async def test_an_act_that_runs_while_it_is_undone_either_happened_or_did_not(
    database: Database, house: House, content: Content
) -> None:
    house = replace(house, roles=content.roles)
    for number in range(1, ROUNDS + 1):
        case = await filed(database, house, number)
        act = await begun(database, house, case, Step("accepted"))
        runner = Bulk(database, house, content.roles, lambda: NOW)
        *_, undone = await asyncio.gather(
            runner.run(act),
            runner.run(act),
            alone(database, lambda connection, act=act: pending.undo(connection, act, NOW)),  # type: ignore[misc]
        )
        assert (await stored(database, case)).status == ("registered" if undone else "accepted")
        async with database.transaction() as connection:
            kept = await pending.by_id(connection, act)
        assert kept
        assert kept.state == (pending.UNDONE if undone else pending.FINISHED)
        assert await happened(database, case) == (["file"] if undone else ["file", "move"])


async def test_a_case_that_is_withdrawn_while_it_is_joined_is_closed_and_alone(
    database: Database, house: House, content: Content
) -> None:
    for number in range(1, 2 * ROUNDS, 2):
        main, other = await filed(database, house, number), await filed(database, house, number + 1)
        await asyncio.gather(
            join(database, house, content, main, other),
            alone(database, citizen(house, number + 1, answers.withdraw, other.code, NOW)),
            return_exceptions=True,
        )
        after = await stored(database, other)
        assert (after.status, after.joined_to) == ("withdrawn", None)
        assert (await stored(database, main)).followers == 0


async def test_no_case_is_left_with_a_main_case_that_was_withdrawn_meanwhile(
    database: Database, house: House, content: Content
) -> None:
    for number in range(1, 2 * ROUNDS, 2):
        main, other = await filed(database, house, number), await filed(database, house, number + 1)
        await asyncio.gather(
            join(database, house, content, main, other),
            alone(database, citizen(house, number, answers.withdraw, main.code, NOW)),
            return_exceptions=True,
        )
        assert (await stored(database, main)).status == "withdrawn"
        after = await stored(database, other)
        assert (after.status, after.joined_to) == ("registered", None)


async def test_a_case_joined_while_its_main_case_moves_stands_where_that_one_stands(
    database: Database, house: House, content: Content
) -> None:
    for number in range(1, 2 * ROUNDS, 2):
        main, other = await filed(database, house, number), await filed(database, house, number + 1)
        await asyncio.gather(
            join(database, house, content, main, other), alone(database, staff(house, content, main, DONE))
        )
        after, leads = await stored(database, other), await stored(database, main)
        assert (after.status, after.joined_to, leads.status) == ("done", main.id, "done")
        assert len([line for line in await told(database, number + 1) if "پیوست" in line]) == 1
    async with database.transaction() as connection:
        assert [one async for one in astray(connection)] == []


async def test_a_citizen_who_separates_a_case_while_its_main_case_is_finished_hears_of_one_of_both(
    database: Database, house: House, content: Content
) -> None:
    for number in range(1, 2 * ROUNDS, 2):
        main, other = await filed(database, house, number), await filed(database, house, number + 1)
        await join(database, house, content, main, other)
        left, _ = await together(
            database,
            citizen(house, number + 1, answers.leave, other.code, NOW),
            staff(house, content, main, DONE),
        )
        assert left is None
        after = await stored(database, other)
        assert (after.status, after.joined_to) == ("registered", None)
        assert (await stored(database, main)).status == "done"


async def test_two_who_join_and_split_apart_never_lose_a_case(
    database: Database, house: House, content: Content
) -> None:
    main, other = await filed(database, house, 1), await filed(database, house, 2)
    await join(database, house, content, main, other)
    separate: Act = lambda connection: _leave(connection, house, content, other)  # noqa: E731
    both = await together(database, separate, separate)
    assert sum(isinstance(one, NotAllowedError) for one in both) == 1
    assert (await happened(database, other)).count("leave") == 1
    assert (await stored(database, main)).followers == 0


async def _leave(connection: AsyncConnection, house: House, content: Content, case: Case) -> Case:
    held = await joins.reached(connection, operator(content), case.code)
    return await joins.leave(connection, house, held, "staff:1", NOW)
