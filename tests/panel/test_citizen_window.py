"""The citizen's page of a report and the words that staff must read, in a real browser, on a phone and on a desk."""

import re
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, expect
from sqlalchemy import update

from desk import answers
from panel.gate import COOKIE as STAFF_COOKIE
from panel.visitor import COOKIE, new_visitor
from storage import case_store, talks
from storage.tables import cases
from tests.panel.staff_stage import WORKS, Office, now
from tests.window import LAPTOP, PHONE, chromium

ME = new_visitor()


@pytest.fixture(scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as made:
        yield made


async def test_on_a_phone_the_report_tells_its_steps_and_its_buttons_lead_to_the_chat(
    browser: Browser, office: Office, address: str
) -> None:
    case = await office.case(words="چالهٔ بزرگ جلوی مدرسه")
    async with office.parts.database.transaction() as connection:
        mine = await talks.chat_id(connection, ME.key)
        await connection.execute(update(cases).where(cases.c.id == case.id).values(chat=mine))
    await office.move(await office.clerk("unit_staff", WORKS), case, "done", note="با آسفالت گرم پر شد.")
    context = await browser.new_context(base_url=address, locale="fa-IR", **PHONE)
    await context.add_cookies([{"name": COOKIE, "value": ME.token, "url": address}])
    page = await context.new_page()
    await page.goto("/")
    await page.get_by_role("link", name="گزارش‌های من").click()
    await page.get_by_role("link", name=re.compile("چاله")).click()
    await expect(page.get_by_role("heading", name="چه گذشت")).to_be_visible()
    await expect(page.get_by_text("با آسفالت گرم پر شد.")).to_be_visible()
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for button in await page.locator(".mine-acts .button").all():
        box = await button.bounding_box()
        assert box
        assert box["height"] >= 40
    await page.get_by_role("button", name="انجام نشده").first.click()
    await expect(page).to_have_url(re.compile("/$"))
    await context.close()


async def test_at_the_desk_words_are_answered_and_gone(browser: Browser, office: Office, address: str) -> None:
    case = await office.case()
    clerk, head = await office.clerk("unit_staff", WORKS), await office.clerk("unit_head", WORKS)
    await office.move(clerk, case, "done", note="پر شد.")
    async with office.parts.database.transaction() as connection:
        chat = await case_store.chat_of(connection, case.id or 0)
        await answers.object_to(connection, office.house, chat, case.code, "شب دوباره خالی شد", now())
    context = await browser.new_context(base_url=address, locale="fa-IR", **LAPTOP)
    token = head.headers["Cookie"].partition("=")[2]
    await context.add_cookies([{"name": STAFF_COOKIE, "value": token, "url": address}])
    page = await context.new_page()
    await page.goto("/panel")
    await page.get_by_role("link", name="شهروندان").click()
    await expect(page.get_by_role("link", name="حرف شهروند")).to_have_attribute("aria-current", "page")
    await expect(page.get_by_text("شب دوباره خالی شد")).to_be_visible()
    await page.get_by_text("پاسخ به شهروند").click()
    await page.get_by_label("پاسخ شما").fill("فردا با آسفالت گرم می‌آییم.")
    await page.get_by_role("button", name="فرستادن پاسخ").click()
    await expect(page.get_by_text("پاسخ شما به شهروند فرستاده شد.")).to_be_visible()
    await expect(page.get_by_text("همه خوانده شده است")).to_be_visible()
    assert "فردا با آسفالت گرم می‌آییم." in (await office.told(case))[-1]
    await context.close()
