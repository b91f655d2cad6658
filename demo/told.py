"""What is reported when: days with their weather, matters by season, and words that people really wrote."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

import jdatetime
import numpy as np

from cities.working import SATURDAY
from content import Node
from nlu.examples import Example
from persian import TEHRAN
from topics.tree import OUTSIDE, Topic, Topics

DAYS = 365
HOUR = 3600
GREETED, THANKED = 0.25, 0.2
LONG = 500
"""Letters beyond which an utterance is no everyday report."""


@dataclass(frozen=True, slots=True)
class Moment:
    """That a matter of a group of topics is reported at a time."""

    at: datetime
    group: str


def moments(plan: Node, until: datetime, number: int, seed: int) -> Sequence[Moment]:
    """So many reports of the year before a moment, oldest first."""
    random, dice = Random(seed), np.random.default_rng(seed)  # noqa: S311 - Chance for show, no secret.
    slugs = list(plan["groups"])
    days = [until - timedelta(days=DAYS - 1 - one) for one in range(DAYS)]
    weights = np.array([_weights(plan, day, random) for day in days])
    cells = dice.choice(weights.size, number, p=(weights / weights.sum()).ravel())
    hours = np.array(plan["hours"], float)
    clock = dice.choice(len(hours), number, p=hours / hours.sum()) * HOUR + dice.integers(0, HOUR, number)
    begin = datetime.combine(days[0].astimezone(TEHRAN).date(), datetime.min.time(), TEHRAN).timestamp()
    times = begin + cells // len(slugs) * 24 * HOUR + clock
    kept = times < until.timestamp()
    times[~kept] -= 24 * HOUR  # What would come after the last moment came the day before.
    return [
        Moment(datetime.fromtimestamp(float(times[one]), until.tzinfo), slugs[int(cells[one]) % len(slugs)])
        for one in np.argsort(times, kind="stable")
    ]


def _weights(plan: Node, day: datetime, random: Random) -> list[float]:
    """How much of each group is reported on a day, by season, weekday and its weather."""
    local = day.astimezone(TEHRAN)
    month = str(jdatetime.date.fromgregorian(date=local.date()).month)
    wet = {kind: random.random() < plan[kind].get(month, 0) for kind in ("rain", "snow")}
    usual = plan["week"][(local.weekday() - SATURDAY) % 7]
    return [
        one["share"] * one["months"].get(month, 1) * usual
        * (one.get("rain", 1) if wet["rain"] else 1) * (one.get("snow", 1) if wet["snow"] else 1)
        for one in plan["groups"].values()
    ]  # fmt: skip


class Texts:
    """The utterances of each topic, with their places changed for those of the case."""

    def __init__(self, topics: Topics, examples: Sequence[Example]) -> None:
        made: dict[str, list[Example]] = {}
        for one in examples:
            if one.code and len(one.text) < LONG and topics[one.code].owner != OUTSIDE:
                made.setdefault(one.code, []).append(one)
        self._by_code: Mapping[str, Sequence[Example]] = made
        self._by_group: dict[str, list[str]] = {}
        for code in sorted(made):
            self._by_group.setdefault(topics.groups[topics[code].group].slug, []).append(code)
        self._topics = topics

    def topic(self, slug: str, random: Random) -> Topic:
        """A topic of a group; a few of them make up most of what is reported."""
        codes = self._by_group[slug]
        return self._topics[codes[int(len(codes) * random.random() ** 2)]]

    def words(self, topic: Topic, place: str, plan: Node, random: Random) -> str:
        """What somebody writes about it."""
        example = random.choice(self._by_code[topic.code])
        text = example.text
        for span in reversed(example.spans):
            if span.entity == "place":
                text = f"{text[: span.start]}{place}{text[span.end :]}"
        greeting = random.choice(plan["greetings"]) if random.random() < GREETED else ""
        return greeting + text + (random.choice(plan["thanks"]) if random.random() < THANKED else "")
