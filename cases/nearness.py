"""Which reports may mean the same thing: place and time first, then meaning; pure."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from cases.case import Case, Where
from cities.city import Spot
from persian import fold
from topics.tree import Topic, Topics

KINDS = ("request", "complaint")
"""Kinds of reports that something at a place can be done about; a view or thanks is nobody's duplicate."""
LEAST = 0.3
"""Below this score two reports are not said to be alike."""
SHARED = 0.5
"""Half of the words of a place, or of a matter, must be shared."""
BY_NAME, BY_AREA = 0.8, 0.6
"""How sure a place is when its words alone agree, or its neighbourhood alone."""
OTHER_LEAF, RELATED = 0.9, 0.6
"""How like a matter is under another leaf of the topic, or under another topic of the group with shared words."""
AGEING = 0.3
"""So much of a score is lost towards the end of the days within which a topic repeats."""

Common = Callable[[str], bool]
"""Whether a word is too common to tell one place or matter from another: street, alley, next to."""


@dataclass(frozen=True, slots=True)
class Report:
    """What is compared: a report that is being made, or a case."""

    topic: Topic
    where: Where
    words: str = ""

    @property
    def key(self) -> str:
        """What makes it another search: topic and place."""
        where = self.where
        parts = (self.topic.parent, where.text, where.region, where.neighbourhood, where.lat, where.lon)
        return "|".join(map(str, parts))


@dataclass(frozen=True, slots=True)
class Near:
    """A case that may mean the same thing."""

    case: Case
    score: float
    metres: int | None = None
    """How far away; None where one of them has no point."""


def report_of(case: Case, topics: Topics) -> Report | None:
    """A case as something to compare; None for what is never compared: no topic, or a protected one."""
    topic = topics.by_code.get(case.topic)
    return Report(topic, case.where, case.words) if topic and comparable(topic) and not case.protected else None


def comparable(topic: Topic) -> bool:
    """Whether reports of a topic can mean one thing at all: it has a place, and nobody is to be protected."""
    return topic.place != "none" and not (topic.protected or topic.guidance or topic.leads)


def ranked(
    report: Report, found: Iterable[Case], topics: Topics, now: datetime, common: Common, days: int = 0
) -> tuple[Near, ...]:
    """The cases that may mean the same as a report, likeliest first; `days` looks further back than the topic does."""
    within = timedelta(days=days or report.topic.within)
    if not comparable(report.topic):
        return ()
    made = [near for case in found if (near := _near(report, case, topics, now, within, common))]
    return tuple(sorted(made, key=lambda near: (-near.score, near.case.filed)))


def _near(
    report: Report, case: Case, topics: Topics, now: datetime, within: timedelta, common: Common
) -> Near | None:  # fmt: skip
    other, age = report_of(case, topics), now - (case.finished or case.filed)
    if other is None or case.kind not in KINDS or abs(age) > within:
        return None
    score = same_place(report, other, common) * _meaning(report, other, common) * (1 - AGEING * max(age / within, 0.0))
    km = _km(report.where, case.where)
    return Near(case, round(score, 3), None if km is None else round(1000 * km)) if score >= LEAST else None


def _km(one: Where, other: Where) -> float | None:
    if one.lat is None or one.lon is None or other.lat is None or other.lon is None:
        return None
    return Spot(one.lat, one.lon).km(Spot(other.lat, other.lon))


def same_place(one: Report, other: Report, common: Common) -> float:
    """How surely both are at one place, 0 to 1: by their points, else by area and the names in their words."""
    km, metres = _km(one.where, other.where), one.topic.near
    if km is None or not metres:
        return _by_name(one, other, common)
    # Words may have been given the very point of a landmark; then the words must agree as well.
    if not km and one.where.text and other.where.text:
        return 1.0 if _shared(*_both_names(one, other, common)) >= SHARED else 0.0
    return max(0.0, 1 - km * 1000 / metres / 2) if km * 1000 <= metres else 0.0


def _by_name(one: Report, other: Report, common: Common) -> float:
    if not _same_area(one.where, other.where):
        return 0.0
    names, others = _both_names(one, other, common)
    if names and others:
        share = _shared(names, others)
        return BY_NAME * share if share >= SHARED and _numbers_agree(names, others) else 0.0
    area = one.topic.place == "area" and one.where.neighbourhood is not None
    return BY_AREA if area and one.where.neighbourhood == other.where.neighbourhood else 0.0


def _same_area(one: Where, other: Where) -> bool:
    if one.neighbourhood and other.neighbourhood and one.neighbourhood != other.neighbourhood:
        return False
    return one.region is None or other.region is None or one.region == other.region


def _both_names(one: Report, other: Report, common: Common) -> tuple[frozenset[str], frozenset[str]]:
    return names_of(one.where.text, common), names_of(other.where.text, common)


def names_of(text: str, common: Common) -> frozenset[str]:
    """The words of a text that tell it from others, folded."""
    return frozenset(word for word in fold(text).split() if not common(word))


def _shared(one: frozenset[str], other: frozenset[str]) -> float:
    """The share of the longer one's words that the other has too."""
    longer = max(len(one), len(other))
    return len(one & other) / longer if longer else 0.0


def _numbers_agree(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether plates and alleys don't contradict each other: what only one of them says does not."""
    first, second = ({word for word in words if word.isdecimal()} for words in (one, other))
    return first <= second or second <= first


def _meaning(one: Report, other: Report, common: Common) -> float:
    if one.topic.parent == other.topic.parent:
        finer = one.topic.code == one.topic.parent or other.topic.code == other.topic.parent
        return 1.0 if finer or one.topic.code == other.topic.code else OTHER_LEAF
    if one.topic.group != other.topic.group:
        return 0.0
    first, second = (names_of(each.words, common) - names_of(each.where.text, common) for each in (one, other))
    shorter = min(len(first), len(second))
    return RELATED if len(first & second) >= 2 and len(first & second) / shorter >= SHARED else 0.0
