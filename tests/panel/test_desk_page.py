"""The operators' desk in a real browser: the pool by keys, a call from words to code, sentences by one click."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from library import Content
from nlu.reading import Reader
from storage import talks
from storage.database import Database
from tests.panel.desk_stage import CallCentre, call_centre
from tests.panel.staff_stage import Office, now, served
from tests.panel.test_review import hurried
from tests.panel.test_staff_page import live, open_page
from tests.window import PHONE, chromium


@pytest.fixture(scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as made:
        yield made


@pytest.fixture
async def centre(database: Database, content: Content, reader: Reader, home: Path) -> AsyncIterator[CallCentre]:
    async with call_centre(database, content, reader, home) as made:
        yield made


@pytest.fixture
async def page(browser: Browser, centre: CallCentre) -> AsyncIterator[Page]:
    """An operator's page in which no script fails and nothing is refused by the policy."""
    async with served(centre) as address:
        made = await open_page(browser, address, await centre.clerk("operator"))
        faults: list[str] = []
        made.on("pageerror", lambda error: faults.append(str(error)))
        made.on("console", lambda said: faults.append(said.text) if "Content Security Policy" in said.text else None)
        yield made
        await made.context.close()
    assert faults == []


async def test_the_pool_is_worked_through_by_keys(page: Page, centre: CallCentre) -> None:
    first, second = await hurried(centre, words="نخستین"), await hurried(centre, words="دومین")
    third = await hurried(centre, words="سومین")
    await live(page, "/panel/review")
    await shows(page, "نخستین")
    await page.keyboard.press("2")
    await shows(page, "دومین")
    await page.keyboard.press("s")
    await shows(page, "سومین")
    await page.keyboard.press("0")
    await expect(page.locator("#topic-search")).to_be_focused()
    await page.keyboard.type("سطل زباله")
    await page.locator("#topics .tick").first.click()
    await page.keyboard.press("Escape")
    await page.get_by_role("button", name="همین موضوع").click()
    await expect(page.get_by_text("گزارشی در صف بازبینی نیست")).to_be_visible()
    await expect(page.locator("#today")).to_have_text("۲ امروز")
    assert (await centre.now_of(first)).topic == "0602"
    assert (await centre.now_of(second)).topic == "0601"
    assert (await centre.now_of(third)).topic not in ("0601", "0602")


async def shows(page: Page, words: str) -> None:
    """Waits until a case is shown and keys are heard."""
    await expect(page.locator("[data-review][data-ready]").get_by_text(words)).to_be_visible()


async def test_a_call_from_the_first_words_to_the_code(page: Page) -> None:
    await live(page, "/panel/intake")
    await page.get_by_role("button", name="شروع تماس").click()
    await page.wait_for_url(re.compile(r"/panel/intake/\d+"))
    await expect(page.locator("#pulse")).to_have_class("pulse on")
    said = page.get_by_label("تماس‌گیرنده چه گفت؟")
    await said.fill("یه چاله وسط خیابان ولیعصر، نرسیده به پارک‌وی هست")
    await page.keyboard.press("Control+Enter")
    await expect(page.locator(".prompt").first).to_contain_text("ممنون که خبر دادید")
    await page.get_by_text("جا را روی نقشه نشان می‌دهم").click()
    await page.locator("#pick.leaflet-container").click(position={"x": 80, "y": 80})
    await page.get_by_role("button", name="همین‌جا").click()
    await expect(page.locator(".bubble.in .mono")).to_have_count(1)
    for _ in range(6):
        if await page.locator(".spoken-code").count():
            break
        await said.fill("ثبت کن")
        await said.press("Control+Enter")
        await expect(said).to_have_value("")
    await expect(page.locator(".spoken-code")).to_have_text("\u2066" + await code_of(page) + "\u2069")
    await page.get_by_role("button", name="پایان تماس").click()
    await expect(page.get_by_text("تماسی باز نیست")).to_be_visible()


async def code_of(page: Page) -> str:
    """The code in the address of the case, in groups and Persian digits."""
    link = await page.locator(".notice.done a").get_attribute("href") or ""
    code = link.rpartition("/")[2].translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"))
    return " ".join((code[:3], code[3:6], code[6:8], code[8:]))


async def test_a_sentence_is_found_and_put_in_by_one_click(page: Page, centre: CallCentre) -> None:
    async with centre.parts.database.transaction() as connection:
        talk = await talks.open_talk(connection, "web:1")
        await talks.set_waiting(connection, talk.id, now())
    await live(page, f"/panel/talks/{talk.id}")
    await page.get_by_label("پاسخ شما").fill("سلام.")
    await page.get_by_label("جست‌وجو در جمله‌ها").fill("پلاک")
    sentence = page.locator("[data-inserts]:visible")
    await expect(sentence).to_have_count(1)
    words = await sentence.inner_text()
    await sentence.click()
    await expect(page.get_by_label("پاسخ شما")).to_have_value(f"سلام. {words}")


@pytest.mark.parametrize("path", ["/panel/review", "/panel/intake", "/panel/calls", "/panel/talks"])
async def test_nothing_of_the_desk_runs_off_a_telephone(browser: Browser, office: Office, path: str) -> None:
    await hurried(office, words="خ" * 300)
    async with served(office) as address:
        page = await open_page(browser, address, await office.clerk("operator"), PHONE)
        await page.goto(path)
        wide = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
        await page.context.close()
    assert wide <= 0
