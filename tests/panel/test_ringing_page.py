"""What rings, in a real browser: on every page, in the title, ended at once for all; alarms follow by themselves."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from playwright.async_api import Browser, Page, expect

from desk.watch import Watch
from tests.panel.staff_stage import WORKS, Office, now
from tests.panel.test_staff_page import live, open_page
from tests.window import PHONE, chromium

expect.set_options(timeout=30_000)
BEEPS = """() => {
  const start = OscillatorNode.prototype.start, shown = document.documentElement.dataset;
  shown.beeps = 0;
  OscillatorNode.prototype.start = function (...given) {
    shown.beeps = Number(shown.beeps) + 1;
    return start.apply(this, given);
  };
}"""


@pytest.fixture(scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as made:
        yield made


async def desk(browser: Browser, address: str, office: Office, role: str, *units: str) -> Page:
    page = await open_page(browser, address, await office.clerk(role, *units))
    await live(page, "/panel")
    return page


async def test_it_rings_on_every_page_until_one_presses_and_then_for_nobody(
    browser: Browser, address: str, office: Office
) -> None:
    one = await desk(browser, address, office, "unit_staff", WORKS)
    two = await desk(browser, address, office, "unit_head", WORKS)
    await live(two, "/panel/figures")
    case = await office.case(urgency="urgent")
    for page in (one, two):
        await expect(page.locator(".rings-case")).to_have_count(1)
        await expect(page.locator("#ringing")).to_have_attribute("aria-live", "assertive")
        await expect(page).to_have_title(r"(۱) " + (await page.title()).removeprefix("(۱) "))
    await one.locator(".rings-case").get_by_role("button", name="می‌پذیرم").click()
    await expect(one.locator(".done")).to_be_visible()
    for page in (one, two):
        await expect(page.locator(".rings-case")).to_have_count(0)
    assert not (await two.title()).startswith("(")
    assert (await office.now_of(case)).ring is None
    for page in (one, two):
        await page.context.close()


async def test_it_sounds_only_after_a_touch_and_can_be_silenced(browser: Browser, address: str, office: Office) -> None:
    page = await desk(browser, address, office, "unit_staff", WORKS)
    await page.evaluate(BEEPS)
    await office.case(urgency="urgent")
    await expect(page.locator(".rings-case")).to_have_count(1)
    await expect(page.locator("html")).to_have_attribute("data-beeps", "0")
    await page.locator("h1").first.dispatch_event("pointerdown")
    watch = Watch(office.parts.database, office.house, lambda: now() + timedelta(days=4))
    assert await watch.look() >= 1
    await expect(page.locator("html")).to_have_attribute("data-beeps", "3")
    await page.get_by_role("button", name="صدای زنگ").click()
    await office.case(urgency="urgent")
    await expect(page.locator(".rings-case")).to_have_count(2)
    await expect(page.locator("html")).to_have_attribute("data-beeps", "3")
    await page.context.close()


async def test_alarms_follow_by_themselves_and_fit_a_telephone(browser: Browser, address: str, office: Office) -> None:
    page = await open_page(browser, address, await office.clerk("operator"), PHONE)
    await live(page, "/panel/alarms")
    await expect(page.get_by_text("هشداری نیست")).to_be_visible()
    await office.case(alarm="no_route")
    await expect(page.locator(".line-link.alarm")).to_have_count(1)
    await office.case(urgency="emergency")
    await expect(page.locator(".line-link.alarm")).to_have_count(2)
    assert await page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    await page.context.close()


async def test_a_deadline_is_moved_on_the_page_of_a_case(browser: Browser, address: str, office: Office) -> None:
    case = await office.case()
    page = await open_page(browser, address, await office.clerk("unit_staff", WORKS))
    await live(page, f"/panel/cases/{case.code}")
    await page.get_by_text("تغییر مهلت", exact=True).first.click()
    await page.get_by_label("دلیل، برای شهروند").fill("آسفالت گرم نرسیده است.")
    await page.get_by_role("button", name="تغییر مهلت و خبر به شهروند").click()
    await expect(page.get_by_role("alert")).to_contain_text("روز مهلت تازه")
    await expect(page.get_by_label("دلیل، برای شهروند")).to_have_value("آسفالت گرم نرسیده است.")
    await page.context.close()
    assert (await office.now_of(case)).version == 1
