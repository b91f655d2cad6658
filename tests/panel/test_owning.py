"""Whose work a case is: taken, given, laid back, and free again when it leaves somebody's reach."""

import asyncio

import pytest

from cases.case import Case
from tests.panel.staff_stage import PARKS, WORKS, Clerk, Office, now
from tests.panel.test_inbox import rows


async def send(clerk: Clerk, case: Case, act: str, **more: object) -> int:
    answer = await clerk.send_form(f"/panel/cases/{case.code}/{act}", version=case.version, **more)
    return answer.status_code


async def test_a_clerk_takes_a_case_and_finds_it_among_their_own(office: Office) -> None:
    case, other = await office.case(), await office.case()
    clerk = await office.clerk("unit_staff", WORKS, name="مینا")
    assert await send(clerk, case, "take") == 303
    assert (await office.now_of(case)).assignee == clerk.id
    assert await rows(clerk, "/panel?owner=me") == [case.id]
    assert await rows(clerk, "/panel?owner=none") == [other.id]
    assert "مینا" in (await (await office.clerk("operator")).get("/panel")).text
    last = (await office.history(case))[-1]
    assert (last.what, last.by, last.more) == ("assign", f"staff:{clerk.id}", {"from": None, "to": clerk.id})
    assert "گزارش را برداشت" in (await clerk.get(f"/panel/cases/{case.code}")).text


async def test_of_two_who_take_it_at_once_one_gets_it_and_the_other_is_told(office: Office) -> None:
    case = await office.case()
    first, second = await office.clerk("unit_staff", WORKS), await office.clerk("unit_staff", WORKS)
    answers = await asyncio.gather(send(first, case, "take"), send(second, case, "take"))
    assert sorted(answers) == [303, 409]
    fresh = await office.now_of(case)
    assert fresh.assignee in (first.id, second.id)
    loser = second if fresh.assignee == first.id else first
    assert await send(loser, fresh, "take") == 422
    assert await send(loser, fresh, "free") == 422
    assert (await office.now_of(case)).assignee == fresh.assignee


async def test_the_head_gives_and_takes_back_and_only_to_those_who_reach_it(office: Office) -> None:
    case = await office.case()
    head, clerk = await office.clerk("unit_head", WORKS), await office.clerk("unit_staff", WORKS, name="مینا")
    stranger, council = await office.clerk("unit_staff", PARKS), await office.clerk("council")
    page = (await head.get(f"/panel/cases/{case.code}")).text
    assert f'<option value="{clerk.id}">' in page
    assert f'<option value="{stranger.id}">' not in page
    assert await send(head, case, "give", who=stranger.id) == 422
    assert await send(head, case, "give", who=council.id) == 422
    assert await send(head, case, "give", who=clerk.id) == 303
    assert "به مینا سپرده شد" in (await head.get(f"/panel/cases/{case.code}")).text
    colleague = await office.clerk("unit_staff", WORKS)
    assert await send(colleague, await office.now_of(case), "give", who=colleague.id) == 422
    assert await send(colleague, await office.now_of(case), "give", who=clerk.id) == 403
    assert await send(head, await office.now_of(case), "free") == 303
    assert (await office.now_of(case)).assignee is None


async def taken(office: Office, clerk: Clerk) -> Case:
    case = await office.case()
    assert await send(clerk, case, "take") == 303
    return await office.now_of(case)


async def test_a_referral_a_correction_and_the_end_make_a_case_free(office: Office) -> None:
    clerk, operator = await office.clerk("unit_staff", WORKS), await office.clerk("operator")
    referred, corrected, closed = [await taken(office, clerk) for _ in range(3)]
    await office.move(clerk, referred, "referred", unit=PARKS, note="x")
    form = {"version": corrected.version, "region": 2}
    await operator.send_form(f"/panel/cases/{corrected.code}/correct", **form)
    from desk import answers
    from storage import talks

    await office.move(clerk, closed, "done", note="شد")
    assert (await office.now_of(closed)).assignee == clerk.id
    async with office.parts.database.transaction() as connection:
        chat = await talks.chat_id(connection, closed.chat)
        await answers.rate(connection, office.house, chat, closed.code, "good", now())
    for case in (referred, corrected, closed):
        assert (await office.now_of(case)).assignee is None


@pytest.mark.parametrize("change", [{"units": [PARKS], "active": "1"}, {"units": [WORKS]}])
async def test_who_loses_the_unit_or_is_switched_off_loses_the_cases(office: Office, change: dict[str, object]) -> None:
    clerk, administrator = await office.clerk("unit_staff", WORKS), await office.clerk("administrator")
    case = await taken(office, clerk)
    answer = await administrator.send_form(f"/panel/people/{clerk.id}", role="unit_staff", **change)
    assert answer.status_code == 303
    assert (await office.now_of(case)).assignee is None
    last = (await office.history(case))[-1]
    assert (last.what, last.by, last.more["to"]) == ("assign", "house", None)


async def test_a_change_that_keeps_the_reach_keeps_the_cases(office: Office) -> None:
    clerk, administrator = await office.clerk("unit_staff", WORKS), await office.clerk("administrator")
    case = await taken(office, clerk)
    await administrator.send_form(f"/panel/people/{clerk.id}", role="unit_head", units=[WORKS, PARKS], active="1")
    assert (await office.now_of(case)).assignee == clerk.id


async def test_a_closed_case_is_nobodys_work(office: Office) -> None:
    case = await office.put(await office.case(), "confirmed")
    clerk = await office.clerk("unit_staff", WORKS)
    assert await send(clerk, case, "take") == 403
    assert "برمی‌دارم" not in (await clerk.get(f"/panel/cases/{case.code}")).text
