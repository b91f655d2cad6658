"""Following, joining, splitting and recurring spots, on a real database; also when two come at once."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from cases import codes
from cases.case import DOUBTED, Case, Step, Where
from cases.filing import new_case
from cases.nearness import report_of
from cases.policy import Person
from desk import answers, echoes, filing, followers, joins, near, splits, steps, tell
from desk.house import House
from errors import NotAllowedError, NotFoundError, StaleError
from library import Content
from storage import case_store, follows, nearby, people, talks
from storage.database import Database

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
SPOT = (35.7575, 51.4100)


async def filed(database: Database, house: House, number: int, topic: str = "0601", at: datetime = NOW) -> Case:
    """A case of its own chat, all at one spot."""
    told = {"words": "چاله", "kind": "request", "urgency": "normal"}
    where, key = Where("خیابان بهار پلاک ۱۰", 7, "نیلوفر", *SPOT), f"web:{number}"
    case = new_case(codes.make(number), house.topics[topic], told, where, key, at, house.city, house.workflow, {})
    async with database.transaction() as connection:
        chat = await talks.chat_id(connection, key)
        evidence = {"scores": [], "shown": (), "chosen": "", "final": ""}
        return await filing.file(connection, house, case, chat, (), evidence)


async def chat(database: Database, number: int) -> int:
    async with database.transaction() as connection:
        return await talks.chat_id(connection, f"web:{number}")


async def stored(database: Database, case: Case) -> Case:
    async with database.transaction() as connection:
        return await case_store.by_code(connection, case.code)


async def happened(database: Database, case: Case) -> list[str]:
    async with database.transaction() as connection:
        return [event.what for event in await case_store.history(connection, case.id or 0)]


async def told(database: Database, number: int) -> list[str]:
    async with database.transaction() as connection:
        found = await talks.lines_after(connection, await talks.chat_id(connection, f"web:{number}"), 0)
    return [line.body["text"] for line in found if line.out]


async def timers(database: Database, number: int) -> int:
    query = text("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'wake' AND args ->> 'chat' = :chat")
    async with database.transaction() as connection:
        return int((await connection.execute(query, {"chat": f"web:{number}"})).scalar_one())


def operator(content: Content) -> Person:
    return Person(1, "a", content.roles["operator"])


async def follow(database: Database, house: House, case: Case, number: int) -> int:
    me = await chat(database, number)
    async with database.transaction() as connection:
        await followers.follow(connection, house, me, case.code, "من هم دیدم", (), NOW)
    return me


async def take(database: Database, house: House, content: Content, case: Case, to: str, note: str = "") -> Case:
    async with database.transaction() as connection:
        return await steps.take_step(
            connection, house, operator(content), case.code, Step(to, note, reason="شب بود"), NOW
        )


async def join(database: Database, house: House, content: Content, main: Case, *cases: Case) -> None:
    async with database.transaction() as connection:
        codes_of = [case.code for case in cases]
        await joins.join(connection, house, operator(content), main.code, codes_of, NOW)


async def test_the_card_of_the_group_says_how_many_follow(database: Database, house: House) -> None:
    case = await filed(database, house, 1)
    assert "پیگیران" not in tell.card(house, case).text
    for number in (2, 3):
        await follow(database, house, case, number)
    assert "پیگیران دیگر: ۲ نفر" in tell.card(house, await stored(database, case)).text


async def test_a_new_follower_edits_the_card_and_disturbs_nobody(database: Database, house: House) -> None:
    async with database.transaction() as connection:
        group = await talks.chat_id(connection, "web:90")
        clerk = await people.add(connection, "head", "رئیس", "unit_head", "x")
        await people.bind(connection, group, "works-7", clerk)
    case = await filed(database, house, 1)
    async with database.transaction() as connection:
        (first,) = [line for line in await talks.lines_after(connection, group, 0) if line.out]
        await talks.settle_line(connection, first.id, "sent", "77")
    await follow(database, house, case, 2)
    async with database.transaction() as connection:
        *_, last = [line for line in await talks.lines_after(connection, group, 0) if line.out]
    assert last.reply.edits == "77"
    assert "پیگیران دیگر: ۱ نفر" in last.reply.text


async def test_a_follower_counts_once_and_is_gone_when_they_stop(database: Database, house: House) -> None:
    case = await filed(database, house, 1)
    me = await follow(database, house, case, 2)
    await follow(database, house, case, 2)
    assert (await stored(database, case)).followers == 1
    async with database.transaction() as connection:
        await followers.stop(connection, house, me, "web:2", case.code, NOW)
        await followers.stop(connection, house, me, "web:2", case.code, NOW)
    assert (await stored(database, case)).followers == 0
    await follow(database, house, case, 2)
    assert (await stored(database, case)).followers == 1


async def test_two_who_follow_at_once_are_both_counted(database: Database, house: House) -> None:
    case = await filed(database, house, 1)
    await asyncio.gather(*(follow(database, house, case, number) for number in range(2, 8)))
    assert (await stored(database, case)).followers == 6


async def test_followers_never_hold_up_a_step_of_staff(database: Database, house: House, content: Content) -> None:
    case = await filed(database, house, 1)
    await follow(database, house, case, 2)
    async with database.transaction() as turn:
        await talks.open_talk(turn, "web:2")
        async with asyncio.timeout(20):
            await take(database, house, content, case, "accepted")
        async with asyncio.timeout(20):
            await followers.stop(turn, house, (await talks.open_talk(turn, "web:2")).id, "web:2", case.code, NOW)
    assert any("پذیرفت" in line for line in await told(database, 2))


async def test_a_citizen_who_withdraws_while_staff_move_the_case_waits_for_nobody(
    database: Database, house: House, content: Content
) -> None:
    """The citizen's turn holds their chat and wants the case; the step holds the case and writes into the chat."""
    case = await filed(database, house, 1)
    async with database.transaction() as turn:
        me = (await talks.open_talk(turn, "web:1")).id
        async with database.transaction() as step:
            await case_store.by_code(step, case.code, lock=True)
            waiting = asyncio.create_task(answers.withdraw(turn, house, me, case.code, NOW))
            await asyncio.wait([waiting], timeout=0.2)
            async with asyncio.timeout(20):
                await steps.take_step(step, house, operator(content), case.code, Step("accepted"), NOW)
        await waiting
    assert await happened(database, case) == ["file", "move", "withdraw"]


