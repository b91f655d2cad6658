"""What one message says, as the contract gives it."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import library
from content import Faults
from errors import ModelMismatchError
from library import Content
from nlu import commandline, examples, gate, model, raw
from nlu.reading import Act, Kind, Language, Reader, Reading, Urgency, to_json
from settings import ROOT
from tests.conftest import HOME
from topics.tree import TOPIC_DIGITS

DANGER = ROOT / "nlu" / "data" / "danger.yml"


def check(reading: Reading) -> None:
    """Every value lies within its range."""
    assert reading.act in get_args(Act)
    assert reading.kind is None or reading.kind in get_args(Kind)
    assert (reading.kind is None) == (reading.act not in ("report", "thank"))
    assert reading.urgency in get_args(Urgency)
    assert reading.language in get_args(Language)
    assert 0 <= reading.certainty <= 1
    assert len(reading.issues) <= 3
    for issue in reading.issues:
        chances = [guess.p for guess in issue.topics]
        assert 1 <= len(chances) <= 5
        assert chances == sorted(chances, reverse=True)
        assert all(0 <= p <= 1 for p in chances)
        assert sum(chances) <= 1.0001
    assert all(len(code) == 10 and code.isascii() and code.isdecimal() for code in reading.codes)
    if reading.place:
        assert 0 <= reading.place.p <= 1


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.one_of(st.text(max_size=200), st.text("ابپتچ ۱۲3-\u200c\n‍😂.،و", max_size=300)))
def test_any_text_is_read(reader: Reader, text: str) -> None:
    reading = reader.read(text)
    check(reading)
    assert reading.text == text
    place = reader.read_place(text)
    assert place is None or place.text in text


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "\n", "😂😂", "...", "١٢٣", "\x00\x01", "چ" * 10_000, "چاله " * 2_500, "و " * 5_000, "1 " * 5_000,
        "你好", "Привет", "\u202e\u200f",
    ],
)  # fmt: skip
def test_odd_text_is_read(reader: Reader, text: str) -> None:
    check(reader.read(text))


def test_the_contract_keeps_its_shape(reader: Reader) -> None:
    made = to_json(reader.read("یه چاله گنده وسط خیابون ولیعصر نرسیده به پارک وی هست"))
    assert list(made) == ["text", "act", "kind", "issues", "place", "numbers", "urgency", "language"]
    issue = made["issues"][0]  # type: ignore[index]
    assert issue["topics"][0]["code"] == "0601"
    assert set(issue["topics"][0]) == {"code", "title", "p", "leaf"}
    assert issue["topics"][0]["leaf"][:TOPIC_DIGITS] in ("", "0601")
    place: dict[str, object] = made["place"]  # type: ignore[assignment]
    assert set(place) == {"text", "region", "neighbourhood", "point", "p", "parts"}
    assert {"kind": "street", "name": "خیابون ولیعصر"} in place["parts"]  # type: ignore[operator]


def test_a_leaf_is_one_of_its_topic(reader: Reader, content: Content) -> None:
    """Every title and name of a leaf, read as if somebody had written it."""
    for leaf in content.topics.leaves:
        for text in (leaf.title, *leaf.names[:1]):
            for issue in reader.read(text).issues:
                for guess in issue.topics:
                    assert len(guess.code) == TOPIC_DIGITS
                    assert guess.title == content.topics[guess.code].title
                    assert not guess.leaf or guess.leaf in {one.code for one in content.topics.under(guess.code)}


def test_the_same_text_reads_the_same(reader: Reader) -> None:
    text = "بوی گاز شدید تو کوچه نسترن یکی هم بیهوشه"
    assert reader.read(text) == reader.read(text)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("پیگیری ۱۳۷۰۴۸۲۹۱۶", ("1370482916",)),
        ("1370482916", ("1370482916",)),
        ("1370-482-916 چی شد", ("1370482916",)),
        ("کد ۱۳۷۰ ۴۸۲ ۹۱۶ بود", ("1370482916",)),
        ("١٣٧٠٤٨٢٩١٦", ("1370482916",)),
        ("۱۳۷۰.۴۸۲.۹۱۶ و 1370482917", ("1370482916", "1370482917")),
        ("شماره من 09121234567 هست", ()),
        ("0912 123 4567", ()),
        ("+98 912 123 4567", ()),
        ("پلاک 12 واحد 3", ()),
        ("مبلغ 12345678 تومن", ()),
    ],
)
def test_codes_are_taken_from_the_raw_text(reader: Reader, text: str, codes: tuple[str, ...]) -> None:
    reading = reader.read(text)
    assert reading.codes == codes
    if codes:
        assert reading.act == "track"


@pytest.mark.parametrize("text", ["سعادت آباد میدون کاج", "میدان ونک", "توی ولنجک", "خیابان بهار پلاک ۱۰"])
def test_a_bare_place_has_no_matter(reader: Reader, text: str) -> None:
    reading = reader.read(text)
    assert (reading.act, reading.issues, reading.numbers, reading.urgency) == ("unclear", (), (), "normal")
    assert reading.place is not None


def test_links_and_telephones_are_no_words() -> None:
    stripped = raw.strip("ببین https://x.ir/a 09121234567 چاله")  # noqa: B005  (raw.strip is ours)
    assert stripped.text.split() == ["ببین", "چاله"]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("چاله سر کوچه", "fa"), ("chale sare koochast", "fa-Latn"), ("there is a hole in my street", "other"),
        ("你好", "other"), ("asfalt خراب شده", "fa"),
    ],
)  # fmt: skip
def test_the_language_is_told(reader: Reader, text: str, language: str) -> None:
    assert reader.read(text).language == language


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("آره همینه", "yes"), ("نه اشتباهه", "no"), ("عکس ندارم", "skip"), ("راهنما", "help"), ("برگرد", "back"),
        ("از اول", "restart"), ("گزارش‌های من", "mine"), ("زدید انجام شد دروغه هنوز همونه", "objection"),
        ("چاله سر کوچه‌مونه", None),
    ],
)  # fmt: skip
def test_short_answers_are_understood(reader: Reader, text: str, says: str | None) -> None:
    assert reader.read(text).says == says


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("لطفا چاله سر کوچه رو پر کنید", "request"),
        ("پیشنهاد می‌کنم تو پارک کتابخونه بذارید", "suggestion"),
        ("چرا شهرداری برای کارتن‌خواب‌ها کاری نمی‌کنه؟", "criticism"),
        ("از پیمانکار زباله شکایت دارم سطل‌ها رو خالی نمیکنه", "complaint"),
        ("به نظرم طرح پیاده‌راه خوبه", "opinion"),
        ("دستتون درد نکنه چراغ کوچه درست شد", "thanks"),
        ("قیمت دلار چنده", None),
    ],
)
def test_the_kind_of_contribution(reader: Reader, text: str, kind: str | None) -> None:
    assert reader.read(text).kind == kind


@pytest.mark.parametrize(
    ("text", "child"),
    [
        ("من ۱۰ سالمه تاب پارک شکسته", True), ("کلاس پنجمم جلو مدرسه خط عابر نیست", True),
        ("من ۴۰ سالمه تاب پارک شکسته", False), ("پسرم ۵ سالشه تاب پارک شکسته", False),
    ],
)  # fmt: skip
def test_a_child_who_writes_is_noticed(reader: Reader, text: str, child: bool) -> None:
    assert reader.read(text).child is child


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("تو کوچه ما موش زیاد شده و چراغای پارک هم خاموشه", 2),
        ("سگ ولگرد تو محله زیاده بعدشم پیاده‌رو پر شیشه خرده‌ست", 2),
        ("۱- سطل زباله پره ۲- چراغ پارک خاموشه", 2),
        ("چاله", 1),
        ("چاله‌ای که آب جمع شده توش", 1),
        ("دیروز و امروز و پریروز ماشین آشغالی نیومد", 1),
    ],
)
def test_several_issues_are_parted(reader: Reader, text: str, count: int) -> None:
    issues = reader.read(text).issues
    assert len(issues) == count
    assert len({issue.topics[0].code for issue in issues}) == count


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("یکی بیهوش افتاده", "115"), ("بوی گاز شدید میاد", "194"), ("خونه همسایه آتیش گرفته", "125"),
        ("سیم برق افتاده کف کوچه", "121"), ("دارن با قمه همدیگه رو میزنن", "110"), ("میخوام خودمو بکشم", "123"),
        ("بابام مامانمو میزنه", "123"), ("پسرم گم شده", "110"), ("لوله آب ترکیده", "122"),
        ("atish gerefte komak", "125"),
        ("تو آسانسور گیر کردیم", "125"), ("بوی گاز شدید تو کوچه نسترن یکی هم بیهوشه", "115"),
    ],
)  # fmt: skip
def test_danger_leads_to_a_number(reader: Reader, text: str, number: str) -> None:
    assert number in reader.read(text).numbers


@pytest.mark.parametrize(
    "text",
    [
        "آتیش گرفتم از گرما تو این اتوبوس", "مردیم از بوی زباله", "خون ما رو تو شیشه کردید", "بچه‌ها بازی می‌کنن",
        "آدمو میکشه این ترافیک", "قبلا یکی تصادف کرده بود اینجا",
        "خودکشی کردم تا این فرم رو پر کردم", "پارک گاز تاریکه",
        "سکته کردم از قیمت میوه", "کلاس کمک‌های اولیه برگزار میکنید؟",
    ],
)  # fmt: skip
def test_harmless_words_press_no_number(reader: Reader, text: str) -> None:
    reading = reader.read(text)
    assert reading.numbers == ()
    assert reading.urgency != "emergency"


def sentences(level: str) -> Iterator[str]:
    for node in yaml.safe_load(DANGER.read_text(encoding="utf-8"))["nlu"]:
        if node["intent"] == f"danger_{level}":
            yield from (examples.plain(line.removeprefix("- "))[0] for line in node["examples"].splitlines())


def test_hardly_any_emergency_is_missed(reader: Reader) -> None:
    missed = [text for text in sentences("emergency") if not reader.read(text).numbers]
    assert len(missed) <= 2, missed


def test_hardly_any_ordinary_matter_is_an_emergency(reader: Reader) -> None:
    ordinary = list(sentences("none"))
    alarms = [text for text in ordinary if reader.read(text).urgency == "emergency"]
    assert len(alarms) <= 0.03 * len(ordinary), alarms


def test_a_line_in_is_a_line_out(reader: Reader) -> None:
    lines = list(commandline.read_lines(reader, ["چاله\n", "سلام\r\n"], as_json=True))
    assert [json.loads(line)["text"] for line in lines] == ["چاله", "سلام"]
    assert "چاله" in lines[0]
    assert all(commandline.read_lines(reader, ["چاله سر کوچه", ""], as_json=False))


def test_a_model_of_other_content_is_refused(reader: Reader, content: Content, tmp_path: Path) -> None:
    stored, concepts = HOME / "model" / gate.FILE, library.concepts()
    assert model.load(stored, gate.mark(stored), concepts)
    for path, text in ((stored, "trained on other"), (tmp_path / "no.npz", "there is no model")):
        with pytest.raises(ModelMismatchError, match=text):
            model.load(path, "other", concepts)
    broken = tmp_path / "broken.npz"
    broken.write_bytes(b"PK nothing")
    with pytest.raises(ModelMismatchError, match="no model of ours"):
        model.load(broken, "other", concepts)


def test_the_lists_are_fine(content: Content) -> None:
    from nlu import cues, danger, where

    faults = Faults()
    where.load(ROOT / "nlu" / "places.yml", faults)
    cues.load(ROOT / "nlu" / "cues.yml", faults)
    danger.load(ROOT / "nlu" / "danger.yml", faults)
    faults.close()


def test_a_message_of_pictures_alone_is_read_by_what_they_show(reader: Reader) -> None:
    reading = reader.read("🗑️🤢🤢")
    assert reading.text == "🗑️🤢🤢"
    assert reading.act == "report"
    assert reading.issues[0].topics[0].code[:2] == "12"
    assert reader.read("سلام 🗑️").act != "report"
