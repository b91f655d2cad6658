"""Searching: what is written of a case, what is asked, and where the hits are."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases import search
from cases.case import Case, Where
from cases.terms import Term
from library import Content
from persian import stems

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
CASE = Case(
    code="1300000012", topic="0601", kind="request", status="registered", unit="works-6", chat="web:1",
    words="سطل‌های زباله پر شده", urgency="normal", protected=False, where=Where("خیابان فاطمی", 6, "یوسف‌آباد"),
    answers={"lane": "وسط"}, filed=NOW, term=Term(NOW, NOW), changed=NOW,
)  # fmt: skip


def test_a_plural_and_its_singular_are_one_word() -> None:
    assert stems("سطل‌های زبالهٔ کوچه‌ها و خیابانهای شلوغ") == ["سطل", "زباله", "کوچه", "خیابان", "شلوغ"]
    assert stems("درختها") == stems("درخت‌ها") == stems("درخت") == ["درخت"]


def test_every_layer_has_its_letter_and_no_phrase_crosses_fields() -> None:
    made = dict(part.rsplit(":", 1) for part in search.vector(CASE).split())
    assert made["'=1300000012'"] == made["'~2100000031'"] == made["'#0601'"] == made["'#06'"] == "1"
    assert made["'یوسف'"].endswith("A")
    assert made["'فاطمی'"].endswith("B")
    assert made["'سطل'"].endswith("C")
    assert made["'وسط'"].endswith("C")
    assert int(made["'سطل'"][:-1]) - int(made["'فاطمی'"][:-1]) > search.GAP - 2


def test_only_the_last_word_may_go_on_and_a_phrase_may_not() -> None:
    assert [(one.stems, one.unfinished) for one in search.terms("چاله فاط")] == [
        (("چاله",), False),
        (("فاط",), True),
    ]
    (phrase,) = search.terms("«سطل زباله»")
    assert (phrase.stems, phrase.unfinished) == (("سطل", "زباله"), False)


def test_a_question_asks_for_titles_by_their_codes(content: Content) -> None:
    asked = search.question(search.terms('چاله "'), content.topics)
    assert "'#0601'" in asked
    assert ":" not in asked.replace(":*", "")
    assert "'چاله'" in asked


def test_part_of_a_tracking_code_is_asked_from_both_ends(content: Content) -> None:
    asked = search.question(search.terms("۰۰۱۲"), content.topics)
    assert "'=0012':*" in asked
    assert "'~2100':*" in asked


def test_nothing_to_look_for_finds_nothing(content: Content) -> None:
    assert search.question(search.terms("؟!"), content.topics) == search.NOTHING


@pytest.mark.parametrize(
    ("text", "typed", "hits"),
    [
        ("سطل‌های زباله پر شده", "سطل", ["سطل‌های"]),
        ("خیابان فاطمی، نبش چهارم", "فاط", ["فاطمی،"]),
        ("چاله كنار پل", "کنار چاله", ["چاله", "كنار"]),
        ("چاله", "درخت", []),
    ],
)
def test_hits_are_marked_as_they_were_written(text: str, typed: str, hits: list[str]) -> None:
    pieces = search.marked(text, search.terms(typed))
    assert "".join(piece for piece, _ in pieces) == text
    assert [piece for piece, hit in pieces if hit] == hits


def test_a_snippet_shows_the_hit_with_what_is_around() -> None:
    text = "سلام " * 40 + "اینجا چاله است " + "ممنون " * 40
    shown = search.snippet(text, search.terms("چاله"), 20)
    assert "چاله" in shown
    assert shown.startswith("…")
    assert shown.endswith("…")
    assert len(shown) < 90
    assert search.snippet(text, search.terms("درخت"), 20) == ""


@given(st.text(max_size=300), st.text(max_size=80))
def test_whatever_is_written_can_be_stored_and_whatever_is_typed_can_be_asked(words: str, typed: str) -> None:
    made = search.vector(replace(CASE, words=words))
    assert all(part.count("'") == 2 for part in made.split(" "))
    pieces = search.marked(words, search.terms(typed))
    assert "".join(piece for piece, _ in pieces) == words
