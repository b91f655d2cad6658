"""Searching the inbox: what finds a case, for whom, and how the hits are shown."""

import html
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage import case_list
from storage.case_list import Filter
from tests.panel.staff_stage import CHILD, WORKS, Office
from tests.panel.test_inbox import ROW, rows


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("آسفالت", {"hole"}),  # Title of the topic.
        ("روشنایی", {"lamp"}),
        ("تیرهای", {"lamp"}),
        ("سيمان", {"hole"}),  # An Arabic letter.
        ("سیما", {"hole", "lamp"}),  # The beginning of the last word, and a title of a group.
        ("سیما ریخته", set()),  # But of no other.
        ("ریخته سیما", {"hole"}),
        ("فاطمی", {"hole", "lamp", "child"}),
        ("«سیمان ریخته»", {"hole"}),
        ("«ریخته سیمان»", set()),
        ("وسط سیمان", {"hole"}),  # An answer.
        ("0601", {"hole"}),
        ("درخت", set()),
        ("؟", set()),
    ],
)
async def test_what_finds_a_case(office: Office, typed: str, found: set[str]) -> None:
    made = {
        "hole": await office.case(words="روی زمین سیمان ریخته‌اند"),
        "lamp": await office.case(topic="2102", words="تیر چراغ خاموش است و روشنایی ندارد"),
        "child": await office.case(topic=CHILD, words="بچه‌ای تنهاست"),
    }
    numbers = await rows(await office.clerk("operator"), f"/panel?q={typed}")
    assert {name for name, case in made.items() if case.id in numbers} == found


@pytest.mark.parametrize("part", [slice(0, 5), slice(5, 10), slice(0, 10)])
async def test_part_of_a_code_finds_even_a_closed_case(office: Office, part: slice) -> None:
    case = await office.put(await office.case(), "confirmed")
    digits = case.code[part].translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"))
    assert case.id in await rows(await office.clerk("operator"), f"/panel?q={digits}")


async def test_words_look_among_open_cases_and_offer_the_rest(office: Office) -> None:
    case = await office.put(await office.case(words="سیمان"), "confirmed")
    clerk = await office.clerk("unit_staff", WORKS)
    page = (await clerk.get("/panel?q=سیمان")).text
    assert "شاید بسته شده باشد" in page
    assert await rows(clerk, "/panel?q=سیمان&status=all") == [case.id]


async def test_hits_are_marked_and_nothing_typed_becomes_markup(office: Office) -> None:
    await office.case(words="روی <b>زمین</b> سیمان ریخته‌اند")
    clerk = await office.clerk("unit_staff", WORKS)
    page = (await clerk.get("/panel?q=سیمان")).text
    assert "<mark>سیمان</mark>" in page
    assert "<b>زمین" not in page
    assert "<script>" not in (await clerk.get('/panel?q="><script>alert(1)</script>')).text


async def test_who_may_not_read_words_finds_nothing_by_them(office: Office) -> None:
    plain, protected = await office.case(words="سیمان"), await office.case(topic=CHILD, words="سیمان")
    council, operator = await office.clerk("council"), await office.clerk("operator")
    assert protected.protected
    assert await rows(operator, "/panel?q=سیمان") == [protected.id, plain.id]
    assert await rows(council, "/panel?q=سیمان") == [plain.id]
    # Nor by the exact place, which the council never sees; the neighbourhood is open to all.
    assert await rows(operator, "/panel?q=پلاک") == [protected.id, plain.id]
    assert await rows(council, "/panel?q=پلاک") == []
    assert await rows(council, "/panel?q=سیمان پلاک") == []
    assert await rows(council, f"/panel?q={protected.code[:6]}") == [protected.id, plain.id]
    page = (await council.get(f"/panel?q={protected.code}")).text
    assert "سیمان" not in page


async def test_a_correction_changes_what_finds_a_case(office: Office) -> None:
    case = await office.case(words="اینجا خراب است")
    operator = await office.clerk("operator")
    await operator.send_form(f"/panel/cases/{case.code}/correct", version=1, topic="1301")
    assert await rows(operator, "/panel?q=آسفالت") == []
    assert await rows(operator, "/panel?q=1301") == [case.id]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(typed=st.text(max_size=60))
async def test_whatever_is_typed_the_page_answers(office: Office, typed: str) -> None:
    from cases import search

    question = search.question(search.terms(typed.replace("\0", "")), office.parts.topics, "AC")
    async with office.parts.database.transaction() as connection:
        assert await case_list.count(connection, Filter(search=question, guarded=question)) >= 0


async def test_other_orders_page_without_gap_or_double(office: Office) -> None:
    from datetime import timedelta

    from panel.inbox import PAGE
    from tests.panel.staff_stage import now

    due = now() + timedelta(days=3)
    # Every third has the same deadline, so that the number must decide.
    made = [await office.case(due=due + timedelta(hours=number // 3)) for number in range(PAGE + 5)]
    clerk = await office.clerk("unit_staff", WORKS)
    for sort, wanted in (("due", [one.id for one in made]), ("waiting", [one.id for one in made])):
        first = await clerk.get(f"/panel?sort={sort}")
        more = re.search(r'hx-get="(/panel/rows\?[^"]+)"', first.text)
        assert more
        seen = [int(number) for number in ROW.findall(first.text)]
        assert seen + await rows(clerk, html.unescape(more[1])) == wanted
    for nonsense in ("x", "7", "7-", "7-x", "-7", "9" * 30, "7-" + "9" * 30):
        assert (await clerk.get(f"/panel?sort=due&before={nonsense}")).status_code == 200


async def test_the_order_by_deadline_leaves_out_what_stands_still(office: Office) -> None:
    running = await office.case()
    await office.put(await office.case(), "planned")
    assert await rows(await office.clerk("unit_staff", WORKS), "/panel?sort=due") == [running.id]
