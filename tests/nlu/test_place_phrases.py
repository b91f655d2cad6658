"""How well places are read from sentences that were written before the reader of places was tuned."""

from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as some

from cities import city
from content import Faults
from nlu import where
from nlu.places import Places
from nlu.reading import Place
from persian import fold
from settings import ROOT

CITIES = ("tehran", "karaj", "hamadan")
WORDS_BAR, REGION_BAR, FALSE_BAR = 0.90, 0.95, 0.05


@cache
def sentences() -> dict[str, list[Any]]:
    made: dict[str, list[Any]] = yaml.safe_load(Path(__file__).with_name("places.yml").read_text(encoding="utf-8"))
    return made


@cache
def places(key: str) -> Places:
    """The reader of one city without a trained model, so without its list of everyday words: the harder case."""
    faults = Faults()
    words = where.load(ROOT / "nlu" / "places.yml", faults)
    made = city.load(ROOT / "cities" / key, frozenset(), faults)
    faults.close()
    assert made is not None
    return Places(made, words, frozenset())


def find(key: str, text: str) -> Place | None:
    return places(key).find(text, where.tokens(text))


def overlap(wanted: str, found: str) -> float:
    """F1 of the words, folded."""
    one, two = Counter(fold(wanted).split()), Counter(fold(found).split())
    return 2 * sum((one & two).values()) / (sum(one.values()) + sum(two.values()))


def plain(name: str | None) -> str:
    return fold(name or "").replace(" ", "")


def fits(row: dict[str, Any], place: Place | None) -> bool:
    """Whether region, and neighbourhood where one is certain, are right."""
    if place is None or place.region != row["region"]:
        return False
    return "hood" not in row or plain(place.neighbourhood) == plain(row["hood"])


def test_there_are_enough_sentences() -> None:
    said = [row["say"] for key in CITIES for row in sentences()[key]]
    assert len(set(said)) == len(said) >= 150
    assert [len(sentences()[key]) for key in ("karaj", "hamadan", "nowhere")] == [25, 25, 30]


@pytest.mark.parametrize("key", CITIES)
def test_the_words_of_a_place_are_found(key: str) -> None:
    scores = []
    for row in sentences()[key]:
        place = find(key, row["say"])
        assert place is None or place.text in row["say"]
        scores.append(overlap(row["place"], place.text if place else ""))
    mean = sum(scores) / len(scores)
    print(f"{key}: F1 {mean:.3f} of {len(scores)}")
    assert mean >= WORDS_BAR


def test_certain_regions_are_right() -> None:
    rows = [(key, row) for key in CITIES for row in sentences()[key] if row.get("region")]
    wrong = [row["say"] for key, row in rows if not fits(row, find(key, row["say"]))]
    print(f"regions {len(rows) - len(wrong)}/{len(rows)}", wrong)
    assert 1 - len(wrong) / len(rows) >= REGION_BAR


@pytest.mark.parametrize("key", CITIES)
def test_hardly_a_place_is_made_up(key: str) -> None:
    made_up = [text for text in sentences()["nowhere"] if find(key, text)]
    print(made_up)
    assert len(made_up) / len(sentences()["nowhere"]) <= FALSE_BAR


PARTS = [
    (
        "سعادت‌آباد خیابان سرو غربی کوچه مروارید پلاک ۱۲ بوی فاضلاب میاد",
        [("hood", "سعادت‌آباد"), ("street", "خیابان سرو غربی"), ("alley", "کوچه مروارید"), ("plate", "پلاک ۱۲")],
    ),
    ("۲۰۰ متر بالاتر از میدان ونک آسفالت نشست کرده", [("relation", "۲۰۰ متر بالاتر از"), ("square", "میدان ونک")]),
    ("تیر شماره ۲۳ خیابان دماوند سوخته", [("post", "تیر شماره ۲۳"), ("street", "خیابان دماوند")]),
    ("نزدیک ناحیه ۳ منطقه ۴ جوب گرفته", [("relation", "نزدیک"), ("district", "ناحیه ۳"), ("region", "منطقه ۴")]),
    ("ایستگاه شهدا خط ۱ بی‌آرتی سقف نداره", [("station", "ایستگاه شهدا"), ("line", "خط ۱ بی‌آرتی")]),
    (
        "همت غرب به شرق بعد از خروجی شریعتی تصادف شده",
        [
            ("highway", "همت غرب"), ("relation", "شرق"), ("relation", "بعد از"), ("relation", "خروجی"),
            ("street", "شریعتی"),
        ],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "parts"), PARTS)
