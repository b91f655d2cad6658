"""The inbox: what it shows, to whom, how it is filtered, paged and counted."""

import re
from datetime import timedelta

import pytest

from cases.case import Case
from panel.inbox import PAGE
from tests.panel.staff_stage import CHILD, PARKS, WORKS, Clerk, Office, now

ROW = re.compile(r'id="case-(\d+)"')


async def rows(clerk: Clerk, address: str = "/panel") -> list[int]:
    answer = await clerk.get(address)
    assert answer.status_code == 200
    return [int(number) for number in ROW.findall(answer.text)]


async def test_an_empty_inbox_says_so(office: Office) -> None:
    clerk = await office.clerk("unit_staff", WORKS)
    assert "گزارش بازی در فهرست شما نیست" in (await clerk.get("/panel")).text


async def test_newest_first_and_only_own_units(office: Office) -> None:
    first, second = await office.case(), await office.case()
    await office.case(unit=PARKS)
    assert await rows(await office.clerk("unit_staff", WORKS)) == [second.id, first.id]
    assert len(await rows(await office.clerk("operator"))) == 3


async def test_a_second_owner_sees_the_case_too(office: Office) -> None:
    case = await office.case(also=(PARKS,))
    assert await rows(await office.clerk("unit_staff", PARKS)) == [case.id]


async def test_a_role_for_tags_sees_the_cases_of_their_topics_alone(office: Office) -> None:
    await office.case()
    homeless = await office.case(topic="0301")
    clerk = await office.clerk("social_deputy")
    assert await rows(clerk) == [homeless.id]
    assert await rows(clerk, "/panel?group=06") == []


async def test_a_row_shows_what_a_clerk_needs(office: Office) -> None:
    case = await office.case(urgency="urgent", due=now() - timedelta(hours=30))
    page = (await (await office.clerk("unit_staff", WORKS)).get("/panel")).text
    persian_code = case.code.translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"))
    for text in (persian_code, "چاله در آسفالت", "منطقهٔ ۶، فاطمی", "ثبت شد", "فوری", "۱ روز گذشته", 'class="late"'):
        assert text in page
    assert "پلاک" not in page


@pytest.fixture
async def mixed(office: Office) -> dict[str, Case]:
    made = {
        "plain": await office.case(),
        "urgent": await office.case(urgency="urgent"),
        "emergency": await office.case(urgency="emergency"),
        "late": await office.case(due=now() - timedelta(hours=1)),
        "soon": await office.case(soon=now() - timedelta(hours=1), due=now() + timedelta(hours=5)),
        "alarm": await office.case(topic="", region=None),
        "region": await office.case(region=2),
        "child": await office.case(topic=CHILD),
    }
    made["closed"] = await office.put(await office.case(), "confirmed")
    made["paused"] = await office.put(await office.case(due=now() - timedelta(hours=1)), "planned")
    return made


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", {"plain", "urgent", "emergency", "late", "soon", "alarm", "region", "child", "paused"}),
        (
            "status=all",
            {"plain", "urgent", "emergency", "late", "soon", "alarm", "region", "child", "closed", "paused"},
        ),
        ("status=confirmed", {"closed"}),
        ("status=planned", {"paused"}),
        ("urgency=raised", {"urgent", "emergency"}),
        ("urgency=urgent", {"urgent"}),
        ("due=late", {"late"}),
        ("due=soon", {"soon"}),
        ("due=late&status=planned", set()),
        ("alarm=1", {"alarm"}),
        ("region=2", {"region"}),
        ("region=nonsense&status=confirmed", {"closed"}),
        ("group=02", {"child"}),
        ("unit=works-2", {"region"}),
    ],
)
async def test_filters(office: Office, mixed: dict[str, Case], query: str, expected: set[str]) -> None:
    found = await rows(await office.clerk("operator"), f"/panel?{query}")
    assert {name for name, case in mixed.items() if case.id in found} == expected


async def test_filters_stay_in_the_address_and_in_the_form(office: Office) -> None:
    for _ in range(PAGE + 1):
        await office.case(urgency="urgent")
    page = (await (await office.clerk("operator")).get("/panel?urgency=urgent&region=6&nonsense=1")).text
    assert '<option value="urgent" selected>' in page
    assert "/panel/rows?region=6&amp;urgency=urgent&amp;before=" in page


async def test_a_code_is_found_with_persian_digits_and_spaces_even_when_closed(office: Office) -> None:
    case = await office.put(await office.case(), "confirmed")
    await office.case()
    typed = case.code.translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"))
    clerk = await office.clerk("unit_staff", WORKS)
    assert await rows(clerk, f"/panel?code={typed[:3]} {typed[3:]}") == [case.id]
    assert await rows(await office.clerk("unit_staff", PARKS), f"/panel?code={case.code}") == []


async def test_pages_follow_without_gap_or_double(office: Office) -> None:
    made = [(await office.case()).id for _ in range(PAGE + 3)]
    clerk = await office.clerk("unit_staff", WORKS)
    first = await clerk.get("/panel")
    assert "۴۳ گزارش" in first.text
    more = re.search(r'hx-get="(/panel/rows\?before=\d+)"', first.text)
    assert more
    await office.case()
    rest = await rows(clerk, more[1])
    assert [int(number) for number in ROW.findall(first.text)] + rest == made[::-1]
    assert 'id="more"' not in (await clerk.get(more[1])).text


async def test_counts_are_exact(office: Office, mixed: dict[str, Case]) -> None:
    page = (await (await office.clerk("operator")).get("/panel/counts")).text
    assert re.findall(r"<b>(.)</b>", page) == ["۹", "۱", "۱", "۲", "۸", "۳", "۰"]
    own = (await (await office.clerk("unit_staff", "works-2")).get("/panel/counts")).text
    assert re.findall(r"<b>(.)</b>", own) == ["۱", "۰", "۰", "۰", "۱", "۰"]


async def test_a_row_alone_says_whether_it_fits(office: Office) -> None:
    case = await office.case()
    clerk = await office.clerk("unit_staff", WORKS)
    assert 'data-fits="yes"' in (await clerk.get(f"/panel/row/{case.id}")).text
    assert 'data-fits="no"' in (await clerk.get(f"/panel/row/{case.id}?due=late")).text
    assert 'data-fits="no"' in (await clerk.get(f"/panel/row/{case.id}?code=1111111111")).text
    stranger = await office.clerk("unit_staff", PARKS)
    assert (await stranger.get(f"/panel/row/{case.id}")).status_code == 404


async def test_nonsense_in_the_address_breaks_nothing(office: Office) -> None:
    clerk = await office.clerk("operator")
    for query in ("before=x", "before=99999999999999999999", "unit=%27", "region=9999999999999", "status=%E2%80%8C"):
        assert (await clerk.get(f"/panel?{query}")).status_code == 200, query
    assert (await clerk.get("/panel?unit=%00")).status_code == 400
