"""Which texts teach which head of the model, and how much each counts."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from random import Random

from nlu.danger import NO_CALL
from nlu.examples import Example
from nlu.features import prepare
from nlu.noise import latin, spoil
from topics.tree import Topics

REPORT = "report"
COMMON = 0.4
"""Weight of a report beside another act: there are seven times as many, which is no sign of what comes in."""
FEWER = 3
"""Of reports that teach another head than the topics', every so-manyth is enough."""
LEADS = {"track": "track", "objection": "objection", "operator": "operator"}
"""A topic that leads elsewhere teaches that act instead of a report."""


@dataclass(frozen=True, slots=True)
class Row:
    """One text for one head. Rows of one `source` (an utterance and its copies) are never parted in a check."""

    text: str
    label: str
    weight: float = 1.0
    source: int = -1
    """-1: a title or a description; it always teaches and is never asked."""
    copy: bool = False
    side: bool = False
    """Whether it only helps another head's matter along: it is neither copied nor asked."""

    @property
    def core(self) -> bool:
        """Whether it is somebody's own words (or a short name), and not a copy or a description."""
        return self.source >= 0 and not self.copy


def _utterance(example: Example, label: str, source: int, weight: float = 1.0) -> Iterator[Row]:
    row = Row(prepare(example.text), label, weight, source)
    yield row
    placeless = prepare(example.without("place"))
    if placeless and placeless != row.text:
        yield replace(row, text=placeless, weight=0.7 * weight, copy=True)


SPOILT, LATIN = 4, 2
"""Every so-manyth utterance is spoilt, and spelt in Latin letters; letter n-grams forgive most slips by themselves."""


def noisy(rows: Iterable[Row], weight: float) -> Iterator[Row]:
    """Each row, then for an utterance a copy in Latin letters, and for some a spoilt one; the same at every call."""
    for row in rows:
        yield row
        if row.source < 0 or row.copy or row.side:
            continue
        random = Random(row.text)  # noqa: S311  (nothing secret hangs on it)
        texts = (
            latin(row.text, random) if row.source % LATIN == 0 else row.text,
            spoil(row.text, random) if row.source % SPOILT == 0 else row.text,
        )
        for text in texts:
            if text != row.text:
                yield replace(row, text=text, weight=weight * row.weight, copy=True)


def tells_topics(example: Example, source: int) -> bool:
    """Whether the marked matters of a message teach topics; the other half must teach honestly how to part matters."""
    return source % 2 == 0 and any(span.value for span in example.spans)


def topic_rows(topics: Topics, examples: Sequence[Example]) -> Iterator[Row]:
    """What people say about each topic, and what we call it."""
    for source, example in enumerate(examples):
        if example.code:
            yield from _utterance(example, example.code, source)
        matters = [span for span in example.spans if span.value] if tells_topics(example, source) else []
        for span in matters:
            yield Row(prepare(example.text[span.start : span.end]), span.value, 1.0, source)
    names = [(topic.code, name) for topic in topics.by_code.values() for name in topic.names]
    for source, (code, name) in enumerate(names, len(examples)):
        yield Row(prepare(name), code, 1.0, source)
    for topic in topics.by_code.values():
        for text in (topic.title, topic.about):
            yield Row(prepare(text), topic.code)


def act_of(intent: str, topics: Topics) -> str | None:
    """The act that an intent is a sign of, if of any."""
    head, _, name = intent.partition("_")
    if head == "report":
        return LEADS.get(topics[name].leads, REPORT)
    if head == "kind":
        return "thank" if name == "thanks" else REPORT
    if head in ("several", "single", "call") or intent == "danger_emergency":
        return REPORT
    return name if head == "act" else None


def act_rows(topics: Topics, examples: Sequence[Example]) -> Iterator[Row]:
    """What people are doing: a report, or one of the other acts, which fewer utterances must teach as well."""
    for source, example in enumerate(examples):
        act = act_of(example.intent, topics)
        if act and (act != REPORT or source % FEWER == 0):
            yield from _utterance(example, act, source, COMMON if act == REPORT else 1.0)


def _head_rows(examples: Sequence[Example], head: str) -> Iterator[Row]:
    for source, example in enumerate(examples):
        own, _, name = example.intent.partition("_")
        if own == head:
            yield from _utterance(example, name, source)


def kind_rows(_: Topics, examples: Sequence[Example]) -> Iterator[Row]:
    """Request, criticism, complaint, suggestion, opinion or thanks."""
    return _head_rows(examples, "kind")


SIDE = 0.15
"""Weight of a topic's utterances for what they say besides their topic."""


def danger_rows(topics: Topics, examples: Sequence[Example]) -> Iterator[Row]:
    """Emergency, urgent or none; topics that always are one or the other help a little."""
    yield from _head_rows(examples, "danger")
    for source, example in enumerate(examples):
        if example.code and source % FEWER == 0:
            urgency = topics[example.code].urgency
            yield Row(prepare(example.text), "none" if urgency == "normal" else urgency, SIDE, source, side=True)


def call_rows(topics: Topics, examples: Sequence[Example]) -> Iterator[Row]:
    """The number to be told first, or none: from words of danger, and from topics that always or never need one."""
    for source, example in enumerate(examples):
        own, _, name = example.intent.partition("_")
        if own == "call":
            yield from _utterance(example, name, source)
        elif example.intent == "danger_none":
            yield from _utterance(example, NO_CALL, source)
        elif example.code and not topics[example.code].in_danger:
            call = topics[example.code].call
            if call or source % FEWER == 0:
                yield Row(prepare(example.text), call[0] if call else NO_CALL, SIDE, source, side=True)


HEADS = {
    "topic": topic_rows,
    "act": act_rows,
    "kind": kind_rows,
    "danger": danger_rows,
    "call": call_rows,
}
