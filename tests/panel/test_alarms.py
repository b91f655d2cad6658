"""Alarms: within reach, by role and kind, counted exactly; what rings stands on every page until anybody takes it."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from cases.case import BOUNCED, Case
from desk.watch import Watch
from persian import TEHRAN, jalali
from storage import case_store, people
from tests.panel.staff_stage import PARKS, WORKS, Office, now
from tests.panel.test_live import watching


async def climbed(office: Office, case: Case, rung: int, *, unmanned: bool = False) -> Case:
    """The case as the watch leaves it on a rung."""
    async with office.parts.database.transaction() as connection:
        case = await case_store.by_code(connection, case.code, lock=True)
        after = replace(case, rung=rung, bell=None, unmanned=unmanned)
        await case_store.tick(connection, after)
    return after


def listed(page: str) -> set[str]:
    return set(re.findall(r'href="/panel/cases/(\d{10})"', page.split('id="alarms"')[1]))


@pytest.mark.parametrize(
    ("role", "from_rung"),
    [("unit_staff", 1), ("unit_head", 3), ("supervisor", 4), ("inspector", 5), ("operator", 3), ("administrator", 3)],
)
async def test_a_late_case_is_an_alarm_for_those_whom_it_has_reached(office: Office, role: str, from_rung: int) -> None:
    cases = [await climbed(office, await office.case(), rung) for rung in range(6)]
    page = (await (await office.clerk(role, WORKS)).get("/panel/alarms?kind=late")).text
    assert listed(page) == {case.code for case in cases[from_rung:]}


async def test_alarms_stay_within_reach(office: Office) -> None:
    mine = await climbed(office, await office.case(), 5)
    other = await climbed(office, await office.case(unit=PARKS), 5)
    assert listed((await (await office.clerk("unit_staff", WORKS)).get("/panel/alarms")).text) == {mine.code}
    both = {mine.code, other.code}
    assert listed((await (await office.clerk("inspector")).get("/panel/alarms")).text) == both


async def test_a_clock_that_stands_still_is_no_alarm(office: Office) -> None:
    case = await climbed(office, await office.case(), 5)
    await office.move(await office.clerk("unit_staff", WORKS), case, "waiting_info", note="کدام سمت؟")
    assert listed((await (await office.clerk("inspector")).get("/panel/alarms")).text) == set()


async def test_an_empty_rung_alarms_the_operators_alone(office: Office) -> None:
    case = await climbed(office, await office.case(), 1, unmanned=True)
    page = (await (await office.clerk("operator")).get("/panel/alarms?kind=unmanned")).text
    assert listed(page) == {case.code}
    assert "کسی در این پله نیست" in page
    for role in ("inspector", "supervisor"):
        assert listed((await (await office.clerk(role, WORKS)).get("/panel/alarms?kind=unmanned")).text) == set()
    head = (await (await office.clerk("unit_head", WORKS)).get("/panel/alarms")).text
    assert listed(head) == set()


async def test_the_inspector_finds_what_is_handed_to_and_fro(office: Office) -> None:
    case = await office.case(alarm=BOUNCED)
    page = (await (await office.clerk("inspector")).get("/panel/alarms?kind=bounced")).text
    assert listed(page) == {case.code}
    assert "میان واحدها می‌گردد" in page


async def test_counts_of_alarms_are_exact_and_a_case_counts_once_in_all(office: Office) -> None:
    await climbed(office, await office.case(alarm=BOUNCED, urgency="emergency"), 4)
    await climbed(office, await office.case(), 4)
    await office.case()
    page = (await (await office.clerk("operator")).get("/panel/alarms")).text
    tiles = re.findall(r'class="count[^"]*" href="/panel/alarms[^>]*><b>(.)</b><span>([^<]+)</span>', page)
    numbers = {title: number for number, title in tiles}
    assert numbers == {
        "همه": "۲", "میان واحدها می‌گردد": "۱", "زنگ می‌خورد؛ کسی نپذیرفته": "۱", "مهلت نزدیک یا گذشته": "۲",
    }  # fmt: skip
    counts = (await (await office.clerk("operator")).get("/panel/counts")).text
    assert 'href="/panel/alarms"><b>۲</b>' in counts


async def test_alarms_come_by_pages(office: Office) -> None:
    cases = [await office.case(alarm=BOUNCED) for _ in range(42)]
    clerk = await office.clerk("inspector")
    first = (await clerk.get("/panel/alarms")).text
    more = re.search(r'href="(/panel/alarms\?kind=&(?:amp;)?before=\d+)"', first)
    assert more
    second = (await clerk.get(more[1].replace("&amp;", "&"))).text
    assert listed(first) | listed(second) == {case.code for case in cases}
    assert listed(first) & listed(second) == set()


async def test_one_press_on_the_strip_takes_the_case_and_the_ringing_ends_for_all(office: Office) -> None:
    case = await office.case(urgency="urgent")
    one, two = await office.clerk("unit_staff", WORKS), await office.clerk("unit_head", WORKS)
    strip = (await one.get("/panel/ringing")).text
    assert f"/panel/cases/{case.code}" in strip
    assert "می‌پذیرم" in strip
    answer = await one.send_form(f"/panel/cases/{case.code}/steps", to="accepted", version=case.version)
    assert answer.status_code == 303
    for clerk in (one, two):
        assert case.code not in (await clerk.get("/panel/ringing")).text
    assert (await office.now_of(case)).ring is None


async def test_urgent_cases_ring_for_their_unit_and_emergencies_for_the_centre_too(office: Office) -> None:
    urgent, emergency = await office.case(urgency="urgent"), await office.case(urgency="emergency")
    for who, heard in (
        (await office.clerk("unit_staff", WORKS), {urgent.code, emergency.code}),
        (await office.clerk("operator"), {emergency.code}),
        (await office.clerk("unit_staff", PARKS), set()),
    ):
        assert set(re.findall(r"/panel/cases/(\d{10})\"", (await who.get("/panel/ringing")).text)) == heard


async def test_whoever_may_not_work_sees_the_strip_without_the_button(office: Office) -> None:
    await office.case(urgency="emergency")
    strip = (await (await office.clerk("inspector")).get("/panel/ringing")).text
    assert "data-rings" in strip
    assert "<form" not in strip


async def test_a_ring_is_heard_by_open_pages(office: Office, address: str) -> None:
    case = await office.case(urgency="emergency")
    clerk = await office.clerk("operator")
    async with watching(address, clerk) as events:
        watch = Watch(office.parts.database, office.house, lambda: now() + timedelta(minutes=4))
        assert await watch.look() >= 1
        assert await events.next() == ("case", str(case.id))
    assert f'data-rings="{case.id}:1"' in (await clerk.get("/panel/ringing")).text


def form(date: str = "1405/12/01", text: str = "آسفالت گرم نرسیده است.") -> dict[str, str]:
    return {"until": date, "reason": text}


def working_day(office: Office, days: int) -> str:
    """The first working day so far from now, as it is typed."""
    day = now().astimezone(TEHRAN).date() + timedelta(days=days)
    while days and office.house.city.working.closing(day) is None:
        day += timedelta(days=1)
    made = jalali(day)
    return f"{made.year}/{made.month:02d}/{made.day:02d}"


async def test_a_unit_moves_a_deadline_once_and_the_citizen_reads_why(office: Office) -> None:
    case, clerk = await office.case(), await office.clerk("unit_staff", WORKS)
    day = working_day(office, 12)
    answer = await clerk.send_form(f"/panel/cases/{case.code}/deadline", version=case.version, **form(day))
    assert answer.status_code == 303
    after = await office.now_of(case)
    assert after.term.due > case.term.due
    assert (after.rung, after.version) == (0, case.version + 1)
    (told,) = await office.told(case)
    assert "آسفالت گرم نرسیده است." in told
    page = (await clerk.get(f"/panel/cases/{case.code}")).text
    assert "تغییر کرد" in page
    later = working_day(office, 24)
    again = await clerk.send_form(f"/panel/cases/{case.code}/deadline", version=after.version, **form(later))
    assert again.status_code == 422
    assert "با مسئول واحد یا ناظر عالی است" in again.text
    assert "آسفالت گرم نرسیده است." in again.text
    head = await office.clerk("unit_head", WORKS)
    assert (
        await head.send_form(f"/panel/cases/{case.code}/deadline", version=after.version, **form(later))
    ).status_code == 303
    assert [event.what for event in await office.history(case)] == ["file", "deadline", "deadline"]


@pytest.mark.parametrize(
    ("days", "reason", "says"),
    [(12, "", "یک جمله برای شهروند"), (0, "x", "این تاریخ درست نیست"), (90, "x", "خیلی دور است")],
)
async def test_a_deadline_is_not_moved_without_a_reason_or_to_a_wrong_day(
    office: Office, days: int, reason: str, says: str
) -> None:
    case, clerk = await office.case(), await office.clerk("unit_head", WORKS)
    day = working_day(office, days)
    answer = await clerk.send_form(f"/panel/cases/{case.code}/deadline", version=1, until=day, reason=reason)
    assert answer.status_code == 422
    assert says in answer.text
    assert (await office.now_of(case)).term == case.term
    assert await office.told(case) == []


async def test_a_deadline_that_has_passed_is_the_heads_to_move(office: Office) -> None:
    case = await office.case(due=now() - timedelta(hours=1))
    day = working_day(office, 5)
    clerk, head = await office.clerk("unit_staff", WORKS), await office.clerk("unit_head", WORKS)
    address = f"/panel/cases/{case.code}/deadline"
    assert (await clerk.send_form(address, version=1, **form(day))).status_code == 422
    assert (await head.send_form(address, version=1, **form(day))).status_code == 303


async def test_who_unlinks_has_no_power_in_groups(office: Office) -> None:
    clerk = await office.clerk("unit_staff", WORKS)
    async with office.parts.database.transaction() as connection:
        await people.link(connection, "telegram:5", clerk.id)
    assert (await clerk.send_form("/panel/me/unlink")).status_code == 303
    async with office.parts.database.transaction() as connection:
        assert await people.by_sender(connection, "telegram:5") is None
