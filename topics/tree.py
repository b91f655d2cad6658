"""The tree of topics, read from topics/<group>.yml and checked whole."""

import re
from collections.abc import Mapping
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
    """One thing that can be reported."""

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
    also: tuple[str, ...] = ()
    guide: str = ""
    tags: tuple[str, ...] = ()
    leads: str = ""
    ask: tuple[Question, ...] = ()

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
    """All topics by code, and their groups; made once at start."""

    def __init__(self, groups: Mapping[str, Group], by_code: Mapping[str, Topic]) -> None:
        self.groups = groups
        self.by_code = by_code

    def __getitem__(self, code: str) -> Topic:
        return self.by_code[code]

    def __contains__(self, code: object) -> bool:
        return code in self.by_code

    def __iter__(self) -> Any:
        return iter(self.by_code.values())

    def __len__(self) -> int:
        return len(self.by_code)

    @cached_property
    def owners(self) -> frozenset[str]:
        """Every role that owns or shares a topic; a city must know a unit for each."""
        return frozenset(role for topic in self for role in (topic.owner, *topic.also))


_NEED = ("title", "about", "names", "owner", "hours", "place", "photo")
_MAY = ("urgency", "protected", "child", "call", "also", "guide", "tags", "leads", "ask")


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
    fine = faults.keys(node, _NEED, _MAY)
    if not re.fullmatch(r"\d{4}", code) or not code.startswith(group):
        faults.add(node, f"code «{code}» must be four digits and begin with {group}")
    for key, allowed in (("place", PLACES), ("photo", PHOTOS), ("urgency", URGENCIES), ("leads", LEADS)):
        fine = faults.one_of(node, key, allowed) and fine
    for tag in node.get("tags", ()):
        if tag not in TAGS:
            faults.add(node, f"tag «{tag}» is not known", "tags")
    if node.get("protected") and node.get("photo") != "forbidden":
        faults.add(node, "a protected topic must forbid photos", "photo")
    if node.get("owner") == OUTSIDE and not node.get("guide"):
        faults.add(node, "a topic outside the municipality needs a guide", "owner")
    if not isinstance(node.get("hours"), int) or node["hours"] <= 0:
        faults.add(node, "hours must be a whole number above 0", "hours")
        fine = False
    return fine


def _topic(node: Node, code: str, group: str, faults: Faults) -> Topic | None:
    if not _check(node, code, group, faults):
        return None
    asked = (_question(item, node, faults) for item in node.get("ask", ()))
    made: dict[str, Any] = dict(node)
    made |= {key: tuple(map(str, node.get(key, ()))) for key in ("names", "call", "also", "tags")}
    made["ask"] = tuple(filter(None, asked))
    return Topic(code=code, group=group, **made)


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
            topic = _topic(node, code, group.code, faults)
            if topic:
                by_code[code] = topic
    return Topics(groups, dict(sorted(by_code.items())))
