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
    if urgency == "emergency":
        return Term(begin + timedelta(hours=SOON * hours), begin + timedelta(hours=hours))
    needed = working.day * (hours / DAY_HOURS)
    return Term(working.after(begin, SOON * needed), working.after(begin, needed))


def resumed(before: Term, stopped: datetime, now: datetime, urgency: str, working: Working) -> Term:
    """The term after a standstill: what was left then is left now, and what was late stays so."""
    return Term(*(_moved(at, stopped, now, urgency, working) for at in (before.soon, before.due)))


def _moved(at: datetime, stopped: datetime, now: datetime, urgency: str, working: Working) -> datetime:
    if at <= stopped:
        return at
    if urgency == "emergency":
        return now + (at - stopped)
    return working.after(now, working.between(stopped, at))


def bucket(term: Term, now: datetime) -> str:
    """Where a running term stands: within, soon or late."""
    return "late" if now >= term.due else "soon" if now >= term.soon else "within"
