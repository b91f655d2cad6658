"""The staff pages in a real browser: live rows, steps with a preview, nothing typed is lost, telephones too."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from panel.gate import COOKIE
from storage import talks
from tests.panel.staff_stage import WORKS, Clerk, Office, now
from tests.window import LAPTOP, PHONE, chromium


@pytest.fixture(scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as made:
        yield made


async def open_page(browser: Browser, address: str, clerk: Clerk, device: Any = LAPTOP) -> Page:
    context = await browser.new_context(base_url=address, locale="fa-IR", **device)
    value = clerk.headers["Cookie"].removeprefix(f"{COOKIE}=")
    await context.add_cookies([{"name": COOKIE, "value": value, "url": f"{address}/panel"}])
    return await context.new_page()


@pytest.fixture
async def page(browser: Browser, address: str, office: Office) -> AsyncIterator[Page]:
    """An operator's page in which no script fails and nothing is refused by the policy."""
    made = await open_page(browser, address, await office.clerk("operator"))
    faults: list[str] = []
    made.on("pageerror", lambda error: faults.append(str(error)))
    made.on("console", lambda said: faults.append(said.text) if "Content Security Policy" in said.text else None)
    yield made
    await made.context.close()
    assert faults == []


async def live(page: Page, path: str) -> None:
    """Opens a page and waits until it hears the house."""
    await page.goto(path)
    await expect(page.locator("#pulse")).to_have_class("pulse on")


async def test_a_new_case_appears_on_top_and_is_counted(page: Page, office: Office) -> None:
    await office.case()
    await live(page, "/panel")
    await expect(page.locator(".count b").first).to_have_text("۱")
    fresh = await office.case(urgency="urgent")
    await expect(page.locator("tr.case").first).to_have_id(f"case-{fresh.id}")
    await expect(page.locator(".count b").first).to_have_text("۲")
    await expect(page.locator("#found")).to_have_text("۲ گزارش")


async def test_the_first_case_fills_an_empty_inbox(page: Page, office: Office) -> None:
    await live(page, "/panel")
    await expect(page.get_by_text("گزارش بازی در فهرست شما نیست")).to_be_visible()
    case = await office.case()
    await expect(page.locator(f"#case-{case.id}")).to_be_visible()


async def test_a_row_changes_where_it_stands_and_a_stranger_to_the_filter_stays_out(page: Page, office: Office) -> None:
    case = await office.case(urgency="urgent")
    await live(page, "/panel?urgency=urgent")
    await office.case()
    await office.move(await office.clerk("unit_staff", WORKS), case, "accepted")
    await expect(page.locator(f"#case-{case.id} .c-status")).to_have_text("پذیرفته شد")
    await expect(page.locator("tr.case")).to_have_count(1)


async def test_filters_go_into_the_address_without_a_reload(page: Page, office: Office) -> None:
    await office.case()
    urgent = await office.case(urgency="urgent")
    await live(page, "/panel")
    await page.evaluate("window.same = true")
    await page.get_by_label("فوریت").select_option("raised")
    await expect(page.locator("tr.case")).to_have_count(1)
    await expect(page.locator(f"#case-{urgent.id}")).to_be_visible()
    assert page.url.endswith("/panel?urgency=raised")
    assert await page.evaluate("window.same")


async def test_a_step_from_the_button_to_the_citizen(page: Page, office: Office) -> None:
    case = await office.case()
    await live(page, f"/panel/cases/{case.code}")
    await page.get_by_role("link", name="در برنامهٔ میان‌مدت").click()
    await page.get_by_label("جمله برای شهروند").fill("بودجه در بهار می‌رسد.")
    await page.get_by_role("button", name="۶ ماه دیگر").click()
    await expect(page.locator("#preview .bubble")).to_contain_text("بودجه در بهار می‌رسد. تاریخ بازبینی")
    sentence = await page.locator("#preview .bubble").inner_text()
    await page.get_by_role("button", name="ثبت و خبر به شهروند").click()
    await expect(page.locator(".done")).to_be_visible()
    assert sentence in await office.told(case)


