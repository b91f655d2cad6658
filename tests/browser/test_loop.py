"""The whole loop in two real browser windows: a citizen reports, staff act at once, the citizen has the last word.

With HAMYAR_SCREENSHOTS set to a folder, the pictures of the documentation are drawn there.
"""

import os
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, BrowserContext, Page, expect

from nlu.reading import Reader
from settings import ROOT
from tests.conftest import HOME
from tests.conversations.player import picture
from tests.processes import house
from tests.processes.house import Installation, Running
from tests.window import LAPTOP, PHONE, chromium

NEW_PASSWORD = "a-long-enough-word-137"
HURRIED = {"feedback_minutes": "0", "idle_minutes": "0"}


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as made:
        yield made


@pytest.fixture
async def running(database_url: str, reader: Reader, tmp_path: Path) -> AsyncIterator[Running]:
    """The real programme, with a feedback question that does not make a test wait for hours."""
    text = (ROOT / "config.yml").read_text(encoding="utf-8")
    for key, value in HURRIED.items():
        text = re.sub(rf"(  {key}): \d+", rf"\1: {value}", text)
    text = text.replace('quiet_until: "07:30"', 'quiet_until: "22:00"')  # This test also runs by night.
    config = tmp_path / "config.yml"
    config.write_text(text, encoding="utf-8")
    async with house.installed(database_url, tmp_path / "home", HOME / "model") as made:
        installation: Installation = made
        installation.env["HAMYAR_CONFIG"] = str(config)
        yield await installation.start()


async def picture_of(page: Page, name: str) -> None:
    """Draws a picture for the documentation, if one is wanted."""
    folder = os.environ.get("HAMYAR_SCREENSHOTS")
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        await page.wait_for_timeout(600)
        await page.screenshot(path=Path(folder) / f"{name}.png")


NEIGHBOURS = (
    "سطل زباله کوچه سوم گیشا سرریز شده منطقه ۲",
    "چراغ عابر چهارراه ولیعصر کار نمیکنه",
    "یه بچه هفت هشت ساله تو سطلای خیابون پیروزی دنبال ضایعاته",
    "درخت افتاده وسط خیابان دولت نرسیده به اختیاریه",
    "پیشنهاد می‌کنم در پارک لاله آبخوری ویژهٔ کودکان بگذارید",
)


async def neighbourhood(browser: Browser, running: Running) -> None:
    """Other people's reports, so that the pictures show a day as it is."""
    if "HAMYAR_SCREENSHOTS" not in os.environ:
        return
    for words in NEIGHBOURS:
        context = await browser.new_context(locale="fa-IR", **LAPTOP)
        page = await context.new_page()
        await page.goto(running.url)
        citizen = Citizen(page)
        await citizen.says(words)
        await page.wait_for_timeout(1200)
        await citizen.says("ثبت کن")
        await page.wait_for_timeout(1200)
        await citizen.says("ثبت کن")
        await page.wait_for_timeout(1200)
        await picture_of(page, "chat-laptop")
        await context.close()


async def signed_in(context: BrowserContext, running: Running) -> Page:
    """The administrator's first sign-in, with the password that was printed once."""
    password = re.search(r"admin\s+(\S+)", running.told)
    assert password, running.told
    page = await context.new_page()
    await page.goto(f"{running.url}/panel")
    await page.get_by_label("نام کاربری").fill("admin")
    await page.get_by_label("گذرواژه", exact=True).fill(password[1])
    await page.get_by_role("button", name="ورود").click()
    await page.locator("#old").fill(password[1])
    await page.locator("#new").fill(NEW_PASSWORD)
    await page.locator("#again").fill(NEW_PASSWORD)
    await page.get_by_role("button", name="ذخیره").click()
    await page.goto(f"{running.url}/panel")
    await expect(page.locator("#list")).to_be_visible()
    return page


