"""Cases of others that a person follows: their card, their place in the list, the question about a result."""

from dataclasses import replace
from datetime import datetime, timedelta

from cases.case import Case, may_reopen
from dialogues.actions import Echo, EchoWhy, Later, Leave, Stop
from dialogues.message import Button, Reply
from dialogues.session import Session
from dialogues.show import area, case_title, case_unit, listed
from dialogues.world import Facts, Step, World
from persian import code as show_code
from persian import day

OWN_MOST, FOLLOWED_MOST = 5, 3
ANSWERED = ("asked", "good", "half", "bad")
UNHAPPY = ("half", "bad")


def _values(case: Case, world: World) -> dict[str, str]:
    where = area(case.where.region, case.where.neighbourhood, world)
    return {
        "code": show_code(case.code), "title": case_title(case, world), "unit": case_unit(case, world),
        "place": world.sentences.say("track.brief_place", place=where) if where else "",
    }  # fmt: skip


def card(session: Session, case: Case, world: World) -> Step:
    """What a follower sees of a case: no words and no address of whoever filed it."""
    say, where = world.sentences.say, area(case.where.region, case.where.neighbourhood, world)
    text = say(
        "near.card", code=show_code(case.code), title=case_title(case, world), unit=case_unit(case, world),
        status=world.workflow[case.status].title, filed=day(case.filed),
        place=say("near.card_place", area=where) if where else "",
    )  # fmt: skip
    stop = Button(world.sentences.button("near.stop"), f"c:stop:{case.code}")
    return Step(session, (Reply(text, ((stop,),)),))


def mine(session: Session, facts: Facts, world: World) -> Step:
    """The person's own reports and the followed ones, newest first."""
    own, followed = facts.cases[:OWN_MOST], facts.followed[:FOLLOWED_MOST]
    parts = [listed(own, world)] if own else []
    parts.append(listed(followed, world).replace(world.sentences.say("track.list"), world.sentences.say("near.list")))
    text = "\n".join([*parts, world.sentences.say("track.list_more")])
    labels = {case.code: f"{case_title(case, world)} {show_code(case.code)}" for case in (*own, *followed)}
    return Step(session, (Reply(text, tuple((Button(label, f"c:details:{code}"),) for code, label in labels.items())),))


def press(session: Session, act: str, case: Case, world: World) -> Step | None:
    """A button under the news or the card of a followed case; None if unknown."""
    if act == "details":
        return card(session, case, world)
    if act == "stop":
        text = world.sentences.say("near.stopped", code=show_code(case.code))
        return Step(session, (Reply(text),), (Stop(case.code),))
    return None


def wake(
    session: Session, case: Case, asked: Reply, facts: Facts, now: datetime, world: World
) -> Step:  # fmt: skip
    """Time to ask a follower, once, with the buttons of `asked`; it waits as the question to a citizen does."""
    if world.workflow[case.status].asks != "feedback" or facts.echoed.get(case.code) in ANSWERED:
        return Step(session)
    idle = timedelta(minutes=world.pace.idle_minutes)
    touched = datetime.fromisoformat(session.touched) if session.touched else None
    if session.draft or session.operator or (touched and now - touched < idle):
        return Step(session, (), (Later(now + idle, "feedback", case.code),))
    text = world.sentences.say(
        "near.ask" if case.status == world.workflow.after("finish").key else "near.ask_answer", **_values(case, world)
    )
    return Step(session, (Reply(text, asked.buttons),), (Echo(case.code, "asked"),))


def rated(
    session: Session, case: Case, answer: str, why: tuple[tuple[Button, ...], ...], now: datetime, world: World
) -> Step:
    """Takes a follower's answer: it is kept, and a «not done» is looked at; then the reason may be told, by `why`."""
    say, values, status = world.sentences.say, _values(case, world), world.workflow[case.status]
    again = status.counts == "silent" and answer in UNHAPPY and may_reopen(case, now, world.workflow)
    if status.asks != "feedback" and not again:
        return Step(session, (Reply(say("feedback.answered", code=values["code"])),))
    if answer == "later":
        at = now + timedelta(days=world.pace.reminder_days)
        return Step(session, (Reply(say("feedback.later")),), (Echo(case.code, ""), Later(at, "feedback", case.code)))
    if answer not in UNHAPPY:
        return Step(session, (Reply(say("near.thanks", **values)),), (Echo(case.code, answer),))
    name = "near.doubt" if finished(case, world) else "near.doubt_answer"
    asking = replace(session, rating=case.code, adding="")
    return Step(asking, (Reply(say(name, **values), why),), (Echo(case.code, answer),))


def finished(case: Case, world: World) -> bool:
    """Whether work is said to be done, now or when the case was closed; else an answer or a reasoned no was given."""
    return case.status == world.workflow.after("finish").key or world.workflow[case.status].final


def reason(session: Session, case: Case, text: str, world: World, photos: tuple[str, ...] = ()) -> Step:
    """Why a follower says so, by tap or in free words; who said nothing of a result is not asked."""
    reply = Reply(world.sentences.say("near.reason", code=show_code(case.code)))
    return Step(replace(session, rating="", adding=""), (reply,), (EchoWhy(case.code, text, photos),))


def leave(session: Session, case: Case, world: World) -> Step:
    """«These two are not the same»: the person's own case goes its own way; the desk says where it stands then."""
    if case.joined_to is None or world.workflow[case.status].final:
        return Step(session, (Reply(world.sentences.say("near.left_already", code=show_code(case.code))),))
    return Step(session, (), (Leave(case.code),))
