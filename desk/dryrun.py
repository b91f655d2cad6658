"""Where a case would go and why, without filing it; and what another rule would change."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from cases.filing import HOURS_UNSURE, owners
from cases.terms import Term, term
from cities.changes import covers
from cities.city import City
from cities.units import Rule, Unit
from desk.house import House
from topics.tree import Topic, Topics

OTHERS = 12
"""How many of the cases that would go elsewhere are shown."""


@dataclass(frozen=True, slots=True)
class Route:
    """Where a case would go, by which rule, and until when it must be answered."""

    topic: Topic | None
    region: int | None
    unit: Unit | None
    also: tuple[Unit, ...]
    alarm: str
    rule: Rule | None
    place: int
    """Which of all rules it is, counted from one; 0 without a rule."""
    instead: Unit | None
    """The unit that the rule names, where another answers in its place."""
    hours: int
    term: Term


def route(house: House, topic: Topic | None, region: int | None, urgency: str, now: datetime) -> Route:
    """The way of a case, by the very rules by which it would be filed."""
    city = house.city
    unit, also, alarm = owners(topic, region, city)
    rule = city.decide(topic.owner, topic.code, region)[0] if topic else None
    named = city.units.get(rule.to) or city.units.get(f"{rule.to}-{region}") if rule else None
    hours = topic.hours if topic else HOURS_UNSURE
    return Route(
        topic, region, city.units.get(unit), tuple(city.units[key] for key in also), alarm, rule,
        city.rules.index(rule) + 1 if rule else 0, named if named and named.successor else None, hours,
        term(now, hours, urgency, city.working),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What would be otherwise for cases of late."""

    tried: int
    moved: int
    ways: tuple[tuple[str, str, int], ...]
    """From which unit to which, and how many; the most first."""
    codes: tuple[str, ...]


def elsewhere(topics: Topics, now: City, then: City, filed: Sequence[tuple[str, str, int | None]]) -> Elsewhere:
    """How many of some cases (code, topic, region) would be filed to another unit by another city's rules."""
    ways, codes = Counter[tuple[str, str]](), list[str]()
    for code, number, region in filed:
        topic = topics.by_code.get(number)
        before, after = owners(topic, region, now)[0], owners(topic, region, then)[0]
        if before != after:
            ways[before, after] += 1
            codes.append(code)
    shown = tuple((before, after, number) for (before, after), number in ways.most_common(OTHERS))
    return Elsewhere(len(filed), len(codes), shown, tuple(codes[:OTHERS]))


def shadows(rules: Iterable[Rule], new: Rule) -> tuple[list[Rule], list[Rule]]:
    """(broader rules before it, so that it never decides; narrower rules behind it that never decide any more)."""
    order = list(rules)
    at = order.index(new)
    before = [one for one in order[:at] if covers(one, new)]
    behind = [one for one in order[at + 1 :] if covers(new, one)]
    return before, behind
