"""Moving a deadline: with a reason, told to the citizen before the old one has passed."""

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from cases.case import Case, Event, termed
from cases.policy import Person
from cases.terms import until
from desk import followers, joins, tell
from desk.house import House
from desk.steps import hold
from dialogues.message import Button, Reply
from errors import NotAllowedError
from persian import TEHRAN, day_hour
from persian import code as show_code
from storage import case_store, follows


async def move(
    connection: AsyncConnection, house: House, person: Person, code: str, day: datetime | None, reason: str,
    now: datetime, version: int | None = None,
) -> Case:  # fmt: skip
    """Moves the deadline to the closing time of a day; the ladder begins anew.

    A unit may do so once and before the deadline; else it takes the permission «extend». Raises NotAllowedError.
    """
    case = await hold(connection, person, code, "work", version)
    if case.joined_to:
        raise NotAllowedError("joined")
    if not house.workflow[case.status].clock or case.stopped:
        raise NotAllowedError("still")
    if not reason:
        raise NotAllowedError("needs_note")
    moved = await case_store.happened(connection, case.id or 0, "deadline")
    own = not moved and now < case.term.due and case.urgency != "emergency"
    if not own and not person.may("extend"):
        raise NotAllowedError("extend")
    due = _due(house, case, day, now)
    working, ladder = house.city.working, house.workflow.ladder
    after = termed(case, until(now, due, case.urgency, working), now, house.hours(case), working, ladder)
    after = replace(after, changed=now, version=case.version + 1)
    more = {"before": case.term.due.isoformat(), "after": due.isoformat()}
    event = Event("deadline", f"staff:{person.id}", now, case.status, note=reason, more=more)
    await case_store.save(connection, after, event)
    await joins.go_along(connection, house, after, event, tells=False)
    await _tell(connection, house, after, event)
    return after


def _due(house: House, case: Case, day: datetime | None, now: datetime) -> datetime:
    """The new deadline, checked: a day on which the office works, later than before, and not too far."""
    if day is None:
        raise NotAllowedError("needs_deadline")
    due = house.city.working.closing(day.astimezone(TEHRAN).date())
    if due is None:
        raise NotAllowedError("free_day")
    if due <= case.term.due:
        raise NotAllowedError("not_later")
    if due > now + timedelta(days=house.workflow.ladder.furthest_days):
        raise NotAllowedError("too_far")
    return due


async def _tell(connection: AsyncConnection, house: House, case: Case, event: Event) -> None:
    """Its citizen hears of it, those of the joined cases under their own codes, and whoever follows it."""
    for one in (case, *await follows.joined(connection, case.id or 0)):
        details = Button(house.sentences.button("cards.details"), f"c:details:{one.code}")
        await tell.news(connection, house, one, Reply(_words(house, one, event), ((details,),)), event.at)
    await followers.tell_all(connection, house, case, _words(house, case, event), event.at)
    await tell.groups(connection, house, case, event.at)
    await tell.panel(connection, case)


def _words(house: House, case: Case, event: Event) -> str:
    return house.sentences.say(
        "clock.moved", code=show_code(case.code), title=house.told(case), note=event.note,
        before=day_hour(datetime.fromisoformat(event.more["before"])), due=day_hour(case.term.due),
    )  # fmt: skip
