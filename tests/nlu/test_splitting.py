"""Where one message parts into several issues: what a cut is, what is learnt of cuts, what is made of it."""

from collections.abc import Sequence
from pathlib import Path

import pytest

import library
from nlu import issues, splitting
from nlu.examples import Example, Span
from nlu.issues import Cut, Odds, Part, Splitter
from nlu.rows import tells_topics
from nlu.where import tokens

LAMP, BIN, TREE = "1420", "1201", "1301"
WORDS = {"چراغ": LAMP, "لامپ": LAMP, "سطل": BIN, "آشغال": BIN, "درخت": TREE, "شاخه": TREE}
THINGS = ("چراغ کوچه خاموشه", "سطل زباله پره", "درخت خیابون خشکه", "لامپ پارک سوخته", "شاخه ها شکسته")


def hear(said: Sequence[str]) -> issues.Read:
    """Topics by one word each: what names two things is half the one and half the other."""

    def read(begin: int, end: int) -> Odds:
        found = [code for word, code in WORDS.items() if any(one.startswith(word[:3]) for one in said[begin:end])]
        return [(code, 0.9 / len(found)) for code in dict.fromkeys(found)] if found else [("2409", 0.1)]

    return read


def marked(*parts: str, joint: str, named: bool = False) -> Example:
    text, spans = "", []
    for part in parts:
        text += joint if text else ""
        code = hear(part.split())(0, 3)[0][0] if named else ""
        spans.append(Span(len(text), len(text) + len(part), "issue", code))
        text += part
    return Example("several", text, tuple(spans), Path("several.yml"), 1)


def lines(*, named: bool = False) -> list[Example]:
    joints = (" ", "، ", " و ", ". ", " ضمنا ", "\n")
    both = [
        marked(one, other, joint=joint, named=named) for joint in joints for one in THINGS for other in THINGS
        if hear(one.split())(0, 3)[0][0] != hear(other.split())(0, 3)[0][0]
    ]  # fmt: skip
    whole = [
        Example("single", f"{one}{joint}{rest}", (), Path("several.yml"), 1)
        for joint in joints for one in THINGS for rest in ("همه میفتن زمین", "چند بار گفتیم نیومدن", "لطفا درستش کنید")
    ]  # fmt: skip
    return [*both, *whole]


def taught() -> Splitter:
    return splitting.fit(lines(), library.joints(), hear)


def parts(splitter: Splitter, text: str) -> list[str]:
    said = tokens(text)
    read = hear([token.word for token in said])
    found = splitter.split(text, said, library.joints(), read(0, len(said)), issues.one_by_one(read))
    return [text[said[part.begin].start : said[part.end - 1].end] for part in found]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("چراغ خاموشه. سطل پره", [Cut(1, 1, "none"), Cut(2, 2, "stop"), Cut(3, 3, "none")]),
        ("چراغ خاموشه، سطل پره", [Cut(1, 1, "none"), Cut(2, 2, "comma"), Cut(3, 3, "none")]),
        ("چراغ خاموشه و سطل", [Cut(1, 1, "none"), Cut(2, 3, "and"), Cut(3, 3, "none")]),
        ("چراغ خاموشه ضمنا سطل", [Cut(1, 1, "none"), Cut(2, 3, "said"), Cut(3, 3, "none")]),
        ("چراغ\nسطل 😡 پره", [Cut(1, 1, "stop"), Cut(2, 2, "other")]),
        ("1- چراغ 2- سطل", [Cut(1, 1, "other"), Cut(2, 3, "said"), Cut(3, 3, "other")]),
        ("چراغ خاموشه ضمنا", [Cut(1, 1, "none")]),
    ],
)
def test_a_cut_knows_what_stands_there_and_leaves_out_what_joins(text: str, wanted: list[Cut]) -> None:
    found = issues.cuts(text, tokens(text), library.joints())
    assert [cut for cut in found if cut in wanted] == wanted


def test_what_was_learnt_parts_new_matters_and_keeps_one_whole() -> None:
    splitter = taught()
    assert parts(splitter, "لامپ سوخته سطل زباله پره") == ["لامپ سوخته", "سطل زباله پره"]
    assert parts(splitter, "درخت خشکه، چراغ خاموشه. سطل پره") == ["درخت خشکه", "چراغ خاموشه", "سطل پره"]
    assert parts(splitter, "چراغ کوچه خاموشه، همه میفتن زمین") == []


def test_nothing_learnt_splits_nothing() -> None:
    assert parts(Splitter(), "چراغ خاموشه. سطل پره") == []


def test_no_more_parts_than_can_be_asked_about() -> None:
    assert len(parts(taught(), "چراغ خاموشه. سطل پره. درخت خشکه. سطل پره. چراغ خاموشه")) <= issues.MOST


def test_words_that_are_no_matter_of_their_own_are_no_part() -> None:
    text = "چراغ خاموشه. سطل پره"
    said = tokens(text)
    assert taught().split(text, said, library.joints(), [(LAMP, 0.5)], lambda some: [()] * len(some)) == []


def test_the_number_of_the_first_item_belongs_to_no_part() -> None:
    assert issues.first("1- چراغ", tokens("1- چراغ")) == 1
    assert issues.first("چراغ", tokens("چراغ")) == 0


def test_parts_are_whole_words_in_order() -> None:
    text = "چراغ خاموشه، سطل پره"
    said = tokens(text)
    read = hear([token.word for token in said])
    found = taught().split(text, said, library.joints(), read(0, 4), issues.one_by_one(read))
    assert found == [Part(0, 2), Part(2, 4)]


def test_the_second_judge_never_hears_a_message_that_taught_topics() -> None:
    heard = []

    def overhear(said: Sequence[str]) -> issues.Read:
        heard.append(" ".join(said))
        return hear(said)

    told = lines(named=True)
    splitting.fit(told, library.joints(), overhear)
    words = [" ".join(token.word for token in tokens(one.text)) for one in told]
    teaching = {text for source, text in enumerate(words) if tells_topics(told[source], source)}
    assert teaching
    assert set(heard) == set(words) - teaching


@pytest.mark.parametrize(
    ("words", "only"),
    [
        ("من کلاس سومم", True),
        ("من ده سالمه", True),
        ("تاب خرابه من کلاس سومم", False),
        ("تاب خرابه", False),
        ("", False),
    ],
)
def test_who_is_writing_is_told_from_what_is_wrong(words: str, only: bool) -> None:
    assert library.joints().introduces(words.split()) is only