async def test_an_unhappy_follower_is_an_alarm_and_the_next_step_clears_it(
    database: Database, house: House, content: Content
) -> None:
    case = await filed(database, house, 1)
    me = await follow(database, house, case, 2)
    await take(database, house, content, case, "done", "پر شد.")
    for _ in range(2):
        async with database.transaction() as connection:
            await echoes.echo(connection, house, me, case.code, "bad", NOW)
    assert (await stored(database, case)).alarm == DOUBTED
    assert await happened(database, case) == ["file", "follow", "move", "echo"]
    await take(database, house, content, case, "in_progress")
    assert (await stored(database, case)).alarm == ""


async def test_its_citizens_yes_closes_against_a_follower(database: Database, house: House, content: Content) -> None:
    case = await filed(database, house, 1)
    me, owner = await follow(database, house, case, 2), await chat(database, 1)
    await take(database, house, content, case, "done", "پر شد.")
    async with database.transaction() as connection:
        await echoes.echo(connection, house, me, case.code, "bad", NOW)
        await answers.rate(connection, house, owner, case.code, "good", NOW)
    assert (await stored(database, case)).status == "confirmed"


async def test_silence_closes_unless_a_follower_doubts_this_very_result(
    database: Database, house: House, content: Content
) -> None:
    case = await filed(database, house, 1)
    me, owner = await follow(database, house, case, 2), await chat(database, 1)
    await take(database, house, content, case, "done", "پر شد.")
    async with database.transaction() as connection:
        await echoes.echo(connection, house, me, case.code, "half", NOW)
        await answers.silence(connection, house, owner, case.code, NOW)
    after = await stored(database, case)
    assert (after.status, after.reopened) == ("reopened", 1)
    assert any("کامل انجام نشده" in line for line in await told(database, 1))
    await take(database, house, content, case, "done", "دوباره پر شد.")
    async with database.transaction() as connection:
        await answers.silence(connection, house, owner, case.code, NOW)
    assert (await stored(database, case)).status == "unanswered"


