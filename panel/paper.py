"""A work order on paper: a Persian PDF, shaped and from right to left; it never says who reported."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from fpdf import FPDF
from fpdf.enums import MethodReturnValue, XPos, YPos

from cases.case import Case
from cases.orders import WorkOrder
from content import Faults, read
from desk import orders as desk_orders
from desk.house import House
from persian import LTR, POP, day, jalali, persian_digits
from persian import code as show_code

_HERE = Path(__file__).parent
_FONT = "@fontsource-variable/vazirmatn/files/vazirmatn-{}-wght-normal.woff2"
_WEIGHTS: dict[str, dict[str, float]] = {"": {"wght": 400}, "B": {"wght": 700}}
MARKS = dict.fromkeys(map(ord, LTR + POP))
"""Marks of direction mean something on a screen; the shaping of the paper finds directions by itself."""
MARGIN, WIDTH, LABEL, LINE = 18.0, 174.0, 38.0, 8.0
"""Millimetres on A4."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything that stands on the paper, as people read it."""

    city: str
    title: str
    again: str
    rows: Sequence[tuple[str, str]]
    notes: Sequence[str]
    words: Mapping[str, str]


def words(path: Path = _HERE / "work.yml") -> Mapping[str, str]:
    """Reads what stands on the paper; raises ContentError if it is missing."""
    faults = Faults()
    top = read(path, faults)
    faults.keys(top, ("paper",))
    faults.close()
    return dict(top["paper"])


def sheet(house: House, order: WorkOrder, case: Case, contractor: str, sees_place: bool) -> Sheet:
    """The paper of an order; the exact place only for those who may see it."""
    say = words()
    where = case.where
    spot = "" if where.lat is None or where.lon is None else f"{where.lat:.5f}, {where.lon:.5f}"
    rows = [
        (say["code"], show_code(case.code)), (say["topic"], house.title(case)), (say["area"], house.area(case)),
        (say["place"], where.text if sees_place else say["hidden"]), (say["spot"], spot if sees_place else ""),
        (say["what"], order.what), (say["until"], _date(order.until)),
        (say["who"], contractor or say["crew"].format(unit=house.unit(order.unit))),
        (say["unit"], house.unit(order.unit)), (say["at"], _date(order.at)),
    ]  # fmt: skip
    first = say["protected"] if desk_orders.photo_free(house, case) else say["photo"]
    again = say["again"].format(number=persian_digits(order.again)) if order.again else ""
    title = say["title"].format(number=persian_digits(order.id))
    shown = [(label, persian_digits(text).translate(MARKS)) for label, text in rows if text]
    return Sheet(say["city"].format(city=house.city.title), title, again, shown, (first, say["privacy"]), say)


def _date(moment: datetime) -> str:
    """A day with its year: paper outlives the year."""
    return f"{day(moment)} {jalali(moment).year}"


def draw(sheet: Sheet, vendor: Path) -> bytes:
    """The PDF; takes a second or two, so it is drawn in a thread of its own."""
    pdf = _blank(vendor)
    _line(pdf, sheet.city, 11)
    _line(pdf, sheet.title, 20, bold=True)
    if sheet.again:
        _line(pdf, sheet.again, 11)
    pdf.ln(3)
    for label, text in sheet.rows:
        _row(pdf, label, text)
    pdf.ln(3)
    for note in sheet.notes:
        _line(pdf, note, 10)
    pdf.ln(2)
    _boxes(pdf, sheet.words)
    return bytes(pdf.output())


def _blank(vendor: Path) -> FPDF:
    pdf = FPDF(format="A4")
    for part in ("arabic", "latin"):
        pdf.add_font(part, fname=vendor / _FONT.format(part), variations=_WEIGHTS)
    pdf.set_margins(MARGIN, MARGIN, MARGIN)
    pdf.add_page()
    pdf.set_font("arabic", "", 12)
    pdf.set_fallback_fonts(["latin"], exact_match=True)
    pdf.set_text_shaping(use_shaping_engine=True, direction="rtl", script="arab", language="fas")
    return pdf


def _line(pdf: FPDF, text: str, size: int, bold: bool = False) -> None:
    pdf.set_font("arabic", "B" if bold else "", size)
    pdf.multi_cell(WIDTH, size * 0.62, text, align="R", new_x=XPos.LMARGIN, new_y=YPos.NEXT)


def _row(pdf: FPDF, label: str, text: str) -> None:
    """A label at the right, its text beside it, a hair line below."""
    pdf.set_font("arabic", "", 12)
    _room(pdf, pdf.multi_cell(WIDTH - LABEL, LINE, text, align="R", dry_run=True, output=MethodReturnValue.HEIGHT))
    top = pdf.get_y()
    pdf.multi_cell(WIDTH - LABEL, LINE, text, align="R", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    bottom = pdf.get_y()
    pdf.set_xy(MARGIN + WIDTH - LABEL, top)
    pdf.set_font("arabic", "B", 11)
    pdf.cell(LABEL, LINE, label, align="R")
    pdf.set_draw_color(190)
    pdf.line(MARGIN, bottom, MARGIN + WIDTH, bottom)
    pdf.set_xy(MARGIN, bottom)


def _room(pdf: FPDF, height: object) -> None:
    """Begins a new page if so many millimetres no longer fit on this one."""
    if isinstance(height, int | float) and pdf.get_y() + height > pdf.page_break_trigger:
        pdf.add_page()


def _boxes(pdf: FPDF, say: Mapping[str, str]) -> None:
    """Room for the report, the unit's look, and two signatures with the stamp."""
    _room(pdf, 82)
    half, top = WIDTH / 2 - 2, pdf.get_y()
    right, low = MARGIN + half + 4, top + 44
    pdf.set_draw_color(90)
    for x, y, height, label in (
        (right, top, 40, say["report"]), (MARGIN, top, 40, say["look"]),
        (right, low, 36, say["carrier_sign"]), (MARGIN, low, 36, say["stamp"]),
    ):  # fmt: skip
        pdf.rect(x, y, half, height)
        pdf.set_xy(x, y + 1)
        pdf.set_font("arabic", "B", 10)
        pdf.cell(half - 1, 7, label, align="R")
    pdf.set_font("arabic", "", 11)
    for number, choice in enumerate((say["accepted"], say["returned"])):
        y = top + 12 + number * 10
        pdf.rect(MARGIN + half - 8, y + 1.5, 4, 4)
        pdf.set_xy(MARGIN, y)
        pdf.cell(half - 10, 7, choice, align="R")
