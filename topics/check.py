"""Whether the topics are whole: groups filled, fields of work covered, no question asks for what is none of ours."""

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from content import Faults, Node, nodes, read
from persian import fold
from topics.tree import Question, Topic, Topics

Where = Mapping[str, tuple[Path, int]]
"""File and line of each topic and leaf."""


def lines(folder: Path) -> Where:
    """Where each topic and leaf stands."""
    made: dict[str, tuple[Path, int]] = {}
    for path in sorted(folder.glob("*.yml")):
        for code, node in nodes(read(path, Faults()), "topics", Faults()):
            made[code] = (path, node.line - 1)
            made |= {leaf: (path, one.line - 1) for leaf, one in nodes(node, "leaves", Faults())}
    return made


def check(topics: Topics, folder: Path, faults: Faults) -> None:
    """Notes every fault of the topics that are read from `folder`."""
    for group in topics.groups.values():
        if not any(topic.group == group.code for topic in topics):
            faults.add(folder / f"{group.slug}.yml", f"group {group.code} has no topic")
    _axes(topics, read(folder / "rules" / "axes.yml", faults), faults)
    _questions(topics, read(folder / "rules" / "forbidden.yml", faults), lines(folder), faults)


def _axes(topics: Topics, top: Node, faults: Faults) -> None:
    for name, node in nodes(top, "axes", faults):
        if not faults.keys(node, ("title", "words"), ("groups", "tags")):
            continue
        own = [one for one in topics.by_code.values() if _within(one, node)]
        said = " | ".join(fold(" | ".join((one.title, one.about, *one.names))) for one in own)
        for word in node["words"]:
            if fold(word) not in said:
                faults.add(node, f"{name}: no topic of this field speaks of «{word}»", "words")


def _within(topic: Topic, axis: Node) -> bool:
    return topic.group in axis.get("groups", ()) or bool(set(topic.tags) & set(axis.get("tags", ())))


def _pattern(phrases: Iterable[str]) -> re.Pattern[str]:
    folded = sorted({fold(phrase) for phrase in phrases}, key=len, reverse=True)
    return re.compile(r"\b(?:" + "|".join(map(re.escape, folded)) + ")")


def _questions(topics: Topics, top: Node, where: Where, faults: Faults) -> None:
    if not faults.keys(top, ("always", "open", "but")):
        return
    rules = {key: {what: _pattern(said) for what, said in top[key].items()} for key in ("always", "open")}
    allowed = _pattern(top["but"])
    told: set[tuple[Path, str]] = set()
    for topic in topics.by_code.values():
        path, line = where[topic.code]
        for question in topic.ask:
            for what in _wrong(question, rules["always"], {} if question.choices else rules["open"], allowed):
                if (path, question.say) not in told:
                    node = Node()
                    node.path, node.line, node.lines = path, line, {}
                    faults.add(node, f"{topic.code} asks for {what}: «{question.say}»")
                told.add((path, question.say))


def _wrong(
    question: Question, always: Mapping[str, re.Pattern[str]], opened: Mapping[str, re.Pattern[str]],
    allowed: re.Pattern[str],
) -> Iterator[str]:  # fmt: skip
    said = allowed.sub(" ", fold(question.say))
    for what, pattern in {**always, **opened}.items():
        if pattern.search(said):
            yield what
