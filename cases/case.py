"""A case and its history, pure: every change is an event appended, never an edit."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from cases.ladder import Ladder, moved
from cases.orders import Task
from cases.terms import Term, resumed, term
from cases.workflow import Status, Workflow
from cities.working import Working
from errors import NotAllowedError

REVIEW, BOUNCED, WARNED = "review", "bounced", "warned"
"""Alarms: the day of review has come, units hand a case to and fro, the inspector objects."""
DISPUTED = "disputed"
"""Alarm that only the inspector's word answers: the citizen has refused a result for the second time."""
DISPUTES = 2
"""The refused result from which on the unit's own word is no longer enough."""
UNSURE, MISROUTED = "unsure", "misrouted"
"""Alarms that the operator answers by saying what a case is about: nobody knew, or a unit says it isn't theirs."""
DOUBTED = "doubted"
"""One more of the first: somebody who follows the case says that it is not done."""
ANSWERED = frozenset({REVIEW, BOUNCED, WARNED, DOUBTED})
"""The alarms that any step answers; the others stand until the operator says what a case is about, or whose it is."""
BOUNCES = 3
"""The referral from which on units seem to play ball with a case."""


@dataclass(frozen=True, slots=True)
class Where:
    """Where it is: the citizen's words and what was made of them."""

    text: str = ""
    region: int | None = None
    neighbourhood: str | None = None
    lat: float | None = None
    lon: float | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """One report of one citizen, as it stands now."""

    code: str
    topic: str
    kind: str
    status: str
    unit: str
    chat: str
    words: str
    urgency: str
    protected: bool
    where: Where
    answers: Mapping[str, str]
    filed: datetime
    term: Term
    """The deadline; it runs only while the status says so."""
    changed: datetime
    city: str = ""
    also: tuple[str, ...] = ()
    """Further units that see the case (two owners work one case)."""
    alarm: str = ""
    """Why somebody must look, as the names of alarms above say; empty when nobody must."""
    reopened: int = 0
    review: datetime | None = None
    stopped: datetime | None = None
    """Since when the term stands still, while somebody else is waited for."""
    finished: datetime | None = None
    """When it came to its final status; the window for reopening starts here and nothing restarts it."""
    rung: int = 0
    """How many rungs of the ladder were climbed in this term."""
    bell: datetime | None = None
    """When the next rung is climbed, unless the deadline stands still then."""
    unmanned: bool = False
    """Nobody holds a role of the last rung here: the operator must look."""
    ring: datetime | None = None
    """When it rings again; empty once somebody has taken it, or when it is not urgent."""
    rings: int = 0
    version: int = 1
    id: int | None = None
    disputed: bool = False
    """The citizen refused a result again: the next one needs the inspector's word."""
    added: datetime | None = None
    """Since when the citizen's further words wait to be looked at."""
    assignee: int | None = None
    """The colleague who has taken it, or was given it; nobody once it is closed or with another unit."""
    followers: int = 0
    """How many others wait for its news; counted by the store alone."""
    recurring: int = 0
    """How many earlier cases of the same matter were closed at this place."""
    joined_to: int | None = None
    """Number of the main case, while this one is joined to it and goes the same way."""


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a case's history: who did what, when, from where; never edited."""

    what: str
    by: str
    """«citizen», «house» or «staff:<id>»."""
    at: datetime
    status: str = ""
    unit: str = ""
    note: str = ""
    """A sentence that the citizen sees too."""
    more: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Step:
    """What a member of staff wants to do with a case."""

    to: str
    note: str = ""
    unit: str = ""
    review: datetime | None = None
    opinion: str = ""
    """What the visitor found: a key of the status's opinions."""
    photos: tuple[str, ...] = ()
    """Photos of the work, uploaded by the same person a moment ago."""
    reason: str = ""
    """Why there is no photo of the work, or the report of the work where nobody may take one."""
    task: Task = field(default_factory=Task)
    """What the work order asks for, where the status makes one."""

    def lacks(self, status: Status) -> str | None:
        """What the status needs and this step does not bring."""
        opinion = status.opinions.get(self.opinion)
        brought = {"note": self.note.strip(), "date": self.review, "unit": self.unit, "opinion": opinion}
        return next((need for need in status.needs if not brought[need]), None)


def move(case: Case, event: Event, workflow: Workflow, working: Working) -> Case:
    """The case after an event that changes its status (and perhaps unit); raises nothing."""
    status = workflow[event.status or case.status]
    finished = (case.finished or event.at) if status.final else None
    return replace(
        _timed(case, event.at, working, runs=status.clock), status=status.key, unit=event.unit or case.unit,
        changed=event.at, finished=finished, version=case.version + 1, unmanned=False, ring=None, rings=0,
        alarm=_alarm(case, event, status), disputed=case.disputed and not _told(status),
        assignee=None if event.unit or status.final else case.assignee,
    )  # fmt: skip