async def test_a_stranger_can_neither_echo_nor_stop_nor_leave(
    database: Database, house: House, content: Content
) -> None:
    case = await filed(database, house, 1)
    await take(database, house, content, case, "done", "پر شد.")
    me = await chat(database, 9)
    async with database.transaction() as connection:
        assert await echoes.echo(connection, house, me, case.code, "bad", NOW) is None
        await followers.stop(connection, house, me, "web:9", case.code, NOW)
        with pytest.raises(NotFoundError):
            await answers.leave(connection, house, me, case.code, NOW)
    assert (await stored(database, case)).followers == 0


async def test_joining_twice_at_once_joins_once(database: Database, house: House, content: Content) -> None:
    main, other = await filed(database, house, 1), await filed(database, house, 2)
    await asyncio.gather(*(join(database, house, content, main, other) for _ in range(3)))
    assert (await stored(database, other)).joined_to == main.id
    assert await happened(database, other) == ["file", "join"]
    assert await happened(database, main) == ["file", "joined"]
    assert len(await told(database, 2)) == 1
    assert (await stored(database, main)).followers == 1


async def test_two_joins_that_cross_leave_one_main_case(database: Database, house: House, content: Content) -> None:
    one, other = await filed(database, house, 1), await filed(database, house, 2)
    found = await asyncio.gather(
        join(database, house, content, one, other), join(database, house, content, other, one), return_exceptions=True
    )
    assert sum(isinstance(result, NotAllowedError) for result in found) == 1
    joined = [case.joined_to for case in (await stored(database, one), await stored(database, other))]
    assert joined.count(None) == 1


async def test_joining_all_or_nothing(database: Database, house: House, content: Content) -> None:
    main, fine, done = [await filed(database, house, number) for number in (1, 2, 3)]
    await take(database, house, content, done, "done", "پر شد.")
    with pytest.raises(NotAllowedError, match="join_open"):
        await join(database, house, content, main, fine, done)
    assert (await stored(database, fine)).joined_to is None
    with pytest.raises(NotAllowedError, match="join_none"):
        await join(database, house, content, main, main)


async def test_a_joined_case_goes_along_and_its_own_citizen_closes_it(
    database: Database, house: House, content: Content
) -> None:
    main, other = await filed(database, house, 1), await filed(database, house, 2)
    await join(database, house, content, main, other)
    await take(database, house, content, main, "done", "پر شد.")
    assert (await stored(database, other)).status == "done"
    assert await timers(database, 2) == 1
    async with database.transaction() as connection:
        await answers.rate(connection, house, await talks.chat_id(connection, "web:1"), main.code, "good", NOW)
    assert (await stored(database, other)).status == "done"
    async with database.transaction() as connection:
        await answers.rate(connection, house, await talks.chat_id(connection, "web:2"), other.code, "bad", NOW)
    alone = await stored(database, other)
    assert (alone.status, alone.joined_to, alone.reopened) == ("reopened", None, 1)
    assert (await stored(database, main)).status == "confirmed"


async def test_staff_take_no_step_on_a_joined_case(database: Database, house: House, content: Content) -> None:
    main, other = await filed(database, house, 1), await filed(database, house, 2)
    await join(database, house, content, main, other)
    with pytest.raises(NotAllowedError, match="joined"):
        await take(database, house, content, other, "accepted")
    assert steps.choices(house, operator(content), await stored(database, other)) == ()


