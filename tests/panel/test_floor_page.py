"""The working floor in a real browser: the map, keys alone, many cases at once with undo, two people on one case."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from cases.case import Case, Where
from desk import bulk as desk_bulk
from desk.bulk import Bulk
from panel.city_map import FEW
from storage import pending
from tests.panel.staff_stage import TEHRAN_SPOT, WORKS, Office, now
from tests.panel.test_staff_page import live, open_page
from tests.window import PHONE, chromium

LAT, LON = TEHRAN_SPOT
expect.set_options(timeout=20_000)


@pytest.fixture(scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as made:
        yield made


@pytest.fixture
async def page(browser: Browser, address: str, office: Office) -> AsyncIterator[Page]:
    """An operator's page in which no script fails and nothing is refused by the policy."""
    made = await open_page(browser, address, await office.clerk("operator", name="سهراب"))
    faults: list[str] = []
    made.on("pageerror", lambda error: faults.append(str(error)))
    made.on("console", lambda said: faults.append(said.text) if "Content Security Policy" in said.text else None)
    yield made
    await made.context.close()
    assert faults == []


@pytest.fixture
async def worker(office: Office, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[None]:
    """The queue at work, with a window short enough for a test."""
    monkeypatch.setattr(desk_bulk, "WINDOW", timedelta(seconds=8))
    office.parts.jobs.serve_acts(Bulk(office.parts.database, office.house, office.parts.roles).run)
    working = asyncio.create_task(office.parts.jobs.work())
    yield
    working.cancel()
    with suppress(asyncio.CancelledError):
        await working


async def at(office: Office, lat: float, lon: float, **more: Any) -> Case:
    return await office.case(where=Where("خیابان فاطمی", 6, "فاطمی", lat, lon), **more)


async def test_from_the_map_over_the_list_to_the_case_with_keys_alone(page: Page, office: Office) -> None:
    case = await at(office, LAT, LON, urgency="emergency")
    await at(office, LAT + 0.05, LON - 0.05, due=now() - timedelta(hours=1))
    await live(page, "/panel/map")
    await expect(page.locator("#map-list li")).to_have_count(2)
    signs = page.locator(".spot-place")
    await expect(signs).to_have_count(2)
    await expect(page.locator(".spot.late i")).to_have_text("مهلت گذشته")
    await page.locator('.spot-place[aria-label*="اضطراری"]').focus()
    await page.keyboard.press("Enter")
    await expect(page.locator("#map-list li")).to_have_count(1)
    await expect(page.locator("#map-list a")).to_be_focused()
    await page.keyboard.press("Enter")
    await page.wait_for_url(f"**/panel/cases/{case.code}")


async def test_a_cell_of_many_opens_and_a_new_case_is_counted_at_once(page: Page, office: Office) -> None:
    for number in range(FEW + 1):
        await at(office, LAT - (number % 8) * 0.0005, LON)
    await live(page, "/panel/map")
    await expect(page.locator(".spot.cell b")).to_have_text("۶۱")
    await at(office, LAT, LON)
    await expect(page.locator(".spot.cell b")).to_have_text("۶۲")
    await page.locator(".spot.cell").click()
    await page.wait_for_url(re.compile(r"#1[2-8]/"))
    await expect(page.locator("#map-list p")).to_contain_text("۶۲ گزارش")


async def test_the_filters_of_the_map_work_without_a_reload_and_without_pictures(page: Page, office: Office) -> None:
    await at(office, LAT, LON)
    await at(office, LAT + 0.02, LON, urgency="urgent")
    await live(page, "/panel/map")
    await expect(page.locator(".spot-place")).to_have_count(2)
    await expect(page.locator(".map-name").first).to_be_visible()
    await page.get_by_label("فوریت").select_option("urgent")
    await expect(page.locator(".spot-place")).to_have_count(1)
    await expect(page.locator("#map-list li")).to_have_count(1)
    assert "urgency=urgent" in page.url


async def test_keys_lead_through_the_inbox_to_a_step(page: Page, office: Office) -> None:
    old, new = await office.case(), await office.case()
    await live(page, "/panel")
    await page.keyboard.press("j")
    await expect(page.locator(f"#case-{new.id} a")).to_be_focused()
    await page.keyboard.press("j")
    await expect(page.locator(f"#case-{old.id} a")).to_be_focused()
    await page.keyboard.press("ArrowUp")
    await expect(page.locator(f"#case-{new.id} a")).to_be_focused()
    await page.keyboard.press("x")
    await expect(page.locator(f"#case-{new.id} input[name=codes]")).to_be_checked()
    await page.locator(f"#case-{old.id} a").focus()
    await page.keyboard.press("Enter")
    await page.wait_for_url(f"**/panel/cases/{old.code}")
    await expect(page.locator("#pulse")).to_have_class("pulse on")
    await page.keyboard.press("a")
    await expect(page.get_by_label("جمله برای شهروند")).to_be_focused()
    await page.keyboard.type("d n ? j")
    await expect(page.get_by_label("جمله برای شهروند")).to_have_value("d n ? j")
    await page.keyboard.press("Control+Enter")
    await expect(page.locator(".done")).to_be_visible()
    assert (await office.now_of(old)).status == "accepted"


async def test_keys_are_known_by_their_place_on_a_persian_keyboard_too(page: Page, office: Office) -> None:
    case = await office.case()
    await live(page, f"/panel/cases/{case.code}")
    event = "new KeyboardEvent('keydown', {code, key, shiftKey, bubbles: true})"
    press = f"([code, key, shiftKey]) => document.body.dispatchEvent({event})"
    await page.evaluate(press, ["Slash", "؟", True])
    await expect(page.get_by_role("dialog", name="میان‌برهای صفحه‌کلید")).to_be_visible()
    await page.keyboard.press("Escape")
    await page.evaluate(press, ["KeyD", "ی", False])
    await expect(page.locator("#step h3")).to_have_text("انجام شد")
    await expect(page.locator("#note")).to_be_focused()
    await page.evaluate(press, ["KeyN", "د", False])
    await expect(page.locator("#text")).to_be_focused()
    await page.evaluate(press, ["KeyG", "ل", False])
    await page.evaluate(press, ["KeyM", "ئ", False])
    await page.wait_for_url("**/panel/map*")


async def test_switched_off_keys_do_nothing(page: Page, office: Office) -> None:
    await office.case()
    await page.goto("/panel/me")
    await page.get_by_role("button", name="خاموش کردن").click()
    await expect(page.get_by_role("button", name="روشن کردن")).to_be_visible()
    await live(page, "/panel")
    await page.keyboard.press("j")
    await page.keyboard.press("Shift+?")
    await expect(page.get_by_role("dialog")).to_have_count(0)
    assert await page.evaluate("document.activeElement === document.body")


@pytest.mark.usefixtures("worker")
async def test_many_cases_are_accepted_with_a_range_of_ticks_and_a_countdown(page: Page, office: Office) -> None:
    cases = [await office.case() for _ in range(4)]
    await live(page, "/panel")
    ticks = page.locator("#rows input[name=codes]")
    await ticks.nth(0).check()
    await ticks.nth(2).click(modifiers=["Shift"])
    await expect(page.locator("#ticked")).to_have_text("۳ گزارش انتخاب شد")
    await office.move(await office.clerk("unit_staff", WORKS), cases[3], "in_progress")
    await expect(page.locator(f"#case-{cases[3].id} .c-status")).to_have_text("در دست اقدام")
    await expect(ticks.nth(0)).to_be_checked()
    await page.get_by_label("چه کاری").select_option(label="می‌پذیرم")
    await page.get_by_role("button", name="ادامه").click()
    await expect(page.get_by_role("heading", name="۲ گزارش انجام می‌شود، ۱ گزارش نه")).to_be_visible()
    await expect(page.locator("#pulse")).to_have_class("pulse on")
    await page.get_by_label("یک جمله برای همهٔ این شهروندان").fill("شنبه می‌آییم.")
    await expect(page.locator(".bubble").first).to_contain_text("شنبه می‌آییم.")
    await page.get_by_role("button", name="انجام بده").click()
    await expect(page.locator("#strip .waits")).to_contain_text("ثانیهٔ دیگر")
    assert (await office.now_of(cases[1])).version == 1
    await expect(page.locator("#strip")).to_contain_text("انجام شد.", timeout=30_000)
    await expect(page.locator(f"#case-{cases[1].id} .c-status")).to_have_text("پذیرفته شد")
    assert "شنبه می‌آییم." in (await office.told(cases[2]))[0]
    assert (await office.now_of(cases[0])).version == 1


async def test_an_act_is_undone_from_another_page_and_survives_closing_the_first(
    browser: Browser, address: str, office: Office
) -> None:
    case = await office.case()
    clerk = await office.clerk("operator")
    first = await open_page(browser, address, clerk)
    await live(first, "/panel")
    await first.locator("#all-ticks").check()
    await first.get_by_label("چه کاری").select_option(label="می‌پذیرم")
    await first.get_by_role("button", name="ادامه").click()
    await first.get_by_role("button", name="انجام بده").click()
    await expect(first.locator("#strip .waits")).to_be_visible()
    await first.context.close()
    second = await open_page(browser, address, clerk)
    await live(second, "/panel/figures")
    await second.locator("#strip").get_by_role("button", name="لغو").click()
    await expect(second.locator(".done")).to_contain_text("چیزی تغییر نکرد")
    await second.context.close()
    async with office.parts.database.transaction() as connection:
        (act,) = await pending.of_staff(connection, clerk.id)
    await Bulk(office.parts.database, office.house, office.parts.roles).run(act.id)
    assert (await office.now_of(case)).version == 1
    assert await office.told(case) == []


async def test_two_windows_on_one_case_see_each_other(
    page: Page, browser: Browser, address: str, office: Office
) -> None:  # fmt: skip
    case = await office.case()
    other = await open_page(browser, address, await office.clerk("unit_staff", WORKS, name="پروین"))
    await live(page, f"/panel/cases/{case.code}")
    await live(other, f"/panel/cases/{case.code}")
    await expect(page.locator("#presence")).to_contain_text("پروین هم این گزارش را باز کرده است")
    await expect(other.locator("#presence")).to_contain_text("سهراب هم این گزارش را باز کرده است")
    await other.get_by_label("یادداشت داخلی").press_sequentially("فردا")
    await expect(page.locator("#presence")).to_contain_text("پروین همین حالا دارد دربارهٔ این گزارش می‌نویسد")
    await other.context.close()
    await expect(page.locator("#presence")).to_be_empty()


async def test_a_ready_sentence_is_one_press_and_its_blank_is_selected(page: Page, office: Office) -> None:
    case = await office.case()
    await live(page, f"/panel/cases/{case.code}?step=accepted")
    await page.get_by_role("button", name="تا روز کسی را").click()
    field = page.get_by_label("جمله برای شهروند")
    await expect(field).to_have_value("تا {روز} کسی را برای دیدن محل می‌فرستیم.")
    await expect(page.locator("#blanks button")).to_have_text(["روز"])
    await page.keyboard.type("شنبه")
    await expect(field).to_have_value("تا شنبه کسی را برای دیدن محل می‌فرستیم.")
    await expect(page.locator("#blanks")).to_be_hidden()
    await expect(page.locator("#preview .bubble")).to_contain_text("تا شنبه کسی را")


@pytest.mark.parametrize(
    "path", ["/panel/map", "/panel/acts", "/panel/sentences", "/panel", "/panel/cases/{}?step=done"]
)
async def test_nothing_of_the_floor_runs_off_a_telephone(
    browser: Browser, address: str, office: Office, path: str
) -> None:
    case = await office.case()
    page = await open_page(browser, address, await office.clerk("administrator"), PHONE)
    await live(page, path.format(case.code))
    wide = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
    await page.context.close()
    assert wide <= 0
