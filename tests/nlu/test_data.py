"""What the reader is taught and examined on: enough of each sort, and the examination stands apart from the lessons."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

import pytest

import library
from library import Content
from nlu.exam import Asked
from nlu.examples import Example
from persian import fold

MATTERLESS = ("act_greet", "act_chatter", "act_ask", "act_unclear", "act_help")
"""What comes in and is neither a report nor about one."""
COPY = 0.75
"""Share of common runs of four letters from which on one sentence is a copy of another."""
RUN = 4


@pytest.fixture(scope="module")
def spoken(content: Content) -> tuple[Example, ...]:
    return library.spoken(content)


@pytest.fixture(scope="module")
def paper() -> tuple[Asked, ...]:
    return library.examination()


def test_there_are_seven_hundred_leaves(content: Content) -> None:
    assert len(content.topics.leaves) >= 700


def test_every_leaf_is_said_in_twelve_ways(content: Content, spoken: tuple[Example, ...]) -> None:
    """What is said of a split topic in general counts for none of its leaves."""
    counts = Counter(example.code for example in spoken)
    few = {leaf.code: counts[leaf.code] for leaf in content.topics.leaves if counts[leaf.code] < 12}
    assert not few


def test_there_are_twelve_for_each_of_seven_hundred(spoken: tuple[Example, ...]) -> None:
    assert sum(1 for example in spoken if example.code) >= 8_400


def test_what_is_no_report_is_taught_too(spoken: tuple[Example, ...]) -> None:
    assert sum(1 for example in spoken if example.intent in MATTERLESS) >= 600


def test_several_matters_at_once_are_marked(spoken: tuple[Example, ...]) -> None:
    several = [example for example in spoken if example.intent == "several"]
    marks = [sum(1 for span in example.spans if span.entity == "issue") for example in several]
    assert sum(1 for number in marks if number >= 2) >= 300
    assert not [example.text for example, number in zip(several, marks, strict=True) if number < 2]


def test_the_lexicon_is_broad() -> None:
    assert len(library.concepts()) >= 2_500


def test_the_examination_is_long_and_asks_for_what_there_is(content: Content, paper: tuple[Asked, ...]) -> None:
    assert len(paper) >= 1_200
    codes = {code for asked in paper for code in (*asked.codes, *(one for some in asked.several for one in some))}
    assert codes <= {topic.code for topic in content.topics}
    assert {code[:2] for code in codes} == set(content.topics.groups)


def test_the_examination_asks_nothing_twice(paper: tuple[Asked, ...]) -> None:
    assert [text for text, times in Counter(asked.text for asked in paper).items() if times > 1] == []


def runs(text: str) -> frozenset[str]:
    """The runs of four letters of a folded text; a shorter text is one run itself."""
    folded = fold(text)
    return frozenset(folded[at : at + RUN] for at in range(max(len(folded) - RUN + 1, 1)))


def rare(own: frozenset[str], spread: Mapping[str, int]) -> Sequence[str]:
    """The rarest runs; two copies have one of them in common, for all others together are too few."""
    return sorted(own, key=lambda run: (spread[run], run))[: len(own) - math.ceil(COPY * len(own)) + 1]


def alike(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether enough runs are common; where the lengths alone forbid it nothing is compared."""
    if min(len(one), len(other)) < COPY * max(len(one), len(other)):
        return False
    shared = len(one & other)
    return shared >= COPY * (len(one) + len(other) - shared)


def copies(lessons: Sequence[str], asked: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Each lesson that is nearly the same as something asked, with it."""
    theirs, ours = [runs(text) for text in lessons], [runs(text) for text in asked]
    spread = Counter(run for own in theirs for run in own)
    standing = defaultdict(list)
    for place, own in enumerate(ours):
        for run in rare(own, spread):
            standing[run].append(place)
    for lesson, own in zip(lessons, theirs, strict=True):
        for place in sorted({place for run in rare(own, spread) for place in standing.get(run, ())}):
            if alike(own, ours[place]):
                yield lesson, asked[place]


def test_a_copy_is_noticed_and_a_neighbour_is_not() -> None:
    asked = ["چاله وسط خیابان بهار است", "چراغ کوچه خاموش است", "چاله"]
    lessons = ["چاله وسط خیابان بهار است!", "چاله وسط خیابان بهار بود", "چراغ پارک ما خاموش است", "چاله.", "بله"]
    assert list(copies(lessons, asked)) == [(lessons[0], asked[0]), (lessons[1], asked[0]), (lessons[3], asked[2])]


def test_nothing_that_is_asked_was_taught(spoken: tuple[Example, ...], paper: tuple[Asked, ...]) -> None:
    lessons = [example.text for example in spoken if example.code]
    found = [f"«{lesson}» is «{text}»" for lesson, text in copies(lessons, [asked.text for asked in paper])]
    assert not found
