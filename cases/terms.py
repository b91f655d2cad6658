"""How long a unit has: office time, in emergencies the clock; it stands still while others are waited for."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from cities.working import Working

BUCKETS = ("soon", "late")
"""Where a term may stand that no longer lies well within its time."""
SOON = 0.8
"""Share of the time after which a case is due soon."""
DAY_HOURS = 24
"""Hours of a topic that are one full office day."""


@dataclass(frozen=True, slots=True)
class Term:
    """When an answer is due, and from when on that is soon."""

    soon: datetime
    due: datetime


def term(begin: datetime, hours: float, urgency: str, working: Working) -> Term:
    """The term of so many hours from a moment on."""
    needed = length(hours, urgency, working)
    return Term(after(begin, SOON * needed, urgency, working), after(begin, needed, urgency, working))


def until(begin: datetime, due: datetime, urgency: str, working: Working) -> Term:
    """The term from a moment on whose end was set by somebody."""
    return Term(after(begin, SOON * between(begin, due, urgency, working), urgency, working), due)


def length(hours: float, urgency: str, working: Working) -> timedelta:
    """How much time a topic's hours are: of the clock in emergencies, else of the office."""
    return timedelta(hours=hours) if urgency == "emergency" else working.day * (hours / DAY_HOURS)


def between(begin: datetime, end: datetime, urgency: str, working: Working) -> timedelta:
    """The time that counts between two moments; nothing if the second is not later."""
    return max(end - begin, timedelta()) if urgency == "emergency" else working.between(begin, end)


def after(begin: datetime, needed: timedelta, urgency: str, working: Working) -> datetime:
    """The moment at which so much time that counts has passed since another."""
    return begin + needed if urgency == "emergency" else working.after(begin, needed)


def resumed(before: Term, stopped: datetime, now: datetime, urgency: str, working: Working) -> Term:
    """The term after a standstill: what was left then is left now, and what was late stays so."""
    return Term(*(_moved(at, stopped, now, urgency, working) for at in (before.soon, before.due)))


def _moved(at: datetime, stopped: datetime, now: datetime, urgency: str, working: Working) -> datetime:
    if at <= stopped:
        return at
    return after(now, between(stopped, at, urgency, working), urgency, working)


def bucket(term: Term, now: datetime) -> str:
    """Where a running term stands: within, soon or late."""
    return "late" if now >= term.due else "soon" if now >= term.soon else "within"
