"""The tree of topics, read from topics/<group>.yml and checked whole."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from content import Faults, Node, nodes, read

PLACES = ("point", "area", "line", "stretch", "none")
PHOTOS = ("useful", "optional", "forbidden")
URGENCIES = ("normal", "urgent", "emergency")
LEADS = ("objection", "track", "operator", "thank")
TAGS = (
    "child_repair", "child_create", "waste_child", "contractor", "missing", "beggar", "homeless", "weather", "helper",
)  # fmt: skip
OUTSIDE = "outside"
LABEL_LIMIT = 28
"""Letters that fit on one button of a telephone, two buttons a row."""
NEAR = {"point": 60, "area": 300, "stretch": 250, "line": 0, "none": 0}
"""Metres within which two reports may mean the same thing, by the sort of place; 0: by name only."""
WITHIN = 30
"""Days in which a second report may still mean the same thing."""
TOPIC_DIGITS = 4
"""Digits of a topic's code; a leaf has two more, so a code cut short is its parent."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer to a question; `words` in the first message already give it."""

    say: str
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """What the unit needs to know about this topic, besides place and photo."""

    key: str
    say: str
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class Topic:
    """One thing that can be reported: a topic of four digits, or a leaf of six that an office treats in its own way."""

    code: str
    group: str
    title: str
    about: str
    names: tuple[str, ...]
    owner: str
    hours: int
    place: Literal["point", "area", "line", "stretch", "none"]
    photo: Literal["useful", "optional", "forbidden"]
    urgency: Literal["normal", "urgent", "emergency"] = "normal"
    protected: bool = False
    child: bool = False
    call: tuple[str, ...] = ()
    """Numbers that everyone needs who has this matter."""
    in_danger: tuple[str, ...] = ()
    """Numbers that are told with an «if somebody is in danger»; the matter alone is no alarm."""
    also: tuple[str, ...] = ()
    guide: str = ""
    tags: tuple[str, ...] = ()
    leads: str = ""
    ask: tuple[Question, ...] = ()
    near: int = 0
    """Metres within which a report of the same may be a duplicate."""
    within: int = WITHIN
    """Days within which it may be one."""
    off: bool = False
    """Whether the office has switched it off: it is not offered; a report of it goes to the operator or is guided."""

    @property
    def numbers(self) -> tuple[str, ...]:
        """All numbers that are told with it, those that everyone needs first."""
        return (*self.call, *self.in_danger)

    @property
    def parent(self) -> str:
        """The topic that a leaf belongs to; a topic is its own."""
        return self.code[:TOPIC_DIGITS]

    @property
    def guidance(self) -> bool:
        """Whether nothing is filed by default: the matter belongs to a body outside the municipality."""
        return self.owner == OUTSIDE


@dataclass(frozen=True, slots=True)
class Group:
    """A group of topics with its usual owner."""

    code: str
    slug: str
    title: str
    about: str
    owner: str


class Topics:
    """All topics and leaves by code, and their groups; made once at start. Going through it gives the topics."""

    def __init__(self, groups: Mapping[str, Group], by_code: Mapping[str, Topic]) -> None:
        self.groups = groups
        self.by_code = by_code
        self._under: dict[str, list[Topic]] = {code: [] for code, one in by_code.items() if one.parent == code}
        for one in by_code.values():
            if one.code != one.parent:
                self._under[one.parent].append(one)

    def __getitem__(self, code: str) -> Topic:
        return self.by_code[code]

    def __contains__(self, code: object) -> bool:
        return code in self.by_code

    def __iter__(self) -> Iterator[Topic]:
        return (self.by_code[code] for code in self._under)

    def __len__(self) -> int:
        return len(self._under)

    def under(self, code: str) -> Sequence[Topic]:
        """The leaves of a topic; none when it isn't split, or is a leaf itself."""
        return self._under.get(code, ())

    @cached_property
    def leaves(self) -> tuple[Topic, ...]:
        """What is not split further: leaves, and topics that have none."""
        return tuple(leaf for topic in self for leaf in (self.under(topic.code) or (topic,)))

    @cached_property
    def service(self) -> frozenset[str]:
        """Groups about reporting itself: those of which a topic leads to another act than a report."""
        return frozenset(topic.group for topic in self.by_code.values() if topic.leads)

    @cached_property
    def owners(self) -> frozenset[str]:
        """Every role that owns or shares a topic; a city must know a unit for each."""
        return frozenset(role for topic in self.by_code.values() for role in (topic.owner, *topic.also))


_NEED = ("title", "about", "names", "owner", "hours", "place", "photo")
_MAY = ("urgency", "protected", "child", "call", "in_danger", "also", "guide", "tags", "leads", "ask", "near", "within")
_LEAF_NEED = ("title", "about", "names")


