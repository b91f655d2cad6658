"""Whether somebody is in danger, and which numbers to call: words, the trained head and the sure topic together."""

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path

from content import Faults, Node, read
from nlu.issues import Odds
from nlu.phrases import Phrases, beginnings, begun
from nlu.reading import Urgency
from topics.tree import Topic

SURE = 0.5
"""From this probability on a topic's own numbers and urgency count."""
CALM, FEARED = 0.85, 0.75
"""Head's odds of no danger that overrule a word; odds of an emergency that need no word."""
HUSHED = 0.88
"""Odds of no danger, of both heads, beside which only a topic beyond doubt counts."""
NO_CALL = "none"
CERTAIN, LIKELY = 0.9, 0.4
"""Odds of a topic that count though the words are calm; odds of a topic of emergencies that its numbers need."""
CALLED, CALM_CALLED = 0.15, 0.1
"""Odds of «no number» below which the call head is believed, and beside calm words a sure topic's numbers count."""
CERTAIN_CALLED = 0.7
"""The same for the numbers of a topic that is beyond doubt, where no word is calm."""
ALARM, CALM_ALARM, SECOND = 0.1, 0.05, 0.25
"""The first beside a surely harmless topic, and beside calm words; odds that a number itself needs."""
AGREED = 0.35
"""Odds of a number in the call head that tell it beside a sure topic that has it too."""
MOST = 3
"""Numbers told at once; more would only delay the call."""


@dataclass(frozen=True, slots=True)
class Danger:
    """What is to be feared, whom to call, and the words that said so."""

    urgency: Urgency = "normal"
    numbers: tuple[str, ...] = ()
    why: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Rule:
    phrases: Phrases
    numbers: tuple[str, ...]
    urgency: Urgency


class Dangers:
    """The rules of danger.yml, ready to judge a message."""

    def __init__(self, things: Phrases, calm: Sequence[Phrases], rules: Sequence[_Rule]) -> None:
        self._things = things
        self._idioms, self._calm = calm
        self._rules = tuple(rules)

    def judge(self, folded: str, odds: Odds, call: Odds, topics: Sequence[tuple[Topic, float]]) -> Danger:
        """One judgement from the folded text, the odds of the danger and call heads, and the likely topics."""
        text, had, _ = _without(self._things, folded, beginnings(folded))
        text, had, idioms = _without(self._idioms, text, had)
        chance, quiet = dict(odds), dict(call)[NO_CALL]
        calm = bool(idioms or self._calm.search(text, had))
        rules = self._rules if chance["none"] <= (SURE if calm else CALM) else ()
        hits = [(rule, found[0]) for rule in rules if (found := rule.phrases.search(text, had))]
        # Both heads hear no danger: then only a topic beyond doubt speaks for one.
        hushed = min(chance["none"], quiet) > HUSHED and not hits
        sure = [topic for topic, p in topics if p >= (CERTAIN if calm or hushed else SURE)]
        likely = 1.0 if idioms else CERTAIN if hushed else SURE if calm else LIKELY
        feared = [topic for topic, p in topics if topic.urgency == "emergency" and p >= likely]
        numbers = [number for rule, _ in hits for number in rule.numbers]
        numbers += [number for topic in feared for number in topic.call]
        if not idioms:
            numbers += _agreed(topics, call, calm=calm)
        harmless = any(topic.urgency == "normal" and p >= CERTAIN for topic, p in topics)
        numbers += _called(call, CALM_ALARM if calm else ALARM if harmless else CALLED)
        urgency = self._urgency(hits, chance, sure, calm=calm)
        if urgency == "emergency" and not numbers:
            numbers = [number for topic, _ in topics[:2] for number in topic.numbers] or ["115", "110"]
        return Danger(urgency, tuple(dict.fromkeys(numbers))[:MOST], tuple(words for _, words in hits))

    def _urgency(
        self, hits: Sequence[tuple[_Rule, str]], chance: dict[str, float], sure: Sequence[Topic], *, calm: bool
    ) -> Urgency:
        harmless = any(topic.urgency == "normal" for topic in sure)
        feared = chance["emergency"] > FEARED and not calm and not harmless
        worst = {rule.urgency for rule, _ in hits} | {topic.urgency for topic in sure if not calm}
        if feared or "emergency" in worst:
            return "emergency"
        if "urgent" in worst or chance["urgent"] > SURE:
            return "urgent"
        return "normal"


def _agreed(topics: Sequence[tuple[Topic, float]], call: Odds, *, calm: bool) -> Iterator[str]:
    """The numbers of sure topics, as far as the call head doesn't hear that none is needed."""
    heard = dict(call)
    for topic, p in topics:
        if p >= (CERTAIN if calm else SURE):
            limit = CALM_CALLED if calm else CERTAIN_CALLED if p >= CERTAIN else CALLED
            yield from (one for one in topic.call if heard[NO_CALL] < limit or heard[one] >= AGREED)


def _without(phrases: Phrases, text: str, had: AbstractSet[str]) -> tuple[str, AbstractSet[str], int]:
    """A text without some phrases, the beginnings of its words, and how many phrases there were."""
    made, number = phrases.cut(text, had)
    return made, beginnings(made) if number else had, number


def _called(call: Odds, limit: float) -> list[str]:
    """The numbers that the words call for without naming a danger we have a phrase for."""
    if dict(call)[NO_CALL] > limit:
        return []
    return [number for number, p in call if number != NO_CALL and p >= SECOND]


def _rule(node: Node, faults: Faults) -> _Rule | None:
    if not faults.keys(node, ("numbers", "words"), ("level",)) or not faults.one_of(node, "level", ("urgent",)):
        return None
    return _Rule(begun(node["words"]), tuple(map(str, node["numbers"])), node.get("level", "emergency"))


def load(path: Path, faults: Faults) -> Dangers:
    """Reads nlu/danger.yml."""
    top = read(path, faults)
    if not faults.keys(top, ("harmless", "things", "calm", "rules")):
        faults.close()
    rules = [rule for node in top["rules"] if isinstance(node, Node) and (rule := _rule(node, faults))]
    return Dangers(begun(top["things"]), (begun(top["harmless"]), begun(top["calm"])), rules)
