"""The work in real windows: ordered, printed, reported by the contractor with a photo, done, seen by the citizen."""

import re
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, FilePayload, Page, expect

from tests.browser.test_loop import Citizen, browser, picture_of, report, running, signed_in
from tests.conversations.player import picture
from tests.processes.house import Running
from tests.window import LAPTOP, PHONE

__all__ = ["browser", "running"]
PASSWORD = "another-long-word-137"
WHAT = "پر کردن چاله با آسفالت گرم"


async def hired(desk: Page, running: Running) -> str:
    """A contractor with one person, made by the administrator; the person's one-time password."""
    await desk.goto(f"{running.url}/panel/people")
    await desk.get_by_label("نام و نام خانوادگی").fill("سعید")
    await desk.get_by_label("نام کاربری (لاتین)").fill("saeed")
    await desk.locator("#role").select_option("contractor")
    await desk.get_by_role("button", name="ساختن حساب").click()
    secret = await desk.locator(".secret .mono").inner_text()
    await desk.goto(f"{running.url}/panel/contractors")
    await desk.get_by_label("نام شرکت یا گروه").fill("راه‌سازان")
    await desk.get_by_role("button", name="ساختن").click()
    await desk.get_by_label("سعید").check()
    await desk.get_by_role("button", name="ذخیرهٔ «راه‌سازان»").click()
    await expect(desk.get_by_label("سعید")).to_be_checked()
    return secret


async def enters(page: Page, running: Running, secret: str) -> None:
    """The contractor's first sign-in; it ends on their own orders."""
    await page.goto(f"{running.url}/panel")
    await page.get_by_label("نام کاربری").fill("saeed")
    await page.get_by_label("گذرواژه", exact=True).fill(secret)
    await page.get_by_role("button", name="ورود").click()
    await page.locator("#old").fill(secret)
    await page.locator("#new").fill(PASSWORD)
    await page.locator("#again").fill(PASSWORD)
    await page.get_by_role("button", name="ذخیره").click()
    await expect(page.get_by_role("heading", name="حکم‌های کار شما")).to_be_visible()


@pytest.fixture
async def windows(browser: Browser) -> AsyncIterator[tuple[Page, Page]]:
    """Two telephones: the citizen's and the contractor's."""
    contexts = [await browser.new_context(locale="fa-IR", **PHONE) for _ in range(2)]
    yield await contexts[0].new_page(), await contexts[1].new_page()
    for context in contexts:
        await context.close()


def shot() -> FilePayload:
    return {"name": "kar.jpg", "mimeType": "image/jpeg", "buffer": picture((800, 600))}


async def test_from_the_order_to_the_photo_in_the_citizen_s_chat(
    browser: Browser,
    running: Running,
    windows: tuple[Page, Page],
) -> None:
    phone, field = windows
    desk = await signed_in(await browser.new_context(locale="fa-IR", **LAPTOP), running)
    secret = await hired(desk, running)
    await phone.goto(running.url)
    citizen = Citizen(phone)
    await report(citizen)
    await desk.goto(f"{running.url}/panel")
    await desk.locator("tr.case").first.get_by_role("link").first.click()
    await desk.get_by_role("link", name="صدور حکم کار").click()
    await desk.locator("#contractor").select_option(label="راه‌سازان")
    await desk.locator("#what").fill(WHAT)
    await desk.get_by_role("button", name="ثبت و خبر به شهروند").click()
    await expect(desk.locator("#orders")).to_contain_text(WHAT)
    await printed(desk)
    await enters(field, running, secret)
    await field.get_by_role("link", name="دیدن و گزارش کار").click()
    await expect(field.get_by_text(WHAT)).to_be_visible()
    await picture_of(field, "contractor-phone")
    await field.locator("#photo").set_input_files(shot())
    await field.get_by_role("button", name="کار انجام شد").click()
    await expect(field.get_by_text("گزارش کار ثبت شد")).to_be_visible()
    await desk.reload()
    await desk.get_by_role("button", name="کار درست است").click()
    await desk.locator("#note").fill("چاله با آسفالت گرم پر شد.")
    await desk.get_by_role("button", name="ثبت و خبر به شهروند").click()
    await expect(desk.get_by_role("heading", name="پیش و پس از کار")).to_be_visible()
    await picture_of(desk, "panel-work")
    await citizen.reads("چاله با آسفالت گرم پر شد.")
    image = phone.locator(".line.out img").last
    await expect(image).to_be_visible()
    await expect(image).to_have_js_property("naturalWidth", 800)


async def printed(desk: Page) -> None:
    """The paper is a real PDF that this person's browser gets."""
    link = await desk.get_by_role("link", name="چاپ حکم (PDF)").get_attribute("href")
    assert link
    assert re.fullmatch(r"/panel/orders/\d+/paper", link)
    answer = await desk.request.get(desk.url.split("/panel")[0] + link)
    assert answer.headers["content-type"] == "application/pdf"
    assert (await answer.body()).startswith(b"%PDF-")