def test_a_phrase_is_cut_into_its_parts(text: str, parts: list[tuple[str, str]]) -> None:
    place = find("tehran", text)
    assert place is not None
    assert [(part.kind, part.name) for part in place.parts] == parts


SPELT = [
    ("سعادتاباد", "سعادت‌آباد"), ("قیتریه", "قیطریه"), ("زافرانیه", "زعفرانیه"), ("نیاوارن", "نیاوران"),
    ("کوچه ۵ محله هرندی", "شهید هرندی"), ("gheytarie", "قیطریه"), ("yousef abad", "یوسف‌آباد"),
    ("تهرون ویلا", "تهران‌ویلا"),
]  # fmt: skip


@pytest.mark.parametrize(("written", "meant"), SPELT)
def test_a_neighbourhood_is_known_however_it_is_spelt(written: str, meant: str) -> None:
    place = find("tehran", f"{written} چاله داره")
    assert place is not None
    assert plain(place.neighbourhood) == plain(meant)


ODD = (
    "\u200c",
    "، ",
    "İ",
    "ـ",
    "\u064b",
    "²",
    "x" * 900,
    "9" * 40,
    "😀",
    "\u202e",
    "",
    "پلاک",
    "منطقه",
    "بیست و",
    "شمالی",
)


@settings(max_examples=200, deadline=None)
@given(
    some.lists(
        some.one_of(
            some.sampled_from(ODD),
            some.sampled_from([part for text, _ in PARTS for part in text.split()]),
            some.text(max_size=8),
        ),
        max_size=12,
    ),
    some.sampled_from((" ", "", "، ", "\u200c")),
)
def test_any_text_is_read_and_a_place_is_always_its_own_words(words: list[str], joint: str) -> None:
    text = joint.join(words)
    for place in (find("tehran", text), places("tehran").answer(text)):
        assert place is None or place.text in text


def test_a_side_after_a_comma_is_no_endless_name() -> None:
    place = find("tehran", "میدان ونک، شمالی چاله داره")
    assert place is not None
    assert place.text == "میدان ونک"


def test_words_that_were_glued_are_parted() -> None:
    place = find("tehran", "میدونونک تاکسی نیست شبا")
    assert place is not None
    assert (place.text, place.region) == ("میدونونک", 3)


def test_a_long_street_brings_the_regions_that_it_passes() -> None:
    place = find("tehran", "چاله خیابان شریعتی")
    assert place is not None
    assert place.crossing
    assert {option.region for option in place.options} == {1, 3, 7}


def test_another_part_narrows_a_long_street() -> None:
    place = find("tehran", "چاله خیابان شریعتی نرسیده به قلهک")
    assert place is not None
    assert (place.region, place.options, place.certain) == (3, (), True)


@pytest.mark.parametrize(
    ("name", "regions"),
    [
        ("صادقیه", {2, 18}), ("شمس‌آباد", {4, 18}), ("قاسم‌آباد", {4, 13}), ("جوادیه", {4, 16}), ("ابوذر", {5, 14, 15}),
        ("تختی", {12, 16}), ("قیام", {12, 14}), ("دهقان", {7, 13}), ("سیزده آبان", {14, 20}), ("شهرک نفت", {1, 5}),
        ("مهران", {4, 5}), ("کوهسار", {2, 4, 5}),
    ],
)  # fmt: skip
def test_a_name_of_several_regions_offers_each_and_one_more_word_decides(name: str, regions: set[int]) -> None:
    place = places("tehran").answer(f"محله {name}")
    assert place is not None
    assert place.region is None
    assert regions <= {option.region for option in place.options}
    region = max(regions)
    told = places("tehran").answer(f"محله {name} منطقه {region}")
    assert told is not None
    assert (told.region, told.options) == (region, ())