async def test_a_unit_is_found_by_typing_and_chosen_with_the_keyboard(page: Page, office: Office) -> None:
    case = await office.case()
    await live(page, f"/panel/cases/{case.code}?step=referred")
    await page.get_by_label("واحد مقصد").press_sequentially("فضای سبز ۶")
    unit = page.get_by_role("radio", name="ادارهٔ فضای سبز منطقهٔ ۶")
    await expect(page.get_by_role("radio")).to_have_count(1)
    await unit.press("Space")
    await page.get_by_label("جمله برای شهروند").fill("کار فضای سبز است.")
    await page.keyboard.press("Control+Enter")
    await expect(page.locator(".done")).to_be_visible()
    assert (await office.now_of(case)).unit == "parks-6"


async def test_what_is_typed_survives_a_change_by_somebody_else(page: Page, office: Office) -> None:
    case = await office.case()
    await live(page, f"/panel/cases/{case.code}?step=done")
    await page.get_by_label("جمله برای شهروند").fill("نوشتهٔ من")
    await office.move(await office.clerk("unit_staff", WORKS, name="پروین"), case, "accepted")
    await expect(page.locator("#changed")).to_be_visible()
    await expect(page.get_by_label("جمله برای شهروند")).to_have_value("نوشتهٔ من")
    await page.get_by_role("button", name="ثبت و خبر به شهروند").click()
    await expect(page.get_by_text("پیش از شما، پروین")).to_be_visible()
    await expect(page.get_by_label("جمله برای شهروند")).to_have_value("نوشتهٔ من")


async def test_an_idle_page_of_a_case_follows_by_itself(page: Page, office: Office) -> None:
    case = await office.case()
    await live(page, f"/panel/cases/{case.code}")
    await office.move(await office.clerk("unit_staff", WORKS), case, "accepted")
    await expect(page.locator(".file-head .badge").first).to_have_text("پذیرفته شد")
    await expect(page.locator(".map.leaflet-container")).to_be_visible()


async def test_the_conversation_grows_while_the_operator_writes(page: Page, office: Office) -> None:
    async with office.parts.database.transaction() as connection:
        talk = await talks.open_talk(connection, "web:1")
        await talks.set_waiting(connection, talk.id, now())
    await live(page, f"/panel/talks/{talk.id}")
    await page.get_by_label("پاسخ شما").fill("نیمه‌کاره")
    async with office.parts.database.transaction() as connection:
        await talks.hear_line(connection, talk.id, {"text": "هنوز آن‌جایید؟"})
    await office.announce(f"talk {talk.id}")
    await expect(page.get_by_text("هنوز آن‌جایید؟")).to_be_visible()
    await expect(page.get_by_label("پاسخ شما")).to_have_value("نیمه‌کاره")


@pytest.mark.parametrize("path", ["/panel", "/panel/talks", "/panel/figures", "/panel/people", "/panel/groups",
                                  "/panel/record", "/panel/me", "/panel/cases/{}?step=planned"])  # fmt: skip
async def test_nothing_runs_off_a_telephone(browser: Browser, address: str, office: Office, path: str) -> None:
    case = await office.case(words="خ" * 300)
    page = await open_page(browser, address, await office.clerk("administrator"), PHONE)
    await page.goto(path.format(case.code))
    wide = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
    await page.context.close()
    assert wide <= 0


async def test_a_clerk_signs_in_and_out_with_the_keyboard(browser: Browser, address: str, office: Office) -> None:
    page = await open_page(browser, address, await office.clerk("operator"))
    await page.goto("/panel")
    await page.get_by_role("button", name="خروج").press("Enter")
    await expect(page.get_by_text("از پنل بیرون رفتید")).to_be_visible()
    await expect(page.get_by_label("نام کاربری")).to_be_focused()
    await page.context.close()
