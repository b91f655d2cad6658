"""One act on many cases: shown before, undone in time, done once, and every conflict told."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from cases.case import Case
from desk import bulk as desk_bulk
from desk.bulk import Bulk
from storage import pending, people
from storage.jobs import Jobs
from storage.pending import Act
from tests.panel.staff_stage import CHILD, PARKS, WORKS, Clerk, Office

DONE_NOTE = "همهٔ چاله‌های این خیابان امروز پر شد."
NO_PHOTO = "شب بود و گروه دوربین نداشت."


async def begin(clerk: Clerk, cases: Sequence[Case], act: str, **more: Any) -> httpx.Response:
    codes = [f"{case.code}:{case.version}" for case in cases]
    return await clerk.send_form("/panel/bulk/begin", codes=codes, act=act, **more)


async def newest(office: Office, clerk: Clerk) -> Act:
    async with office.parts.database.transaction() as connection:
        return (await pending.of_staff(connection, clerk.id))[0]


async def run(office: Office, clerk: Clerk) -> Act:
    """What the job does when the window has ended."""
    act = await newest(office, clerk)
    await Bulk(office.parts.database, office.house, office.parts.roles).run(act.id)
    return await newest(office, clerk)


async def outcomes(office: Office, act: Act) -> list[str]:
    async with office.parts.database.transaction() as connection:
        return [item.outcome for item in await pending.items(connection, act.id)]


async def test_the_page_before_tells_for_each_case_what_its_citizen_will_read(office: Office) -> None:
    one, two = await office.case(), await office.case(region=2, also=(WORKS,))
    closed = await office.put(await office.case(), "confirmed")
    clerk = await office.clerk("unit_staff", WORKS)
    answer = await clerk.send_form(
        "/panel/bulk", codes=[one.code, two.code, closed.code], act="accepted", note="زود می‌آییم."
    )
    assert answer.status_code == 200
    bubbles = re.findall(r'class="bubble out" dir="auto">(.+?)</p>', answer.text)
    assert len(bubbles) == 2
    assert all("زود می‌آییم." in text for text in bubbles)
    assert "منطقهٔ ۶" in bubbles[0]
    assert "منطقهٔ ۲" in bubbles[1]
    assert "۲ گزارش انجام می‌شود، ۱ گزارش نه" in answer.text
    assert "این گام از وضعیت کنونی گزارش شدنی نیست" in answer.text
    assert [(await office.now_of(case)).version for case in (one, two, closed)] == [1, 1, 2]


async def test_a_missing_sentence_is_asked_for_before_anything_happens(office: Office) -> None:
    case = await office.case()
    clerk = await office.clerk("unit_staff", WORKS)
    answer = await begin(clerk, [case], "done")
    assert answer.status_code == 422
    assert "نوشتن یک جمله برای شهروند لازم است" in answer.text
    answer = await begin(clerk, [case], "planned", note="بودجه می‌رسد.", date="دیروز")
    assert "این تاریخ درست نیست" in answer.text
    assert "بودجه می‌رسد." in answer.text


async def test_work_without_a_photo_says_why_before_anything_happens(office: Office) -> None:
    case = await office.case()
    clerk = await office.clerk("unit_staff", WORKS)
    answer = await begin(clerk, [case], "done", note=DONE_NOTE)
    assert answer.status_code == 422
    assert "گزارش کار، یا چرا عکس ندارد" in answer.text
    assert "عکس کار انجام‌شده را بگذارید" in answer.text


async def test_nothing_is_moved_or_told_before_the_window_ends(office: Office) -> None:
    cases = [await office.case(), await office.case()]
    clerk = await office.clerk("unit_staff", WORKS)
    assert (await begin(clerk, cases, "done", note=DONE_NOTE, reason=NO_PHOTO)).status_code == 303
    for case in cases:
        assert (await office.now_of(case)).version == 1
        assert await office.told(case) == []
    strip = (await clerk.get("/panel/acts/strip")).text
    assert "انجام شد" in strip
    assert "ثانیهٔ دیگر" in strip
    act = await run(office, clerk)
    assert (act.state, act.chosen, act.done) == ("finished", 2, 2)
    for case in cases:
        assert (await office.now_of(case)).status == "done"
        assert DONE_NOTE in (await office.told(case))[0]
        assert (await office.history(case))[-1].more["text"] == NO_PHOTO
        assert (await office.history(case))[-1].by == f"staff:{clerk.id}"


async def test_an_act_undone_in_time_never_happened(office: Office) -> None:
    case = await office.case()
    clerk = await office.clerk("unit_staff", WORKS)
    await begin(clerk, [case], "accepted")
    act = await newest(office, clerk)
    answer = await clerk.send_form(f"/panel/acts/{act.id}/undo")
    assert answer.headers["location"] == f"/panel/acts/{act.id}?done=undone"
    assert (await run(office, clerk)).state == "undone"
    assert (await office.now_of(case)).version == 1
    assert await office.told(case) == []
    assert "لغو شد" in (await clerk.get(f"/panel/acts/{act.id}")).text


async def test_undoing_too_late_changes_nothing_and_says_so(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk_bulk, "WINDOW", timedelta(seconds=-1))
    case = await office.case()
    clerk = await office.clerk("unit_staff", WORKS)
    await begin(clerk, [case], "accepted")
    act = await newest(office, clerk)
    answer = await clerk.send_form(f"/panel/acts/{act.id}/undo")
    assert answer.headers["location"].endswith("late=1")
    assert "مهلت لغو گذشته بود" in (await clerk.get(answer.headers["location"])).text
    assert (await run(office, clerk)).done == 1


async def test_a_case_that_changed_meanwhile_is_left_alone_and_told(office: Office) -> None:
    mine, changed, handed = [await office.case() for _ in range(3)]
    clerk, other = await office.clerk("unit_staff", WORKS), await office.clerk("operator")
    await begin(clerk, [mine, changed, handed], "accepted")
    await office.move(other, changed, "in_progress")
    await office.move(other, handed, "referred", unit=PARKS, note="کار شماست.")
    act = await run(office, clerk)
    assert await outcomes(office, act) == ["done", "stale", "gone"]
    assert (await office.now_of(changed)).status == "in_progress"
    page = (await clerk.get(f"/panel/acts/{act.id}")).text
    assert "کسی این گزارش را تغییر داد" in page
    assert "دیگر در اختیار شما نیست" in page
    assert "۱ انجام شد، ۲ نشد" in page


async def test_a_case_that_changed_before_the_act_began_is_not_taken(office: Office) -> None:
    case, fresh = await office.case(), await office.case()
    clerk = await office.clerk("unit_staff", WORKS)
    await office.move(await office.clerk("operator"), case, "in_progress")
    await begin(clerk, [case, fresh], "accepted")
    assert (await run(office, clerk)).chosen == 1
    assert (await office.now_of(case)).status == "in_progress"


async def test_who_lost_the_power_meanwhile_has_lost_it_here_too(office: Office) -> None:
    one = await office.case()
    clerk = await office.clerk("unit_staff", WORKS)
    await begin(clerk, [one], "accepted")
    async with office.parts.database.transaction() as connection:
        await people.change(connection, clerk.id, active=False)
    assert await outcomes(office, await run(office, clerk)) == ["left"]
    assert (await office.now_of(one)).version == 1


async def test_running_twice_does_nothing_twice(office: Office) -> None:
    case = await office.case()
    clerk = await office.clerk("unit_staff", WORKS)
    await begin(clerk, [case], "note", note="همسایه‌ها هم گفته‌اند.")
    first = await run(office, clerk)
    again = await run(office, clerk)
    assert (first.state, again.state) == ("finished", "finished")
    assert [event.what for event in await office.history(case)] == ["file", "note"]
    assert await office.told(case) == []


async def test_after_a_crash_the_rest_follows_and_what_was_done_stays(office: Office) -> None:
    cases = [await office.case(), await office.case()]
    clerk = await office.clerk("unit_staff", WORKS)
    await begin(clerk, cases, "note", note="بازدید شنبه")
    act = await newest(office, clerk)
    async with office.parts.database.transaction() as connection:
        await pending.take(connection, act.id)
        await pending.settle(connection, act.id, cases[0].id or 0, pending.DONE)
    assert (await run(office, clerk)).done == 2
    assert [len(await office.history(case)) for case in cases] == [1, 2]


async def test_many_are_referred_at_once_with_one_reason(office: Office) -> None:
    cases = [await office.case(), await office.case()]
    clerk = await office.clerk("unit_staff", WORKS)
    answer = await begin(clerk, cases, "referred", note="کار فضای سبز است.")
    assert answer.status_code == 422
    assert "واحد مقصد را از فهرست انتخاب کنید" in answer.text
    assert (await begin(clerk, cases, "referred", note="کار فضای سبز است.", unit=PARKS)).status_code == 303
    await run(office, clerk)
    assert {(await office.now_of(case)).unit for case in cases} == {PARKS}
    assert "کار فضای سبز است." in (await office.told(cases[0]))[0]


async def test_cases_out_of_reach_are_as_if_there_were_none(office: Office) -> None:
    mine, theirs = await office.case(), await office.case(unit=PARKS, topic=CHILD)
    clerk = await office.clerk("unit_staff", WORKS)
    page = (await clerk.send_form("/panel/bulk", codes=[mine.code, theirs.code], act="accepted")).text
    assert theirs.code not in page
    await begin(clerk, [mine, theirs], "accepted")
    assert (await run(office, clerk)).chosen == 1
    assert (await office.now_of(theirs)).version == 1


async def test_nobody_sees_or_undoes_the_acts_of_others(office: Office) -> None:
    case = await office.case()
    clerk, head = await office.clerk("unit_staff", WORKS), await office.clerk("administrator")
    await begin(clerk, [case], "accepted")
    act = await newest(office, clerk)
    assert (await head.get(f"/panel/acts/{act.id}")).status_code == 404
    assert (await head.send_form(f"/panel/acts/{act.id}/undo")).status_code == 404
    assert (await newest(office, clerk)).state == "waiting"


async def test_what_makes_no_sense_is_told_kindly(office: Office) -> None:
    case = await office.case()
    clerk = await office.clerk("unit_staff", WORKS)
    no_act: list[dict[str, Any]] = [{"act": act, "codes": [case.code]} for act in ("", "nonsense", "confirmed")]
    for fields in (*no_act, {"act": "accepted"}, {"act": "accepted", "codes": ["x:y"] * 300}):
        for path in ("/panel/bulk", "/panel/bulk/begin"):
            assert (await clerk.send_form(path, **fields)).status_code == 422, fields
    assert (await office.now_of(case)).version == 1


async def test_the_inspector_refers_many_but_writes_no_notes(office: Office) -> None:
    case = await office.case()
    clerk = await office.clerk("inspector")
    assert (await begin(clerk, [case], "note", note="x")).status_code == 422
    assert (await begin(clerk, [case], "referred", note="x", unit=PARKS)).status_code == 303


async def test_the_job_of_the_queue_does_the_act(
    office: Office, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk_bulk, "WINDOW", timedelta(0))
    case = await office.case()
    clerk = await office.clerk("unit_staff", WORKS)
    await begin(clerk, [case], "accepted")
    jobs = Jobs(database_url)
    jobs.serve_acts(Bulk(office.parts.database, office.house, office.parts.roles, lambda: datetime.now(UTC)).run)
    await jobs.open()
    await jobs.app.run_worker_async(wait=False, install_signal_handlers=False)
    await jobs.close()
    assert (await office.now_of(case)).status == "accepted"
    assert (await newest(office, clerk)).state == "finished"
