"""The life of one case after it was filed: every step by the rules of cases/, so that its history replays."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from random import Random

from cases.case import BOUNCES, REVIEW, Case, Event, afresh, move
from cases.workflow import Status, Workflow
from cities.working import Working
from content import Node
from demo import clock
from topics.tree import Topic

STEPS = 24
STAFF_MAY = frozenset({"work", "refer"})
SLOW = 0.55
"""How long the unit's part takes, as a share of the topic's time; a fifth takes longer than it may."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What every life needs."""

    workflow: Workflow
    working: Working
    plan: Node
    clerk: Callable[[str], int]
    """The account that works for a unit."""
    others: Callable[[Case], Sequence[str]]
    """Units to which a case may be referred."""
    known: dict[tuple[str, bool], tuple[list[Status], list[float]]] = field(default_factory=dict)

    def steps(self, status: str, *, refer: bool) -> tuple[list[Status], list[float]]:
        """Where staff may move a case, and how often they do."""
        if (status, refer) not in self.known:
            flow, often = self.workflow, self.plan["steps"]
            steps = [*flow.steps(status, STAFF_MAY), *([flow.after("refer")] if refer else [])]
            kept = [one for one in steps if one.key in often]
            self.known[status, refer] = kept, [often[one.key] for one in kept]
        return self.known[status, refer]


class Life:
    """One case on its way through the year."""

    def __init__(self, rules: Rules, case: Case, topic: Topic, random: Random, until: datetime) -> None:
        self.rules, self.case, self.topic, self.random, self.until = rules, case, topic, random, until
        self.events = [Event("file", "citizen", case.filed, case.status, case.unit, more={"alarm": case.alarm})]
        self.asked = 0
        self._at = case.filed
        self._referred, self._new = 0, True

    def live(self) -> None:
        """Goes on until the case is closed or the present is reached."""
        plan = self.rules.plan
        if self.random.random() < plan["forgotten"]:
            self._at += timedelta(days=self.random.uniform(20, 160))
        for _ in range(STEPS):
            status = self.rules.workflow[self.case.status]
            if status.final or not self._go_on(status):
                break
        self._climb(self.until)
        taken = sum(event.what not in ("file", "climb", "note") for event in self.events)
        self.case = clock.rung(self.case, taken, self.until, self.rules.workflow)

    def _climb(self, until: datetime) -> None:
        """What fell due by the clock before the next thing happens."""
        rules = self.rules
        self.case, events = clock.climbed(self.case, self.topic.hours, until, rules.workflow, rules.working)
        self.events += events

    def _go_on(self, status: Status) -> bool:
        if self.case.review and "date" in status.needs:
            return self._review()
        if status.asks == "feedback":
            return self._feedback()
        if status.asks == "information":
            return self._answer()
        if self._new and self.random.random() < self.rules.plan["withdrawn"]:
            return self._happens(
                "withdraw", Event("withdraw", "citizen", self._later(hours=self.random.uniform(1, 40)))
            )
        return self._step()

    def _later(self, hours: float) -> datetime:
        return self._at + timedelta(hours=hours)

    def _in_office(self, share: float) -> datetime:
        """When the unit gets round to it: office time, but for emergencies."""
        hours = self.topic.hours * share * self.random.lognormvariate(0, 0.8)
        if self.case.urgency == "emergency":
            return self._later(hours)
        return self.rules.working.after(self._at, self.rules.working.day * (hours / 24))

    def _happens(self, what: str, event: Event) -> bool:
        """An event of the house or the citizen; False if it would be in the future."""
        return self._move(replace(event, status=self.rules.workflow.after(what).key))

    def _move(self, event: Event, review: datetime | None = None) -> bool:
        if event.at > self.until:
            return False
        self._climb(event.at)
        self.case = replace(move(self.case, event, self.rules.workflow, self.rules.working), review=review)
        self.events.append(event)
        self._at, self._new = event.at, False
        return True

    def _step(self) -> bool:
        steps, weights = self.rules.steps(self.case.status, refer=self._referred < BOUNCES - 1)
        if not steps:
            return False
        (chosen,) = self.random.choices(steps, weights)
        return self._take(chosen)

    def _take(self, chosen: Status) -> bool:
        random, plan = self.random, self.rules.plan
        at = self._in_office(SLOW if chosen.asks == "feedback" else SLOW / 4)
        unit = random.choice(self.rules.others(self.case)) if "unit" in chosen.needs else ""
        if unit == self.case.unit:
            return True
        self._referred += bool(unit)
        note = random.choice(plan["notes"].get(chosen.key, [""]))
        if "note" not in chosen.needs and random.random() > plan["noted"]:
            note = ""
        review = at + timedelta(days=random.randint(30, 300)) if "date" in chosen.needs else None
        more = {"review": review.isoformat()} if review else {}
        if chosen.opinions:
            more["opinion"] = random.choice(list(chosen.opinions))
        by = f"staff:{self.rules.clerk(self.case.unit)}"
        self._remark(by, at)
        return self._move(Event("move", by, at, chosen.key, unit, note, more), review)

    def _remark(self, by: str, at: datetime) -> None:
        if self.random.random() < self.rules.plan["remarked"] and at <= self.until:
            text, before = self.random.choice(self.rules.plan["remarks"]), at - timedelta(minutes=3)
            self._climb(before)
            self.events.append(Event("note", by, before, more={"text": text}))

    def _review(self) -> bool:
        """The day of review has come; then somebody takes a step."""
        event = Event("review", "house", self.case.review or self._at, self.case.status)
        if event.at > self.until:
            return False
        self._climb(event.at)
        self.case = replace(self.case, alarm=REVIEW, changed=event.at, version=self.case.version + 1, review=None)
        self.events.append(event)
        self._at = event.at
        return self._step()

    def _feedback(self) -> bool:
        plan, dice = self.rules.plan, self.random.random()
        self.asked = 1
        at = self._later(2 + self.random.expovariate(1 / 30))
        if dice < plan["good"]:
            return self._happens("happy", Event("rate", "citizen", at, more={"answer": "good"}))
        if dice < plan["good"] + plan["bad"]:
            return self._unhappy(at)
        self.asked = 1 + self.rules.workflow.reminders
        return self._happens("silence", Event("silence", "house", self._later(24 * 7 + self.random.uniform(1, 9))))

    def _unhappy(self, at: datetime) -> bool:
        if at > self.until:
            return False
        self._climb(at)
        begun = afresh(self.case, at, self.topic.hours, self.rules.working, self.rules.workflow.ladder)
        self.case, self.asked = replace(begun, reopened=begun.reopened + 1), 0
        answer = self.random.choice(("half", "bad"))
        self._happens("unhappy", Event("rate", "citizen", at, more={"answer": answer}))
        reason = self.random.choice(self.rules.plan["reasons"])
        self.events.append(Event("reason", "citizen", at + timedelta(minutes=1), more={"text": reason, "photos": []}))
        return True

    def _answer(self) -> bool:
        text = self.random.choice(self.rules.plan["answers"])
        at = self._later(self.random.expovariate(1 / 20))
        return self._happens("answer", Event("add", "citizen", at, more={"text": text, "photos": []}))
