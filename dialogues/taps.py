"""Buttons of an open draft: every press carries the draft's number, so that an old one does no harm."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from dialogues import report
from dialogues.actions import Guided
from dialogues.clash import settle
from dialogues.message import Button, Reply
from dialogues.need import next_need
from dialogues.session import Draft, Problem, Session, Spot
from dialogues.show import questions
from dialogues.take import Taken, set_topic, take_answer, unanswered
from dialogues.world import Facts, Step, World
from persian import code as show_code
from topics.tree import TOPIC_DIGITS

OPERATOR_TOPIC = "?"
"""Marks a topic that the operator is to settle: no code is like it."""


@dataclass(frozen=True, slots=True)
class Pressed:
    """A press on a button of the open draft."""

    session: Session
    draft: Draft
    arg: str
    facts: Facts
    world: World
    now: datetime
    chat: str


def press(
    session: Session, tap: str, facts: Facts, world: World, now: datetime, chat: str,
    more: Mapping[str, Callable[[Pressed], Step]] | None = None,
) -> Step | None:  # fmt: skip
    """What a button of a draft does, one of ours or of `more`; None if the act is unknown."""
    head, _, rest = tap.partition(":")
    act, _, arg = rest.partition(":")
    if session.draft is None or head != f"d{session.draft.number}":
        return old(session, head, world)
    known = ACTS.get(act) or (more or {}).get(act)
    return known(Pressed(session, session.draft, arg, facts, world, now, chat)) if known else None


def old(session: Session, head: str, world: World) -> Step:
    """A button of an earlier talk: kindly ignored, and what is open now is asked again."""
    if session.filed and head == f"d{session.number}":
        text = world.sentences.say("report.already_filed", code=show_code(session.filed[0]))
        return Step(session, (Reply(text),))
    note = world.sentences.say("report.old_button")
    return report.resume(session, world, note) if session.draft else Step(session, (Reply(note),))


def _on(press: Pressed, draft: Draft, *notes: str) -> Step:
    return report.advance(press.session, Taken(draft, notes), press.world)


def _index(press: Pressed) -> tuple[int, str]:
    head, _, rest = press.arg.partition(".")
    return (int(head) if head.isdecimal() and int(head) < len(press.draft.problems) else 0), rest


def _topic(press: Pressed) -> Step:
    index, code = _index(press)
    draft = press.draft
    if not draft.problems:
        return report.resume(press.session, press.world)
    if code == "operator":
        given_up = set_topic(draft, index, OPERATOR_TOPIC, "operator")
        return _on(press, given_up, press.world.sentences.say("report.topic_operator"))
    if code == "none":
        return _none_of_them(press, index)
    if code not in press.world.topics:
        return report.resume(press.session, press.world)
    return _on(press, set_topic(draft, index, code, "chosen"))


def _none_of_them(press: Pressed, index: int) -> Step:
    """Asks for other words once; after that the operator settles it, so nobody goes in circles."""
    problem = press.draft.problems[index]
    say = press.world.sentences.say
    if problem.how == "none":
        draft = set_topic(press.draft, index, OPERATOR_TOPIC, "operator")
        return _on(press, draft, say("report.topic_operator"))
    marked = replace(problem, how="none", topic="")
    problems = (*press.draft.problems[:index], marked, *press.draft.problems[index + 1 :])
    draft = replace(press.draft, problems=problems, asked=f"topic.{index}", tries=0)
    cancel = Button(press.world.sentences.button("report.cancel"), f"d{draft.number}:cancel")
    operator = Button(press.world.sentences.button("report.to_operator"), f"d{draft.number}:topic:{index}.operator")
    return Step(replace(press.session, draft=draft), (Reply(say("report.topic_none"), ((operator, cancel),)),))


def _several(press: Pressed) -> Step:
    draft = replace(press.draft, several_settled=True, trail=(*press.draft.trail, "several"))
    if press.arg.isdecimal() and int(press.arg) < len(draft.problems):
        only = draft.problems[int(press.arg)]
        draft = replace(draft, problems=(only,))
    return _on(press, draft)


def _outside(press: Pressed) -> Step:
    index, wanted = _index(press)
    if not press.draft.problems:
        return report.resume(press.session, press.world)
    if wanted != "file" and len(press.draft.problems) > 1:
        others = (*press.draft.problems[:index], *press.draft.problems[index + 1 :])
        return _on(press, replace(press.draft, problems=others))
    if wanted != "file":
        return report.guided(press.session, press.world.sentences.say("talk.thank_done"))
    problem = replace(press.draft.problems[index], file=True)
    problems = (*press.draft.problems[:index], problem, *press.draft.problems[index + 1 :])
    return _on(press, replace(press.draft, problems=problems))


def _place(press: Pressed) -> Step:
    draft, arg = press.draft, press.arg
    if arg == "none":
        return _on(press, replace(draft, placeless=True, spot=None, rivals=()))
    if arg == "enough":
        spot = replace(draft.spot or Spot(), enough=True)
        return _on(press, replace(draft, spot=spot, rivals=()))
    if arg in ("words", "pin"):
        return _on(press, settle(draft, arg))
    number = arg.removeprefix("in")
    if arg.startswith("in") and number.isdecimal() and int(number) in press.world.city.regions:
        return _on(press, replace(draft, rivals=(), spot=replace(draft.spot or Spot(), region=int(number))))
    if arg.isdecimal() and int(arg) < len(draft.rivals):
        name, region = draft.rivals[int(arg)]
        said = draft.spot or Spot()
        return _on(press, replace(draft, rivals=(), spot=replace(said, region=region, neighbourhood=name)))
    return report.resume(press.session, press.world)


def _answer(press: Pressed) -> Step:
    index, rest = _index(press)
    key, _, number = rest.rpartition(".")
    asked = questions(press.draft.problems[index], press.world) if press.draft.problems else ()
    question = next((one for one in asked if one.key == key), None)
    if question is None:
        return report.resume(press.session, press.world)
    skip = not number.isdecimal() or int(number) >= len(question.choices)
    answer = "" if skip else question.choices[int(number)].say
    return _on(press, take_answer(press.draft, index, key, answer, press.world))


def _photo(press: Pressed) -> Step:
    return _on(press, replace(press.draft, photo_settled=True, trail=(*press.draft.trail, "photos")))


def _confirm(press: Pressed) -> Step:
    if press.arg == "change":
        return report.show_changes(press.session, press.world)
    if next_need(press.draft, press.world).what != "confirm":
        return report.resume(press.session, press.world)
    return report.file(press.session, press.chat, press.facts, press.now, press.world)


def _change(press: Pressed) -> Step:
    draft, what = press.draft, press.arg
    problems = draft.problems
    if what == "topic":
        return _change_topic(press)
    if what == "place":
        draft = replace(draft, spot=None, rivals=(), clash=(), placeless=False, placed=True)
    elif what == "photo":
        draft = replace(draft, photos=(), photo_settled=False)
    elif what == "answers":
        draft = replace(draft, problems=tuple(map(unanswered, problems)))
    elif what == "words":
        draft = replace(draft, words=(), problems=(), several_settled=False)
    return _on(press, replace(draft, asked="", tries=0))


def _change_topic(press: Pressed) -> Step:
    """Offers the other likely topics; what was settled before is offered no more."""
    draft = press.draft
    problems = tuple(
        replace(problem, topic="", how="", answers=(), file=False, scores=_others(problem))
        for problem in draft.problems
    )
    told = tuple(Guided(report.evidence(problem)) for problem in draft.problems if problem.how == "sure")
    changed = replace(draft, problems=problems, asked="", tries=0, urgency="normal")
    step = _on(press, changed)
    return replace(step, actions=(*told, *step.actions))


def _others(problem: Problem) -> tuple[tuple[str, float], ...]:
    """The likely topics without the one that was settled or any leaf of it, unless too few would be left."""
    settled = problem.topic[:TOPIC_DIGITS]
    return tuple(pair for pair in problem.scores if pair[0][:TOPIC_DIGITS] != settled or len(problem.scores) < 3)


def _cancel(press: Pressed) -> Step:
    return report.drop(press.session, press.world.sentences.say("report.cancelled"))


def _continue(press: Pressed) -> Step:
    return report.resume(press.session, press.world)


ACTS: dict[str, Callable[[Pressed], Step]] = {
    "topic": _topic,
    "several": _several,
    "outside": _outside,
    "place": _place,
    "answer": _answer,
    "photo": _photo,
    "confirm": _confirm,
    "change": _change,
    "cancel": _cancel,
    "continue": _continue,
}
