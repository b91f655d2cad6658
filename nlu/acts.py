"""What a person is doing: from the act head's odds, what was taken from the raw text, and the likely topic."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast, get_args

from nlu.cues import Cues
from nlu.issues import Odds
from nlu.reading import Act, Kind, Says
from persian import QUESTIONS

SAID: Mapping[str, Act] = {
    "help": "ask", "mine": "track", "objection": "track",
    "yes": "chatter", "no": "chatter", "skip": "chatter", "back": "chatter", "restart": "chatter",
}  # fmt: skip
"""Heads' labels that are an answer within a dialogue, and the act they are to somebody who reads them alone."""
SURE_TOPIC = 0.55
"""A topic as sure as this makes a report of words whose act is doubtful."""
SURE_ACT = 0.85
SURE_OTHER = 0.6
"""Tracking, objecting and their like often name a matter, so less is needed to believe them."""
SURE_ASK, SURE_UNASKED = 0.7, 0.85
"""A question is believed beside a sure topic when it has its mark, and when it has none."""
SURE_REPORT = 0.95
IDLE, CERTAIN_TOPIC, CERTAIN_IDLE = ("chatter", "unclear"), 0.9, 0.85
"""Acts that are dropped when a topic is beyond doubt, unless they are too."""
OWN_VIEW = ("opinion", "suggestion", "criticism", "complaint")
"""Kinds in which somebody says what they think and asks nothing."""
OWN = ("cancel", "thank", "operator", "objection")
"""Acts that are done to the report whose tracking code stands by; any other is asking after it."""
DIM_TOPIC = 0.12
"""Below this no topic is in sight."""
KINDS: Mapping[str, float] = {
    "criticism": 0.92,
    "complaint": 0.995,
    "suggestion": 0.75,
    "opinion": 0.85,
    "thanks": 0.85,
}
"""Odds a kind needs to take the place of a plain request, which is many times as common as among what is taught."""


@dataclass(frozen=True, slots=True)
class Doing:
    """The act, the answer within a dialogue if it is one, and how sure."""

    act: Act
    says: Says | None = None
    sure: float = 0.0


def _doing(label: str, p: float) -> Doing:
    if label in SAID:
        return Doing(SAID[label], cast("Says", label), p)
    return Doing(cast("Act", label), None, p)


def asked(text: str) -> bool:
    """Whether a question mark stands somewhere."""
    return any(mark in text for mark in QUESTIONS)


def judge(odds: Odds, topic: float, *, codes: bool, marked: bool = False, named: str | None = None) -> Doing:
    """Weighs the head's odds against how clearly a topic stands out.

    `marked` says that a question mark stands somewhere, `named` is the kind that a word names.
    """
    label, p = odds[0]
    if codes and label not in OWN and (label != "report" or p < SURE_REPORT):
        return Doing("track", None, max(dict(odds)["track"], SURE_ACT))
    if label == "report" and topic < DIM_TOPIC and p < SURE_ACT:
        rest = [pair for pair in odds if pair[0] in ("unclear", "chatter", "ask")]
        return Doing(cast("Act", rest[0][0]), None, 1 - p)
    if label == "ask" and named in OWN_VIEW and topic >= SURE_TOPIC:
        return Doing("report", None, topic)
    if label in IDLE and topic >= CERTAIN_TOPIC and p < CERTAIN_IDLE:
        return Doing("report", None, topic)
    if label != "report" and topic >= SURE_TOPIC and p < _needed(label, marked=marked):
        return Doing("report", None, topic)
    return _doing(label, p)


def _needed(label: str, *, marked: bool) -> float:
    """The odds from which an act is believed beside a sure topic."""
    if label == "ask":
        return SURE_ASK if marked else SURE_UNASKED
    return SURE_ACT if label in (*IDLE, *SAID) and label != "objection" else SURE_OTHER


def kind(doing: Doing, odds: Odds, folded: str, cues: Cues) -> Kind | None:
    """The kind of contribution; a report is a request unless its words say otherwise."""
    if doing.act == "thank":
        return "thanks"
    if doing.act != "report":
        return None
    named = cues.kind(folded)
    if named in get_args(Kind) and dict(odds)[str(named)] > 0.1:
        return cast("Kind", named)
    label, p = odds[0]
    return cast("Kind", label) if p >= KINDS.get(label, 1.0) else "request"
