"""What the inbox is asked to show: the address of the page, read into a filter that never reaches too far."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlencode

from cases.policy import Person
from cases.terms import BUCKETS
from cases.workflow import Workflow
from persian import latin_digits
from storage.case_list import Filter

ALL = "all"
RAISED = "raised"
"""Urgent and emergency together."""
REGION_DIGITS = 3
NAMES = ("status", "unit", "region", "group", "urgency", "due", "alarm", "code")


@dataclass(frozen=True, slots=True)
class Wish:
    """The filters of the inbox as they stand in its address; empty ones do not restrict."""

    status: str = ""
    """Empty: all open ones; «all»: closed ones too; else a status."""
    unit: str = ""
    region: str = ""
    group: str = ""
    urgency: str = ""
    due: str = ""
    """«late»: the deadline is over; «soon»: four fifths of the time are."""
    alarm: str = ""
    code: str = ""

    @property
    def query(self) -> str:
        """The same as a query string, for links and partial requests."""
        return urlencode({name: getattr(self, name) for name in NAMES if getattr(self, name)})

    @property
    def narrow(self) -> bool:
        """Whether anything is filtered."""
        return bool(self.query)


def read_wish(query: Mapping[str, str]) -> Wish:
    """Reads a query string; what makes no sense there is dropped."""
    wish = Wish(**{name: query.get(name, "").strip()[:60] for name in NAMES})
    digits = latin_digits(wish.code)
    code = "".join(letter for letter in digits if letter.isdecimal())
    region = latin_digits(wish.region)
    region = region if region.isdecimal() and len(region) <= REGION_DIGITS else ""
    return replace(wish, region=region, code=code, due=wish.due if wish.due in BUCKETS else "")


def to_filter(wish: Wish, person: Person, workflow: Workflow, at: datetime) -> Filter:
    """The filter for the store, always inside the person's own jurisdiction."""
    base = reach(person)
    if wish.code:
        return replace(base, code=wish.code, joined=True)
    return replace(
        base, statuses=_statuses(wish, workflow), unit=wish.unit, region=int(wish.region) if wish.region else None,
        group=wish.group, urgencies=_urgencies(wish.urgency), due=wish.due, at=at, alarm=bool(wish.alarm),
    )  # fmt: skip


def reach(person: Person) -> Filter:
    """Everything that a person may see, and nothing else."""
    return Filter(
        units=person.units if person.role.scope == "units" else None,
        topics=person.role.topics if person.role.scope == "tags" else None,
    )


def _statuses(wish: Wish, workflow: Workflow) -> tuple[str, ...]:
    if wish.status in workflow.statuses:
        chosen = frozenset([wish.status])
    else:
        chosen = frozenset(workflow.statuses) if wish.status == ALL else workflow.open
    if wish.due:
        # With nothing left the filter would be empty and so restrict nothing; an impossible name finds nothing.
        return tuple(sorted(chosen & workflow.needing_work)) or ("-",)
    return tuple(sorted(chosen))


def _urgencies(urgency: str) -> tuple[str, ...]:
    if urgency == RAISED:
        return ("urgent", "emergency")
    return (urgency,) if urgency else ()
