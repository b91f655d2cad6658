"""A report step by step: take, find what is missing, ask; file when the citizen says so."""

from dataclasses import replace
from datetime import datetime, timedelta

from cases.case import Case, Where
from cases.filing import new_case
from dialogues import texting
from dialogues.actions import Action, Drop, File, Guided, Later
from dialogues.ask import Asking, ask, change_menu, options
from dialogues.message import Reply
from dialogues.need import Need, next_need, topics_of
from dialogues.session import Draft, Problem, Session, begin
from dialogues.show import case_title, case_unit, title, topic_of, topic_title
from dialogues.show import place as show_place
from dialogues.take import Taken, guard_photos, urgency
from dialogues.world import Facts, Step, World
from persian import code as show_code
from persian import count, day_hour


def opened(session: Session, now: datetime, world: World) -> tuple[Session, tuple[Action, ...]]:
    """A new draft, with the timer that reminds of it once."""
    session = begin(session, now)
    at = now + timedelta(minutes=world.pace.remind_minutes)
    return session, (Later(at, "draft", str(session.number)),)


def numbers(draft: Draft, told: tuple[str, ...], world: World) -> list[str]:
    """Numbers to call that were not shown yet: what the words call for first, then the topics' own.

    A matter of another body brings its numbers in its guide, so they are not said twice.
    """
    topics = [topic for topic in topics_of(draft, world) if not topic.guidance]
    wanted = [*told, *(number for topic in topics for number in topic.numbers)]
    return [number for number in dict.fromkeys(wanted) if number not in draft.told]


def warn(draft: Draft, fresh: list[str], world: World) -> str:
    """The sentence with the numbers, before any question."""
    shown, say = world.sentences.numbers(fresh), world.sentences.say
    protected = any(topic.protected for topic in topics_of(draft, world))
    name = "call_now" if draft.urgency == "emergency" else "call_protect" if protected else "call"
    lines = [say(f"report.{name}", numbers=shown)]
    if draft.child and draft.urgency != "normal":
        lines.append(say("report.child_safe"))
    return "\n".join(lines)


def advance(
    session: Session, taken: Taken, world: World, told: tuple[str, ...] = (), actions: tuple[Action, ...] = (),
    tried: bool = False,
) -> Step:  # fmt: skip
    """The next question after a message was taken, with warnings before it and notes on what was understood.

    `tried`: the person answered in words; asking the same once more then sounds different.
    """
    before = session.draft.problems if session.draft else ()
    taken = guard_photos(taken, world)
    draft = replace(taken.draft, urgency=urgency(taken.draft, None, world))
    lines: list[str] = []
    fresh = numbers(draft, told, world)
    if fresh:
        lines.append(warn(draft, fresh, world))
        draft = replace(draft, told=(*draft.told, *fresh))
    need = next_need(draft, world)
    if draft.problems and [one.words for one in before[:1]] != [one.words for one in draft.problems[:1]]:
        lines += understood(draft, need, world)
    lines += taken.notes
    again = draft.tries + int(tried) if str(need) == draft.asked else 0
    draft = replace(draft, asked=str(need), tries=again)
    draft = _shown(draft, need, world)
    question = ask(draft, need, world)
    text = "\n".join([*lines, question.text])
    dropped = (Drop(taken.dropped),) if taken.dropped else ()
    return Step(replace(session, draft=draft), (replace(question, text=text),), (*actions, *dropped))


def _shown(draft: Draft, need: Need, world: World) -> Draft:
    if need.what != "topic":
        return draft
    problem = draft.problems[need.index]
    shown = tuple(dict.fromkeys((*problem.shown, *options(problem, world))))
    problems = (*draft.problems[: need.index], replace(problem, shown=shown), *draft.problems[need.index + 1 :])
    return replace(draft, problems=problems)


def understood(draft: Draft, need: Need, world: World) -> list[str]:
    """What was understood of the first words; left out when the next question says it itself."""
    say, topics = world.sentences.say, topics_of(draft, world)
    lines = [say("report.thanks_kind" if draft.kind == "thanks" else "report.thanks")]
    if need.what not in ("several", "confirm", "place") or (topics and len(topic_title(topics[0].code, world)) > 40):
        lines += [say("report.understood", title=topic_title(topic.code, world)) for topic in topics]
    if draft.spot and need.what not in ("confirm", "which", "region", "several", "outside"):
        lines.append(say("report.understood_place", place=show_place(draft.spot, world)))
    if any(topic.protected and topic.photo == "forbidden" for topic in topics) and need.what != "outside":
        lines.append(say("report.protect"))
    return lines


def resume(session: Session, world: World, note: str = "") -> Step:
    """Asks again what was being asked, after a digression."""
    assert session.draft is not None, "only an open draft can be resumed"  # noqa: S101 - A slip of code, not of input.
    draft = session.draft
    question = ask(replace(draft, tries=0), next_need(draft, world), world)
    return Step(session, (replace(question, text=f"{note}\n{question.text}".strip()),))


