"""An operator types a caller's number in a real browser: the cases appear, and no address holds the number."""

from playwright.async_api import Browser, Request, expect

from tests.browser.test_rules import browser, office
from tests.panel.staff_stage import Office, served
from tests.panel.test_phone_search import NUMBER, called
from tests.window import LAPTOP

__all__ = ["browser", "office"]


async def test_a_typed_number_finds_the_caller_and_goes_into_no_address(browser: Browser, office: Office) -> None:
    mine, other = await called(office), await office.case()
    async with served(office) as address:
        clerk = await office.clerk("operator")
        context = await browser.new_context(locale="fa-IR", **LAPTOP)
        name, _, token = str(clerk.headers["Cookie"]).partition("=")
        await context.add_cookies([{"name": name, "value": token, "url": address}])
        page = await context.new_page()
        asked: list[str] = []

        def note(request: Request) -> None:
            asked.append(request.url)

        page.on("request", note)
        await page.goto(f"{address}/panel?status=open")
        await expect(page.locator(f"#case-{other.id}")).to_be_visible()
        await page.locator("#q").press_sequentially("۰۹۱۲ ۱۲۳")
        await page.locator("#q").press_sequentially(" ۴۵۶۷")
        await expect(page.locator(f"#case-{other.id}")).to_be_hidden()
        await expect(page.locator(f"#case-{mine.id}")).to_be_visible()
        await page.wait_for_url("**/panel?*phone=*")
        await page.reload()
        await expect(page.locator(f"#case-{mine.id}")).to_be_visible()
        await expect(page.locator(f"#case-{other.id}")).to_be_hidden()
        await expect(page.locator("#q")).to_have_value("")
        # Words afterwards are words again.
        await page.locator("#q").fill("چاله")
        await expect(page.locator(f"#case-{other.id}")).to_be_visible()
        assert not [url for url in asked if NUMBER[1:8] in url or "%DB%B0%DB%B9%DB%B1%DB%B2" in url]
        assert any(url.endswith("/panel/phone") for url in asked)
        await context.close()
