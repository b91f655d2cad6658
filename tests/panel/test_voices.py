"""The citizen's own words are put before a person: read, answered, and a result refused twice needs the inspector."""

import pytest

from cases.case import Case
from desk import answers, echoes, followers
from errors import NotFoundError
from storage import case_store, talks, voices
from storage.case_list import Filter
from storage.media import clean
from tests.conversations.player import picture
from tests.panel.staff_stage import PARKS, WORKS, Office, now

EVERYWHERE = Filter()


async def refused(office: Office, times: int = 1, words: str = "فقط خاک ریختند") -> Case:
    """A case whose citizen did not accept the result, with a reason in their own words."""
    case, clerk = await office.case(), await office.clerk("unit_staff", WORKS)
    for _ in range(times):
        supervisor = await office.clerk("supervisor", WORKS)
        await office.move(supervisor if (await office.now_of(case)).disputed else clerk, case, "done", note="پر شد.")
        async with office.parts.database.transaction() as connection:
            chat = await case_store.chat_of(connection, case.id or 0)
            await answers.rate(connection, office.house, chat, case.code, "bad", now())
            await answers.add(connection, office.house, chat, case.code, "reason", words, (), now())
    return case


async def waiting(office: Office) -> list[voices.Voice]:
    async with office.parts.database.transaction() as connection:
        return list(await voices.unread(connection, EVERYWHERE))


async def test_words_wait_until_somebody_of_the_unit_has_read_them(office: Office) -> None:
    case = await refused(office)
    head = await office.clerk("unit_head", WORKS, name="خانم مرادی")
    page = (await head.get("/panel/voices")).text
    assert "فقط خاک ریختند" in page
    one = (await waiting(office))[0]
    assert one.case.code == case.code
    answer = await head.send_form(f"/panel/voices/{one.id}/read")
    assert (answer.status_code, answer.headers["location"]) == (303, "/panel/voices?done=read")
    assert await waiting(office) == []
    page = (await head.get("/panel/voices")).text
    assert "خانم مرادی" in page
    assert "همه خوانده شده است" in page


async def test_another_unit_neither_sees_nor_reads_them(office: Office) -> None:
    await refused(office)
    other = await office.clerk("unit_head", PARKS)
    assert "فقط خاک ریختند" not in (await other.get("/panel/voices")).text
    one = (await waiting(office))[0]
    assert (await other.send_form(f"/panel/voices/{one.id}/read")).status_code == 404
    assert (await other.send_form(f"/panel/voices/{one.id}/answer", text="سلام")).status_code == 404
    assert len(await waiting(office)) == 1


async def test_an_answer_reaches_the_citizen_and_the_history(office: Office) -> None:
    case = await refused(office)
    head = await office.clerk("unit_head", WORKS)
    one = (await waiting(office))[0]
    assert (await head.send_form(f"/panel/voices/{one.id}/answer", text=" ")).status_code == 422
    kept = await head.send_form(f"/panel/voices/{one.id}/answer", text="خ" * 1501)
    assert (kept.status_code, "خ" * 1501 in kept.text) == (422, True)
    await head.send_form(f"/panel/voices/{one.id}/answer", text="فردا با آسفالت گرم پر می‌کنیم.")
    assert "فردا با آسفالت گرم پر می‌کنیم." in (await office.told(case))[-1]
    assert (await office.history(case))[-1].what == "reply"
    assert await waiting(office) == []


async def test_a_reason_that_was_only_tapped_is_not_put_before_anybody(office: Office) -> None:
    await refused(office, words="اصلاً کاری نکردند")
    assert await waiting(office) == []


async def test_the_unit_cannot_say_done_a_third_time_without_the_inspector(office: Office) -> None:
    case = await refused(office, times=2)
    assert (await office.now_of(case)).alarm == "disputed"
    clerk = await office.clerk("unit_staff", WORKS)
    version = (await office.now_of(case)).version
    for step in ("done", "no_action", "outside"):
        answer = await clerk.send_form(f"/panel/cases/{case.code}/steps", to=step, note="درست شد.", version=version)
        assert (answer.status_code, "بازرس یا ناظر" in answer.text, "درست شد." in answer.text) == (422, True, True)
    inspector = await office.clerk("inspector")
    empty = await inspector.send_form(f"/panel/cases/{case.code}/vouch", text="")
    assert empty.status_code == 422
    done = await inspector.send_form(f"/panel/cases/{case.code}/vouch", text="رفتم و دیدم؛ حالا پر است.")
    assert done.status_code == 303
    after = await office.now_of(case)
    assert (after.disputed, after.alarm) == (False, "")
    await office.move(clerk, case, "done", note="این بار کامل.")
    assert (await office.now_of(case)).status == "done"
    assert "رفتم و دیدم" not in "\n".join(await office.told(case))


