"""The pages of the inspector's notices: what each role finds there, and that nothing typed is lost."""

import re
from datetime import timedelta

from sqlalchemy import update

from persian import code as show_code
from persian import latin_digits
from storage import cautions
from tests.panel.staff_stage import PARKS, WORKS, Clerk, Office, now
from tests.panel.test_live import watching

HOME = "/panel/cautions"


async def given(clerk: Clerk, unit: str = WORKS, text: str = "چرا پاسخ‌ها کوتاه است؟", codes: str = "") -> str:
    """A new notice by the form; its address."""
    answer = await clerk.send_form(HOME, unit=unit, text=text, codes=codes)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"].partition("?")[0]


async def overdue(office: Office, address: str) -> None:
    """Time passes until the answer is late."""
    change = update(cautions.cautions).where(cautions.cautions.c.id == int(address.rpartition("/")[2]))
    async with office.parts.database.transaction() as connection:
        await connection.execute(change.values(due=now() - timedelta(hours=1)))


def listed(page: str) -> list[str]:
    return re.findall(rf'href="({HOME}/\d+)"', page)


def tiles(page: str) -> dict[str, str]:
    found = re.findall(r'class="count[^"]*" href="/panel/cautions\?kind=(\w+)[^>]*><b>([^<]+)</b>', page)
    return {kind: latin_digits(number) for kind, number in found}


async def test_a_notice_is_written_answered_and_accepted_on_pages(office: Office) -> None:
    inspector, head = await office.clerk("inspector", name="بازرس کریمی"), await office.clerk("unit_head", WORKS)
    case = await office.case()
    address = await given(inspector, codes=str(show_code(case.code)))
    page = (await head.get(address)).text
    assert "چرا پاسخ‌ها کوتاه است؟" in page
    assert f"/panel/cases/{case.code}" in page
    answer = await head.send_form(f"{address}/answer", version=1, text="نیرو کم بود.")
    assert answer.headers["location"] == f"{address}?done=caution_answer"
    page = (await inspector.get(address)).text
    assert "نیرو کم بود." in page
    assert "پاسخ به‌موقع" in page
    await inspector.send_form(f"{address}/again", version=2, text="تا کی؟")
    await head.send_form(f"{address}/answer", version=3, text="تا شنبه.")
    await inspector.send_form(f"{address}/settle", version=4)
    page = (await head.get(address)).text
    said = re.findall(r'<blockquote class="words" dir="auto">(.+?)</blockquote>', page)
    assert said == ["چرا پاسخ‌ها کوتاه است؟", "نیرو کم بود.", "تا کی؟", "تا شنبه."]
    assert "<form" not in page.split('id="caution"')[1].split("</main>")[0]


async def test_lists_and_counts_are_exact_and_stay_within_reach(office: Office) -> None:
    inspector = await office.clerk("inspector")
    here, there, late = [await given(inspector, unit) for unit in (WORKS, PARKS, WORKS)]
    await overdue(office, late)
    page = (await inspector.get(HOME)).text
    assert listed(page) == [late, there, here]
    assert tiles(page) == {"live": "3", "open": "3", "late": "1", "answered": "0", "settled": "0", "called_off": "0"}
    assert listed((await inspector.get(f"{HOME}?kind=late")).text) == [late]
    assert listed((await inspector.get(f"{HOME}?unit={PARKS}")).text) == [there]
    head = await office.clerk("unit_head", WORKS)
    page = (await head.get(HOME)).text
    assert listed(page) == [late, here]
    assert tiles(page)["live"] == "2"
    assert listed((await head.get(f"{HOME}?unit={PARKS}")).text) == []
    assert (await head.get(there)).status_code == 404
    assert (await head.send_form(f"{there}/answer", version=1, text="x")).status_code == 404
    assert "تذکر تازه" not in page


async def test_staff_without_the_power_find_neither_tab_nor_page(office: Office) -> None:
    address = await given(await office.clerk("inspector"))
    for role in ("unit_staff", "operator"):
        clerk = await office.clerk(role, WORKS)
        assert (await clerk.get(address)).status_code == 403
        alarms = (await clerk.get("/panel/alarms")).text
        assert HOME not in alarms
        assert "cautions-standing" not in alarms


async def test_the_council_reads_everything_but_names(office: Office) -> None:
    inspector, head = (
        await office.clerk("inspector", name="بازرس کریمی"),
        await office.clerk("unit_head", WORKS, name="خانم مرادی"),
    )
    address = await given(inspector)
    await overdue(office, address)
    await head.send_form(f"{address}/answer", version=1, text="نیرو کم بود.")
    council = await office.clerk("council")
    page = (await council.get(address)).text
    assert "چرا پاسخ‌ها کوتاه است؟" in page
    assert "نیرو کم بود." in page
    assert "پاسخ با دیرکرد" in page
    assert "کریمی" not in page
    assert "مرادی" not in page
    assert "<textarea" not in page
    assert "کریمی" in (await head.get(address)).text
    assert listed((await council.get(HOME)).text) == [address]


