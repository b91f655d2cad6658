"""Signing in: the lock after five tries, tokens on every form, the forced change of a one-time password."""

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx
import pytest

from desk import people as desk_people
from panel import web
from panel.gate import COOKIE
from storage import people
from tests.panel.staff_stage import Clerk, Office, now

DOOR = re.compile(r'name="door" value="([^"]+)"')
CSRF = re.compile(r'name="csrf" value="([^"]+)"')


@pytest.fixture
async def password(office: Office) -> str:
    """The one-time password of «mina»."""
    async with office.parts.database.transaction() as connection:
        return (await desk_people.hire(connection, "house", "mina", "مینا", "operator", ()))[1]


async def knock(browser: Clerk, login: str, password: str, **more: Any) -> httpx.Response:
    page = await browser.get("/panel/login")
    found = DOOR.search(page.text)
    assert found
    return await browser.post("/panel/login", data={"login": login, "password": password, "door": found[1], **more})


async def test_a_one_time_password_must_be_changed_first(office: Office, password: str) -> None:
    browser = office.browser()
    entered = await knock(browser, " Mina ", password)
    assert entered.status_code == 303
    assert (await browser.get("/panel")).headers["location"] == "/panel/password"
    part = await browser.get("/panel/counts", headers={"HX-Request": "true"})
    assert part.headers["hx-redirect"] == "/panel/password"
    page = await browser.get("/panel/password")
    token = CSRF.search(page.text)
    assert token
    form = {"csrf": token[1], "old": password, "new": "گذرواژه تازه من", "again": "گذرواژه تازه من"}
    changed = await browser.post("/panel/password", data=form)
    assert changed.headers["location"] == "/panel?done=password"
    assert "مینا" in (await browser.get("/panel")).text
    assert (await knock(office.browser(), "mina", password)).status_code == 401
    assert (await knock(office.browser(), "mina", "گذرواژه تازه من")).status_code == 303


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"new": "short", "again": "short"}, "دست‌کم ۱۰"),
        ({"new": "long enough it is", "again": "but not the same"}, "تکرار"),
        ({"old": "wrong", "new": "long enough it is", "again": "long enough it is"}, "کنونی درست نیست"),
        ({"new": "", "again": ""}, "دست‌کم ۱۰"),
    ],
)
async def test_a_bad_new_password_is_refused(office: Office, password: str, form: dict[str, str], said: str) -> None:
    browser = office.browser()
    await knock(browser, "mina", password)
    token = CSRF.search((await browser.get("/panel/password")).text)
    assert token
    answer = await browser.post("/panel/password", data={"csrf": token[1], "old": password} | form)
    assert answer.status_code == 422
    assert said in answer.text
    assert (await browser.get("/panel")).headers["location"] == "/panel/password"


async def test_the_one_time_password_itself_is_no_new_one(office: Office, password: str) -> None:
    browser = office.browser()
    await knock(browser, "mina", password)
    token = CSRF.search((await browser.get("/panel/password")).text)
    assert token
    answer = await browser.post(
        "/panel/password", data={"csrf": token[1], "old": password, "new": password, "again": password}
    )
    assert answer.status_code == 422


async def test_five_wrong_passwords_let_the_account_rest(office: Office, password: str) -> None:
    for _ in range(5):
        answer = await knock(office.browser(), "mina", "wrong")
        assert (answer.status_code, "درست نیست" in answer.text) == (401, True)
    locked = await knock(office.browser(), "mina", password)
    assert (locked.status_code, "۱۵ دقیقه" in locked.text) == (429, True)
    assert COOKIE not in locked.cookies
    assert "locked" in {line["what"] for line in await office.recorded()}


async def test_an_unknown_login_sounds_like_a_wrong_password(office: Office, password: str) -> None:
    wrong, unknown = await knock(office.browser(), "mina", "wrong"), await knock(office.browser(), "nobody", "wrong")
    assert wrong.status_code == unknown.status_code == 401
    assert DOOR.sub("", wrong.text).replace("mina", "nobody") == DOOR.sub("", unknown.text)


async def test_no_other_site_can_sign_somebody_in(office: Office, password: str) -> None:
    form = {"login": "mina", "password": password}
    assert (await office.browser().post("/panel/login", data=form)).status_code == 403
    browser = office.browser()
    await browser.get("/panel/login")
    answer = await browser.post("/panel/login", data=form | {"door": "made up"})
    assert answer.status_code == 403
    assert COOKIE not in answer.cookies


async def test_cookies_are_strict(office: Office, password: str) -> None:
    answer = await knock(office.browser(), "mina", password)
    cookie = answer.headers["set-cookie"].lower()
    assert {"httponly", "samesite=strict", "path=/panel"} <= set(cookie.split("; "))


