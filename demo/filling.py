"""Fills a house with a year of cases: people, places, words, histories; the same again from the same seed."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from cases import codes
from cases.case import Case, Event
from cases.filing import owners
from cases.terms import term
from content import Node
from demo.almanac import almanac
from demo.life import Life, Rules
from demo.told import DAYS, Moment, Texts, moments
from demo.town import HOME, Corner, corners, where
from library import Content
from nlu.examples import Example
from storage import bulk
from topics.tree import Topic

Step = Callable[[int], object]
MARK = "web:demo-"
"""Every chat of the demonstration begins so; nobody has its cookie, so nothing is ever told to anybody."""
BATCH = 4000
A_PERSON = 8
"""Cases of a person, on average: some write every week, most once."""
STRIDE, SPACE = 48_271_393, 10**8
"""Tracking codes go round a ring in steps that have no factor in common with it, so that none comes twice."""
YEARS = 4
ANSWERED = 0.6


@dataclass(frozen=True, slots=True)
class Citizen:
    """Somebody who reports: the number of the chat, and where they live."""

    chat: int
    region: int


@dataclass(frozen=True, slots=True)
class Office:
    """Who works on the cases: an account for every unit, and those that somebody tries."""

    clerks: Mapping[str, int]
    tried: Mapping[str, Sequence[int]]
    """Accounts of the demonstration that have a unit's cases as their own."""


class Year:
    """The year of one city."""

    def __init__(
        self, content: Content, plan: Node, examples: Sequence[Example], until: datetime, number: int, seed: int
    ) -> None:
        self.content, self.plan, self.until, self.number, self.seed = content, plan, until, number, seed
        self.random = Random(seed)  # noqa: S311 - Chance for show, no secret.
        self.texts = Texts(content.topics, examples)
        self.corners = corners(content.city, self.random)
        first = (until - timedelta(days=DAYS + 7)).date()
        self.working = almanac(content.city.working, first, 366 * YEARS)
        self._routes: dict[tuple[str, int], tuple[str, tuple[str, ...], str]] = {}
        self._crowds = {number: self.random.lognormvariate(0, 0.5) for number in self.corners}

    @property
    def people(self) -> int:
        """How many people report."""
        return self.number // A_PERSON + 1

    def citizens(self, first_chat: int) -> Sequence[Citizen]:
        """Everybody, each with a home."""
        regions, weights = list(self._crowds), list(self._crowds.values())
        homes = self.random.choices(regions, weights, k=self.people)
        return [Citizen(first_chat + place, home) for place, home in enumerate(homes)]

    def lives(
        self, citizens: Sequence[Citizen], office: Office, first_case: int, taken: set[str]
    ) -> Iterator[tuple[Life, int]]:
        """Every case with its history and its chat, in the order in which they were filed."""
        rules = Rules(self.content.workflow, self.working, self.plan, office.clerks.__getitem__, self._others)
        told = moments(self.plan, self.until, self.number, self.seed)
        fresh = self._codes(taken)
        for place, moment in enumerate(told):
            citizen = citizens[int(len(citizens) * self.random.random() ** 1.7)]
            case, topic = self._filed(moment, citizen, next(fresh))
            life = Life(rules, replace(case, id=first_case + place), topic, self.random, self.until)
            life.live()
            self._own(life, office)
            yield life, citizen.chat

    def _codes(self, taken: set[str]) -> Iterator[str]:
        at = self.seed * STRIDE
        while True:
            at = (at + STRIDE) % SPACE
            if (code := codes.make(at)) not in taken:
                yield code

    def _filed(self, moment: Moment, citizen: Citizen, code: str) -> tuple[Case, Topic]:
        random, plan = self.random, self.plan
        topic = self.texts.topic(moment.group, random)
        corner = self._corner(citizen)
        place = where(corner, plan, random, exact=topic.place != "none" and not topic.protected)
        unit, also, alarm = self._route(topic, corner.region)
        (kind,) = random.choices(list(plan["kinds"]), list(plan["kinds"].values()))
        asked = [one for one in topic.ask if one.choices and random.random() < ANSWERED]
        answers = {one.key: random.choice(one.choices).say for one in asked}
        due, ladder = term(moment.at, topic.hours, topic.urgency, self.working), self.content.workflow.ladder
        case = Case(
            code=code, topic=topic.code, kind=kind, status=self.content.workflow.after("file").key, unit=unit,
            chat=MARK, words=self.texts.words(topic, corner.name or corner.hood, plan, random), urgency=topic.urgency,
            protected=topic.protected, where=place, answers=answers, filed=moment.at, changed=moment.at,
            city=self.content.city.key, also=also, alarm=alarm,
            term=due, bell=ladder.next(topic.urgency, 0, moment.at, due, topic.hours, self.working),
        )  # fmt: skip
        return case, topic

    def _corner(self, citizen: Citizen) -> Corner:
        home = self.random.random() < HOME
        return self.random.choice(self.corners[citizen.region if home else self.random.choice(list(self.corners))])

    def _route(self, topic: Topic, region: int) -> tuple[str, tuple[str, ...], str]:
        key = (topic.code, region)
        if key not in self._routes:
            self._routes[key] = owners(topic, region, self.content.city)
        return self._routes[key]

    def _others(self, case: Case) -> Sequence[str]:
        """The units of the same region."""
        return [key for key, unit in self.content.city.units.items() if unit.region == case.where.region] or [case.unit]

    def _own(self, life: Life, office: Office) -> None:
        """Some of the open cases of the units that somebody tries are taken already."""
        tried = office.tried.get(life.case.unit)
        if not tried or self.content.workflow[life.case.status].final or self.random.random() > self.plan["taken"]:
            return
        one = self.random.choice(tried)
        event = Event("assign", f"staff:{one}", life.case.changed, life.case.status, more={"from": None, "to": one})
        life.case = replace(life.case, assignee=one, version=life.case.version + 1)
        life.events.append(event)


async def fill(connection: AsyncConnection, year: Year, office: Office, step: Step) -> int:
    """Writes the whole year, all or nothing; `step` hears how many cases more are done. How many events there are."""
    first_chat = await bulk.reserve(connection, "chats", year.people)
    first_case = await bulk.reserve(connection, "cases", year.number)
    people = year.citizens(first_chat)
    await bulk.copy(connection, "chats", [{"id": one.chat, "key": f"{MARK}{one.chat}"} for one in people])
    lives, events = year.lives(people, office, first_case, await bulk.codes(connection)), 0
    async with bulk.without_search(connection):
        while batch := [one for _, one in zip(range(BATCH), lives, strict=False)]:
            histories: list[Mapping[str, Any]] = []
            for life, _ in batch:
                histories += bulk.event_rows(life.case.id or 0, life.events)
            await bulk.copy(connection, "cases", [bulk.case_row(life.case, chat, life.asked) for life, chat in batch])
            await bulk.copy(connection, "events", histories)
            events += len(histories)
            step(len(batch))
    return events
