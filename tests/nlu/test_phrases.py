"""Phrases are found as their pattern alone finds them, though most texts are never searched."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu import phrases
from persian import fold

SAID = ("بوی گاز", "سیم * برق * زمین", "گاز", "از هوش رفت", "boo gaz", "در")
WORDS = (
    "بوی", "بو", "گازه", "گاز", "گازوئیل", "سیم", "لخت", "برقی", "زمینه", "از", "هوشش", "رفته", "در", "درخت", "boo",
    "gazaz",
)  # fmt: skip
texts = st.lists(st.sampled_from(WORDS), max_size=9).map(" ".join)


@given(texts)
def test_beginnings_of_words_are_found_wherever_the_pattern_finds_them(text: str) -> None:
    ours = phrases.begun(SAID)
    found, plain = ours.search(text, phrases.beginnings(text)), ours.pattern.search(text)
    assert (found and found[0]) == (plain and plain[0])
    assert ours.cut(text, phrases.beginnings(text)) == ours.pattern.subn(" ", text)


@given(texts)
def test_whole_words_are_found_wherever_the_pattern_finds_them(text: str) -> None:
    ours = phrases.whole(SAID)
    found, plain = ours.search(text, set(text.split())), ours.pattern.search(text)
    assert (found and found[0]) == (plain and plain[0])


@pytest.mark.parametrize(
    ("text", "found"),
    [("سیم لخت برقی افتاده زمین", "سیم لخت برقی افتاده زمین"), ("بوی گازه", "بوی گاز"), ("زمین برق سیم", None)],
)
def test_a_star_stands_for_other_words(text: str, found: str | None) -> None:
    said = phrases.begun(["سیم * برق * زمین", "بوی گاز"]).search(fold(text), phrases.beginnings(fold(text)))
    assert (said and said[0]) == found
