"""What peers are taught and asked: the utterances of nlu/data, the examination, and a sample that may lie elsewhere."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import library
from library import Content
from nlu import examples
from nlu.exam import Asked
from nlu.rows import topic_rows
from settings import ROOT
from topics.tree import TOPIC_DIGITS, Topics

Pairs = list[tuple[str, str]]
"""Texts with their labels."""
_INTENT = re.compile(r"- intent: (\S+)\n  examples: \|\n((?:    .*\n|\n)+)")


@dataclass(frozen=True, slots=True)
class Paper:
    """Messages with what is accepted, and what to call them."""

    name: str
    asked: tuple[Asked, ...]


def topics_taught(content: Content) -> Pairs:
    """What the product's topic head learns from, without its spoilt copies: utterances, names, titles, descriptions."""
    rows = topic_rows(content.topics, library.spoken(content))
    return [(row.text, row.label[:TOPIC_DIGITS]) for row in rows if not row.copy]


def utterances_taught(root: Path = ROOT) -> Pairs:
    """Every utterance of nlu/data with its intent, marks and all, as a Rasa project reads them."""
    texts = (path.read_text(encoding="utf-8") for path in examples.files(root / "nlu" / "data"))
    blocks = (block for text in texts for block in _INTENT.findall(text + "\n"))
    lines = ((line.strip(), intent) for intent, block in blocks for line in block.splitlines())
    return [(line.removeprefix("- "), intent) for line, intent in lines if line]


def papers(content: Content, sample: Path | None) -> Iterator[Paper]:
    """The examination, and the sample if there is one."""
    if examination := library.examination():
        yield Paper("the examination", examination)
    if sample and sample.exists():
        yield Paper("the sample", tuple(sampled(sample, content.topics)))


def sampled(path: Path, topics: Topics) -> Iterator[Asked]:
    """A sample's lines; codes that are no topics are the act that the message is instead."""
    for line in path.read_text(encoding="utf-8").splitlines():
        yield _asked(json.loads(line), topics)


def _asked(one: dict[str, Any], topics: Topics) -> Asked:
    codes = _codes(one["codes"], topics)
    several = tuple(_codes(some, topics) for some in one.get("codes_all", ()))
    act = "report" if codes or several else str((one["codes"] or ["unclear"])[0])
    numbers = tuple(map(str, one.get("numbers_any", ())))
    return Asked(one["text"], codes, several, act, numbers=numbers, place=one["place"] or "")


def _codes(codes: Sequence[str], topics: Topics) -> tuple[str, ...]:
    return tuple(dict.fromkeys(code[:TOPIC_DIGITS] for code in codes if code[:TOPIC_DIGITS] in topics))
