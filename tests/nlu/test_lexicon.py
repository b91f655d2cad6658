"""Concepts are found by any of their words: with endings, in either script, the longest form first."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import library
from content import Faults
from nlu import lexicon
from nlu.lexicon import LONGEST, Lexicon, stems
from persian import fold

SMALL = Lexicon({
    "asphalt": ("آسفالت", "asfalt"),
    "resurfacing": ("آسفالت کاری", "روکش آسفالت"),
    "lamp": ("چراغ", "تیر برق", "cheragh"),
    "water": ("آب", "ab"),
    "burst": ("ترکیدن لوله آب",),
})  # fmt: skip


@pytest.fixture(scope="module")
def ours() -> Lexicon:
    return library.concepts()


@pytest.mark.parametrize(
    ("word", "left"),
    [
        ("چراغها", "چراغ"), ("چراغهامون", "چراغ"), ("چراغهامون", "چراغها"), ("کوچمون", "کوچ"), ("چاله", "چال"),
        ("درختهای", "درخت"), ("سطلش", "سطل"), ("چراغ", "چراغ"),
    ],
)  # fmt: skip
def test_endings_come_off(word: str, left: str) -> None:
    assert left in stems(word)
    assert stems(word)[0] == word


@pytest.mark.parametrize("word", ["آب", "پا", "تو", "برم", "ه", "chiz"])
def test_a_short_word_keeps_its_end(word: str) -> None:
    assert stems(word) == (word,)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("چراغ کوچه سوخته", ["lamp"]),
        ("چراغهامون خاموشه", ["lamp"]),
        ("تیر برقها افتاده", ["lamp"]),
        ("آسفالت خرابه", ["asphalt"]),
        ("آسفالت کاری کی تموم میشه", ["resurfacing"]),
        ("روکش آسفالت", ["resurfacing", "asphalt"]),
        ("ترکیدن لوله آب", ["burst", "water"]),
        ("تیر و برق", []),
        ("چراغ آسفالت چراغ", ["lamp", "asphalt"]),
        ("چراغانی", []),
        ("", []),
    ],
)
def test_concepts_stand_in_the_order_of_the_text_and_the_longest_form_wins(text: str, found: list[str]) -> None:
    assert SMALL.concepts(fold(text)) == found


@pytest.mark.parametrize("text", ["cheragh", "cheraq", "chragh", "CHERAAGH", "cheragha"])
def test_finglish_is_known_by_its_consonants(text: str) -> None:
    assert SMALL.concepts(fold(text)) == ["lamp"]


@pytest.mark.parametrize(("text", "found"), [("ab", ["water"]), ("b", []), ("boo", []), ("tir bargh", ["lamp"])])
def test_a_latin_word_of_few_consonants_must_be_written_as_listed(text: str, found: list[str]) -> None:
    assert SMALL.concepts(fold(text)) == found


def test_every_form_finds_its_own_concept(ours: Lexicon) -> None:
    """Nothing is written down in vain: neither too long, nor hidden behind a longer form or another script."""
    lost = [
        f"{concept}: {form}" for concept, forms in ours.forms.items() for form in forms
        if concept not in ours.concepts(fold(form))
    ]  # fmt: skip
    assert not lost


def test_no_form_is_longer_than_what_is_looked_at(ours: Lexicon) -> None:
    assert max(len(fold(form).split()) for forms in ours.forms.values() for form in forms) <= LONGEST


@given(text=st.one_of(st.text(max_size=120), st.text("ابپتچراغهون ۱3\u200cabchgh", max_size=120)))
def test_any_text_has_concepts_or_none(ours: Lexicon, text: str) -> None:
    found = ours.concepts(fold(text))
    assert len(found) == len(set(found))
    assert set(found) <= set(ours.forms)


def test_what_is_no_list_is_a_fault_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "lexicon.yml"
    path.write_text('version: "3.1"\nnlu:\n- lookup: a\n  exmples: |\n    - x\n', encoding="utf-8")
    faults = Faults()
    lexicon.load(path, faults)
    assert [f"{fault.path.name}:{fault.line} {fault.what}" for fault in faults.found] == [
        "lexicon.yml:3 «examples» is missing", "lexicon.yml:4 «exmples» is not known here",
    ]  # fmt: skip


def test_lists_are_read_as_they_are_written(tmp_path: Path) -> None:
    path = tmp_path / "lexicon.yml"
    text = 'version: "3.1"\nnlu:\n- lookup: a\n  examples: |\n    - چراغ\n    - تیر برق\n'
    path.write_text(text + "\n- lookup: b\n  examples: |\n    - ab\n", encoding="utf-8")
    faults = Faults()
    read = lexicon.load(path, faults)
    faults.close()
    assert (read.forms, len(read)) == ({"a": ("چراغ", "تیر برق"), "b": ("ab",)}, 3)
