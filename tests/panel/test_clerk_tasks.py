"""Everyday tasks of staff in a real browser: a remark for a colleague, a photo, a call, a talk handed back."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, expect

from storage import talks
from tests.conversations.player import picture
from tests.panel.staff_stage import WORKS, Office, now
from tests.panel.test_calls import SHOWN, finished
from tests.panel.test_staff_page import live, open_page
from tests.window import PHONE, chromium

expect.set_options(timeout=30_000)


@pytest.fixture(scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as made:
        yield made


async def test_a_remark_reaches_the_day_of_the_colleague_it_is_meant_for(
    browser: Browser, address: str, office: Office
) -> None:
    case = await office.case()
    mina = await office.clerk("unit_staff", WORKS, name="مینا")
    page = await open_page(browser, address, await office.clerk("unit_head", WORKS))
    day = await open_page(browser, address, mina, PHONE)
    await live(day, "/panel/day")
    await live(page, f"/panel/cases/{case.code}")
    await page.get_by_label("یادداشت داخلی (شهروند نمی‌بیند)").fill("کلید دریچه نزد ماست.")
    await page.get_by_text("برای چه کسی؟").click()
    await page.get_by_label("جست‌وجوی همکار").fill("مینا")
    await page.locator(".sieve-list .tick:visible").click()
    await page.get_by_role("button", name="افزودن یادداشت").click()
    await expect(page.locator(".history")).to_contain_text("کلید دریچه نزد ماست.")
    await day.locator("#part-named .line-link").click()
    await expect(day.locator(".history")).to_contain_text("کلید دریچه نزد ماست.")
    assert await office.told(case) == []
    await page.context.close()
    await day.context.close()


async def test_a_photo_is_attached_for_the_citizen_too(browser: Browser, address: str, office: Office) -> None:
    case = await office.case()
    page = await open_page(browser, address, await office.clerk("unit_staff", WORKS), PHONE)
    await live(page, f"/panel/cases/{case.code}")
    await page.locator("#attach summary").click()
    shot = {"name": "chah.jpg", "mimeType": "image/jpeg", "buffer": picture((800, 600))}
    await page.locator("#attach-photo").set_input_files(shot)  # type: ignore[arg-type]
    await page.locator("#attach-text").fill("اطراف چاله حصار گذاشتیم.")
    await page.get_by_label("برای شهروند هم فرستاده شود").check()
    await page.locator("#attach").get_by_role("button", name="پیوست").click()
    await expect(page.locator(".history")).to_contain_text("اطراف چاله حصار گذاشتیم.")
    assert "اطراف چاله حصار گذاشتیم." in (await office.told(case))[-1]
    assert (await office.now_of(case)).status == case.status
    await page.context.close()


async def test_a_caller_is_asked_by_the_script_and_the_answer_counts(
    browser: Browser, address: str, office: Office
) -> None:
    case = await finished(office)
    page = await open_page(browser, address, await office.clerk("operator"))
    await live(page, "/panel/calls")
    await page.get_by_role("button", name="تماس می‌گیرم").click()
    await expect(page.locator(".spoken-code")).to_have_text(SHOWN)
    await expect(page.locator(".script").first).to_contain_text("از سامانهٔ ۱۳۷ تماس می‌گیرم")
    await page.get_by_label("فقط بخشی انجام شد").check()
    await page.get_by_role("button", name="نصفه‌کاره است").click()
    await expect(page.get_by_text(case.code)).to_have_count(0)
    assert (await office.now_of(case)).reopened == 1
    await page.context.close()


async def test_a_talk_is_answered_live_and_handed_back_to_the_bot(
    browser: Browser, address: str, office: Office
) -> None:
    async with office.parts.database.transaction() as connection:
        talk = await talks.open_talk(connection, "web:1")
        await talks.set_waiting(connection, talk.id, now())
    page = await open_page(browser, address, await office.clerk("operator"))
    await live(page, "/panel/talks")
    await page.locator(f'a[href="/panel/talks/{talk.id}"]').first.click()
    await page.get_by_role("button", name="من پاسخ می‌دهم").click()
    await expect(page.locator("#holder")).to_contain_text("شما پاسخ می‌دهید")
    await page.get_by_label("پاسخ شما").fill("سلام، کدام خیابان است؟")
    await page.get_by_role("button", name="فرستادن").click()
    await expect(page.locator("#lines")).to_contain_text("سلام، کدام خیابان است؟")
    await page.get_by_role("button", name="پایان؛ برگشت به ربات").click()
    await page.wait_for_url("**/panel/talks?*")
    async with office.parts.database.transaction() as connection:
        waiting = await talks.waiting_people(connection)
        said = await talks.waiting_lines(connection, talk.id)
    assert waiting == []
    assert "سلام، کدام خیابان است؟" in said[0].reply.text
    await page.context.close()