async def test_a_correction_of_the_main_case_takes_the_joined_ones_to_its_unit_without_a_word(
    database: Database, house: House, content: Content
) -> None:
    main, other = await filed(database, house, 1), await filed(database, house, 2)
    await join(database, house, content, main, other)
    before = await told(database, 2)
    async with database.transaction() as connection:
        after = await steps.correct(connection, house, operator(content), main.code, NOW, "1201")
        with pytest.raises(NotAllowedError, match="joined"):
            await steps.correct(connection, house, operator(content), other.code, NOW, "1201")
    assert (await stored(database, other)).unit == after.unit != other.unit
    assert await told(database, 2) == before


async def test_what_was_joined_before_comes_along_to_the_new_main_case(
    database: Database, house: House, content: Content
) -> None:
    main, middle, last = [await filed(database, house, number) for number in (1, 2, 3)]
    await follow(database, house, last, 4)
    await join(database, house, content, middle, last)
    await join(database, house, content, main, middle)
    assert (await stored(database, last)).joined_to == main.id
    assert (await stored(database, main)).followers == 3
    await take(database, house, content, main, "accepted")
    assert (await stored(database, last)).status == "accepted"
    for number in (2, 3, 4):
        assert sum("پذیرفت" in line for line in await told(database, number)) == 1, number


async def test_leaving_restores_where_it_stood_with_a_new_deadline(
    database: Database, house: House, content: Content
) -> None:
    main, other = await filed(database, house, 1), await filed(database, house, 2)
    await take(database, house, content, other, "accepted")
    await join(database, house, content, main, other)
    await take(database, house, content, main, "in_progress")
    later = NOW + timedelta(days=3)
    async with database.transaction() as connection:
        case = await joins.reached(connection, operator(content), other.code)
        after = await joins.leave(connection, house, case, "staff:1", later)
    assert (after.status, after.joined_to, after.unit) == ("accepted", None, other.unit)
    assert after.term.due > later
    assert (await stored(database, main)).followers == 0
    async with database.transaction() as connection:
        with pytest.raises(NotAllowedError, match="not_joined"):
            await joins.leave(connection, house, await stored(database, other), "staff:1", later)


async def test_when_the_main_case_is_taken_back_the_oldest_joined_one_leads(
    database: Database, house: House, content: Content
) -> None:
    main, heir, third = [await filed(database, house, number) for number in (1, 2, 3)]
    await follow(database, house, main, 4)
    await join(database, house, content, main, heir, third)
    async with database.transaction() as connection:
        await answers.withdraw(connection, house, await talks.chat_id(connection, "web:1"), main.code, NOW)
    leads = await stored(database, heir)
    assert (leads.joined_to, leads.followers) == (None, 2)
    assert (await stored(database, third)).joined_to == heir.id
    assert not any("پس گرفت" in line for line in await told(database, 4))
    await take(database, house, content, heir, "accepted")
    for number in (2, 3, 4):
        assert sum("پذیرفت" in line for line in await told(database, number)) == 1, number


