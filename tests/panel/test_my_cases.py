"""A citizen's own reports in the browser: seen by nobody else, and its buttons speak in the chat."""

import re
from dataclasses import replace
from datetime import UTC, datetime

import httpx
import pytest
from sqlalchemy import update

from cases.case import Case, Step
from cases.policy import Person
from desk import steps
from panel.visitor import COOKIE, Visitor, new_visitor
from storage import talks
from storage.tables import cases
from tests.panel.staff_stage import HOME, Office

ME, OTHER = new_visitor(), new_visitor()


def browser(office: Office, who: Visitor = ME) -> httpx.AsyncClient:
    door = httpx.ASGITransport(office.app)
    headers = {"Cookie": f"{COOKIE}={who.token}", "Origin": HOME, "Accept": "text/html"}
    return httpx.AsyncClient(transport=door, base_url=HOME, headers=headers)


@pytest.fixture
async def case(office: Office) -> Case:
    made = await office.case(words="چالهٔ بزرگ")
    async with office.parts.database.transaction() as connection:
        mine = await talks.chat_id(connection, ME.key)
        await connection.execute(update(cases).where(cases.c.id == made.id).values(chat=mine))
    return await office.now_of(made)


async def moved(office: Office, case: Case, to: str, note: str) -> None:
    person = Person(1, "x", replace(office.parts.roles["administrator"], scope="all"))
    async with office.parts.database.transaction() as connection:
        await steps.take_step(
            connection, office.house, person, case.code, Step(to, note, reason="شب بود"), datetime.now(UTC)
        )


async def test_the_page_tells_every_step_and_what_comes_next(office: Office, case: Case) -> None:
    await moved(office, case, "accepted", note="امروز می‌آییم.")
    async with browser(office) as me:
        assert case.code in (await me.get("/chat/cases")).text
        page = (await me.get(f"/chat/cases/{case.code}")).text
    for words in ("چه گذشت", "پذیرفته شد", "امروز می‌آییم.", "بعد چه می‌شود", "وقت دارد", "چالهٔ بزرگ", "چرا؟", "مهلت"):
        assert words in page, words


async def test_internal_remarks_and_notices_are_not_told(office: Office, case: Case) -> None:
    person = Person(1, "x", replace(office.parts.roles["administrator"], scope="all"))
    async with office.parts.database.transaction() as connection:
        await steps.note(connection, person, case.code, "پیمانکار بدقول است", datetime.now(UTC))
        await steps.warn(connection, office.house, person, case.code, "چرا معطلید", datetime.now(UTC))
    async with browser(office) as me:
        page = (await me.get(f"/chat/cases/{case.code}")).text
    assert "بدقول" not in page
    assert "معطلید" not in page


@pytest.mark.parametrize("address", ["/chat/cases/{code}", "/chat/cases/0000000000", "/chat/cases/x%00"])
async def test_nobody_else_sees_it(office: Office, case: Case, address: str) -> None:
    async with browser(office, OTHER) as other:
        assert (await other.get(address.format(code=case.code))).status_code == 404
        assert case.code not in (await other.get("/chat/cases")).text


async def test_a_button_speaks_in_the_chat_once(office: Office, case: Case) -> None:
    heard = office.parts.intake.__self__.heard  # type: ignore[attr-defined]
    async with browser(office) as me:
        page = (await me.get(f"/chat/cases/{case.code}")).text
        form = re.search(r'name="id" value="([^"]+)"><input type="hidden" name="tap" value="(c:why:\d+)"', page)
        assert form
        for _ in range(2):
            answer = await me.post(f"/chat/cases/{case.code}", data={"id": form[1], "tap": form[2]})
            assert (answer.status_code, answer.headers["location"]) == (303, "/")
        forged = {"id": form[1].replace(form[1][:4], "abcd"), "tap": "m:operator"}
        assert (await me.post(f"/chat/cases/{case.code}", data=forged)).status_code == 303
    assert [message.tap for message in heard] == [f"c:why:{case.code}"]


async def test_a_strangers_page_or_another_site_presses_nothing(office: Office, case: Case) -> None:
    form = {"id": "12345678-1234-4234-8234-123456789012", "tap": f"c:withdrawn:{case.code}"}
    async with browser(office, OTHER) as other:
        assert (await other.post(f"/chat/cases/{case.code}", data=form)).status_code == 404
    async with browser(office) as me:
        bad = {"Origin": "https://elsewhere.example"}
        assert (await me.post(f"/chat/cases/{case.code}", data=form, headers=bad)).status_code == 403


async def test_a_result_offers_its_answers_first(office: Office, case: Case) -> None:
    await moved(office, case, "done", note="پر شد.")
    async with browser(office) as me:
        page = (await me.get(f"/chat/cases/{case.code}")).text
    assert "انجام شده، راضی‌ام" in page
    assert f"f:bad:{case.code}" in page
    assert "نتیجه را دیدید؟" in page
