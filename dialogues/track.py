"""What became of a report: by code, by meaning or from the list; adding, withdrawing, objecting."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from cases.case import REVIEW, Case, may_reopen, refused
from cases.terms import bucket
from dialogues import followed, mute, why
from dialogues.actions import Action, Later, Rest, Review, Say, Withdraw
from dialogues.message import Button, Reply
from dialogues.session import Session
from dialogues.show import brief, case_title, case_unit, details, listed
from dialogues.timeline import Told
from dialogues.world import Facts, Step, World, rows
from nlu.reading import Reading
from persian import code as show_code
from persian import fold
from topics.tree import TOPIC_DIGITS

LIST_MOST = 6


def _button(world: Told, name: str, act: str, case: Case) -> Button:
    return Button(world.sentences.button(name), f"c:{act}:{case.code}")


def acts(case: Case, facts: Facts, now: datetime, world: Told) -> tuple[tuple[Button, ...], ...]:
    """What the citizen may do with a case now."""
    status = world.workflow[case.status]
    buttons = []
    if not status.final:
        buttons += [_button(world, "track.add", "add", case), _button(world, "track.withdraw", "withdraw", case)]
    if may_reopen(case, now, world.workflow):
        buttons.append(_button(world, "track.object", "object", case))
    buttons.append(_button(world, "why.why", "why", case))
    if not status.final:
        buttons.append(mute.button(case, facts, world))
    if case.joined_to and not status.final:
        buttons.append(_button(world, "near.leave", "leave", case))
    return rows(buttons, wide=20)


def show(session: Session, case: Case, facts: Facts, now: datetime, world: World) -> Step:
    """The card of one case."""
    along = "\n" + world.sentences.say("near.along") if case.joined_to else ""
    text = details(case, facts, now, world) + _late(case, now, world) + along
    return Step(session, (Reply(text, acts(case, facts, now, world)),))


def mine(session: Session, facts: Facts, now: datetime, world: World) -> Step:
    """The person's reports, newest first."""
    if facts.followed:
        return followed.mine(session, facts, world)
    if not facts.cases:
        return Step(session, (Reply(world.sentences.say("track.none")),))
    if len(facts.cases) == 1:
        return show(session, facts.cases[0], facts, now, world)
    shown = facts.cases[:LIST_MOST]
    text = f"{listed(shown, world)}\n{world.sentences.say('track.list_more')}"
    act = "unmute" if mute.ALL in facts.muted else "mute"
    switch = Button(world.sentences.button(f"mute.{act}"), f"m:{act}")
    return Step(session, (Reply(text, (*pick(shown, "details", world), (switch,))),))


def pick(cases: tuple[Case, ...], act: str, world: World) -> tuple[tuple[Button, ...], ...]:
    """A button for each case."""
    labels = {case.code: f"{case_title(case, world)} {show_code(case.code)}" for case in cases}
    return tuple((Button(label, f"c:{act}:{code}"),) for code, label in labels.items())


def likely(reading: Reading, cases: tuple[Case, ...], world: World) -> tuple[Case, ...]:
    """The cases that a sentence may mean: by code, else by topic, words and place; all if nothing tells."""
    by_code = tuple(case for case in cases if case.code in reading.codes)
    if by_code or len(cases) < 2:
        return by_code or cases
    scored = [(_fit(reading, case, world), case) for case in cases]
    best = max(score for score, _ in scored)
    if best <= 0:
        return cases
    return tuple(case for score, case in scored if score >= best * 0.8)


def _fit(reading: Reading, case: Case, world: World) -> float:
    guesses = {guess.code: guess.p for issue in reading.issues for guess in issue.topics}
    group = sum(p for code, p in guesses.items() if code[:2] == case.topic[:2])
    said = set(fold(reading.text).split())
    topic = world.topics.by_code.get(case.topic)
    about = set(fold(" ".join((case.words, case.where.text, *(topic.names if topic else ())))).split())
    shared = {word for word in said & about if len(word) > 2}
    return guesses.get(case.topic[:TOPIC_DIGITS], 0.0) + 0.5 * group + 0.4 * len(shared)


