"""The review pool: one doubtful case at a time, for one person at a time; every choice is kept, and units send back."""

import asyncio
import re
from datetime import timedelta
from typing import Any

from cases.case import Case
from cases.policy import Person
from desk import review
from storage import case_store, lessons
from tests.panel.staff_stage import PARKS, WORKS, Clerk, Office, now


async def hurried(office: Office, topic: str = "0601", **more: Any) -> Case:
    """A case whose topic was settled by chance."""
    case = await office.case(topic, **more)
    async with office.parts.database.transaction() as connection:
        chat = await case_store.chat_of(connection, case.id or 0)
        issue = {"scores": [["0601", 0.3], ["0602", 0.25], ["0101", 0.1]], "shown": [], "chosen": "hurried",
                 "final": topic}  # fmt: skip
        await case_store.keep_evidence(connection, chat, case.id, "m1", issue)
    return case


def shown(page: str) -> str:
    found = re.search(r'action="/panel/review/(\d{10})"', page)
    return found[1] if found else ""


async def choose(clerk: Clerk, case: Case, topic: str, **more: object) -> str:
    answer = await clerk.send_form(f"/panel/review/{case.code}", topic=topic, version=case.version, **more)
    return str(answer.headers["location"])


async def test_a_case_that_the_reader_surely_knew_is_not_in_the_pool(office: Office) -> None:
    await office.case()
    assert "گزارشی در صف بازبینی نیست" in (await (await office.clerk("operator")).get("/panel/review")).text


async def test_a_doubtful_case_offers_its_likely_topics_by_number(office: Office) -> None:
    case = await hurried(office, words="آسفالت خیابان ما خراب است")
    page = (await (await office.clerk("operator")).get("/panel/review")).text
    assert shown(page) == case.code
    assert "آسفالت خیابان ما خراب است" in page
    keys = re.findall(r'value="(\d{4})" data-key="(\d)"', page)
    assert keys == [("0601", "1"), ("0602", "2"), ("0101", "3")]


async def test_a_choice_routes_the_case_anew_and_becomes_a_lesson(office: Office) -> None:
    case, clerk = await hurried(office), await office.clerk("operator")
    assert await choose(clerk, case, "0602") == "/panel/review?done=reviewed"
    after = await office.now_of(case)
    assert after.topic == "0602"
    async with office.parts.database.transaction() as connection:
        learnt = await lessons.corrected(connection, None)
        kept = await case_store.evidence_of(connection, case.id or 0)
    assert [(one.code, one.how) for one in learnt] == [("0602", "staff")]
    assert (kept[-1]["chosen"], kept[-1]["final"], list(kept[-1]["shown"])) == (
        "reviewed", "0602", ["0601", "0602", "0101"],
    )  # fmt: skip
    page = (await clerk.get("/panel/review")).text
    assert "۱ امروز" in page
    assert shown(page) == ""


async def test_a_topic_that_an_operator_confirms_stays_and_teaches_too(office: Office) -> None:
    case, clerk = await hurried(office), await office.clerk("operator")
    await choose(clerk, case, "0601")
    assert (await office.now_of(case)).version == case.version
    async with office.parts.database.transaction() as connection:
        learnt = await lessons.corrected(connection, None)
    assert [(one.code, one.how) for one in learnt] == [("0601", "staff")]
    assert shown((await clerk.get("/panel/review")).text) == ""


async def test_a_case_without_a_topic_is_routed_by_one_choice(office: Office) -> None:
    case, clerk = await office.case(topic=""), await office.clerk("operator")
    assert shown((await clerk.get("/panel/review")).text) == case.code
    await choose(clerk, case, "0601")
    after = await office.now_of(case)
    assert (after.topic, after.unit, after.alarm) == ("0601", WORKS, "")


async def test_two_operators_never_get_the_same_case(office: Office) -> None:
    cases = [await hurried(office) for _ in range(6)]
    clerks = [await office.clerk("operator") for _ in range(6)]
    pages = await asyncio.gather(*(clerk.get("/panel/review") for clerk in clerks))
    assert sorted(shown(page.text) for page in pages) == sorted(case.code for case in cases)
    again = await clerks[0].get("/panel/review")
    assert shown(again.text) == shown(pages[0].text)
    late = await (await office.clerk("operator")).get("/panel/review")
    assert shown(late.text) == ""


async def test_a_case_that_lies_too_long_in_one_hand_goes_to_another(office: Office) -> None:
    case = await hurried(office)
    role = office.parts.roles["operator"]
    first = Person(await office.account("operator"), "a", role)
    second = Person(await office.account("operator"), "b", role)
    async with office.parts.database.transaction() as connection:
        assert await review.take(connection, office.house, first, now())
        assert await review.take(connection, office.house, second, now()) is None
        found = await review.take(connection, office.house, second, now() + timedelta(minutes=16))
    assert found
    assert found.case.code == case.code


async def test_who_skips_a_case_leaves_it_to_the_others(office: Office) -> None:
    case, clerk = await hurried(office), await office.clerk("operator")
    assert shown((await clerk.get("/panel/review")).text) == case.code
    skipped = await clerk.send_form(f"/panel/review/{case.code}/skip")
    assert skipped.headers["location"] == "/panel/review?done=skipped"
    assert shown((await clerk.get("/panel/review")).text) == ""
    assert shown((await (await office.clerk("operator")).get("/panel/review")).text) == case.code


async def test_a_case_that_changed_meanwhile_is_not_settled_on_an_old_view(office: Office) -> None:
    case, clerk = await hurried(office), await office.clerk("operator")
    await office.move(await office.clerk("unit_staff", WORKS), case, "accepted")
    assert await choose(clerk, case, "0602") == "/panel/review?done=overtaken"
    assert (await office.now_of(case)).topic == "0601"


async def test_a_unit_sends_a_case_back_with_a_reason_and_a_proposal(office: Office) -> None:
    case = await office.case()
    unit = await office.clerk("unit_staff", WORKS)
    bare = await unit.send_form(f"/panel/cases/{case.code}/return", version=case.version, text=" ", region="6")
    assert (bare.status_code, "بنویسید چرا" in bare.text) == (422, True)
    answer = await unit.send_form(
        f"/panel/cases/{case.code}/return", version=case.version, text="این کار فضای سبز است", topic="0602", region="7"
    )
    assert answer.headers["location"] == "/panel?done=returned"
    after = await office.now_of(case)
    assert (after.unit, after.alarm) == ("operator", "misrouted")
    operator = await office.clerk("operator")
    page = (await operator.get("/panel/review")).text
    assert "این کار فضای سبز است" in page
    assert re.findall(r'value="(\d{4})" data-key="1"', page) == ["0602"]
    await choose(operator, after, "0602", region="7")
    settled = await office.now_of(case)
    assert (settled.topic, settled.where.region, settled.alarm) == ("0602", 7, "")
    assert [event.what for event in await office.history(case)] == ["file", "misrouted", "correct"]
    assert await office.told(case) == []


async def test_a_strange_unit_and_a_closed_case_send_nothing_back(office: Office) -> None:
    case = await office.case()
    stranger = await office.clerk("unit_staff", PARKS)
    address = f"/panel/cases/{case.code}/return"
    assert (await stranger.send_form(address, version=1, text="x")).status_code == 404
    closed = await office.put(case, "confirmed")
    unit = await office.clerk("unit_staff", WORKS)
    assert (await unit.send_form(address, version=closed.version, text="x")).status_code == 403
    assert (await office.now_of(case)).status == "confirmed"
