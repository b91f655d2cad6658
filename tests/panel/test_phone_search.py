"""Finding a caller's cases by telephone number: in every form, for operators alone, leaving no trace."""

import logging
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases import codes
from cases.case import Case
from persian import persian_digits
from storage import case_store, contacts
from tests.panel.staff_stage import CHILD, WORKS, Clerk, Office
from tests.panel.test_inbox import ROW, rows
from tests.panel.test_saved import keep

NUMBER = "09121234567"
ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
ALPHABETS = (str, persian_digits, lambda text: text.translate(ARABIC))
HEADS = ("0", "+98", "0098", "98", "+98 0", "")
MARKS = ("", " ", "-", ".", "\u2013", "\u200c", " \u2066")


async def give(office: Office, case: Case, number: str = NUMBER) -> None:
    """The case's citizen leaves a number."""
    async with office.parts.database.transaction() as connection:
        row = await contacts.keep(connection, office.house.seal, number)
        await contacts.join(connection, await case_store.chat_of(connection, case.id or 0), row, calls=True)


async def called(office: Office, *, number: str = NUMBER, **more: Any) -> Case:
    case = await office.case(**more)
    await give(office, case, number)
    return case


async def found(clerk: Clerk, typed: str, **more: str) -> list[int]:
    """What the form of the inbox brings for a number."""
    answer = await clerk.send_form("/panel/phone", q=typed, **more)
    assert answer.status_code == 303
    return await rows(clerk, answer.headers["location"])


async def test_a_callers_cases_are_found_open_and_closed_and_nobody_elses(office: Office) -> None:
    mine, closed, child = await called(office), await called(office), await called(office, topic=CHILD)
    await office.put(closed, "confirmed")
    await called(office, number="09121234568")
    await office.case(words=f"زنگ بزنید {NUMBER}")
    operator = await office.clerk("operator")
    assert await found(operator, NUMBER) == [child.id, closed.id, mine.id]
    assert await found(operator, NUMBER, status="confirmed") == [closed.id]
    assert await found(operator, NUMBER, group="02") == [child.id]
    assert await found(operator, "09350000000") == []


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.sampled_from(HEADS), st.sampled_from(ALPHABETS), st.lists(st.sampled_from(MARKS), min_size=9, max_size=9))
async def test_a_number_is_known_in_every_form(office: Office, head: str, alphabet: object, marks: list[str]) -> None:
    operator = await office.clerk("operator")
    case = await called(office)
    written = head + "".join(digit + mark for digit, mark in zip(NUMBER[1:], [*marks, ""], strict=True))
    assert case.id in await found(operator, alphabet(written))  # type: ignore[operator]


@pytest.mark.parametrize("role", ["administrator", "supervisor", "unit_head", "unit_staff", "inspector", "council"])
async def test_nobody_but_an_operator_finds_by_a_number(office: Office, role: str) -> None:
    await called(office)
    operator, clerk = await office.clerk("operator"), await office.clerk(role, WORKS)
    address = (await operator.send_form("/panel/phone", q=NUMBER)).headers["location"]
    assert len(await rows(operator, address)) == 1
    assert (await clerk.send_form("/panel/phone", q=NUMBER)).status_code == 403
    for asked in (address, f"/panel?q={NUMBER}", f"/panel?q={NUMBER[1:]}", "/panel/rows?" + urlsplit(address).query):
        assert await rows(clerk, asked) == [], asked
    assert not [one for one in await office.recorded() if one["what"] == "phone_search" and one["by"] != by(operator)]


def by(clerk: Clerk) -> str:
    return f"staff:{clerk.id}"


async def test_the_map_asks_the_policy_too(office: Office) -> None:
    await called(office)
    operator, clerk = await office.clerk("operator"), await office.clerk("unit_staff", WORKS)
    asked = urlsplit((await operator.send_form("/panel/phone", q=NUMBER)).headers["location"]).query
    part = "south=35&west=51&north=36&east=52"
    assert (await operator.get(f"/panel/map/cells?{asked}&{part}")).json()["total"] == 1
    assert (await clerk.get(f"/panel/map/cells?{asked}&{part}")).json()["total"] == 0