def _told(status: Status) -> bool:
    """Whether a result is told here, or all is over."""
    return status.final or status.asks == "feedback"


def _alarm(case: Case, event: Event, status: Status) -> str:
    """What still alarms after a move: a dispute lasts until a result is told, others until a step or a new unit."""
    if case.disputed and not _told(status):
        return DISPUTED
    return "" if event.unit or case.alarm in (*ANSWERED, DISPUTED) else case.alarm


def refused(case: Case) -> Case:
    """The case after the citizen did not accept a result; from the second time on it is disputed."""
    times = case.reopened + 1
    disputed = times >= DISPUTES
    return replace(case, reopened=times, disputed=disputed, alarm=DISPUTED if disputed else case.alarm)


def _timed(case: Case, now: datetime, working: Working, *, runs: bool) -> Case:
    """The case with its term stopped, or going on with what was left."""
    if not runs:
        return replace(case, stopped=case.stopped or now)
    if case.stopped is None:
        return case
    bell = moved(case.bell, case.stopped, now, case.urgency, working)
    return replace(case, stopped=None, bell=bell, term=resumed(case.term, case.stopped, now, case.urgency, working))


def afresh(case: Case, begin: datetime, hours: int, working: Working, ladder: Ladder) -> Case:
    """The case with a new term from a moment on, at the foot of the ladder."""
    return termed(case, term(begin, hours, case.urgency, working), begin, hours, working, ladder)


def termed(case: Case, term: Term, begin: datetime, hours: int, working: Working, ladder: Ladder) -> Case:
    """The case with this term, which began then, at the foot of the ladder."""
    bell = ladder.next(case.urgency, 0, begin, term, hours, working)
    return replace(case, stopped=None, term=term, rung=0, bell=bell, unmanned=False)


def climb(case: Case, hours: int, working: Working, ladder: Ladder) -> Case:
    """The case one rung higher; the next rung counts from when this one was due, not from when it was looked at."""
    if case.bell is None:
        return case
    climbed = case.rung + 1
    bell = ladder.next(case.urgency, climbed, case.bell, case.term, hours, working)
    return replace(case, rung=climbed, bell=bell)


def under(case: Case, before: int, hours: int, now: datetime, working: Working, ladder: Ladder) -> Case:
    """The case with the hours of another topic instead of those before.

    They count from its filing; from now if the old term has stood still or was begun anew, for then time was lost
    that nobody could work.
    """
    if hours == before:
        return case
    untouched = case.stopped is None and case.term == term(case.filed, before, case.urgency, working)
    begun = afresh(case, case.filed if untouched else now, hours, working, ladder)
    return begun if case.stopped is None else replace(begun, stopped=now)


def alarmed(case: Case, alarm: str) -> Case:
    """The case with an alarm, unless one stands that a step could not answer: that one is not hidden."""
    return replace(case, alarm=alarm) if case.alarm in ("", *ANSWERED) else case


def step(case: Case, wanted: Step, by: str, permissions: frozenset[str], now: datetime, workflow: Workflow) -> Event:
    """Checks a wanted step against the workflow and makes its event; raises NotAllowedError with the reason's key."""
    allowed = {status.key: status for status in workflow.steps(case.status, permissions, case.kind)}
    refer = workflow.after("refer")
    if wanted.to == refer.key and permissions.intersection(refer.by) and not workflow[case.status].final:
        allowed[refer.key] = refer
    if wanted.to not in allowed:
        raise NotAllowedError("step")
    if lacking := wanted.lacks(allowed[wanted.to]):
        raise NotAllowedError(f"needs_{lacking}")
    if wanted.unit == case.unit:
        raise NotAllowedError("same_unit")
    if case.disputed and allowed[wanted.to].asks == "feedback" and "inspect" not in permissions:
        raise NotAllowedError("disputed")
    more = {"review": wanted.review.isoformat()} if wanted.review else {}
    more |= {"opinion": wanted.opinion} if wanted.opinion in allowed[wanted.to].opinions else {}
    return Event("move", by, now, wanted.to, wanted.unit, wanted.note.strip(), more)


def may_reopen(case: Case, now: datetime, workflow: Workflow) -> bool:
    """Whether the citizen may still object: while open, or within the window after the final status."""
    status = workflow[case.status]
    if status.asks == "feedback":
        return True
    if not status.final or status.counts in ("withdrawn", "guided", "heard") or case.finished is None:
        return False
    return now - case.finished <= timedelta(days=workflow.reopen_days)
