"""«Why?»: answered from the unit's own words, the deadline, the plan and the routing; the rest goes to a person."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from cases.case import Case, Event
from cities.units import OPERATOR
from dialogues.actions import Action, Say
from dialogues.message import Button, Reply
from dialogues.session import Session
from dialogues.show import case_title, case_unit, short
from dialogues.timeline import unit_name
from dialogues.world import Facts, Step, World
from nlu.reading import Reading
from persian import code as show_code
from persian import count, day, day_hour, fold

ABOUT = ("late", "refused", "unit")
WORDS_MOST = 14
"""A longer sentence tells a story: it is read as what it is."""
REST_MOST = 2
"""With so few further words no other matter is told, whatever topic they sound like."""
NOTE_SHOWN = 400
EVERYTHING = ""
"""The plain question, or a press of the button: whatever is known is told."""


def said(text: str, reading: Reading | None, facts: Facts, world: World) -> str | None:
    """What is asked about (or EVERYTHING) if the words ask why of a report of one's own; None if they don't."""
    means = world.sentences.holds
    if not facts.cases or not means("why.why", text) or len(fold(text).split()) > WORDS_MOST:
        return None
    if world.sentences.means("why.bare", text):
        return EVERYTHING
    about = next((name for name in ABOUT if means(f"why.{name}", text)), None)
    if about is None or (_rest_of(text, about, world) > REST_MOST and _another_matter(reading, facts, world)):
        return None
    return about


def _rest_of(text: str, about: str, world: World) -> int:
    """How many words say neither why nor what is asked about."""
    listed = (*world.sentences.listed("why.why"), *world.sentences.listed(f"why.{about}"))
    said = f" {fold(text)} "
    known = {word for phrase in listed if f" {phrase} " in said for word in phrase.split()}
    return sum(word not in known for word in said.split())


def _another_matter(reading: Reading | None, facts: Facts, world: World) -> bool:
    """Whether the words surely name a matter about which this person has no report."""
    best = next((one for issue in reading.issues for one in issue.topics[:1]), None) if reading else None
    if reading is None or best is None or best.p < world.pace.sure or reading.codes or reading.act == "track":
        return False
    return not world.topics[best.code].leads and all(case.topic[:2] != best.code[:2] for case in facts.cases)


def spoken_of(session: Session, facts: Facts) -> tuple[Case, ...]:
    """The case whose buttons are under the last message, if there is one alone."""
    codes = dict.fromkeys(data[-10:] for _, data in session.offered if data[:2] in ("c:", "f:", "r:"))
    found = tuple(case for code in codes if (case := facts.own(code)))
    return found if len(found) == 1 else ()


def answer(session: Session, case: Case, about: str, text: str, facts: Facts, now: datetime, world: World) -> Step:
    """Everything known that bears on the question; where the reason itself is missing, a person is asked for it."""
    past, say = facts.past.get(case.code, ()), world.sentences.say
    lines = [say("why.head", code=show_code(case.code), title=case_title(case, world))]
    lines += _known(case, about, past, now, world)
    last, actions = _rest(case, about, text, past, now, world)
    return Step(session, (Reply("\n".join([*lines, *last]), _buttons(case, world)),), actions)


def _buttons(case: Case, world: World) -> tuple[tuple[Button, ...], ...]:
    details = Button(world.sentences.button("cards.details"), f"c:details:{case.code}")
    operator = Button(world.sentences.button("talk.operator"), "m:operator")
    return ((details,), (operator,))


def _known(case: Case, about: str, past: Sequence[Event], now: datetime, world: World) -> Iterator[str]:
    say, status = world.sentences.say, world.workflow[case.status]
    if about != "unit":
        name = "status" if status.means else "status_plain"
        yield say(f"why.{name}", status=status.title, means=status.means)
        yield from _reason(past, world)
    if about != "refused" and not status.final:
        yield from _time(case, now, world)
    if case.review and not status.clock and not status.final:
        yield say("why.plan", date=day(case.review))
    if case.reopened and about != "unit":
        yield say("why.again", count=count(case.reopened))
    if about in ("unit", EVERYTHING):
        yield _routing(case, past, world)


def _reason(past: Sequence[Event], world: World) -> Iterator[str]:
    """The last sentence of the staff, and what a visitor found."""
    wrote = _last_note(past)
    if wrote is None:
        return
    at = past.index(wrote)
    unit = next((one.unit for one in reversed(past[: at + 1]) if one.unit and (one is not wrote)), wrote.unit)
    yield world.sentences.say(
        "why.reason", unit=unit_name(unit, world), day=day(wrote.at), note=short(wrote.note, NOTE_SHOWN)
    )
    opinion = world.workflow[wrote.status].opinions.get(str(wrote.more.get("opinion"))) if wrote.status else None
    if opinion:
        yield world.sentences.say("why.opinion", opinion=opinion.tells)


def _last_note(past: Sequence[Event]) -> Event | None:
    return next((one for one in reversed(past) if one.note and one.by.startswith("staff")), None)


def _time(case: Case, now: datetime, world: World) -> Iterator[str]:
    """The arithmetic of the deadline."""
    say, late = world.sentences.say, case.term.due <= now
    if case.stopped:
        yield say("why.stopped", day=day(case.stopped))
    elif case.urgency == "emergency":
        yield say(f"why.{'clock_late' if late else 'clock_within'}", due=day_hour(case.term.due))
    elif world.workflow[case.status].clock:
        working = world.city.working
        spent = working.between(case.filed, now) / working.day
        yield say(f"why.{'late' if late else 'within'}", due=day_hour(case.term.due), spent=count(round(spent)))


def _routing(case: Case, past: Sequence[Event], world: World) -> str:
    say = world.sentences.say
    moved = next((one for one in reversed(past) if one.what == "move" and one.unit == case.unit), None)
    if moved and moved.note:
        return say("why.referred", unit=case_unit(case, world), day=day(moved.at), note=short(moved.note, NOTE_SHOWN))
    if case.unit == OPERATOR:
        return say("why.routed_operator")
    return say("why.routed", title=case_title(case, world), unit=case_unit(case, world))


def _rest(
    case: Case, about: str, text: str, past: Sequence[Event], now: datetime, world: World
) -> tuple[list[str], tuple[Action, ...]]:  # fmt: skip
    """What is not known is put before whoever answers for it, once until they have said something."""
    say, unit = world.sentences.say, case_unit(case, world)
    if _answered(case, about, past, now, world):
        return ([say("why.closed")] if world.workflow[case.status].final else []), ()
    spoke = next((one for one in reversed(past) if one.what == "why" or one.by.startswith("staff")), None)
    if spoke and spoke.what == "why":
        return [say("why.asked", unit=unit)], ()
    words = text or world.sentences.button("why.why")
    return [say("why.unknown", unit=unit)], (Say(case.code, "why", words),)


def _answered(case: Case, about: str, past: Sequence[Event], now: datetime, world: World) -> bool:
    """Whether what is known is a reason: the way it was routed, time that is left, or the unit's own words."""
    status = world.workflow[case.status]
    if about == "unit" or status.final or status.asks == "information":
        return True
    late = status.clock and case.term.due <= now
    wrote = _last_note(past)
    if about == "refused" or status.asks == "feedback":
        return wrote is not None or (status.clock and not late)
    return not late or (wrote is not None and wrote.at > case.term.due)
