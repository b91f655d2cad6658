"""Whatever tells who wrote, or who is meant, is gone before words may teach."""

import re
from datetime import UTC, datetime

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import library
from content import Faults
from library import Content
from nlu import anonymous, learned
from nlu.anonymous import Anonymiser
from nlu.learned import STAFF, Lesson
from persian import fold, latin_digits, persian_digits
from settings import ROOT

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
SURNAMES = ("احمدی‌نژاد", "رضایی", "حسینی", "کریمی‌فر", "محمودزاده")
GIVEN = ("علی", "مریم", "محمدرضا", "زهرا")


@pytest.fixture(scope="module")
def clean(content: Content) -> Anonymiser:
    faults = Faults()
    made = anonymous.load(ROOT / "nlu" / "anonymous.yml", content.topics, library.spoken(content), faults)
    faults.close()
    return made


digits = st.text("0123456789", min_size=5, max_size=24)
parted = st.tuples(digits, st.sampled_from(["", " ", "-", ".", "\u200c", "/"]), st.integers(2, 5)).map(
    lambda one: one[1].join(re.findall(rf"\d{{1,{one[2]}}}", one[0]))
)
number = st.tuples(parted, st.booleans()).map(lambda one: persian_digits(one[0]) if one[1] else one[0])
plate = st.tuples(
    st.integers(11, 99), st.sampled_from("بجدسصطقلمنوهی"), st.integers(111, 999), st.integers(10, 99)
).map(lambda one: f"{one[0]} {one[1]} {one[2]} ایران {one[3]}")
mail = st.from_regex(r"[a-z]{2,8}\.[a-z]{2,6}@[a-z]{3,8}\.(com|ir)", fullmatch=True)
link = st.from_regex(r"(https?://|t\.me/|www\.)[a-z]{3,9}(\.ir)?/[a-z0-9]{3,9}", fullmatch=True)
handle = st.from_regex(r"@[a-z_]{4,12}", fullmatch=True)
door = st.tuples(st.sampled_from(["پلاک", "واحد", "طبقهٔ", "زنگ", "شمارهٔ"]), st.integers(1, 999)).map(
    lambda one: f"{one[0]} {persian_digits(one[1])}"
)
name = st.tuples(
    st.sampled_from(["آقای", "خانم", "سرکار خانم", "جناب آقای", "جناب سرهنگ", "اینجانب"]),
    st.sampled_from(["", *GIVEN]), st.sampled_from(SURNAMES),
).map(lambda one: " ".join(filter(None, one)))  # fmt: skip
private = st.one_of(number, plate, mail, link, handle, door, name)
plain = st.sampled_from(["چاله جلوی خانه است", "زباله را نبردند", "چراغ کوچه خاموش است", "دیروز هم گفتم", "و"])


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(parts=st.lists(st.tuples(plain, private), min_size=1, max_size=4))
def test_nothing_private_is_left(clean: Anonymiser, parts: list[tuple[str, str]]) -> None:
    text = "، ".join(word for pair in parts for word in pair)
    made = clean(text)
    said = latin_digits(made)
    assert not re.search(r"\d(?:[\s\-._/\u200c]{0,2}\d){4,}", said), (text, made)
    assert not re.search(r"@|https?:|www\.|t\.me|\.com|\.ir", said), (text, made)
    assert not re.search(r"\d{2} ?\w ?\d{3}", said), (text, made)
    assert not re.search(r"(پلاک|واحد|طبقه|طبقهٔ|زنگ|شماره|شمارهٔ) \d", said), (text, made)
    for surname in SURNAMES:
        assert fold(surname) not in fold(made), (text, made)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.one_of(st.text(max_size=120), st.text("آقای خانم علی پلاک۱2-.@[]()ب\n\u2028\x85", max_size=80)))
def test_any_text_is_cleaned_once_for_all_and_can_be_written(clean: Anonymiser, content: Content, text: str) -> None:
    made = clean(text)
    assert clean(made) == made
    assert not re.search(r"[\[\]()\n\r\u2028\x85]", made)
    written = learned.render([Lesson(f"چاله {made}".strip(), "060101", NOW, STAFF)])
    (example,) = yaml.safe_load(written)["nlu"]
    assert example["examples"] == f"- {f'چاله {made}'.strip()}\n"


@pytest.mark.parametrize(
    "text",
    [
        "آقا چاله گنده جلوی خونه ماست", "یه خانم کارتن خواب تو پارکه", "خانم باردار تو مترو حالش بد شد",
        "خط ۵ مترو شلوغه", "منطقه ۱۲ سه تا سگ داره", "خیابان شهید محمد کریمی چراغ خاموشه",
        "ساعت ۱۰ شب تا ۲ صبح صدا میاد",
        "میدان امام حسین شلوغه", "پلاک کوچه افتاده",
    ],
)  # fmt: skip
def test_plain_words_stay(clean: Anonymiser, text: str) -> None:
    assert clean(text) == text


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("شماره‌م صفر نهصد و دوازده سیصد و چهل و پنج شصت و هفت", "شماره‌م"),
        ("من علی رضایی هستم چاله هست", "من هستم چاله هست"),
        ("جناب آقای مهندس کریمی‌فر راننده خط ۵", "راننده خط ۵"),
        ("کارت 6037-9911-2233-4455 گم شد", "کارت گم شد"),
        ("پلاک دوازده در خانه", "در خانه"),
    ],
)
def test_what_is_said_in_words_goes_too(clean: Anonymiser, text: str, left: str) -> None:
    assert clean(text) == left
