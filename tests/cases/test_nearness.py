"""Which reports may be the same: place, time and meaning; bursts of copies."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from cases import codes
from cases.bundles import MANY, bundles
from cases.case import Case, Where
from cases.filing import new_case
from cases.nearness import LEAST, Near, Report, ranked
from library import Content

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
HERE = (35.7575, 51.4100)
STEP = 0.0009
"""A hundred metres to the north, in degrees."""
POTHOLE, LEAF, BIN, HOMELESS = "0601", "060102", "1201", "0301"


def made(content: Content, topic: str = POTHOLE, where: Where | None = None, number: int = 1, **more: Any) -> Case:
    words = {"words": more.pop("words", "چاله"), "kind": more.pop("kind", "request"), "urgency": "normal"}
    where = where or Where("", 7, "نیلوفر", *HERE)
    chat = more.pop("chat", f"web:{number}")
    filed = more.pop("filed", NOW)
    case = new_case(
        codes.make(number), content.topics[topic], words, where, chat, filed, content.city, content.workflow, {}
    )
    return replace(case, **more)


def look(content: Content, where: Where, *found: Case, topic: str = POTHOLE, words: str = "چاله") -> tuple[Near, ...]:
    return ranked(Report(content.topics[topic], where, words), found, content.topics, NOW, common(content))


def common(content: Content) -> Any:
    return lambda word: content.sentences.means("near.common", word)


def at(north: float, text: str = "") -> Where:
    return Where(text, 7, "نیلوفر", HERE[0] + north * STEP, HERE[1])


def test_within_the_radius_is_near_and_beyond_it_is_not(content: Content) -> None:
    metres = content.topics[POTHOLE].near
    (near,) = look(content, at(0), made(content, where=at(0.4 * metres / 100)))
    assert near.metres == pytest.approx(0.4 * metres, rel=0.05)
    assert not look(content, at(0), made(content, where=at(1.1 * metres / 100)))


def test_the_nearer_and_newer_comes_first(content: Content) -> None:
    close, far = made(content, where=at(0.05)), made(content, where=at(0.4), number=2)
    old = made(content, where=at(0.05), number=3, filed=NOW - timedelta(days=20))
    assert [near.case.code for near in look(content, at(0), far, old, close)] == [close.code, old.code, far.code]


def test_what_is_older_than_the_topic_allows_is_nothing(content: Content) -> None:
    days = content.topics[POTHOLE].within
    assert look(content, at(0), made(content, filed=NOW - timedelta(days=days - 1)))
    assert not look(content, at(0), made(content, filed=NOW - timedelta(days=days + 1)))


def test_age_counts_from_the_closing(content: Content) -> None:
    days = content.topics[POTHOLE].within
    closed = made(content, filed=NOW - timedelta(days=days + 20), finished=NOW - timedelta(days=3))
    assert look(content, at(0), closed)


def test_a_leaf_and_its_topic_are_one_matter_and_another_topic_is_not(content: Content) -> None:
    (near,) = look(content, at(0), made(content, LEAF))
    assert near.score > LEAST
    assert not look(content, at(0), made(content, BIN))


def test_another_topic_of_the_group_counts_when_the_words_are_the_same(content: Content) -> None:
    others = [code for code in content.topics.by_code if code.startswith("06")]
    other = next(code for code in others if len(code) == 4 and code != POTHOLE and content.topics[code].near)
    words = "آسفالت فرو رفته ماشین گیر می‌کند"
    assert look(content, at(0), made(content, other, words=words), words=words)
    assert not look(content, at(0), made(content, other, words="نرده شکسته پرتگاه"), words=words)


@pytest.mark.parametrize(
    ("mine", "other", "same"),
    [
        ("خیابان بهار پلاک ۱۰", "خ بهار، پلاک 10", True),
        ("خیابان بهار پلاک ۱۰", "خیابان بهار پلاک ۲۸۰", False),
        ("خیابان ولیعصر", "خیابان ولیعصر نرسیده به پارک‌وی جنب بانک", False),
        ("کوچه نسترن", "کوچهٔ نسترن", True),
        ("کوچه نسترن", "کوچه یاس", False),
        ("", "", False),
    ],
)
def test_without_a_pin_the_names_must_agree(content: Content, mine: str, other: str, same: bool) -> None:
    found = look(content, Where(mine, 7, None), made(content, where=Where(other, 7, "نیلوفر")))
    assert bool(found) == same


def test_the_same_street_in_another_region_is_another_place(content: Content) -> None:
    assert not look(content, Where("خیابان بهار", 7), made(content, where=Where("خیابان بهار", 12)))


def test_the_same_point_of_a_landmark_needs_the_same_words(content: Content) -> None:
    park = made(content, where=at(0, "پشت پارک ساعی"))
    assert not look(content, at(0, "ایستگاه اتوبوس دریا"), park)
    assert look(content, at(0, "پشت پارک ساعی"), park)


def test_views_thanks_and_protected_matters_are_never_near(content: Content) -> None:
    assert not look(content, at(0), made(content, kind="suggestion"), made(content, protected=True, number=2))
    protected = next(one.code for one in content.topics if one.protected)
    assert not look(content, at(0), made(content, protected), topic=protected)


@settings(max_examples=60, deadline=None)
@given(
    spots=some.lists(some.tuples(some.floats(-3, 3), some.integers(0, 40), some.booleans()), min_size=1, max_size=12)
)
def test_what_is_near_is_always_close_in_space_and_time(content: Content, spots: list[tuple[float, int, bool]]) -> None:
    cases = [
        made(content, where=at(north) if pinned else Where("", 7), number=number, filed=NOW - timedelta(days=days))
        for number, (north, days, pinned) in enumerate(spots)
    ]
    topic = content.topics[POTHOLE]
    found = look(content, at(0), *cases)
    for near in found:
        assert near.metres is not None
        assert near.metres <= topic.near + 1
        assert (NOW - near.case.filed).days <= topic.within
        assert LEAST <= near.score <= 1
    assert [near.score for near in found] == sorted((near.score for near in found), reverse=True)


def test_many_at_one_place_are_a_bundle_and_fewer_are_not(content: Content) -> None:
    few = [made(content, where=at(0.02 * number), number=number) for number in range(MANY - 1)]
    assert bundles(few, content.topics, common(content)) == ()
    oldest = made(content, where=at(0.1), number=50, filed=NOW - timedelta(hours=2))
    far = made(content, where=at(9), number=51)
    (bundle,) = bundles([*few, far, oldest], content.topics, common(content))
    assert bundle.why == "place"
    assert bundle.cases[0] == oldest
    assert len(bundle.cases) == MANY
    assert far not in bundle.cases


def test_a_burst_by_name_alone_is_a_bundle_too(content: Content) -> None:
    where = Where("کوچه نسترن پلاک ۴", 7, "نیلوفر")
    (bundle,) = bundles(
        [made(content, where=where, number=number) for number in range(MANY)], content.topics, common(content)
    )
    assert len(bundle.cases) == MANY


def test_one_text_from_several_chats_is_a_bundle_and_short_words_are_not(content: Content) -> None:
    text = "مدیر منطقه هیچ کاری برای آسفالت محله نمی‌کند"
    copies = [made(content, where=at(20 * number), number=number, words=text) for number in range(3)]
    (bundle,) = bundles(copies, content.topics, common(content))
    assert bundle.why == "words"
    short = [made(content, where=at(20 * number), number=number) for number in range(3)]
    assert not bundles(short, content.topics, common(content))
    same_chat = [replace(case, chat="web:1") for case in copies]
    assert not bundles(same_chat, content.topics, common(content))


@settings(max_examples=40, deadline=None)
@given(norths=some.lists(some.floats(-2, 2), min_size=0, max_size=25))
def test_no_case_is_in_two_bundles_and_order_does_not_matter(content: Content, norths: list[float]) -> None:
    cases = [made(content, where=at(north), number=number) for number, north in enumerate(norths)]
    found = bundles(cases, content.topics, common(content))
    inside = [case.code for bundle in found for case in bundle.cases]
    assert len(inside) == len(set(inside))
    assert all(len(bundle.cases) >= MANY for bundle in found)
    metres = content.topics[POTHOLE].near
    for bundle in found:
        norths_of = [(case.where.lat or 0) for case in bundle.cases]
        assert (max(norths_of) - min(norths_of)) / STEP * 100 <= 2 * metres + 1
