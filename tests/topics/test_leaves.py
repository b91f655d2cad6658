"""Leaves of topics: what they inherit, how they are found, and what is said of those that are wrong."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content import Faults
from library import Content
from topics import tree
from topics.tree import NEAR, TOPIC_DIGITS, WITHIN, Topics

HEAD = 'group: {code: "06", title: g, about: a, owner: works}\ntopics:\n'
TOPIC = """  "0601":
    title: hole
    about: in the road
    names: [pit]
    owner: works
    hours: 48
    place: point
    photo: useful
    urgency: urgent
    call: ["125"]
    also: [parks]
    tags: [contractor]
    near: 40
    within: 7
    ask:
    - {key: harm, say: harmed?, choices: [{say: one}, {say: two}]}
    leaves:
"""
PLAIN = """      "060101": {title: in a street, about: lane or alley, names: [pothole, gap]}
"""
OWN = """      "060102":
        title: on a bridge
        about: any bridge
        names: [bridge hole]
        owner: bridges
        hours: 12
        place: stretch
        photo: optional
        urgency: emergency
        call: ["110", "115"]
        also: []
        near: 90
        within: 3
        ask: []
"""


def load(tmp_path: Path, text: str) -> tuple[Topics, list[str]]:
    (tmp_path / "roads.yml").write_text(HEAD + text, encoding="utf-8")
    faults = Faults()
    made = tree.load(tmp_path, faults)
    return made, [f"{fault.path.name}:{fault.line} {fault.what}" for fault in faults.found]


@pytest.fixture
def topics(tmp_path: Path) -> Topics:
    made, told = load(tmp_path, TOPIC + PLAIN + OWN)
    assert told == []
    return made


def test_a_leaf_inherits_whatever_it_does_not_say(topics: Topics) -> None:
    topic, leaf = topics["0601"], topics["060101"]
    same = (
        "group", "owner", "hours", "place", "photo", "urgency", "protected", "child", "call", "in_danger", "also",
        "guide", "tags", "leads", "ask", "near", "within",
    )  # fmt: skip
    for name in same:
        assert getattr(leaf, name) == getattr(topic, name), name
    assert (leaf.title, leaf.about, leaf.names) == ("in a street", "lane or alley", ("pothole", "gap"))


def test_what_a_leaf_says_itself_counts(topics: Topics) -> None:
    leaf = topics["060102"]
    assert (leaf.owner, leaf.hours, leaf.place, leaf.photo, leaf.urgency) == (
        "bridges", 12, "stretch", "optional", "emergency",
    )  # fmt: skip
    assert (leaf.call, leaf.also, leaf.ask, leaf.near, leaf.within) == (("110", "115"), (), (), 90, 3)
    assert leaf.tags == ("contractor",)


def test_the_topic_itself_is_not_changed_by_its_leaves(topics: Topics) -> None:
    topic = topics["0601"]
    assert (topic.owner, topic.urgency, topic.call, topic.near) == ("works", "urgent", ("125",), 40)
    assert [question.key for question in topic.ask] == ["harm"]


def test_leaves_stand_under_their_topic(topics: Topics) -> None:
    assert [one.code for one in topics.under("0601")] == ["060101", "060102"]
    assert topics.under("060101") == topics.under("9999") == ()
    assert [topics[code].parent for code in ("0601", "060101")] == ["0601", "0601"]


def test_going_through_the_tree_gives_topics_and_all_are_found_by_code(topics: Topics) -> None:
    assert [one.code for one in topics] == ["0601"]
    assert len(topics) == 1
    assert [one.code for one in topics.leaves] == ["060101", "060102"]
    assert "060102" in topics
    assert "060103" not in topics
    assert topics.owners == {"works", "parks", "bridges"}


@pytest.mark.parametrize(("place", "near"), NEAR.items())
def test_how_near_a_duplicate_may_be_follows_from_the_sort_of_place(tmp_path: Path, place: str, near: int) -> None:
    text = TOPIC.replace("point", place).replace("    near: 40\n", "").replace("    within: 7\n", "")
    made, told = load(tmp_path, text + PLAIN)
    assert told == []
    assert [(made[code].near, made[code].within) for code in ("0601", "060101")] == [(near, WITHIN)] * 2


def test_a_leaf_of_another_sort_of_place_keeps_what_its_topic_says(tmp_path: Path) -> None:
    text = TOPIC.replace("    near: 40\n", "") + PLAIN.replace("names", "place: area, names")
    made, told = load(tmp_path, text)
    assert told == []
    assert (made["0601"].near, made["060101"].near) == (NEAR["point"], NEAR["area"])


LINE = HEAD.count("\n") + TOPIC.count("\n") + 1
"""Where the first leaf stands."""


@pytest.mark.parametrize(
    ("old", "new", "line", "what"),
    [
        ("060101", "060201", LINE, "code «060201» must be six digits and begin with 0601"),
        ("060101", "06010", LINE, "code «06010» must be six digits and begin with 0601"),
        ("060101", "0601", LINE, "code «0601» must be six digits"),
        ("060101", "0601011", LINE, "must be six digits"),
        ("060101", "0601a1", LINE, "must be six digits"),
        ("about: lane or alley, ", "", LINE, "«about» is missing"),
        ("names: ", "colour: red, names: ", LINE, "«colour» is not known here"),
        ("names: ", "leaves: {}, names: ", LINE, "«leaves» is not known here"),
        ("names: ", "urgency: soon, names: ", LINE, "«urgency» is «soon»"),
        ("names: ", "place: here, names: ", LINE, "«place» is «here»"),
        ("names: ", "hours: 0, names: ", LINE, "hours must be a whole number of at least 1"),
        ("names: ", "near: -1, names: ", LINE, "near must be a whole number of at least 0"),
        ("names: ", "within: many, names: ", LINE, "within must be a whole number"),
        ("names: ", "tags: [nice], names: ", LINE, "tag «nice» is not known"),
        ("names: ", "protected: true, names: ", LINE, "a protected topic must forbid photos"),
        ("names: ", "owner: outside, names: ", LINE, "needs a guide"),
    ],
)
def test_a_fault_of_a_leaf_tells_its_line(tmp_path: Path, old: str, new: str, line: int, what: str) -> None:
    _, told = load(tmp_path, TOPIC + PLAIN.replace(old, new, 1))
    assert any(one.startswith(f"roads.yml:{line} ") and what in one for one in told), told


@pytest.mark.parametrize("code", ["06011", "060101", "۰۶۰۱", "0701", "x"])
def test_a_topic_of_a_wrong_code_is_a_fault_and_is_not_read(tmp_path: Path, code: str) -> None:
    made, told = load(tmp_path, TOPIC.replace("0601", code, 1) + PLAIN)
    assert told == [f"roads.yml:4 code «{code}» must be four digits and begin with 06"]
    assert (list(made), made.leaves) == ([], ())


def test_a_leaf_that_is_no_mapping_is_a_fault(tmp_path: Path) -> None:
    made, told = load(tmp_path, TOPIC + '      "060101": a hole\n')
    assert len(told) == 1
    assert "«060101» must be a mapping" in told[0]
    assert "060101" not in made


def test_a_leaf_written_twice_is_a_fault(tmp_path: Path) -> None:
    _, told = load(tmp_path, TOPIC + PLAIN + PLAIN)
    assert told == [f"roads.yml:{LINE + 1} key «060101» stands twice; keep one"]


def test_all_faults_come_together_and_the_sound_leaves_are_read(tmp_path: Path) -> None:
    broken = PLAIN.replace("060101", "060103").replace("names: ", "hours: soon, colour: red, names: ")
    made, told = load(tmp_path, TOPIC + broken + OWN)
    assert [one.code for one in made.leaves] == ["060102"]
    assert told == [f"roads.yml:{LINE} «colour» is not known here"]


def test_the_leaves_of_the_house_are_whole(content: Content) -> None:
    topics = content.topics
    for topic in topics:
        assert len(topics.under(topic.code)) != 1, f"{topic.code} is split into one"
        titles = [leaf.title for leaf in topics.under(topic.code)]
        assert len(set(titles)) == len(titles), topic.code
    for leaf in topics.by_code.values():
        assert len(leaf.ask) <= 2, leaf.code
        assert leaf.photo == "forbidden" or not leaf.protected, leaf.code
        assert leaf.names, leaf.code
        assert leaf.title == leaf.title.strip()


def test_a_protected_topic_has_no_open_leaf(content: Content) -> None:
    for topic in content.topics:
        for leaf in content.topics.under(topic.code):
            assert leaf.protected >= topic.protected, leaf.code


def test_every_leaf_reaches_a_unit_in_every_region(content: Content) -> None:
    for leaf in content.topics.leaves:
        if not leaf.guidance:
            for region in content.city.regions:
                assert content.city.route(leaf.owner, leaf.code, region), (leaf.code, region)


@given(code=st.text("0123456789", max_size=7))
def test_any_code_is_either_known_or_has_no_leaves(content: Content, code: str) -> None:
    under = content.topics.under(code)
    assert all(leaf.parent == code and leaf.code in content.topics for leaf in under)
    assert not under or (code in content.topics and len(code) == TOPIC_DIGITS)
