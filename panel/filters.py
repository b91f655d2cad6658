"""What the inbox is asked to show: the address of the page, read into a filter that never reaches too far."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from urllib.parse import urlencode

from cases import search
from cases.codes import LENGTH
from cases.policy import Person
from cases.terms import BUCKETS
from cases.workflow import Workflow
from persian import TEHRAN, latin_digits
from storage.case_list import SORTS, Filter
from topics.tree import Topics

ALL = "all"
RAISED = "raised"
"""Urgent and emergency together."""
OPEN = "open"
"""The status that restricts as little as none, but says that it was wanted."""
MINE, NOBODYS = "me", "none"
DUES = (*BUCKETS, "today")
REGION_DIGITS = 3
NAMES = ("q", "status", "unit", "region", "group", "urgency", "due", "owner", "alarm", "code", "sort", "phone")
LONGEST = 64
"""Letters of anything in the address; so long is the hash of a telephone number."""
DIGEST = re.compile(r"[0-9a-f]{64}")
NOBODY = "-"
"""No hash: a search by a number that this person may not make."""
NO_TOPICS = Topics({}, {})


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
    """«late»: the deadline is over; «soon»: four fifths of the time are; «today»: it ends before midnight."""
    alarm: str = ""
    code: str = ""
    q: str = ""
    """Words, a phrase in quotes, or part of a tracking code."""
    owner: str = ""
    """«me»: what I have taken; «none»: what nobody has."""
    phone: str = ""
    """Keyed hash of a telephone number; the number itself stands in no address."""
    sort: str = ""
    """Empty: newest first; else a key of storage.case_list.SORTS."""

    @property
    def query(self) -> str:
        """The same as a query string, for links and partial requests."""
        return urlencode({name: getattr(self, name) for name in NAMES if getattr(self, name)})

    @property
    def narrow(self) -> bool:
        """Whether anything is filtered."""
        return any(getattr(self, name) for name in NAMES if name not in ("sort", "status")) or (
            self.status not in ("", OPEN)
        )

    @property
    def sought(self) -> tuple[search.Term, ...]:
        """The terms of the search."""
        return search.terms(self.q)


def read_wish(query: Mapping[str, str]) -> Wish:
    """Reads a query string; what makes no sense there is dropped."""
    wish = Wish(**{name: query.get(name, "").strip()[:LONGEST] for name in NAMES})
    digits = latin_digits(wish.code)
    code = "".join(letter for letter in digits if letter.isdecimal())
    region = latin_digits(wish.region)
    region = region if region.isdecimal() and len(region) <= REGION_DIGITS else ""
    wish = replace(wish, region=region, code=code, due=wish.due if wish.due in DUES else "")
    wish = replace(wish, phone=wish.phone if DIGEST.fullmatch(wish.phone) and not wish.q else "")
    wish = replace(wish, owner=wish.owner if wish.owner in (MINE, NOBODYS) else "")
    return _coded(replace(wish, sort=wish.sort if wish.sort in SORTS else ""))


def _coded(wish: Wish) -> Wish:
    """A whole tracking code, however it was written into the search, is looked for as such."""
    written = "".join(letter for letter in latin_digits(wish.q) if letter not in " -\u200c\u2066\u2069")
    return replace(wish, q="", code=written) if written.isdecimal() and len(written) == LENGTH else wish


def to_filter(
    wish: Wish, person: Person, workflow: Workflow, at: datetime, topics: Topics = NO_TOPICS
) -> Filter:  # fmt: skip
    """The filter for the store, always inside the person's own jurisdiction."""
    base, calls = reach(person), bool(wish.phone) and person.finds_by_number
    if wish.code and not calls:
        return replace(base, code=wish.code, joined=True)
    if wish.phone:
        base = replace(base, phone=wish.phone if calls else NOBODY, beside=wish.code, joined=True)
    if wish.q:
        base = _asking(base, wish, person, topics)
    statuses, live = _statuses(wish, workflow)
    return replace(
        base, statuses=statuses, live=live, unit=wish.unit, region=int(wish.region) if wish.region else None,
        group=wish.group, urgencies=_urgencies(wish.urgency), due=wish.due, at=at, until=tonight(at),
        alarm=bool(wish.alarm), assignee=person.id if wish.owner == MINE else None,
        unassigned=wish.owner == NOBODYS, sort=wish.sort,
    )  # fmt: skip


def _asking(base: Filter, wish: Wish, person: Person, topics: Topics) -> Filter:
    """With what is asked of the words, and what of protected cases, whose words not everybody may read."""
    layers = person.finds_by(protected=True)
    guarded = search.question(wish.sought, topics, layers) if layers else ""
    asked = search.question(wish.sought, topics, person.finds_by(protected=False))
    return replace(base, search=asked, guarded=guarded)


def tonight(at: datetime) -> datetime:
    """The end of the day of a moment, in the city."""
    return datetime.combine(at.astimezone(TEHRAN).date() + timedelta(days=1), time.min, TEHRAN)


def reach(person: Person) -> Filter:
    """Everything that a person may see, and nothing else."""
    return Filter(
        units=person.units if person.role.scope == "units" else None,
        topics=person.role.topics if person.role.scope == "tags" else None,
        cases=_numbered(person),
        unprotected=person.role.scope == "helpers",
    )


def _numbered(person: Person) -> frozenset[int] | None:
    """The very cases to which a role is kept; None for the other roles."""
    return {"orders": person.orders, "helpers": person.helped}.get(person.role.scope)


def _statuses(wish: Wish, workflow: Workflow) -> tuple[tuple[str, ...], bool]:
    """The statuses that fit, and whether all of them are before the end; none means that all do."""
    chosen = _chosen(wish, workflow)
    if wish.due or wish.sort == "due":
        # With nothing left the filter would be empty and so restrict nothing; an impossible name finds nothing.
        chosen = chosen & workflow.needing_work or frozenset("-")
    going = frozenset(key for key, status in workflow.statuses.items() if not status.final)
    if chosen in (going, frozenset(workflow.statuses)):
        return (), chosen == going
    return tuple(sorted(chosen)), chosen <= going


def _chosen(wish: Wish, workflow: Workflow) -> frozenset[str]:
    if wish.status in workflow.statuses:
        return frozenset([wish.status])
    # Who types part of a tracking code or a caller's number does not know whether the case is still open.
    coded = bool(wish.sought) and all(len(term.number) >= search.PART for term in wish.sought)
    return frozenset(workflow.statuses) if wish.status == ALL or coded or wish.phone else workflow.open


def _urgencies(urgency: str) -> tuple[str, ...]:
    if urgency == RAISED:
        return ("urgent", "emergency")
    return (urgency,) if urgency else ()