def track(session: Session, reading: Reading, facts: Facts, now: datetime, world: World) -> Step:
    """«What became of it?»"""
    say = world.sentences.say
    if reading.codes and not any(facts.own(code) for code in reading.codes):
        if other := next((one for code in reading.codes if (one := facts.follows(code))), None):
            return followed.card(session, other, world)
        if facts.found is None:
            return Step(session, (Reply(say("track.not_found", code=show_code(reading.codes[0]))),))
        status = world.workflow[facts.found.status].title
        return Step(session, (Reply(say("track.other", code=show_code(facts.found.code), status=status)),))
    if not facts.cases:
        return mine(session, facts, now, world)
    found = likely(reading, facts.cases, world)
    if len(found) > 1:
        return Step(session, (Reply(say("track.which"), pick(found[:LIST_MOST], "details", world)),))
    return _answer(session, found[0], facts, now, world)


def _late(case: Case, now: datetime, world: World) -> str:
    """The word that the deadline is over, where it runs."""
    late = world.workflow[case.status].clock and bucket(case.term, now) == "late"
    return "\n" + world.sentences.say("track.late") if late else ""


def _answer(session: Session, case: Case, facts: Facts, now: datetime, world: World) -> Step:
    buttons = ((_button(world, "track.details", "details", case),), *acts(case, facts, now, world))
    return Step(session, (Reply(brief(case, world) + _late(case, now, world), buttons),))


def ask_withdraw(session: Session, reading: Reading, facts: Facts, world: World) -> Step:
    """A sentence that takes an earlier report back: which one, and is it so?"""
    open_cases = tuple(case for case in facts.cases if not world.workflow[case.status].final)
    if not open_cases:
        return Step(session, (Reply(world.sentences.say("track.withdraw_none")),))
    found = likely(reading, open_cases, world)
    if len(found) > 1:
        return Step(session, (Reply(world.sentences.say("track.which"), pick(found[:LIST_MOST], "withdraw", world)),))
    return _sure_withdraw(session, found[0], world)


def _sure_withdraw(session: Session, case: Case, world: World) -> Step:
    if world.workflow[case.status].final:
        return Step(session, (Reply(world.sentences.say("track.withdraw_late", code=show_code(case.code))),))
    text = world.sentences.say("track.withdraw", code=show_code(case.code), title=case_title(case, world))
    yes, no = _button(world, "track.yes_withdraw", "withdrawn", case), _button(world, "track.no_keep", "keep", case)
    return Step(session, (Reply(text, ((yes, no),)),))


def objection(session: Session, reading: Reading, facts: Facts, now: datetime, world: World) -> Step:
    """«You say it's done, but it isn't»: the case goes back at once, with the citizen's words."""
    say = world.sentences.say
    closed = tuple(case for case in facts.cases if may_reopen(case, now, world.workflow))
    found = likely(reading, closed or facts.cases, world)
    if not found:
        return Step(session, (Reply(say("track.objection_none")),))
    if len(found) > 1 and not reading.codes:
        return Step(session, (Reply(say("track.which"), pick(found[:LIST_MOST], "object", world)),))
    return object_to(session, found[0], reading.text, now, world)


def object_to(session: Session, case: Case, text: str, now: datetime, world: World) -> Step:
    """Objects to one case; a photo of how it is now may follow."""
    values = {"code": show_code(case.code), "title": case_title(case, world)}
    say = world.sentences.say
    status = world.workflow[case.status]
    act: tuple[Action, ...] = (Say(case.code, "objection", text),)
    if may_reopen(case, now, world.workflow):
        words = say("track.objection", **values, unit=case_unit(case, world))
        if refused(case).disputed:
            words = f"{say('feedback.disputed')}\n{words}"
        return Step(replace(session, adding="", rating=case.code), (Reply(words),), act)
    if status.final:
        name = "objection_withdrawn" if status.counts == "withdrawn" else "objection_late"
        return Step(session, (Reply(say(f"track.{name}", code=values["code"])),))
    return Step(session, (Reply(say("track.objection_open", **values, status=status.title)),), act)


