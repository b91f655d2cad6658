"""The list of staff: looked for by name, role, unit and state; last sign-in; links that can be taken away."""

import pytest

from storage import people
from tests.panel.staff_stage import PARKS, WORKS, Clerk, Office


@pytest.fixture
async def manager(office: Office) -> Clerk:
    return await office.clerk("administrator", name="مدیر")


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({"q": "اكبري"}, {"اکبری"}),
        ({"q": "sara"}, {"سارا"}),
        ({"role": "unit_head"}, {"سارا"}),
        ({"unit": PARKS}, {"سارا"}),
        ({"unit": WORKS}, {"اکبری", "رضا"}),
        ({"state": "off"}, {"رضا"}),
        ({"unit": WORKS, "state": "active"}, {"اکبری"}),
        ({"q": "هیچ‌کس"}, set()),
    ],
)
async def test_people_are_found(office: Office, manager: Clerk, wanted: dict[str, str], found: set[str]) -> None:
    await office.account("unit_staff", WORKS, name="اکبری", login="akbari")
    await office.account("unit_head", PARKS, name="سارا", login="sara")
    off = await office.account("unit_staff", WORKS, name="رضا", login="reza")
    async with office.parts.database.transaction() as connection:
        await people.change(connection, off, active=False)
    page = (await manager.get("/panel/people", params=wanted)).text
    listed = page[page.index("<tbody>") : page.index("</tbody>")]
    assert {name for name in ("اکبری", "سارا", "رضا") if name in listed} == found


async def test_the_last_sign_in_is_shown(office: Office, manager: Clerk) -> None:
    number = await office.account("unit_staff", WORKS, name="اکبری")
    assert "هنوز وارد نشده است" in (await manager.get(f"/panel/people/{number}")).text
    async with office.parts.database.transaction() as connection:
        await people.record(connection, f"staff:{number}", "sign_in")
    assert "هنوز وارد نشده است" not in (await manager.get(f"/panel/people/{number}")).text


async def test_a_link_is_taken_away_and_recorded_without_its_number(office: Office, manager: Clerk) -> None:
    number = await office.account("unit_staff", WORKS)
    async with office.parts.database.transaction() as connection:
        await people.link(connection, "telegram:4711", number)
    assert "تلگرام" in (await manager.get(f"/panel/people/{number}")).text
    answer = await manager.send_form(f"/panel/people/{number}/unlink", sender="telegram:4711")
    assert answer.status_code == 303
    async with office.parts.database.transaction() as connection:
        assert await people.by_sender(connection, "telegram:4711") is None
    line = (await office.recorded())[0]
    assert (line["what"], line["more"]) == ("unlink", {"account": number, "channel": "telegram"})
    again = await manager.send_form(f"/panel/people/{number}/unlink", sender="telegram:4711")
    assert again.status_code == 422


async def test_somebody_elses_link_is_not_taken_away(office: Office, manager: Clerk) -> None:
    one, other = await office.account("unit_staff", WORKS), await office.account("unit_staff", WORKS)
    async with office.parts.database.transaction() as connection:
        await people.link(connection, "bale:5", one)
    assert (await manager.send_form(f"/panel/people/{other}/unlink", sender="bale:5")).status_code == 422
    async with office.parts.database.transaction() as connection:
        assert await people.by_sender(connection, "bale:5")


async def test_the_record_shows_before_and_after(office: Office, manager: Clerk) -> None:
    number = await office.account("unit_staff", WORKS)
    await manager.send_form(f"/panel/people/{number}", role="unit_head", active="1", units=WORKS)
    page = (await manager.get("/panel/record")).text
    for words in ("پیش:", "پس:", "unit_staff", "unit_head"):
        assert words in page
