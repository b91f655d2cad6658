"""Reads how people say things (Rasa NLU YAML) and tells every fault with its line."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from content import Faults, Node, read
from errors import Fault
from persian import fold
from topics.tree import Topics

VERSION = "3.1"
EXAM, LEXICON = "held_out.yml", "lexicon.yml"
"""Files beside the utterances that hold none."""
LEARNED = "learned"
"""The folder beside them of what staff and citizens have corrected (nlu/learned.py)."""
ENTITIES = ("place", "issue")
REPORT = "report_"
FEWEST = 3
"""Utterances without which a topic is not known at all; ours have twelve and more (tests/nlu/test_data.py)."""
OTHERS = frozenset(
    f"{head}_{name}"
    for head, names in {
        "act": "greet thank track cancel ask operator chatter unclear help back restart yes no skip objection mine",
        "kind": "request criticism complaint suggestion opinion thanks",
        "danger": "emergency urgent none",
        "call": "110 115 121 122 123 125 194",
    }.items()
    for name in names.split()
) | {"several", "single"}
"""Intents that are no topic."""
_MARK = re.compile(r'\[([^\[\]]*)\](?:\(([^()]*)\)|{"entity": "(\w+)", "value": "(\w+)"})')


@dataclass(frozen=True, slots=True)
class Span:
    """A marked stretch of an utterance: where it stands in the plain text, what it is, and of an issue its topic."""

    start: int
    end: int
    entity: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Example:
    """One utterance without its marks, and where it was read."""

    intent: str
    text: str
    spans: tuple[Span, ...]
    path: Path
    line: int

    @property
    def code(self) -> str:
        """The topic's code, for an utterance of a report; else empty."""
        return self.intent.removeprefix(REPORT) if self.intent.startswith(REPORT) else ""

    def without(self, entity: str) -> str:
        """The text with every marked stretch of one sort cut out."""
        kept, at = [], 0
        for span in self.spans:
            if span.entity == entity:
                kept.append(self.text[at : span.start])
                at = span.end
        return " ".join([*kept, self.text[at:]]).strip()


def plain(marked: str) -> tuple[str, tuple[Span, ...]]:
    """Strips the marks `[words](entity)`, `[words]{"entity": …, "value": …}` and says where they stood."""
    parts: list[str] = []
    spans: list[Span] = []
    length = at = 0
    for mark in _MARK.finditer(marked):
        before, words = marked[at : mark.start()], mark[1]
        start = length + len(before)
        parts += [before, words]
        spans.append(Span(start, start + len(words), mark[2] or mark[3], mark[4] or ""))
        length, at = start + len(words), mark.end()
    return "".join([*parts, marked[at:]]), tuple(spans)


def _known(intent: str, topics: Topics) -> bool:
    return intent in OTHERS or (intent.startswith(REPORT) and intent.removeprefix(REPORT) in topics)


def _utterances(node: Node, topics: Topics, faults: Faults) -> Iterator[Example]:
    first = node.lines["examples"] + 1
    for offset, line in enumerate(str(node["examples"]).splitlines()):
        if not line.strip():
            continue
        text, spans = plain(line.removeprefix("- ").strip())
        made = Example(str(node["intent"]), text, spans, node.path, first + offset)
        if not line.startswith("- ") or not text:
            _fault(made, "an utterance must begin with «- » and say something", faults)
            continue
        for span in spans:
            if span.entity not in ENTITIES:
                _fault(made, f"mark «{span.entity}» is not known; use one of {', '.join(ENTITIES)}", faults)
            if span.value and span.value not in topics:
                _fault(made, f"there is no topic «{span.value}»", faults)
        yield made


def _fault(example: Example, what: str, faults: Faults) -> None:
    faults.found.append(Fault(example.path, example.line, what))


def read_file(path: Path, topics: Topics, faults: Faults) -> Iterator[Example]:
    """The utterances of one file; what is wrong goes into `faults`."""
    top = read(path, faults)
    if not faults.keys(top, ("version", "nlu")):
        return
    if top["version"] != VERSION:
        faults.add(top, f'version must be "{VERSION}"', "version")
    for node in top["nlu"]:
        if not isinstance(node, Node) or not faults.keys(node, ("intent", "examples")):
            continue
        if not _known(node["intent"], topics):
            faults.add(node, f"intent «{node['intent']}» is neither a topic nor known", "intent")
            continue
        yield from _utterances(node, topics, faults)


def _check(examples: list[Example], topics: Topics, folder: Path, faults: Faults) -> None:
    seen: dict[str, Example] = {}
    reports = [example for example in examples if example.code]
    for example in reports:
        twin = seen.setdefault(fold(example.text), example)
        if twin is not example:
            _fault(example, f"the same utterance stands in {twin.path.name}:{twin.line} ({twin.intent})", faults)
    counts = Counter(example.code for example in reports)
    for leaf in topics.leaves:
        if counts[leaf.code] < FEWEST:
            path = folder / f"{topics.groups[leaf.group].slug}.yml"
            faults.add(path, f"topic {leaf.code} has {counts[leaf.code]} utterances; it needs {FEWEST}")


def files(folder: Path) -> list[Path]:
    """The files that teach: everything but the examination and the lexicon."""
    ours = [path for path in sorted(folder.glob("*.yml")) if path.name not in (EXAM, LEXICON)]
    return [*ours, *sorted((folder / LEARNED).glob("*.yml"))]


def load(folder: Path, topics: Topics, faults: Faults) -> tuple[Example, ...]:
    """Reads every file of nlu/data; what is wrong goes into `faults`."""
    examples = [example for path in files(folder) for example in read_file(path, topics, faults)]
    _check(examples, topics, folder, faults)
    return tuple(examples)