@pytest.mark.parametrize("typed", [NUMBER, "+98 912 123 4567", persian_digits(NUMBER)])
async def test_the_number_stands_nowhere_and_the_search_is_recorded(
    office: Office, typed: str, caplog: pytest.LogCaptureFixture
) -> None:
    await called(office)
    caplog.set_level(logging.DEBUG)
    operator = await office.clerk("operator")
    sent = await operator.send_form("/panel/phone", q=typed)
    # A browser without scripts sends it in the address, from where it goes at once.
    moved = await operator.get("/panel", params={"q": typed, "status": "all"})
    page = await operator.get(sent.headers["location"])
    assert moved.status_code == sent.status_code == 303
    assert set(parse_qs(urlsplit(moved.headers["location"]).query)) == {"phone", "status"}
    lines = await office.recorded()
    logged = [one.getMessage() for one in caplog.records if not one.name.startswith("httpx")]
    for text in (sent.headers["location"], moved.headers["location"], page.text, *map(str, lines), *logged):
        assert "9121234567" not in text
        assert persian_digits("9121234567") not in text
    assert [(one["what"], one["by"], one["more"]) for one in lines[:2]] == [("phone_search", by(operator), {})] * 2
    assert "با شمارهٔ تلفن" in (await (await office.clerk("administrator")).get("/panel/record")).text


async def test_going_on_in_the_list_is_no_new_search(office: Office) -> None:
    case = await called(office)
    operator = await office.clerk("operator")
    address = (await operator.send_form("/panel/phone", q=NUMBER)).headers["location"]
    fresh = await operator.get(f"/panel/row/{case.id}?{urlsplit(address).query}")
    assert 'data-fits="yes"' in fresh.text
    other = await office.case()
    assert 'data-fits="yes"' not in (await operator.get(f"/panel/row/{other.id}?{urlsplit(address).query}")).text
    # Words that are typed afterwards take the number's place.
    assert await rows(operator, f"{address}&q=چاله&status=all") == [other.id, case.id]
    assert len([one for one in await office.recorded() if one["what"] == "phone_search"]) == 1


async def test_a_code_stays_a_code_and_what_is_both_finds_both(office: Office) -> None:
    coded = await office.case()
    assert codes.valid(coded.code)
    operator = await office.clerk("operator")
    assert await rows(operator, f"/panel?q={coded.code}") == [coded.id]
    assert await found(operator, persian_digits(coded.code)) == [coded.id]
    assert [one for one in await office.recorded() if one["what"] == "phone_search"] == []
    landline = await called(office, number=f"0{coded.code}")
    assert await found(operator, coded.code) == [landline.id, coded.id]
    assert await found(operator, f"0{coded.code}") == [landline.id]
    assert await rows(await office.clerk("unit_staff", WORKS), f"/panel?q={coded.code}") == [coded.id]


async def test_a_kept_filter_holds_no_number(office: Office) -> None:
    case = await called(office)
    operator, staff = await office.clerk("operator"), await office.clerk("unit_staff", WORKS)
    for clerk in (operator, staff):
        for query in (f"q={NUMBER}", f"q=%2B98{NUMBER[1:]}", f"code={NUMBER}", f"q={NUMBER[1:]}"):
            answer = await clerk.send_form("/panel/filters", name="تماس", query=query)
            assert answer.status_code == 422
            assert "شمارهٔ تلفن در صافی نگه داشته نمی‌شود" in answer.text
            assert NUMBER[1:] not in answer.text
    address = (await operator.send_form("/panel/phone", q=NUMBER)).headers["location"]
    assert await keep(operator, "تماس", urlsplit(address).query) == 303
    assert ROW.findall((await operator.get(address)).text) == [str(case.id)]
    assert await keep(staff, "کد", f"q={case.code}") == 303