def show_changes(session: Session, world: World) -> Step:
    """The menu of what can be changed."""
    assert session.draft is not None, "only an open draft can be changed"  # noqa: S101 - A slip of code, not of input.
    draft = replace(session.draft, asked="change")
    return Step(replace(session, draft=draft), (change_menu(draft, world),))


def evidence(problem: Problem) -> dict[str, object]:
    """What the reader thought of a problem, what was shown, and what it became."""
    return {
        "scores": [list(pair) for pair in problem.scores], "shown": problem.shown, "chosen": problem.how,
        "final": problem.topic,
    }  # fmt: skip


def file(session: Session, chat: str, facts: Facts, now: datetime, world: World) -> Step:
    """Files every problem of the draft as a case of its own; nothing is filed twice, for the draft is gone then."""
    draft = session.draft
    assert draft is not None, "only an open draft can be filed"  # noqa: S101 - A slip of code, not of input.
    actions: list[Action] = []
    for index, (problem, code) in enumerate(zip(draft.problems, facts.codes, strict=False)):
        case = _case(draft, problem, code, chat, now, world)
        actions.append(File(case, draft.photos if index == 0 else (), evidence(problem)))
    cases = [action.case for action in actions if isinstance(action, File)]
    session = replace(session, draft=None, filed=tuple(case.code for case in cases), rating="", adding="")
    return Step(session, (Reply(_filed(cases, world), texting.button(facts, world)),), tuple(actions))


def _case(draft: Draft, problem: Problem, code: str, chat: str, now: datetime, world: World) -> Case:
    spot = draft.spot
    where = Where(spot.text, spot.region, spot.neighbourhood, spot.lat, spot.lon) if spot else Where()
    told = {"words": "\n".join(draft.words), "kind": draft.kind, "urgency": _urgency(draft, problem, world)}
    topic = topic_of(problem, world)
    given = dict(problem.answers)
    answers = {one.say: given[one.key] for one in (topic.ask if topic else ()) if given.get(one.key)}
    return new_case(code, topic, told, where, chat, now, world.city, world.workflow, answers)


def _urgency(draft: Draft, problem: Problem, world: World) -> str:
    if len(draft.problems) == 1:
        return draft.urgency
    topic = topic_of(problem, world)
    return topic.urgency if topic else "normal"


def _filed(cases: list[Case], world: World) -> str:
    say = world.sentences.say
    if len(cases) == 1:
        case = cases[0]
        values = {"code": show_code(case.code), "title": case_title(case, world), "unit": case_unit(case, world)}
        if case.alarm:
            return say("report.filed_operator", code=values["code"])
        own, due = world.workflow.life(case.kind).filed, day_hour(case.term.due)
        return own.format(**values, due=due) if own else say("report.filed", **values, due=due)
    parts = [say("report.filed_several", count=count(len(cases)))]
    for case in cases:
        values = {"title": case_title(case, world), "code": show_code(case.code), "unit": case_unit(case, world)}
        parts.append(say("report.filed_one", **values, due=day_hour(case.term.due)))
    return "\n\n".join([*parts, say("report.filed_news")])


def guided(session: Session, text: str) -> Step:
    """Ends a draft that is not ours to file; what the reader thought is kept all the same."""
    assert session.draft is not None, "only an open draft can end"  # noqa: S101 - A slip of code, not of input.
    draft = session.draft
    told = tuple(Guided(evidence(problem)) for problem in draft.problems if problem.topic)
    dropped = (Drop(draft.photos),) if draft.photos else ()
    return Step(replace(session, draft=None), (Reply(text),), (*told, *dropped))


def drop(session: Session, text: str) -> Step:
    """Throws a draft away."""
    photos = session.draft.photos if session.draft else ()
    return Step(replace(session, draft=None), (Reply(text),), (Drop(photos),) if photos else ())


def remind(session: Session, number: str, now: datetime, world: World) -> Step:
    """A forgotten draft gets one gentle reminder, then expires."""
    draft, pace = session.draft, world.pace
    if draft is None or str(draft.number) != number:
        return Step(session)
    touched = datetime.fromisoformat(session.touched or draft.started)
    expires = touched + timedelta(hours=pace.expire_hours)
    if now >= expires:
        return drop(session, world.sentences.say("report.expired"))
    due = touched + timedelta(minutes=pace.remind_minutes)
    if session.operator:
        return Step(session, (), (Later(now + timedelta(minutes=pace.remind_minutes), "draft", number),))
    if draft.reminded or now < due:
        return Step(session, (), (Later(expires if draft.reminded else due, "draft", number),))
    reply = _reminder(draft, world)
    reminded = replace(session, draft=replace(draft, reminded=True))
    return Step(reminded, (reply,), (Later(expires, "draft", number),))


def _reminder(draft: Draft, world: World) -> Reply:
    asking = Asking(draft, next_need(draft, world), world)
    known = draft.problems and draft.problems[0].topic
    text = (
        world.sentences.say("report.remind", title=title(draft.problems[0], world))
        if known
        else world.sentences.say("report.remind_plain")
    )
    buttons = (asking.button("report.continue", "continue"), asking.button("report.drop", "cancel"))
    return Reply(text, (buttons,))
