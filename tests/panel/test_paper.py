"""The paper of a work order: a Persian PDF with joined letters, without a word about who reported."""

import re
import zlib

from panel import paper
from tests.panel.staff_stage import CHILD, PARKS, WORKS, Office
from tests.panel.test_orders import firm, ordered

STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
PAIR = re.compile(rb"<([0-9A-F]{4})> <([0-9A-F]+)>")
DRAWN = re.compile(rb"/F(\d) [\d.]+ Tf|\(\0((?:\\.|[^\\])[^)]*?)\) Tj|(BT)", re.DOTALL)
"""A change of the font, one glyph, or the beginning of a piece of text."""
ESCAPED = {b"\\n": b"\n", b"\\r": b"\r", b"\\t": b"\t", b"\\(": b"(", b"\\)": b")", b"\\\\": b"\\"}


def tables(data: bytes) -> list[dict[int, str]]:
    """For each font of the file, the letters behind its glyphs."""
    found = [PAIR.findall(part) for part in STREAM.findall(data) if b"begincmap" in part]
    return [
        {int(glyph, 16): bytes.fromhex(text.decode()).decode("utf-16-be") for glyph, text in table} for table in found
    ]


def lines_of(data: bytes) -> list[str]:
    """Every piece of text as a reader's eye takes it in: from the right, each glyph as the letter behind it."""
    drawn = b"".join(zlib.decompress(part) for part in STREAM.findall(data) if part[:1] == b"x")
    fonts, font, made = tables(data), 0, [""]
    for name, glyph, begin in DRAWN.findall(drawn):
        if begin:
            made.append("")
        elif name:
            font = int(name) - 1
        else:
            made[-1] = fonts[font].get(ord(ESCAPED.get(glyph, glyph)), "?") + made[-1]
    return made


async def paper_of(office: Office) -> bytes:
    clerk, case = await office.clerk("operator"), await office.case()
    number, _ = await firm(office)
    order = await ordered(office, clerk, case, number)
    answer = await clerk.get(f"/panel/orders/{order.id}/paper")
    assert answer.headers["content-type"] == "application/pdf"
    return answer.content


async def test_the_paper_says_what_is_to_be_done_and_never_who_asked(office: Office) -> None:
    case = await office.case(words="متن محرمانه")
    clerk = await office.clerk("unit_staff", WORKS)
    number, _ = await firm(office)
    order = await ordered(office, clerk, case, number)
    sheet = paper.sheet(office.house, order, case, "راه‌سازان", True)
    told = " ".join(" ".join(row) for row in sheet.rows)
    for words in ("خیابان فاطمی، پلاک ۱۲", "چاله در آسفالت", "آسفالت گرم", "راه‌سازان", "۳۵.۷۲۱۹", "۱۴۰"):
        assert words in told, words
    assert not re.search(r"[0-9\u2066-\u2069]", told), "digits are Persian and marks of the screen are gone"
    everything = f"{told} {sheet.title} {' '.join(sheet.notes)}"
    for hidden in ("متن محرمانه", "telegram", "وسط"):
        assert hidden not in everything
    masked = paper.sheet(office.house, order, case, "", False)
    assert "پلاک" not in " ".join(text for _, text in masked.rows)


async def test_letters_are_joined_and_run_from_right_to_left(office: Office) -> None:
    data = await paper_of(office)
    assert data.startswith(b"%PDF-")
    assert b"Vazirmatn" in data
    shown = "\n".join(lines_of(data))
    for words in ("حکم کار شمارهٔ", "خیابان فاطمی", "کد رهگیری", "چاله در آسفالت", "مهر و امضای واحد"):
        assert words in shown, shown
    forms = [letter for letter in tables(data)[0].values() if letter == "م"]
    assert len(forms) > 1, "one letter has several forms: at the beginning, in the middle, at the end, alone"


async def test_a_long_task_takes_a_second_page_instead_of_leaving_the_first(office: Office) -> None:
    clerk, case = await office.clerk("operator"), await office.case()
    order = await ordered(office, clerk, case, None, what="لکه‌گیری و جمع کردن نخاله‌ها. " * 45)
    data = (await clerk.get(f"/panel/orders/{order.id}/paper")).content
    assert b"/Count 2" in data


async def test_a_protected_case_warns_on_paper_and_asks_for_no_photo(office: Office) -> None:
    case = await office.case(topic=CHILD, protected=True)
    order = await ordered(office, await office.clerk("operator"), case, (await firm(office))[0])
    sheet = paper.sheet(office.house, order, case, "", True)
    assert any("عکس نگیرید" in note for note in sheet.notes)
    assert not any("عکس کار انجام‌شده" in note for note in sheet.notes)


async def test_the_paper_is_for_those_who_reach_the_case(office: Office) -> None:
    clerk, case = await office.clerk("unit_staff", WORKS), await office.case()
    number, (worker,) = await firm(office)
    order = await ordered(office, clerk, case, number)
    address = f"/panel/orders/{order.id}/paper"
    assert (await worker.get(address)).status_code == 200
    assert (await (await office.clerk("unit_staff", PARKS)).get(address)).status_code == 404
    assert (await office.browser().get(address)).status_code == 303