async def test_what_was_typed_stays_when_a_notice_is_not_taken(office: Office) -> None:
    inspector = await office.clerk("inspector")
    for fields, reason in (
        ({"unit": WORKS, "text": " "}, "چیزی برای ذخیره"),
        ({"unit": "nowhere", "text": "چرا؟"}, "این واحد شناخته نیست"),
        ({"unit": WORKS, "text": "چرا؟", "codes": "۱۲۳"}, "یکی از کدها درست نیست"),
        ({"unit": WORKS, "text": "چرا؟", "until": "۱۴۰۰/۰۱/۰۱"}, "این تاریخ درست نیست"),
        ({"unit": WORKS, "text": "با ۰۹۱۲۱۲۳۴۵۶۷ چرا؟"}, "شمارهٔ افراد"),
    ):
        answer = await inspector.send_form(HOME, **fields)
        assert answer.status_code == 422
        assert reason in answer.text
        assert fields["text"] in answer.text
        assert fields.get("codes", "") in answer.text
    assert listed((await inspector.get(HOME)).text) == []


async def test_a_supervisor_is_offered_the_own_units_alone(office: Office) -> None:
    supervisor = await office.clerk("supervisor", WORKS)
    page = (await supervisor.get(HOME)).text
    options = re.search(r'<select id="to-unit".*?</select>', page, re.DOTALL)
    assert options
    assert re.findall(r'<option value="([^"]+)"', options[0]) == [WORKS]
    assert (await supervisor.send_form(HOME, unit=PARKS, text="چرا؟")).status_code == 422


async def test_who_answers_second_keeps_the_words_and_sees_the_first(office: Office) -> None:
    address = await given(await office.clerk("inspector"))
    first, second = [await office.clerk("unit_head", WORKS) for _ in range(2)]
    await first.send_form(f"{address}/answer", version=1, text="پاسخ یکم")
    answer = await second.send_form(f"{address}/answer", version=1, text="پاسخ دوم")
    assert answer.status_code == 409
    for words in ("پاسخ یکم", "پاسخ دوم", "همکاری پیش از شما"):
        assert words in answer.text


async def test_an_empty_answer_is_refused_kindly(office: Office) -> None:
    address = await given(await office.clerk("inspector"))
    answer = await (await office.clerk("unit_head", WORKS)).send_form(f"{address}/answer", version=1, text="  ")
    assert answer.status_code == 422
    assert "چیزی برای ذخیره" in answer.text


async def test_the_head_finds_it_today_and_the_inspector_among_the_alarms_when_late(office: Office) -> None:
    inspector, head = await office.clerk("inspector"), await office.clerk("unit_head", WORKS)
    address = await given(inspector)
    for path in ("/panel/day", "/panel/alarms"):
        assert listed((await head.get(path)).text) == [address]
        assert listed((await (await office.clerk("unit_head", PARKS)).get(path)).text) == []
    assert listed((await inspector.get("/panel/alarms")).text) == []
    await overdue(office, address)
    page = (await inspector.get("/panel/alarms")).text
    assert listed(page) == [address]
    assert "پاسخ دیر شده" in page
    await head.send_form(f"{address}/answer", version=1, text="نیرو کم بود.")
    assert listed((await head.get("/panel/day")).text) == []
    assert "منتظر بازرس" in (await inspector.get("/panel/alarms")).text


async def test_open_pages_of_the_unit_hear_of_it_and_no_others(office: Office, address: str) -> None:
    head, other = await office.clerk("unit_head", WORKS), await office.clerk("unit_head", PARKS)
    async with watching(address, head) as here, watching(address, other) as there:
        await given(await office.clerk("inspector"))
        assert await here.next() == ("caution", "-")
        case = await office.case(unit=PARKS)
        assert await there.next() == ("case", str(case.id))


async def test_a_notice_in_markup_is_only_text(office: Office) -> None:
    inspector = await office.clerk("inspector")
    address = await given(inspector, text="<b>چرا؟</b>")
    for path in (HOME, address):
        page = (await inspector.get(path)).text
        assert "<b>چرا؟</b>" not in page
        assert "&lt;b&gt;چرا؟&lt;/b&gt;" in page


async def test_figures_count_notices_by_unit_for_those_who_see_them(office: Office) -> None:
    inspector, head = await office.clerk("inspector"), await office.clerk("unit_head", WORKS)
    first, second, third = [await given(inspector) for _ in range(3)]
    await given(inspector, PARKS)
    await overdue(office, first)
    await head.send_form(f"{first}/answer", version=1, text="نیرو کم بود.")
    await inspector.send_form(f"{second}/off", version=1, text="اشتباه شد.")
    await overdue(office, third)
    row = re.compile(r'cautions\?unit=([\w-]+)">.*?</th><td>(.)</td><td>(.)</td><td[^>]*>(.)</td>')
    counted = [(WORKS, "۲", "۱", "۲"), (PARKS, "۱", "۱", "۰")]
    assert row.findall((await inspector.get("/panel/figures")).text) == counted
    assert row.findall((await head.get("/panel/figures")).text) == counted[:1]
    assert row.findall((await (await office.clerk("operator")).get("/panel/figures")).text) == []
