"""«Is this the same?»: before the rest is asked, a likely duplicate is offered to be followed."""

from dataclasses import replace
from datetime import datetime

from cases.case import Case, Where
from cases.nearness import KINDS, Report, comparable
from dialogues import report, track
from dialogues.actions import Drop, Follow, Say
from dialogues.ask import ask
from dialogues.message import Reply
from dialogues.need import emergency, needs_place, next_need
from dialogues.session import Draft, Nearby
from dialogues.show import case_title, topic_of
from dialogues.take import Taken
from dialogues.taps import Pressed
from dialogues.turn import Turn
from dialogues.world import Facts, Step, World
from persian import TEHRAN, persian_digits
from persian import code as show_code

AFTER_PLACE = ("near", "ask", "photo", "confirm")
"""What is asked once the place is settled."""


def offer(turn: Turn, made: Step) -> Step:
    """The step with the question whether this is the same; or with what must be looked for before that is known."""
    draft, world = made.session.draft, turn.world
    if draft is None or made.seeks or not made.replies or made.session.operator:
        return made
    sought = _sought(draft, world)
    if sought is None or _key(sought) == draft.sought:
        return made
    if turn.facts.near is None:
        return replace(made, seeks=sought)
    found = _first(draft, turn.facts, turn.now, world)
    return _asked(made, draft, replace(draft, sought=_key(sought), near=found), world)


def _sought(draft: Draft, world: World) -> Report | None:
    """What to look for; None while place or topic are open, and where nobody is to be held up or compared."""
    topic = topic_of(draft.problems[0], world) if len(draft.problems) == 1 else None
    if topic is None or draft.spot is None or draft.kind not in KINDS or not comparable(topic):
        return None
    if emergency(draft) or draft.hurried or not needs_place(draft, world):
        return None
    if next_need(draft, world).what not in AFTER_PLACE:
        return None
    spot = draft.spot
    where = Where(spot.text, spot.region, spot.neighbourhood, spot.lat, spot.lon)
    return Report(topic, where, " ".join(draft.words))


def _key(sought: Report) -> str:
    where = sought.where
    parts = (sought.topic.parent, where.text, where.region, where.neighbourhood, where.lat, where.lon)
    return "|".join(map(str, parts))


def _first(draft: Draft, facts: Facts, now: datetime, world: World) -> Nearby | None:
    """The likeliest one, one's own before all others; what was said to be something else is not asked about again."""
    found = [_own_of(near.case, facts) for near in facts.near or ()]
    cases = [case for case in found if case.code not in draft.passed]
    own = [case for case in cases if facts.own(case.code)]
    return nearby((own or cases)[0], facts, now, world) if cases else None


def _own_of(case: Case, facts: Facts) -> Case:
    """The person's own case in the place of the main one that staff joined it to."""
    return next((one for one in facts.cases if one.joined_to is not None and one.joined_to == case.id), case)


def nearby(case: Case, facts: Facts, now: datetime, world: World) -> Nearby:
    """What a citizen may know of a case near by: no words, no exact place."""
    whose = "own" if facts.own(case.code) else "followed" if facts.follows(case.code) else "other"
    done = case.status == world.workflow.after("finish").key
    ended = case.finished or (case.changed if done else None)
    return Nearby(
        case.code, case.topic, case.status, ago(case.filed, now, world), ended.isoformat() if ended else "",
        case.where.region, case.where.neighbourhood, whose, case.followers,
    )  # fmt: skip


def ago(moment: datetime, now: datetime, world: World) -> str:
    """How many days ago, in words."""
    days = (now.astimezone(TEHRAN).date() - moment.astimezone(TEHRAN).date()).days
    if days <= 1:
        return world.sentences.say("near.yesterday" if days == 1 else "near.today")
    return world.sentences.say("near.days", n=persian_digits(days))


def _asked(made: Step, before: Draft, after: Draft, world: World) -> Step:
    """The step with the question of the new draft in the place of the old one's."""
    need, old = next_need(after, world), ask(before, next_need(before, world), world)
    last = made.replies[-1]
    if need == next_need(before, world) or not last.text.endswith(old.text):
        return replace(made, session=replace(made.session, draft=after))
    after = replace(after, asked=str(need), tries=0)
    question = ask(after, need, world)
    reply = replace(question, text=last.text.removesuffix(old.text) + question.text)
    return replace(made, session=replace(made.session, draft=after), replies=(*made.replies[:-1], reply))


def press(press: Pressed) -> Step:
    """A press under the question."""
    near, facts = press.draft.near, press.facts
    if near is None:
        return report.resume(press.session, press.world)
    own = facts.own(near.code)
    if press.arg == "add" and own and not press.world.workflow[own.status].final:
        return _added(press, own)
    if press.arg == "back" and own:
        return _back(press, own)
    if press.arg == "follow" and near.whose == "other":
        return _follow(press, near)
    return _other(press, "again" if near.ended else "other")


def _other(press: Pressed, note: str) -> Step:
    """It is something else, or there again: the report goes on; after «file it» nothing more is asked."""
    draft, near = press.draft, press.draft.near
    passed = (*draft.passed, near.code) if near else draft.passed
    on = replace(draft, near=None, passed=passed, hurried=draft.hurried or press.arg == "hurry")
    return report.advance(press.session, Taken(on, (press.world.sentences.say(f"near.{note}"),)), press.world)


def _follow(press: Pressed, near: Nearby) -> Step:
    """Follows the case, if it still is what was offered."""
    if press.facts.near is None:
        return Step(press.session, seeks=_sought(press.draft, press.world))
    case = next((one.case for one in press.facts.near if one.case.code == near.code), None)
    if case is None or press.world.workflow[case.status].final:
        return _other(press, "gone")
    words = press.world.sentences.say("near.following", code=show_code(case.code), title=case_title(case, press.world))
    act = Follow(case.code, "\n".join(press.draft.words), press.draft.photos)
    return Step(replace(press.session, draft=None, adding="", rating=""), (Reply(words),), (act,))


def _added(press: Pressed, own: Case) -> Step:
    """What was told now is added to the person's own case."""
    draft = press.draft
    act = Say(own.code, "add", "\n".join(draft.words), draft.photos)
    reply = Reply(press.world.sentences.say("track.added", code=show_code(own.code)))
    return Step(replace(press.session, draft=None, adding="", rating=""), (reply,), (act,))


def _back(press: Pressed, own: Case) -> Step:
    """The person's own case goes back to its unit, with the words of now."""
    draft = press.draft
    made = track.object_to(replace(press.session, draft=None), own, "\n".join(draft.words), press.now, press.world)
    if not made.actions:
        return replace(made, actions=(Drop(draft.photos),) if draft.photos else ())
    photos = (Say(own.code, "add", "", draft.photos),) if draft.photos else ()
    return replace(made, actions=(*made.actions, *photos))
