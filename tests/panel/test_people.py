"""Accounts, groups, codes, the record, a person's own page."""

import re
from datetime import timedelta

import pytest

from desk import people as desk_people
from storage import people, talks
from tests.panel.staff_stage import PARKS, WORKS, Clerk, Office, now

SECRET = re.compile(r'<p class="mono" dir="ltr">([^<]+)</p>')


@pytest.fixture
async def boss(office: Office) -> Clerk:
    return await office.clerk("administrator", name="مدیر")


def secret(page: str) -> str:
    found = SECRET.search(page)
    assert found
    return found[1]


async def test_a_new_account_gets_a_password_that_is_shown_once(office: Office, boss: Clerk) -> None:
    form = {"login": "Sara.k", "name": "سارا", "role": "unit_staff", "units": [WORKS, PARKS]}
    made = await boss.send_form("/panel/people", **form)
    assert made.headers["cache-control"] == "no-store"
    password = secret(made.text)
    assert password not in (await boss.get("/panel/people")).text
    async with office.parts.database.transaction() as connection:
        account = await people.by_login(connection, "sara.k")
        assert account
        assert account.units == frozenset((WORKS, PARKS))
        assert account.must_change
        assert await desk_people.sign_in(connection, "sara.k", password, now())


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"login": "سارا"}, "حرف لاتین"),
        ({"login": "a"}, "حرف لاتین"),
        ({"name": " "}, "نام فرد"),
        ({"role": "king"}, "نقش شناخته نیست"),
        ({"units": ["no-such"]}, "شناخته نیست"),
        ({"login": "twice"}, "گرفته شده"),
    ],
)
async def test_a_wrong_account_is_refused_and_the_form_kept(
    office: Office, boss: Clerk, form: dict[str, str | list[str]], said: str
) -> None:
    await office.account("operator", login="twice")
    right = {"login": "fine", "name": "سارا", "role": "operator", "units": [WORKS]}
    answer = await boss.send_form("/panel/people", **(right | form))
    assert (answer.status_code, said in answer.text) == (422, True)
    assert 'value="سارا"' in answer.text or form.get("name")


async def test_role_units_and_activity_change_and_are_recorded(office: Office, boss: Clerk) -> None:
    clerk = await office.clerk("operator")
    answer = await boss.send_form(f"/panel/people/{clerk.id}", role="unit_staff", units=[PARKS], active="1")
    assert answer.status_code == 303
    assert (await clerk.get("/panel/talks")).status_code == 403
    await boss.send_form(f"/panel/people/{clerk.id}", role="unit_staff", units=[PARKS])
    assert (await clerk.get("/panel")).status_code == 303
    record = (await boss.get("/panel/record")).text
    assert record.count("تغییر نقش، واحد یا فعال بودن") == 2
    assert "مدیر" in record


async def test_all_units_may_be_taken_away(office: Office, boss: Clerk) -> None:
    clerk = await office.clerk("unit_staff", WORKS)
    await boss.send_form(f"/panel/people/{clerk.id}", role="unit_staff", active="1")
    async with office.parts.database.transaction() as connection:
        account = await people.by_id(connection, clerk.id)
    assert account
    assert account.units == frozenset()


async def test_nobody_locks_themselves_out(office: Office, boss: Clerk) -> None:
    for form in ({"role": "operator", "active": "1"}, {"role": "administrator"}):
        answer = await boss.send_form(f"/panel/people/{boss.id}", **form)
        assert (answer.status_code, "خودتان" in answer.text) == (422, True)
    assert (await boss.get("/panel/people")).status_code == 200


async def test_a_new_one_time_password_opens_a_locked_account(office: Office, boss: Clerk) -> None:
    number = await office.account("operator", login="locked")
    async with office.parts.database.transaction() as connection:
        await people.change(connection, number, locked_until=now() + timedelta(minutes=9))
    assert "قفل موقت" in (await boss.get("/panel/people")).text
    password = secret((await boss.send_form(f"/panel/people/{number}/password")).text)
    async with office.parts.database.transaction() as connection:
        assert await desk_people.sign_in(connection, "locked", password, now())


async def test_a_group_is_bound_by_a_code_and_unbound_by_a_button(office: Office, boss: Clerk) -> None:
    page = (await boss.send_form("/panel/groups/code", unit=WORKS)).text
    assert "/bind" in page
    code = secret(page).split()[1].translate(str.maketrans("۰۱۲۳۴۵۶۷۸۹", "0123456789"))
    async with office.parts.database.transaction() as connection:
        assert await people.use_code(connection, code, now()) == (boss.id, WORKS)
        group = await talks.open_talk(connection, "bale:-100777")
        await people.bind(connection, group.id, WORKS, boss.id)
    listed = (await boss.get("/panel/groups")).text
    assert "فنی و عمرانی منطقهٔ ۶" in listed
    assert "100777" not in listed
    await boss.send_form("/panel/groups/unbind", chat=group.id, unit=WORKS)
    async with office.parts.database.transaction() as connection:
        assert await people.all_groups(connection) == []
    assert (await boss.send_form("/panel/groups/code", unit="no-such")).status_code == 422


async def test_everybody_links_their_own_messenger(office: Office) -> None:
    clerk = await office.clerk("unit_staff", WORKS)
    assert "هنوز پیوندی ندارید" in (await clerk.get("/panel/me")).text
    code = secret((await clerk.send_form("/panel/me/code")).text).split()[1]
    async with office.parts.database.transaction() as connection:
        latin = code.translate(str.maketrans("۰۱۲۳۴۵۶۷۸۹", "0123456789"))
        assert await people.use_code(connection, latin, now()) == (clerk.id, None)
        await people.link(connection, "telegram:5", clerk.id)
    assert "پیوندهای کنونی: ۱" in (await clerk.get("/panel/me")).text


async def test_the_list_names_every_role_and_what_it_reaches(office: Office) -> None:
    for number, role in enumerate(office.parts.roles):
        await office.account(role, WORKS, login=f"person{number}")
    answer = await (await office.clerk("administrator")).get("/panel/people")
    assert answer.status_code == 200
    assert "حکم‌های کار پیمانکار خودش" in answer.text
