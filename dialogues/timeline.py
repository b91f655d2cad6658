"""What happened to a case, as its citizen reads it: each step in plain words, and what comes next."""

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from cases.case import Case, Event, may_reopen
from cases.workflow import Workflow
from cities.city import City
from dialogues.sentences import Sentences
from persian import count, day, day_hour

SHOWN = 10
"""Steps in a message; the page in the browser shows all."""
NOTE_SHOWN = 160
"""Letters of a unit's sentence in a message."""


class Told(Protocol):
    """What is needed to put a case into words; the world of the bot and the house both bring it."""

    @property
    def workflow(self) -> Workflow:
        """All statuses."""

    @property
    def city(self) -> City:
        """The city with its units."""

    @property
    def sentences(self) -> Sentences:
        """Every sentence."""


@dataclass(frozen=True, slots=True)
class Passed:
    """One step that the citizen may read."""

    at: datetime
    title: str
    colour: str = "grey"
    note: str = ""
    """What the unit wrote to the citizen."""
    words: str = ""
    """What the citizen said."""
    photos: tuple[str, ...] = ()


def passed(events: Sequence[Event], told: Told) -> tuple[Passed, ...]:
    """The steps of a history that concern its citizen, oldest first; an event without a name here is internal."""
    names = told.sentences.table("timeline", "names")
    unit, made = "", []
    for event in events:
        unit = event.unit or unit
        if title := names.get(_named(event)):
            made.append(_passed(event, title, unit, told))
    return tuple(made)


def _named(event: Event) -> str:
    if event.what == "rate":
        return str(event.more.get("answer"))
    if event.what == "move":
        return "refer" if event.unit else "found" if event.more.get("opinion") else "move"
    return event.what


def _passed(event: Event, title: str, unit: str, told: Told) -> Passed:
    status = told.workflow.statuses.get(event.status)
    opinion = status.opinions.get(str(event.more.get("opinion"))) if status else None
    text = title.format(
        unit=unit_name(unit, told), status=status.title if status else event.status,
        opinion=opinion.title if opinion else "",
    )  # fmt: skip
    own = event.by == "citizen"
    words = str(event.more.get("text", "")) if own else ""
    photos = tuple(map(str, event.more.get("photos", ()))) if own else ()
    return Passed(event.at, text, status.colour if status else "grey", event.note, words, photos)


def unit_name(key: str, told: Told) -> str:
    """Short name of a unit."""
    found = told.city.units.get(key)
    return found.short if found else key


def coming(case: Case, now: datetime, told: Told) -> str:
    """What comes next, and until when."""
    say, status = told.sentences.say, told.workflow[case.status]
    unit = unit_name(case.unit, told)
    if status.final:
        return _over(case, now, told)
    if status.asks:
        return say("timeline.to_answer") if status.asks == "information" else say("timeline.to_rate")
    if case.status in told.workflow.life(case.kind).rests:
        return say("timeline.to_rest", unit=unit)
    if case.review and not status.clock:
        return say("timeline.to_review", unit=unit, date=day(case.review))
    name = "to_work_late" if status.clock and case.term.due <= now else "to_work"
    return say(f"timeline.{name}", unit=unit, due=day_hour(case.term.due))


def _over(case: Case, now: datetime, told: Told) -> str:
    if case.finished is None or not may_reopen(case, now, told.workflow):
        return told.sentences.say("timeline.closed")
    until = case.finished + timedelta(days=told.workflow.reopen_days)
    return told.sentences.say("timeline.to_reopen", date=day(until))


def lines(case: Case, past: Mapping[str, Sequence[Event]], now: datetime, told: Told) -> str:
    """The steps and what comes next, as the end of a message."""
    say, steps = told.sentences.say, passed(past.get(case.code, ()), told)
    made = [say("timeline.past")] if steps else []
    if len(steps) > SHOWN:
        made.append(say("timeline.more", count=count(len(steps) - SHOWN)))
    for step in steps[-SHOWN:]:
        name, note = (
            ("line_note", textwrap.shorten(step.note, NOTE_SHOWN, placeholder="…")) if step.note else ("line", "")
        )
        made.append(say(f"timeline.{name}", day=day(step.at), title=step.title, note=note))
    return "\n".join([*made, say("timeline.next", text=coming(case, now, told))])
