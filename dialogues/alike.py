"""«Is this the same?»: before the rest is asked, a likely duplicate is offered to be followed."""

from dataclasses import replace
from datetime import datetime

from cases.case import Case, Where
from cases.nearness import KINDS, Near, Report, comparable
from dialogues import report, track
from dialogues.actions import Action, Drop, Follow, Say
from dialogues.ask import ask
from dialogues.message import Reply
from dialogues.need import emergency, needs_place, next_need
from dialogues.session import Draft, Nearby
from dialogues.show import case_title, title, topic_of
from dialogues.take import Taken
from dialogues.taps import Pressed
from dialogues.turn import Turn
from dialogues.world import Facts, Step, World
from persian import TEHRAN, persian_digits
from persian import code as show_code

AFTER_PLACE = ("near", "ask", "photo", "confirm")
"""What is asked once the place is settled."""


def offer(turn: Turn, made: Step) -> Step:
    """The step with the question whether this is the same; or with what must be looked for before that is known.

    Of several problems each is looked for in turn, and only one is asked about at a time.
    """
    draft = made.session.draft
    if draft is None or made.seeks or not made.replies or made.session.operator:
        return made
    reports = _reports(draft, turn.world)
    after = _kept(draft, reports) if reports else draft
    for index, sought in reports.items():
        if after.near or sought.key in after.sought:
            continue
        if sought.key not in turn.facts.near:
            return replace(made, seeks=sought)
        found = _first(draft, turn.facts.near[sought.key], turn, index)
        after = replace(after, sought=(*after.sought, sought.key), near=found)
    return made if after == draft else _asked(made, draft, after, turn.world)


def _reports(draft: Draft, world: World) -> dict[int, Report]:
    """What to look for, by problem; nothing while place or topics are open, and where nobody is to be held up."""
    spot = draft.spot
    if spot is None or draft.kind not in KINDS or emergency(draft) or draft.hurried or not needs_place(draft, world):
        return {}
    if next_need(draft, world).what not in AFTER_PLACE:
        return {}
    where = Where(spot.text, spot.region, spot.neighbourhood, spot.lat, spot.lon)
    topics = {index: topic_of(problem, world) for index, problem in enumerate(draft.problems)}
    return {
        index: Report(topic, where, _words(draft, index, " ")) for index, topic in topics.items()
        if topic and comparable(topic)
    }  # fmt: skip


def _words(draft: Draft, index: int, between: str = "\n") -> str:
    """What was told of one problem: all words, or where there are several its own."""
    return between.join(draft.words) if len(draft.problems) == 1 else draft.problems[index].words


def _kept(draft: Draft, reports: dict[int, Report]) -> Draft:
    """The draft without what was looked for at another place or for another topic."""
    sought = tuple(report.key for report in reports.values() if report.key in draft.sought)
    about = reports.get(draft.near.problem) if draft.near else None
    return replace(draft, sought=sought, near=draft.near if about and about.key in sought else None)


def _first(draft: Draft, near: tuple[Near, ...], turn: Turn, index: int) -> Nearby | None:
    """The likeliest one, one's own before all others; what was said to be something else is not asked about again."""
    found = [_own_of(one.case, turn.facts) for one in near]
    cases = [case for case in found if case.code not in draft.passed]
    own = [case for case in cases if turn.facts.own(case.code)]
    if not cases:
        return None
    return replace(nearby((own or cases)[0], turn.facts, turn.now, turn.world), problem=index)


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
    if near is None or near.problem >= len(press.draft.problems):
        return report.resume(press.session, press.world)
    own = facts.own(near.code)
    if press.arg == "enough":
        return _enough(press, near)
    if press.arg == "add" and own and not press.world.workflow[own.status].final:
        return _added(press, near, own)
    if press.arg == "back" and own:
        return _back(press, near, own)
    if press.arg == "follow" and near.whose == "other":
        return _follow(press, near)
    return _other(press, "again" if near.ended else "other")


def _other(press: Pressed, note: str) -> Step:
    """It is something else, or there again: the report goes on; after «file it» nothing more is asked."""
    return _on(press, press.world.sentences.say(f"near.{note}"))


def _on(press: Pressed, note: str) -> Step:
    draft, near = press.draft, press.draft.near
    passed = (*draft.passed, near.code) if near else draft.passed
    on = replace(draft, near=None, passed=passed, hurried=draft.hurried or press.arg == "hurry")
    return report.advance(press.session, Taken(on, (note,)), press.world)


def _settled(press: Pressed, near: Nearby, note: str, *actions: Action) -> Step:
    """This problem needs no case of its own: the talk ends, or goes on with the other problems of the message."""
    draft = press.draft
    left = (*draft.problems[: near.problem], *draft.problems[near.problem + 1 :])
    if not left:
        return Step(replace(press.session, draft=None, adding="", rating=""), (Reply(note),), actions)
    on = replace(draft, problems=left, near=None, passed=(*draft.passed, near.code))
    return report.advance(replace(press.session, draft=on), Taken(on, (note,)), press.world, actions=actions)


def _photos(draft: Draft) -> tuple[str, ...]:
    """Photos go along with the only problem; of several problems nobody knows which one they show, so they stay."""
    return draft.photos if len(draft.problems) == 1 else ()


def _follow(press: Pressed, near: Nearby) -> Step:
    """Follows the case, if it still is what was offered."""
    draft, world, say = press.draft, press.world, press.world.sentences.say
    sought = _reports(draft, world).get(near.problem)
    if sought and sought.key not in press.facts.near:
        return Step(press.session, seeks=sought)
    found = press.facts.near[sought.key] if sought else ()
    case = next((one.case for one in found if one.case.code == near.code), None)
    if case is None or world.workflow[case.status].final:
        return _other(press, "gone")
    alone = len(draft.problems) == 1
    words = say(
        "near.following" if alone else "near.following_one", code=show_code(case.code), title=case_title(case, world)
    )
    return _settled(press, near, words, Follow(case.code, _words(draft, near.problem), _photos(draft)))


def _enough(press: Pressed, near: Nearby) -> Step:
    """Nothing is to be filed of this."""
    say, problem = press.world.sentences.say, press.draft.problems[near.problem]
    if len(press.draft.problems) == 1:
        return report.drop(press.session, say("report.cancelled"))
    return _settled(press, near, say("near.left_one", title=title(problem, press.world)))


def _added(press: Pressed, near: Nearby, own: Case) -> Step:
    """What was told now is added to the person's own case."""
    act = Say(own.code, "add", _words(press.draft, near.problem), _photos(press.draft))
    return _settled(press, near, press.world.sentences.say("track.added", code=show_code(own.code)), act)


def _back(press: Pressed, near: Nearby, own: Case) -> Step:
    """The person's own case goes back to its unit, with the words of now."""
    draft, words, photos = press.draft, _words(press.draft, near.problem), _photos(press.draft)
    made = track.object_to(replace(press.session, draft=None), own, words, press.now, press.world)
    if len(draft.problems) > 1:
        note = made.replies[0].text
        return _settled(press, near, note, *made.actions) if made.actions else _on(press, note)
    if not made.actions:
        return replace(made, actions=(Drop(photos),) if photos else ())
    more = (Say(own.code, "add", "", photos),) if photos else ()
    return replace(made, actions=(*made.actions, *more))
