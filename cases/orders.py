"""A work order: sends a contractor, or the unit's own crew, to do one thing; pure."""

from dataclasses import dataclass, replace
from datetime import datetime

from errors import NotAllowedError

OPEN, REPORTED, ACCEPTED, REFUSED, CALLED_OFF = STATES = ("open", "reported", "accepted", "refused", "called_off")


@dataclass(frozen=True, slots=True)
class Task:
    """What a new work order asks for; empty parts are filled in from the case."""

    contractor: int | None = None
    """None: the unit's own crew."""
    what: str = ""
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class WorkOrder:
    """One work order as it stands now."""

    id: int
    case: int
    contractor: int | None
    unit: str
    what: str
    until: datetime
    by: str
    at: datetime
    state: str = OPEN
    report: str = ""
    """What the contractor says was done, or why there is no photo."""
    reported: datetime | None = None
    refusal: str = ""
    settled: datetime | None = None
    again: int | None = None
    """The refused order that this one repeats."""


def reported(order: WorkOrder, words: str, at: datetime) -> WorkOrder:
    """The order after its contractor or crew said that the work is done; raises NotAllowedError("order")."""
    return replace(_from(order, OPEN), state=REPORTED, report=words, reported=at)


def accepted(order: WorkOrder, at: datetime) -> WorkOrder:
    """The order after the unit looked and agreed; raises NotAllowedError("order")."""
    return replace(_from(order, REPORTED), state=ACCEPTED, settled=at)


def refused(order: WorkOrder, why: str, at: datetime) -> WorkOrder:
    """The order after the unit looked and did not agree; raises NotAllowedError("order")."""
    return replace(_from(order, REPORTED), state=REFUSED, refusal=why, settled=at)


def called_off(order: WorkOrder, at: datetime) -> WorkOrder:
    """The order of a case that needs no work any more, or went to another unit; raises NotAllowedError("order")."""
    return replace(_from(order, OPEN, REPORTED), state=CALLED_OFF, settled=at)


def _from(order: WorkOrder, *states: str) -> WorkOrder:
    if order.state not in states:
        raise NotAllowedError("order")
    return order
