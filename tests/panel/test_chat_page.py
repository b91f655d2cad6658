"""The page of the chat in a real browser: what a citizen does with fingers, a mouse, or only a keyboard."""

import asyncio
import io
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.async_api import Browser, BrowserContext, FilePayload, Page, expect

from dialogues.message import Button, Reply
from library import Content
from panel.visitor import Visitor
from storage.database import Database
from tests.panel.chat_stage import Stage, stage
from tests.window import LAPTOP, PHONE, chromium


@pytest.fixture(scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as made:
        yield made


@pytest.fixture
async def site(database: Database, content: Content, home: Path) -> AsyncIterator[Stage]:
    async with stage(database, content, home) as made:
        yield made


@pytest.fixture(params=["phone", "laptop"])
def device(request: pytest.FixtureRequest) -> Any:
    return PHONE if request.param == "phone" else LAPTOP


@pytest.fixture
async def context(browser: Browser, site: Stage) -> AsyncIterator[BrowserContext]:
    made = await browser.new_context(
        base_url=site.url, locale="fa-IR", geolocation={"latitude": 35.8, "longitude": 51.43},
        permissions=["geolocation"], **LAPTOP,
    )  # fmt: skip
    yield made
    await made.close()


@pytest.fixture
async def page(context: BrowserContext) -> AsyncIterator[Page]:
    """An open chat in which no script ever fails and nothing is refused by the policy."""
    made = await context.new_page()
    faults: list[str] = []
    made.on("pageerror", lambda error: faults.append(str(error)))
    made.on("console", lambda said: faults.append(said.text) if "Content Security Policy" in said.text else None)
    await made.goto("/")
    yield made
    assert faults == []


async def me(context: BrowserContext) -> Visitor:
    return next(Visitor(cookie["value"]) for cookie in await context.cookies() if cookie["name"] == "chat")


async def write(page: Page, text: str) -> None:
    await page.get_by_label("پیام شما").fill(text)
    await page.get_by_role("button", name="فرستادن", exact=True).click()


def said(page: Page, text: str) -> Any:
    return page.locator(".line.in .text", has_text=text)


def answer(page: Page, text: str) -> Any:
    return page.locator(".line.out .text", has_text=text)


def picture() -> FilePayload:
    made = io.BytesIO()
    Image.effect_noise((2400, 1800), 60).convert("RGB").save(made, "JPEG")
    return {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": made.getvalue()}


async def test_a_whole_report_from_the_first_word_to_the_code(browser: Browser, site: Stage, device: Any) -> None:
    context = await browser.new_context(base_url=site.url, **device)
    page = await context.new_page()
    await page.goto("/")
    await write(page, "چاله گنده وسط ولیعصر")
    await page.get_by_role("button", name="بله، همین است").click()
    await page.get_by_role("button", name="📍 فرستادن موقعیت").click()
    await page.get_by_role("button", name="فرستادن همین نقطه").click()
    await expect(said(page, "")).to_have_count(2)
    await expect(page.locator(".line.in .place")).to_contain_text("نقطه‌ای روی نقشه")
    await page.locator("#file").set_input_files([picture()])
    await page.get_by_role("button", name="فرستادن عکس").click()
    await page.get_by_role("button", name="ثبت کن").click()
    await expect(answer(page, "کد رهگیری")).to_be_visible()
    heard = site.bot.heard
    assert [bool(one.text) or one.tap or (one.point and "point") or (one.photo and "photo") for one in heard] == [
        True, "yes", "point", "photo", "file",
    ]  # fmt: skip
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert await page.evaluate("document.documentElement.scrollHeight <= innerHeight && scrollY === 0")
    await expect(page.get_by_role("heading", name="همیار ۱۳۷")).to_be_in_viewport()
    await context.close()


async def test_a_reload_keeps_the_talk_and_the_draft(page: Page) -> None:
    await write(page, "چاله")
    await page.get_by_role("button", name="موضوع چیز دیگری است").click()
    await expect(page.locator(".line")).to_have_count(4)
    await page.get_by_label("پیام شما").fill("نیمه‌کاره")
    await page.reload()
    await expect(page.locator(".line")).to_have_count(4)
    await expect(page.get_by_label("پیام شما")).to_have_value("نیمه‌کاره")
    await expect(said(page, "موضوع چیز دیگری است")).to_be_visible()


async def test_only_the_newest_buttons_can_be_pressed(page: Page) -> None:
    await write(page, "چاله")
    await page.get_by_role("button", name="بله، همین است").click()
    await expect(page.get_by_role("button", name="همین نشانی کافی است")).to_be_enabled()
    old = page.get_by_role("button", name="بله، همین است")
    await expect(old).to_have_attribute("aria-disabled", "true")
    await expect(old).to_have_attribute("aria-pressed", "true")
    await expect(page.get_by_role("button", name="موضوع چیز دیگری است")).to_have_attribute("aria-pressed", "false")
    await old.dispatch_event("click")
    await expect(page.locator(".line.in")).to_have_count(2)


async def test_what_was_written_without_a_net_is_sent_once_it_is_back(
    page: Page, context: BrowserContext, site: Stage
) -> None:
    await expect(page.locator("#empty")).to_be_visible()
    await context.set_offline(True)
    await expect(page.locator("#banner")).to_contain_text("اینترنت قطع است")
    await write(page, "یک")
    await write(page, "دو")
    await expect(page.locator("[data-state=sending]")).to_have_count(2)
    await context.set_offline(False)
    await expect(answer(page, "ممنون")).to_have_count(2)
    await expect(page.locator("[data-state]")).to_have_count(0)
    assert [one.text for one in site.bot.heard] == ["یک", "دو"]


async def test_what_was_not_sent_survives_a_reload(page: Page, site: Stage) -> None:
    await expect(page.locator("#empty")).to_be_visible()
    site.bot.broken = 1000
    await write(page, "مهم")
    while not site.bot.calls:  # noqa: ASYNC110 The store is away: nothing on the page tells that it was asked.
        await asyncio.sleep(0.02)
    await page.reload()
    await expect(said(page, "مهم")).to_be_visible()
    site.bot.broken = 0
    await expect(answer(page, "ممنون")).to_be_visible(timeout=15000)
    await expect(said(page, "مهم")).to_have_count(1)
    assert [one.text for one in site.bot.heard] == ["مهم"]


async def test_news_arrive_on_their_own(page: Page, context: BrowserContext, site: Stage) -> None:
    await expect(page.locator("#empty")).to_be_visible()
    await site.say((await me(context)).key, Reply("گزارش شما انجام شد. راضی هستید؟", ((Button("بله", "ok"),),)))
    await expect(answer(page, "گزارش شما انجام شد")).to_be_visible()
    await expect(page.locator("#empty")).to_be_hidden()
    await expect(page.locator("#log")).to_have_attribute("aria-live", "polite")


async def test_a_text_with_tags_stays_a_text(page: Page) -> None:
    await write(page, "<img src=x onerror=alert(1)> <b>چاله</b> https://example.org")
    await expect(said(page, "<b>چاله</b>")).to_be_visible()
    assert await page.locator(".line b, .line .text a").count() == 0


async def test_the_dots_show_until_the_answer_comes(page: Page, context: BrowserContext, site: Stage) -> None:
    await expect(page.locator("#empty")).to_be_visible()
    key = (await me(context)).key
    site.parts.notices.spread(f"typing {key}")
    await expect(page.locator("#typing")).to_be_visible()
    await site.say(key, Reply("همین"))
    await expect(page.locator("#typing")).to_be_hidden()


async def test_the_place_of_the_person_is_found_and_named(page: Page, site: Stage) -> None:
    await page.get_by_role("button", name="فرستادن موقعیت یا عکس").click()
    await page.get_by_role("button", name="جایی که الان هستم").click()
    await expect(page.locator("#pin-near")).to_contain_text("منطقهٔ ۱")
    await page.get_by_role("button", name="فرستادن همین نقطه").click()
    await expect(answer(page, "جایش را گرفتم")).to_be_visible()
    point = site.bot.heard[0].point
    assert point is not None
    assert (round(point.lat, 3), round(point.lon, 3)) == (35.8, 51.43)


async def test_a_map_without_pictures_shows_the_names_of_the_city(page: Page) -> None:
    await page.get_by_role("button", name="فرستادن موقعیت یا عکس").click()
    await page.get_by_role("button", name="نقطه‌ای روی نقشه").click()
    await expect(page.locator(".map-name.region").first).to_be_visible()
    for _ in range(2):
        await page.get_by_role("button", name="نزدیک‌تر").click()
    await expect(page.locator(".map-name.hood").first).to_be_attached()


async def test_a_place_that_may_not_be_seen_is_pinned_by_hand(context: BrowserContext, page: Page) -> None:
    await context.clear_permissions()
    await page.get_by_role("button", name="فرستادن موقعیت یا عکس").click()
    await page.get_by_role("button", name="جایی که الان هستم").click()
    await expect(page.locator("#pin-near")).to_contain_text("اجازهٔ دیدن جای شما داده نشد")
    await expect(page.get_by_role("button", name="فرستادن همین نقطه")).to_be_enabled()


async def test_a_file_that_is_no_photo_is_refused_in_words(page: Page) -> None:
    nothing: FilePayload = {"name": "a.png", "mimeType": "image/png", "buffer": b"nothing"}
    await page.locator("#file").set_input_files([nothing])
    await expect(page.get_by_role("alert")).to_contain_text("این پرونده عکس نیست")
    await expect(page.get_by_role("button", name="فرستادن عکس")).to_be_disabled()
    await page.keyboard.press("Escape")
    await expect(page.locator("#photo")).to_be_hidden()


async def test_a_photo_that_could_not_be_sent_can_be_sent_again(page: Page, context: BrowserContext) -> None:
    await page.locator("#file").set_input_files([picture()])
    await expect(page.get_by_role("button", name="فرستادن عکس")).to_be_enabled()
    await context.set_offline(True)
    await page.get_by_role("button", name="فرستادن عکس").click()
    await expect(page.get_by_role("alert")).to_contain_text("عکس نرسید")
    await context.set_offline(False)
    await page.get_by_role("button", name="فرستادن عکس").click()
    await expect(page.locator(".line.in .picture img")).to_be_visible()


async def test_an_example_is_offered_and_not_sent(page: Page, site: Stage) -> None:
    await page.get_by_role("button", name="چراغ خیابان").click()
    await expect(page.get_by_label("پیام شما")).to_have_value(re.compile("چراغ خیابان"))
    await expect(page.get_by_label("پیام شما")).to_be_focused()
    assert site.bot.heard == []


async def test_a_keyboard_is_enough(page: Page, site: Stage) -> None:
    await page.get_by_label("پیام شما").focus()
    await page.keyboard.type("سطر یک")
    await page.keyboard.press("Shift+Enter")
    await page.keyboard.type("سطر دو")
    await page.keyboard.press("Enter")
    await expect(answer(page, "ممنون")).to_be_visible()
    assert site.bot.heard[0].text == "سطر یک\nسطر دو"
    await page.get_by_role("button", name="بله، همین است").focus()
    await page.keyboard.press("Enter")
    place = page.get_by_role("button", name="📍 فرستادن موقعیت")
    await expect(place).to_be_visible()
    await page.keyboard.press("Tab")
    await expect(place).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.locator("#map")).to_be_focused()
    await page.keyboard.press("ArrowUp")
    await page.keyboard.press("Escape")
    await expect(page.locator("#pin")).to_be_hidden()
    await expect(place).to_be_focused()
    await page.get_by_role("button", name="فرستادن موقعیت یا عکس").focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("button", name="جایی که الان هستم")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("button", name="فرستادن موقعیت یا عکس")).to_be_focused()


async def test_every_control_has_a_name_and_is_large_enough(page: Page) -> None:
    await write(page, "چاله")
    await expect(page.get_by_role("button", name="بله، همین است")).to_be_visible()
    nameless = """[...document.querySelectorAll('button, a, input, textarea')].filter((one) =>
        !one.textContent.trim() && !one.getAttribute('aria-label') && !one.labels?.length)
        .map((one) => one.outerHTML)"""
    assert await page.evaluate(nameless) == []
    small = """[...document.querySelectorAll('button')].filter((one) => one.offsetWidth &&
        Math.min(one.offsetHeight, one.offsetWidth) < 36).map((one) => one.outerHTML)"""
    assert await page.evaluate(small) == []


async def test_without_cookies_the_page_says_what_to_do(page: Page, context: BrowserContext) -> None:
    await expect(page.locator("#empty")).to_be_visible()
    await context.clear_cookies()
    await context.set_offline(True)
    await context.set_offline(False)
    await expect(page.locator("#banner")).to_contain_text("کوکی")