async def test_cookies_are_secure_where_the_site_is(office: Office, password: str) -> None:
    site = replace(office.parts.site, secure_cookies=True)
    parts = replace(office.parts, site=site)
    async with Office(parts, web.build(parts)).browser() as browser:
        page = await browser.get("/panel/login")
        assert "secure" in page.headers["set-cookie"].lower().split("; ")
        door = DOOR.search(page.text)
        assert door
        form = {"login": "mina", "password": password, "door": door[1]}
        # A browser would not send the cookie back over plain http; this one is made to.
        cookie = page.headers["set-cookie"].partition(";")[0]
        entered = await browser.post("/panel/login", data=form, headers={"Cookie": cookie})
    assert "secure" in entered.headers["set-cookie"].lower().split("; ")


async def test_a_form_without_the_right_token_is_refused(office: Office) -> None:
    clerk = await office.clerk("operator")
    case = await office.case()
    for token in ("", "wrong", None):
        form = {"text": "یادداشت"} | ({"csrf": token} if token is not None else {})
        answer = await clerk.post(f"/panel/cases/{case.code}/note", data=form)
        assert answer.status_code == 403
        assert "این فرم کهنه شده" in answer.text
    other = await office.clerk("operator")
    stolen = {"csrf": other.csrf, "text": "x"}
    assert (await clerk.post(f"/panel/cases/{case.code}/note", data=stolen)).status_code == 403
    assert len(await office.history(case)) == 1
    header = {"X-CSRF-Token": clerk.csrf}
    assert (await clerk.post(f"/panel/cases/{case.code}/note", data={"text": "x"}, headers=header)).status_code == 303


async def test_signing_out_ends_the_sign_in_itself(office: Office) -> None:
    clerk = await office.clerk("operator")
    assert (await clerk.get("/panel")).status_code == 200
    assert (await clerk.send_form("/panel/logout")).headers["location"] == "/panel/login?done=out"
    assert (await clerk.get("/panel")).headers["location"] == "/panel/login?next=%2Fpanel"


async def test_a_person_who_is_switched_off_loses_every_power_at_once(office: Office) -> None:
    clerk = await office.clerk("operator")
    async with office.parts.database.transaction() as connection:
        await people.change(connection, clerk.id, active=False)
    assert (await clerk.get("/panel")).status_code == 303


async def test_an_old_sign_in_ends(office: Office) -> None:
    clerk = office.browser()
    number = await office.account("operator")
    async with office.parts.database.transaction() as connection:
        await people.sign_in(connection, number, "token", "csrf", now() - timedelta(seconds=1))
    assert (await clerk.get("/panel", headers={"Cookie": f"{COOKIE}=token"})).status_code == 303


async def test_after_signing_in_one_lands_where_one_wanted(office: Office, password: str) -> None:
    browser = office.browser()
    asked = await browser.get("/panel/cases/1234567897?step=done")
    assert asked.headers["location"] == "/panel/login?next=%2Fpanel%2Fcases%2F1234567897%3Fstep%3Ddone"
    page = await browser.get(asked.headers["location"])
    assert 'name="next" value="/panel/cases/1234567897?step=done"' in page.text
    entered = await knock(browser, "mina", password, next="/panel/cases/1234567897?step=done")
    assert entered.headers["location"] == "/panel/cases/1234567897?step=done"


async def test_who_works_for_a_unit_begins_with_the_day(office: Office) -> None:
    async with office.parts.database.transaction() as connection:
        _, password = await desk_people.hire(connection, "house", "sara", "سارا", "unit_staff", ("works-6",))
    assert (await knock(office.browser(), "sara", password)).headers["location"] == "/panel/day"


@pytest.mark.parametrize("elsewhere", ["//evil.example", "https://evil.example/panel", "/panel\\@evil", "/panelevil"])
async def test_signing_in_leads_nowhere_else(office: Office, password: str, elsewhere: str) -> None:
    assert (await knock(office.browser(), "mina", password, next=elsewhere)).headers["location"] == "/panel"


async def test_a_link_from_a_messenger_is_asked_once_more_from_our_own_page(office: Office) -> None:
    page = await office.browser().get("/panel/cases/1", headers={"Sec-Fetch-Site": "cross-site"})
    assert (page.status_code, 'http-equiv="refresh"' in page.text) == (200, True)
    again = await office.browser().get("/panel/cases/1", headers={"Sec-Fetch-Site": "same-origin"})
    assert again.status_code == 303


async def test_pages_are_kept_by_no_cache(office: Office) -> None:
    assert (await (await office.clerk("operator")).get("/panel")).headers["cache-control"] == "no-store"
