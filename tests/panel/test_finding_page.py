"""Finding and owning in a real browser: a search while one types, a case that is taken, the day that shows it."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, expect

from tests.panel.staff_stage import WORKS, Office
from tests.panel.test_staff_page import live, open_page
from tests.window import PHONE, chromium


@pytest.fixture(scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as made:
        yield made


async def test_a_clerk_finds_a_case_by_its_words_and_takes_it(browser: Browser, address: str, office: Office) -> None:
    wanted = await office.case(words="روی زمین سیمان ریخته‌اند")
    other = await office.case()
    page = await open_page(browser, address, await office.clerk("unit_staff", WORKS))
    await live(page, "/panel")
    await page.get_by_label("جست‌وجو", exact=True).press_sequentially("سیما")
    await expect(page.locator(f"#case-{other.id}")).to_have_count(0)
    await expect(page.locator("mark").first).to_have_text("سیمان")
    await page.locator(f"#case-{wanted.id} a").first.click()
    await page.get_by_role("button", name="برمی‌دارم").click()
    await expect(page.locator("#owner")).to_contain_text("خود شما")
    await page.get_by_role("link", name="امروز", exact=True).click()
    await expect(page.locator("#part-mine")).to_contain_text("۱")
    await expect(page.locator("#part-mine a.line-link")).to_have_count(1)
    await page.context.close()


async def test_a_filter_is_kept_from_the_list_and_stands_above_it(
    browser: Browser, address: str, office: Office
) -> None:
    await office.case(urgency="urgent")
    page = await open_page(browser, address, await office.clerk("unit_staff", WORKS))
    await live(page, "/panel")
    await page.get_by_label("فوریت").select_option("urgent")
    await page.wait_for_url("**urgency=urgent**")
    await page.get_by_text("نگه داشتن این صافی").click()
    await page.get_by_label("نام", exact=True).fill("فوری‌ها")
    await page.get_by_role("button", name="ذخیره").click()
    tab = page.get_by_role("navigation", name="صافی‌های ذخیره‌شده").get_by_role("link", name="فوری‌ها")
    await expect(tab).to_have_attribute("aria-current", "true")
    await expect(page.locator("tr.case")).to_have_count(1)
    await page.context.close()


async def test_a_colleague_is_picked_and_the_day_changes_by_itself(
    browser: Browser, address: str, office: Office
) -> None:
    case = await office.case()
    head, clerk = await office.clerk("unit_head", WORKS), await office.clerk("unit_staff", WORKS, name="مینا")
    day = await open_page(browser, address, clerk, PHONE)
    await live(day, "/panel/day")
    page = await open_page(browser, address, head)
    await live(page, f"/panel/cases/{case.code}")
    await page.get_by_text("برای چه کسی؟").click()
    await page.get_by_label("مینا").check()
    await page.get_by_label("یادداشت داخلی").fill("لطفاً ببینید")
    await page.get_by_role("button", name="افزودن یادداشت").click()
    await expect(day.locator("#part-named a.line-link")).to_have_count(1)
    wide = await day.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    assert not wide
    await day.context.close()
    await page.context.close()
