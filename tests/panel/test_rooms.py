"""The way through the panel: rooms on the first line, the pages of the room where one is on the second."""

import re

from tests.panel.staff_stage import WORKS, Office


async def test_pages_of_a_room_stand_together_on_a_second_line(office: Office) -> None:
    page = (await (await office.clerk("administrator")).get("/panel/people")).text
    rooms, pages = re.findall(r'<nav class="tabs.*?</nav>', page, re.DOTALL)
    assert rooms.count("<a ") < 10
    assert 'class="inside">مدیریت</a>' in rooms
    assert re.findall(r'aria-current="page">(.+?)</a>', pages) == ["کارکنان"]
    assert "/panel/rules" in pages


async def test_a_room_with_one_page_is_that_page(office: Office) -> None:
    page = (await (await office.clerk("unit_staff", WORKS)).get("/panel")).text
    assert 'href="/panel/people"' not in page
    assert re.search(r'href="/panel" aria-current="page">گزارش‌ها', page)
    assert "صفحه‌های «" not in page
