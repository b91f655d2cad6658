"""The feedback question: one tap counts; an unhappy answer returns the case, then the reason is asked."""

from dataclasses import replace
from datetime import datetime, timedelta

from cases.case import Case, may_reopen, refused
from dialogues import followed, track
from dialogues.actions import Asked, Later, Rate, Say, Silence, Unseen
from dialogues.message import Button, Reply
from dialogues.mute import is_muted
from dialogues.session import Session
from dialogues.show import case_place, case_title, case_unit
from dialogues.timeline import Told
from dialogues.world import Facts, Step, World, rows
from persian import code as show_code

ANSWERS = ("good", "half", "bad", "later")
REFUSING = ("half", "bad")


def _values(case: Case, world: World) -> dict[str, str]:
    where = case_place(case, world)
    return {
        "code": show_code(case.code), "title": case_title(case, world), "unit": case_unit(case, world),
        "place": world.sentences.say("track.brief_place", place=where) if where else "",
    }  # fmt: skip


def wake(session: Session, code: str, facts: Facts, now: datetime, world: World) -> Step:
    """Time to ask: never over a half-finished report, and not while the person is writing."""
    case = facts.own(code)
    if case is None and (other := facts.follows(code)):
        return followed.wake(session, other, question(other, 0, world), facts, now, world)
    if case is None or world.workflow[case.status].asks != "feedback":
        return Step(session)
    if facts.called:
        return Step(session)
    idle = timedelta(minutes=world.pace.idle_minutes)
    touched = datetime.fromisoformat(session.touched) if session.touched else None
    if session.draft or session.operator or (touched and now - touched < idle):
        return Step(session, (), (Later(now + idle, "feedback", code),))
    asked = facts.asked.get(code, 0)
    if asked > world.workflow.reminders:
        return Step(replace(session, rating=""), (), (Silence(code),))
    # Who muted the news is asked once; then the days of the reminders pass in silence.
    calm = asked and is_muted(case, facts)
    return Step(session, () if calm else (question(case, asked, world),), (Asked(code),))


def question(case: Case, asked: int, world: World) -> Reply:
    """The question with its four answers; work done is asked about otherwise than a reasoned no."""
    name = "ask_again" if asked else "ask" if _finished(case, world) else "ask_answer"
    return Reply(world.sentences.say(f"feedback.{name}", **_values(case, world)), rows(choices(case, world), wide=20))


def choices(case: Case, told: Told) -> list[Button]:
    """The answers that a result may get."""
    finished = _finished(case, told)
    labels = {"good": "good", "half": "half", "bad": "bad", "later": "later"}
    if not finished:
        labels = {"good": "convinced", "bad": "not_convinced"}
    return [
        Button(told.sentences.button(f"feedback.{label}"), f"f:{answer}:{case.code}")
        for answer, label in labels.items()
    ]


def _finished(case: Case, world: Told) -> bool:
    """Whether work is said to be done; otherwise the unit gave an answer or a reasoned no."""
    return case.status == world.workflow.after("finish", case.kind).key


def _reasons(case: Case, world: World) -> list[Button]:
    said = world.sentences.table("feedback", "reasons")
    key = case.topic if _finished(case, world) or world.workflow[case.status].final else "answer"
    return [Button(said[one], f"r:{one}:{case.code}") for one in world.sentences.chosen("feedback", "groups", key)]


def press(session: Session, tap: str, facts: Facts, now: datetime, world: World) -> Step | None:
    """A tap on an answer or on a reason; None if unknown."""
    head, answer, code = (*tap.split(":"), "", "")[:3]
    case = facts.own(code)
    if case is None and (other := facts.follows(code)):
        return _echo(session, head, other, answer, facts, now, world)
    if case is None:
        return Step(session, (Reply(world.sentences.say("track.not_found", code=show_code(code))),))
    if head == "r":
        reasons = world.sentences.table("feedback", "reasons")
        return reason(session, code, reasons[answer], world) if answer in reasons else None
    return rated(session, case, answer, now, world) if answer in ANSWERS else None


def _echo(
    session: Session, head: str, case: Case, answer: str, facts: Facts, now: datetime, world: World
) -> Step | None:  # fmt: skip
    """A follower's tap: the answer, or the reason of one who said that it isn't done."""
    reasons = world.sentences.table("feedback", "reasons")
    if head == "r":
        told = facts.echoed.get(case.code) in followed.UNHAPPY
        return followed.reason(session, case, reasons[answer], world) if answer in reasons and told else None
    if head != "f" or answer not in ANSWERS:
        return None
    return followed.rated(session, case, answer, rows(_reasons(case, world), wide=20), now, world)


def unheard(case: Case, now: datetime, world: Told) -> bool:
    """Whether a case was closed without its citizen's word, which still counts inside the window."""
    return world.workflow[case.status].counts == "silent" and may_reopen(case, now, world.workflow)


def rated(session: Session, case: Case, answer: str, now: datetime, world: World) -> Step:
    """Takes the answer; after an unhappy one asks why, with reasons to tap."""
    say, values = world.sentences.say, _values(case, world)
    if answer in REFUSING and unheard(case, now, world):
        return track.object_to(session, case, world.sentences.button(f"feedback.{answer}"), now, world)
    if world.workflow[case.status].asks != "feedback":
        return Step(session, (Reply(say("feedback.answered", code=values["code"])),))
    if answer == "later":
        at = now + timedelta(days=world.pace.reminder_days)
        return Step(session, (Reply(say("feedback.later")),), (Unseen(case.code), Later(at, "feedback", case.code)))
    act = Rate(case.code, answer)
    if answer == "good":
        return Step(replace(session, rating="", adding=""), (Reply(say("feedback.good", code=values["code"])),), (act,))
    text = say(f"feedback.{answer}" if _finished(case, world) else "feedback.bad_answer", **values)
    if refused(case).disputed:
        text = f"{say('feedback.disputed')}\n{text}"
    reply = Reply(text, rows(_reasons(case, world), wide=20))
    return Step(replace(session, rating=case.code, adding=""), (reply,), (act,))


def reason(session: Session, code: str, text: str, world: World, photos: tuple[str, ...] = ()) -> Step:
    """The reason, by tap or in free words; a photo of how it is may come along."""
    reply = Reply(world.sentences.say("feedback.reason", code=show_code(code)))
    return Step(replace(session, rating="", adding=""), (reply,), (Say(code, "reason", text, photos),))


def typed(text: str, world: World) -> str:
    """The answer that a typed text gives; empty if it is none."""
    return next((answer for answer in ANSWERS if world.sentences.means(f"feedback.{answer}", text)), "")