async def test_a_supervisor_may_tell_the_result_of_a_disputed_case(office: Office) -> None:
    case = await refused(office, times=2)
    supervisor = await office.clerk("supervisor", WORKS)
    await office.move(supervisor, case, "done", note="خودم دیدم که پر شد.")
    after = await office.now_of(case)
    assert (after.disputed, after.alarm) == (False, "")


async def test_a_dispute_outlives_a_step_a_referral_and_a_correction(office: Office) -> None:
    case = await refused(office, times=2)
    operator = await office.clerk("operator")
    await office.move(operator, case, "in_progress", note="دوباره می‌رویم.")
    await office.move(operator, case, "referred", unit=PARKS, note="کنار بوستان است.")
    version = (await office.now_of(case)).version
    await operator.send_form(f"/panel/cases/{case.code}/correct", topic="0602", version=version)
    after = await office.now_of(case)
    assert (after.topic, after.disputed, after.alarm) == ("0602", True, "disputed")


async def test_what_the_citizen_added_is_marked_until_the_unit_looks(office: Office) -> None:
    case = await office.case()
    async with office.parts.database.transaction() as connection:
        chat = await talks.chat_id(connection, case.chat)
        await answers.add(connection, office.house, chat, case.code, "add", "بزرگ‌تر شده", (), now())
    council, clerk = await office.clerk("council"), await office.clerk("unit_staff", WORKS)
    assert "شهروند افزود" in (await clerk.get("/panel")).text
    await council.get(f"/panel/cases/{case.code}")
    assert "شهروند افزود" in (await clerk.get("/panel")).text
    assert "چیز تازه‌ای افزوده" in (await clerk.get(f"/panel/cases/{case.code}")).text
    assert "شهروند افزود" not in (await clerk.get("/panel")).text


async def test_a_photo_of_what_is_not_done_is_kept_and_shown_to_whom_it_concerns(office: Office) -> None:
    case = await office.case()
    await office.move(await office.clerk("unit_staff", WORKS), case, "done", note="پر شد.")
    photo = clean(picture())
    async with office.parts.database.transaction() as connection:
        chat = await case_store.chat_of(connection, case.id or 0)
        await answers.rate(connection, office.house, chat, case.code, "bad", now())
        await office.parts.media.keep(connection, chat, photo)
        await answers.add(connection, office.house, chat, case.code, "reason", "", (photo.id,), now())
        assert await case_store.photos_of(connection, case.id or 0) == [photo.id]
    head = await office.clerk("unit_head", WORKS)
    assert f"/panel/photo/{photo.id}" in (await head.get("/panel/voices")).text
    assert (await head.get(f"/panel/photo/{photo.id}")).status_code == 200


async def doubted(office: Office, text: str) -> tuple[Case, int]:
    """A case whose result a follower does not accept, with this reason; and the chat of that follower."""
    case, clerk = await office.case(), await office.clerk("unit_staff", WORKS)
    async with office.parts.database.transaction() as connection:
        chat = await talks.chat_id(connection, "web:follower")
        await followers.follow(connection, office.house, chat, case.code, "من هم دیدم", (), now())
    await office.move(clerk, case, "done", note="پر شد.")
    async with office.parts.database.transaction() as connection:
        await echoes.echo(connection, office.house, chat, case.code, "bad", now())
        await echoes.explain(connection, office.house, chat, case.code, text, (), now())
    return case, chat


async def test_the_words_of_a_follower_are_read_and_answered_to_the_follower_alone(office: Office) -> None:
    case, chat = await doubted(office, "گودال هنوز باز است")
    head, before = await office.clerk("unit_head", WORKS), await office.told(case)
    page = (await head.get("/panel/voices")).text
    assert "گودال هنوز باز است" in page
    assert "پاسخ به پیگیر" in page
    (one,) = await waiting(office)
    await head.send_form(f"/panel/voices/{one.id}/answer", text="امروز دوباره می‌آییم.")
    assert await office.told(case) == before
    async with office.parts.database.transaction() as connection:
        last = [line for line in await talks.lines_after(connection, chat, 0) if line.out][-1]
    assert "به حرف شما دربارهٔ گزارش" in last.body["text"]
    assert "امروز دوباره می‌آییم." in last.body["text"]
    assert [event.what for event in await office.history(case)][-2:] == ["echo_why", "echo_reply"]
    page = (await head.get(f"/panel/cases/{case.code}")).text
    assert "پیگیر گفت چرا" in page
    assert "پاسخ به حرف پیگیر" in page


async def test_a_tapped_reason_of_a_follower_is_kept_and_put_before_nobody(office: Office) -> None:
    case, _ = await doubted(office, office.house.sentences.table("feedback", "reasons")["sunk"])
    assert await waiting(office) == []
    assert (await office.history(case))[-1].what == "echo_why"


async def test_only_whoever_follows_a_case_can_say_why(office: Office) -> None:
    case = await office.case()
    async with office.parts.database.transaction() as connection:
        stranger = await talks.chat_id(connection, "web:stranger")
        with pytest.raises(NotFoundError):
            await echoes.explain(connection, office.house, stranger, case.code, "نشده", (), now())
