"""An administrator changes where reports go, in a real browser: dry run, preview, saving, and the next filed case."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from library import Content
from storage.database import Database
from tests.panel.staff_stage import PARKS, WORKS, Office, opened, served
from tests.window import LAPTOP, chromium


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as made:
        yield made


@pytest.fixture
async def office(database: Database, content: Content, home: Path) -> AsyncIterator[Office]:
    async with opened(database, content, home) as made:
        yield made


async def test_from_the_dry_run_to_a_filed_case(browser: Browser, office: Office) -> None:
    async with served(office) as address:
        clerk = await office.clerk("administrator", name="مدیر")
        context = await browser.new_context(locale="fa-IR", **LAPTOP)
        name, _, token = str(clerk.headers["Cookie"]).partition("=")
        await context.add_cookies([{"name": name, "value": token, "url": address}])
        page = await context.new_page()
        assert (await office.case()).unit == WORKS
        await page.goto(f"{address}/panel/rules/routing")
        await page.locator("#dry-topic").fill("۰۶۰۱")
        await page.locator("#dry-region").select_option("6")
        await page.get_by_role("button", name="نشان بده").click()
        await expect(page.locator("[data-route]")).to_contain_text("فنی و عمرانی منطقهٔ ۶")
        await page.locator("#to").select_option(PARKS)
        await page.get_by_role("button", name="پیش‌نمایش اثر").click()
        await expect(page.locator("[data-preview]")).to_contain_text("۱ گزارش به جای دیگری می‌رفت")
        await page.get_by_role("button", name="ذخیره").click()
        await expect(page.get_by_role("status").filter(has_text="ذخیره شد")).to_be_visible()
        assert (await office.case()).unit == PARKS
        await page.goto(f"{address}/panel/record")
        await expect(page.locator("table")).to_contain_text("قاعدهٔ ارجاع")
        await context.close()