async def test_splitting_files_a_case_for_each_matter_and_tells_all_codes_at_once(
    database: Database, house: House, content: Content
) -> None:
    case = await filed(database, house, 1)
    async with database.transaction() as connection:
        parts = {"1201": "", "1301": "services-7"}
        made = await splits.split(connection, house, operator(content), case.code, parts, NOW, case.version)
    assert [one.topic for one in made] == ["1201", "1301"]
    assert made[1].unit == "services-7"
    assert {one.where for one in made} == {case.where}
    assert {one.words for one in made} == {case.words}
    (line,) = await told(database, 1)
    assert all(one.code[:4].translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")) in line for one in made)
    assert await happened(database, case) == ["file", "split"]
    async with database.transaction() as connection:
        with pytest.raises(StaleError):
            await splits.split(connection, house, operator(content), case.code, parts, NOW, case.version)


@pytest.mark.parametrize(
    ("parts", "reason"),
    [
        ({}, "split_none"),
        ({"0601": ""}, "split_topic"),
        ({"9999": ""}, "split_topic"),
        ({"1201": "nobody"}, "unit"),
        (dict.fromkeys(("1201", "1301", "0602", "0603", "0604"), ""), "split_many"),
    ],
)
async def test_what_cannot_be_split(
    database: Database, house: House, content: Content, parts: dict[str, str], reason: str
) -> None:
    case = await filed(database, house, 1)
    with pytest.raises(NotAllowedError, match=reason):
        async with database.transaction() as connection:
            await splits.split(connection, house, operator(content), case.code, parts, NOW, case.version)
    assert await happened(database, case) == ["file"]


async def test_there_again_after_closing_is_a_recurring_spot(
    database: Database, house: House, content: Content
) -> None:
    first = await filed(database, house, 1)
    assert (await stored(database, await filed(database, house, 2))).recurring == 0
    await take(database, house, content, first, "done", "پر شد.")
    async with database.transaction() as connection:
        await answers.rate(connection, house, await talks.chat_id(connection, "web:1"), first.code, "good", NOW)
    again = await filed(database, house, 3, at=NOW + timedelta(days=100))
    assert (await stored(database, again)).recurring == 1
    async with database.transaction() as connection:
        found = await near.earlier(connection, house, again, again.filed)
        assert [one.case.code for one in found] == [first.code]
    assert (await filed(database, house, 4, topic="1201", at=NOW + timedelta(days=100))).recurring == 0


async def test_two_who_file_the_same_spot_at_once_are_both_kept_and_found_by_each_other(
    database: Database, house: House
) -> None:
    one, other = await asyncio.gather(filed(database, house, 1), filed(database, house, 2))
    async with database.transaction() as connection:
        report = report_of(one, house.topics)
        assert report
        found = [each.case.code for each in await near.alike(connection, house, report, NOW)]
    assert {one.code, other.code} == set(found)


async def test_a_burst_is_one_bundle_until_it_is_joined(database: Database, house: House, content: Content) -> None:
    burst = [await filed(database, house, number, at=NOW + timedelta(minutes=number)) for number in range(1, 7)]
    async with database.transaction() as connection:
        (bundle,) = await near.copies(connection, house, NOW + timedelta(hours=1))
    assert [case.code for case in bundle.cases] == [case.code for case in burst]
    await join(database, house, content, burst[0], *burst[1:])
    async with database.transaction() as connection:
        assert await near.copies(connection, house, NOW + timedelta(hours=1)) == ()
    assert (await stored(database, burst[0])).followers == 5


async def test_what_is_near_is_found_by_index(database: Database, house: House) -> None:
    case = await filed(database, house, 1)
    report = report_of(case, house.topics)
    assert report
    wanted = nearby._wanted(house.workflow.open, NOW - timedelta(days=30), "06")
    by_point, by_area = nearby.by_point(wanted, report), nearby.by_area(wanted, report)
    assert by_point is not None
    async with database.transaction() as connection:
        await connection.execute(text("SET LOCAL enable_seqscan = off"))
        for query in (by_point, by_area):
            compiled = query.compile(dialect=connection.dialect, compile_kwargs={"literal_binds": True})
            plan = "\n".join(row[0] for row in await connection.exec_driver_sql(f"EXPLAIN {compiled}"))
            assert "Seq Scan on cases" not in plan, plan


async def test_the_follows_of_a_chat_leave_out_what_its_own_case_is_joined_to(
    database: Database, house: House, content: Content
) -> None:
    main, other = await filed(database, house, 1), await filed(database, house, 2)
    me = await follow(database, house, main, 3)
    await join(database, house, content, main, other)
    async with database.transaction() as connection:
        assert [case.code for case, _ in await follows.of_chat(connection, me)] == [main.code]
        assert await follows.of_chat(connection, await talks.chat_id(connection, "web:2")) == []
        assert [one.key for one in await follows.of_case(connection, main.id or 0)] == ["web:3"]