class Citizen:
    """Somebody with the web chat open."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.log = page.get_by_role("log")

    async def says(self, words: str) -> None:
        box = self.page.get_by_role("textbox").first
        await box.fill(words)
        await box.press("Enter")

    async def taps(self, label: str) -> None:
        # An older question's button of the same name can no longer be pressed; a newer one may still be on its way.
        await self.page.get_by_role("button", name=label, disabled=False).last.click()

    async def reads(self, words: str) -> None:
        await expect(self.log.get_by_text(words).last).to_be_visible(timeout=15_000)

    async def sends_photo(self) -> None:
        await self.page.locator("input[type=file]").first.set_input_files(
            {"name": "chale.jpg", "mimeType": "image/jpeg", "buffer": picture((640, 480))}
        )
        await self.page.get_by_role("dialog").get_by_role("button", name="فرستادن").click()


async def test_from_a_sentence_to_the_word_of_the_citizen(browser: Browser, running: Running) -> None:
    phone, laptop = (
        await browser.new_context(locale="fa-IR", **PHONE),
        await browser.new_context(locale="fa-IR", **LAPTOP),
    )
    desk = await signed_in(laptop, running)
    await neighbourhood(browser, running)
    page = await phone.new_page()
    await page.goto(running.url)
    citizen = Citizen(page)
    code = await report(citizen)
    case = desk.locator("tr.case").first
    await expect(case).to_contain_text("چاله", timeout=15_000)
    await picture_of(desk, "panel-inbox")
    await case.get_by_role("link").first.click()
    await finish(desk, "چاله با آسفالت گرم پر شد.")
    await picture_of(desk, "panel-case")
    await citizen.reads("چاله با آسفالت گرم پر شد.")
    await citizen.reads("نتیجه را دیدید؟")
    await citizen.taps("انجام نشده")
    await citizen.reads("دوباره باز شد")
    await desk.goto(f"{running.url}/panel")
    await expect(desk.locator("tr.case").first).to_contain_text("بازگشایی")
    await citizen.taps("فقط بخشی انجام شد")
    await citizen.reads("دلیل شما")
    await desk.locator("tr.case").first.get_by_role("link").first.click()
    await expect(desk.locator(".history")).to_contain_text("فقط بخشی انجام شد")
    await finish(desk, "این بار کامل پر شد.")
    await citizen.reads("این بار کامل پر شد.")
    await citizen.taps("انجام شده، راضی‌ام")
    await citizen.reads("با تأیید شما بسته شد")
    await picture_of(page, "chat-phone-feedback")
    await desk.reload()
    await expect(desk.locator(".file-head")).to_contain_text("با تأیید شهروند")
    assert code in await desk.title()
    await phone.close()
    await laptop.close()


async def report(citizen: Citizen) -> str:
    """A whole report with a photo; its tracking code as the page shows it."""
    await citizen.says("سلام یه چاله گنده وسط خیابون ولیعصر نرسیده به پارک وی هست")
    await citizen.reads("چاله در آسفالت")
    await picture_of(citizen.page, "chat-phone")
    for _ in range(4):
        asked = citizen.log.locator("*").filter(has_text="ثبت کنم؟")
        if await asked.count():
            break
        await answer(citizen)
    await citizen.taps("ثبت کن")
    await citizen.reads("کد رهگیری")
    told = await citizen.log.inner_text()
    found = re.search(r"کد رهگیری:[^۰-۹]*([۰-۹]{10})", told)
    assert found, told
    return found[1]


async def answer(citizen: Citizen) -> None:
    """Answers whatever is asked now: a photo if one is wanted, else the way past it."""
    await citizen.page.wait_for_timeout(700)
    if await citizen.page.get_by_role("button", name="عکس ندارم").last.is_visible():
        await citizen.sends_photo()
        await citizen.reads("عکس رسید")
        return
    for label in ("نمی‌دانم", "همین نشانی کافی است"):
        if await citizen.page.get_by_role("button", name=label).last.is_visible():
            await citizen.taps(label)
            return


async def finish(desk: Page, note: str) -> None:
    """The unit says that the work is done, with a sentence to the citizen."""
    await desk.get_by_role("link", name="انجام شد").click()
    await desk.locator("#note").fill(note)
    await desk.get_by_text("عکس ممکن نبود", exact=True).click()
    await desk.locator("#reason").fill("شب بود و نور کم بود")
    await expect(desk.locator("#preview")).to_contain_text(note)
    await desk.get_by_role("button", name="ثبت و خبر به شهروند").click()
    await expect(desk.locator(".history")).to_contain_text(note)
