"""Who has a case open: told at once to those who reach it, forgotten within a minute, kept nowhere."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panel.presence import FRESH, STATES, Presence, notice
from tests.panel.staff_stage import PARKS, WORKS, Office
from tests.panel.test_live import watching

START = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
SIGNS = st.lists(st.tuples(st.integers(1, 3), st.integers(1, 3), st.sampled_from(STATES), st.integers(0, 30)))


@given(SIGNS, st.integers(1, 3), st.integers(1, 3))
def test_only_the_last_sign_of_each_counts_and_only_while_it_is_fresh(
    signs: list[tuple[int, int, str, int]], case: int, person: int
) -> None:
    made, at, last = Presence(), START, dict[int, tuple[str, datetime]]()
    for where, who, state, wait in signs:
        at += timedelta(seconds=wait)
        made.hear(notice(where, who, state), at)
        if where == case:
            last[who] = (state, at)
    expected = {
        who: state
        for who, (state, then) in last.items()
        if who != person and state != "gone" and at - then < FRESH
    }  # fmt: skip
    assert made.others(case, person, at) == expected
    assert made.others(case, person, at + timedelta(minutes=1)) == {}


@pytest.mark.parametrize(
    "text", ["", "here", "here 1", "here x 1 open", "here 1 1 sleeps", "case 1 1 open", "here 1 1"]
)
def test_other_notices_are_no_sign_of_life(text: str) -> None:
    made = Presence()
    assert made.hear(text, START) is None
    assert made.others(1, 2, START) == {}


async def test_a_colleague_on_the_same_case_is_named_until_they_leave(office: Office) -> None:
    case = await office.case()
    one = await office.clerk("unit_staff", WORKS, name="پروین")
    two = await office.clerk("operator", name="سهراب")
    address = f"/panel/cases/{case.code}/here"
    assert "پروین" not in (await one.send_form(address, state="open")).text
    assert "پروین هم این گزارش را باز کرده است" in (await two.send_form(address, state="open")).text
    await one.send_form(address, state="writes")
    assert "پروین همین حالا دارد دربارهٔ این گزارش می‌نویسد" in (await two.get(address)).text
    await one.send_form(address, state="gone")
    assert "پروین" not in (await two.get(address)).text
    assert "سهراب" in (await one.get(address)).text
    assert (await office.now_of(case)).version == 1
    assert len(await office.history(case)) == 1


async def test_a_sign_is_heard_only_by_those_who_reach_the_case(office: Office, address: str) -> None:
    case = await office.case()
    writer, mine, far = (
        await office.clerk("operator"),
        await office.clerk("unit_staff", WORKS),
        await office.clerk("unit_staff", PARKS),
    )
    async with watching(address, mine) as here, watching(address, far) as there, watching(address, writer) as own:
        await writer.send_form(f"/panel/cases/{case.code}/here", state="open")
        assert await here.next() == ("here", f"{case.id} {writer.id}")
        other = await office.case(unit=PARKS)
        assert await there.next() == ("case", str(other.id))
        assert await own.next() == ("case", str(other.id))


async def test_nobody_is_heard_on_a_case_out_of_reach(office: Office) -> None:
    case = await office.case()
    far = await office.clerk("unit_staff", PARKS)
    assert (await far.send_form(f"/panel/cases/{case.code}/here", state="writes")).status_code == 404
    assert office.parts.presence.others(case.id or 0, 0, datetime.now(UTC)) == {}


async def test_shortcuts_are_on_until_they_are_switched_off(office: Office) -> None:
    clerk, other = await office.clerk("operator"), await office.clerk("operator")
    assert "data-keys" in (await clerk.get("/panel")).text
    assert (await clerk.send_form("/panel/me/shortcuts", on="")).status_code == 303
    assert "data-keys" not in (await clerk.get("/panel")).text
    assert "روشن کردن" in (await clerk.get("/panel/me")).text
    assert "data-keys" in (await other.get("/panel")).text
    await clerk.send_form("/panel/me/shortcuts", on="1")
    assert "data-keys" in (await clerk.get("/panel")).text


async def test_a_correction_on_an_old_view_is_refused_and_tells_who_was_faster(office: Office) -> None:
    case = await office.case()
    await office.move(await office.clerk("unit_staff", WORKS, name="پروین"), case, "accepted")
    clerk = await office.clerk("operator")
    fields = {"topic": "0602", "region": "2", "version": 1}
    answer = await clerk.send_form(f"/panel/cases/{case.code}/correct", **fields)
    assert answer.status_code == 409
    assert "پیش از شما، پروین این گزارش را تغییر داد" in answer.text
    assert '<option value="2" selected>' in answer.text
    assert '<details class="card" id="correct" open>' in answer.text
    assert (await office.now_of(case)).topic == case.topic