def _question(node: Any, parent: Node, faults: Faults) -> Question | None:
    if not isinstance(node, Node) or not faults.keys(node, ("key", "say"), ("choices",)):
        if not isinstance(node, Node):
            faults.add(parent, "a question must be a mapping with key and say", "ask")
        return None
    made = []
    for choice in node.get("choices", ()):
        if not isinstance(choice, Node) or not faults.keys(choice, ("say",), ("words",)):
            continue
        if len(choice["say"]) > LABEL_LIMIT:
            faults.add(choice, f"«{choice['say']}» is too long for a button ({LABEL_LIMIT} letters)")
        made.append(Choice(choice["say"], tuple(map(str, choice.get("words", ())))))
    return Question(node["key"], node["say"], tuple(made))


def _check(node: Node, code: str, group: str, faults: Faults) -> bool:
    fine = bool(re.fullmatch(r"[0-9]{4}", code)) and code.startswith(group)
    if not fine:
        faults.add(node, f"code «{code}» must be four digits and begin with {group}")
    return faults.keys(node, _NEED, (*_MAY, "leaves")) and _values(node, faults) and fine


def _check_leaf(node: Node, code: str, parent: str, faults: Faults) -> bool:
    fine = bool(re.fullmatch(r"[0-9]{6}", code)) and code.startswith(parent)
    if not fine:
        faults.add(node, f"code «{code}» must be six digits and begin with {parent}")
    return faults.keys(node, _LEAF_NEED, (*_NEED, *_MAY)) and fine


def _values(node: Node, faults: Faults) -> bool:
    fine = True
    for key, allowed in (("place", PLACES), ("photo", PHOTOS), ("urgency", URGENCIES), ("leads", LEADS)):
        fine = faults.one_of(node, key, allowed) and fine
    for tag in node.get("tags", ()):
        if tag not in TAGS:
            faults.add(node, f"tag «{tag}» is not known", "tags")
    if node.get("protected") and node.get("photo") != "forbidden":
        faults.add(node, "a protected topic must forbid photos", "photo")
    if node.get("owner") == OUTSIDE and not node.get("guide"):
        faults.add(node, "a topic outside the municipality needs a guide", "owner")
    for key, least in (("hours", 1), ("near", 0), ("within", 1)):
        if not isinstance(node.get(key, 1), int) or node.get(key, 1) < least:
            faults.add(node, f"{key} must be a whole number of at least {least}", key)
            fine = False
    return fine


def _topic(node: Node, code: str, group: str, faults: Faults) -> Topic:
    asked = (_question(item, node, faults) for item in node.get("ask", ()))
    made: dict[str, Any] = {key: value for key, value in node.items() if key != "leaves"}
    made |= {key: tuple(map(str, node.get(key, ()))) for key in ("names", "call", "in_danger", "also", "tags")}
    made["ask"] = tuple(filter(None, asked))
    made.setdefault("near", NEAR[node["place"]])
    return Topic(code=code, group=group, **made)


def _inherited(leaf: Node, topic: Node) -> Node:
    """A leaf with whatever it doesn't say itself taken from its topic."""
    made = Node({key: value for key, value in topic.items() if key not in ("leaves", *_LEAF_NEED)} | leaf)
    made.path, made.line, made.lines = leaf.path, leaf.line, leaf.lines
    return made


def _family(node: Node, code: str, group: str, faults: Faults) -> Iterator[Topic]:
    """A topic and its leaves."""
    if not _check(node, code, group, faults):
        return
    yield _topic(node, code, group, faults)
    for leaf_code, leaf in nodes(node, "leaves", faults):
        if _check_leaf(leaf, leaf_code, code, faults) and _values(whole := _inherited(leaf, node), faults):
            yield _topic(whole, leaf_code, group, faults)


def load(folder: Path, faults: Faults) -> Topics:
    """Reads every group file of a folder; what is wrong goes into `faults`."""
    groups: dict[str, Group] = {}
    by_code: dict[str, Topic] = {}
    for path in sorted(folder.glob("*.yml")):
        top = read(path, faults)
        if not faults.keys(top, ("group", "topics")) or not isinstance(top["group"], Node):
            continue
        head = top["group"]
        if not faults.keys(head, ("code", "title", "about", "owner")):
            continue
        group = Group(str(head["code"]), path.stem, head["title"], head["about"], head["owner"])
        groups[group.code] = group
        for code, node in nodes(top, "topics", faults):
            if code in by_code:
                faults.add(node, f"code «{code}» stands in another file too")
            by_code |= {topic.code: topic for topic in _family(node, code, group.code, faults)}
    return Topics(groups, dict(sorted(by_code.items())))
