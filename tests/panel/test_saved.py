"""Filters that are kept: one's own, shared with the unit, seen first."""

import re

from panel.saved import MANY
from tests.panel.staff_stage import PARKS, WORKS, Clerk, Office


async def keep(clerk: Clerk, name: str, query: str, **more: str) -> int:
    return (await clerk.send_form("/panel/filters", name=name, query=query, **more)).status_code


async def number(clerk: Clerk) -> str:
    found = re.search(r'action="/panel/filters/(\d+)"', (await clerk.get("/panel/filters")).text)
    assert found
    return found[1]


async def test_a_filter_stands_over_the_inbox_of_its_owner_alone(office: Office) -> None:
    mina, reza = await office.clerk("unit_staff", WORKS), await office.clerk("unit_staff", WORKS)
    assert await keep(mina, "  دیرهای   منطقه ", "due=late&nonsense=1&region=6") == 303
    page = (await mina.get("/panel")).text
    assert "دیرهای منطقه" in page
    assert 'href="/panel?region=6&amp;due=late"' in page
    assert "دیرهای منطقه" not in (await reza.get("/panel")).text
    assert 'aria-current="true"' in (await mina.get("/panel?region=6&due=late")).text


async def test_a_shared_filter_is_seen_by_the_unit_and_changed_by_its_owner_alone(office: Office) -> None:
    mina, reza = await office.clerk("unit_staff", WORKS), await office.clerk("unit_staff", WORKS)
    stranger = await office.clerk("unit_staff", PARKS)
    await keep(mina, "صبح‌ها", "due=late", unit=WORKS)
    assert "صبح‌ها" in (await reza.get("/panel")).text
    assert "صبح‌ها" not in (await stranger.get("/panel")).text
    own = await number(mina)
    for act in ("", "/forget"):
        assert (await reza.send_form(f"/panel/filters/{own}{act}", name="x")).status_code == 404
    assert (await mina.send_form(f"/panel/filters/{own}", name="عصرها")).status_code == 303
    assert "عصرها" in (await mina.get("/panel")).text
    assert "عصرها" not in (await reza.get("/panel")).text


async def test_nobody_shares_with_a_unit_that_is_not_theirs(office: Office) -> None:
    mina, stranger = await office.clerk("unit_staff", WORKS), await office.clerk("unit_staff", PARKS)
    await keep(mina, "صبح‌ها", "due=late", unit=PARKS)
    assert "صبح‌ها" not in (await stranger.get("/panel")).text


async def test_one_filter_is_seen_first_and_everything_stays_reachable(office: Office) -> None:
    mina = await office.clerk("unit_staff", WORKS)
    await keep(mina, "یک", "due=late", first="1")
    await keep(mina, "دو", "due=soon", first="1")
    first = await mina.get("/panel")
    assert (first.status_code, first.headers["location"]) == (303, "/panel?due=soon")
    assert (await mina.get("/panel?status=open")).status_code == 200
    assert (await mina.get("/panel", headers={"HX-Request": "true"})).status_code == 200
    found = re.findall(r'action="/panel/filters/(\d+)"', (await mina.get("/panel/filters")).text)
    await mina.send_form(f"/panel/filters/{found[1]}/forget")
    assert (await mina.get("/panel")).status_code == 200


async def test_a_name_is_needed_and_there_is_an_end(office: Office) -> None:
    mina = await office.clerk("unit_staff", WORKS)
    answer = await mina.send_form("/panel/filters", name="  ", query="due=late")
    assert answer.status_code == 422
    assert "یک نام کوتاه" in answer.text
    assert 'value="due=late"' in answer.text
    for one in range(MANY):
        assert await keep(mina, f"صافی {one}", "due=late") == 303
    assert await keep(mina, "یکی بیش", "due=late") == 422


async def test_what_is_kept_can_not_lead_elsewhere(office: Office) -> None:
    mina = await office.clerk("unit_staff", WORKS)
    await keep(mina, "<b>x</b>", "//evil.example/?due=late&next=http://evil.example")
    page = (await mina.get("/panel")).text
    assert "evil" not in page
    assert "<b>x</b>" not in page