def review(session: Session, code: str, facts: Facts, now: datetime, world: World) -> Step:
    """«Not now» comes back on its day: the unit must look again, and the citizen hears of it."""
    case = facts.own(code)
    if case is None or case.review is None or now < case.review or "date" not in world.workflow[case.status].needs:
        return Step(session)
    values = {"code": show_code(code), "title": case_title(case, world), "unit": case_unit(case, world)}
    return Step(session, (Reply(world.sentences.say("track.review", **values)),), (Review(code),))


def ring(what: str, session: Session, code: str, facts: Facts, now: datetime, world: World) -> Step:
    """A timer of a case has rung: its day of review, or the end of its rest, unless somebody must still look."""
    if what == "review":
        return review(session, code, facts, now, world)
    case = facts.own(code)
    hours = world.workflow.life(case.kind).rests.get(case.status) if case else None
    if case is None or hours is None or now - case.changed < timedelta(hours=hours):
        return Step(session)
    if case.alarm:
        return Step(session, (), (Later(now + timedelta(days=1), what, code),))
    return Step(session, (), (Rest(code),))


def review_again(session: Session, code: str, facts: Facts, world: World) -> Step:
    """Nobody has looked again yet: the next rung hears of it; the citizen knows the day already."""
    case = facts.own(code)
    waits = case is not None and case.alarm == REVIEW and "date" in world.workflow[case.status].needs
    return Step(session, (), (Review(code),) if waits else ())


def press(session: Session, tap: str, facts: Facts, now: datetime, world: World) -> Step | None:
    """A button under a case: its own person's only; None if unknown."""
    _, act, code = (*tap.split(":"), "", "")[:3]
    case, known = facts.own(code), ACTS.get(act)
    if case is None and (other := facts.follows(code)):
        return followed.press(session, act, other, world)
    if act == "stop":
        return Step(session, (Reply(world.sentences.say("near.stopped", code=show_code(code))),))
    if known is None:
        return None
    if case is None:
        return Step(session, (Reply(world.sentences.say("track.not_found", code=show_code(code))),))
    return known(session, case, facts, now, world)


def _add(session: Session, case: Case, _facts: Facts, _now: datetime, world: World) -> Step:
    if world.workflow[case.status].final:
        return Step(session, (Reply(world.sentences.say("track.add_closed", code=show_code(case.code))),))
    done = Button(world.sentences.button("track.finished"), f"c:finished:{case.code}")
    text = world.sentences.say("track.add", code=show_code(case.code))
    return Step(replace(session, adding=case.code, rating=""), (Reply(text, ((done,),)),))


def _finished(session: Session, _case: Case, _facts: Facts, _now: datetime, world: World) -> Step:
    return Step(replace(session, adding=""), (Reply(world.sentences.say("talk.thank_done")),))


def _withdrawn(session: Session, case: Case, _facts: Facts, _now: datetime, world: World) -> Step:
    if world.workflow[case.status].final:
        return _sure_withdraw(session, case, world)
    text = world.sentences.say("track.withdrawn", code=show_code(case.code))
    return Step(session, (Reply(text),), (Withdraw(case.code),))


def _keep(session: Session, case: Case, _facts: Facts, _now: datetime, world: World) -> Step:
    return Step(session, (Reply(world.sentences.say("track.withdraw_kept", code=show_code(case.code))),))


ACTS: dict[str, Callable[[Session, Case, Facts, datetime, World], Step]] = {
    "details": show,
    "add": _add,
    "finished": _finished,
    "withdraw": lambda session, case, _facts, _now, world: _sure_withdraw(session, case, world),
    "withdrawn": _withdrawn,
    "keep": _keep,
    "why": lambda session, case, facts, now, world: why.answer(session, case, why.EVERYTHING, "", facts, now, world),
    "mute": lambda session, case, facts, _now, world: mute.one(session, case, facts, world, on=True),
    "unmute": lambda session, case, facts, _now, world: mute.one(session, case, facts, world, on=False),
    "leave": lambda session, case, _facts, _now, world: followed.leave(session, case, world),
    "object": lambda session, case, _facts, now, world: object_to(session, case, "", now, world),
}
