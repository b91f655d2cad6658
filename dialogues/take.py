"""Takes everything a message says into the draft, whatever was asked."""

from dataclasses import dataclass, replace

from cities.city import Spot as Pin
from dialogues.clash import contradict, open_question, said
from dialogues.hear import place_alone
from dialogues.message import Message
from dialogues.need import LEADING, needs_place, photo_forbidden, topics_of
from dialogues.session import Draft, Problem, Spot
from dialogues.show import LEAF, located, place, title
from dialogues.world import World
from nlu.reading import Issue, Place, Point, Reading
from persian import COMMA, fold
from topics.tree import TOPIC_DIGITS, Choice, Question

PHOTOS_MOST = 5
PROBLEMS_MOST = 3
URGENCIES = ("normal", "urgent", "emergency")
SUMMARY = ("confirm", "change")
"""Questions at which everything is known, so that words are corrections."""


@dataclass(frozen=True, slots=True)
class Taken:
    """The draft after a message, what to say about it, and photos not kept."""

    draft: Draft
    notes: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()


def problem_of(issue: Issue, world: World, danger: bool = False) -> Problem:
    """A problem from what the reader made of its words; settled at once when the reader is sure.

    In danger the likeliest topic is taken sooner: the operator can mend it, lost time nobody can.
    """
    scores = tuple((guess.finest, round(guess.p, 4)) for guess in issue.topics)
    problem = Problem(issue.text, scores)
    best = scores[0][1] if scores else 0.0
    second = scores[1][1] if len(scores) > 1 else 0.0
    sure = best >= world.pace.sure and best - second >= world.pace.gap
    if sure or (danger and best >= world.pace.sure_in_danger):
        return replace(problem, topic=scores[0][0], how="sure")
    return problem


def urgency(draft: Draft, reading: Reading | None, world: World) -> str:
    """The highest urgency that the words or the topics call for."""
    found = [draft.urgency, *(topic.urgency for topic in topics_of(draft, world))]
    if reading:
        found.append(reading.urgency)
    return max(found, key=URGENCIES.index)


def take_point(draft: Draft, message: Message, world: World) -> Taken:
    """A pin on the map, which outranks words about the place."""
    assert message.point is not None, "only a message with a pin"  # noqa: S101 - A slip of code, not of input.
    spot = located(message.point.lat, message.point.lon, draft.spot, world)
    if spot is None:
        return Taken(draft, (outside(message.point, world),))
    if draft.spot and not draft.clashed and contradict(draft.spot, spot, world):
        return Taken(_filled(open_question(draft, draft.spot, spot), "spot"))
    changed = draft.spot is not None and draft.spot.lat is not None
    notes = (world.sentences.say("report.changed_place", place=place(spot, world)),) if changed else ()
    return Taken(_filled(replace(draft, spot=spot, rivals=(), clash=(), placeless=False), "spot"), notes)


def outside(point: Point, world: World) -> str:
    """What is said of a pin outside the city: the town that it lies in, if one is near."""
    town = world.city.neighbour(Pin(point.lat, point.lon))
    if town:
        return world.sentences.say("report.other_town", town=town.name)
    return world.sentences.say("report.outside_city", city=world.city.title)


def take_photo(draft: Draft, photo: str, world: World) -> Taken:
    """A photo, unless the topic forbids one or there are enough."""
    if photo_forbidden(draft, world):
        return Taken(draft, (world.sentences.say("report.photo_forbidden"),), (photo,))
    if len(draft.photos) >= PHOTOS_MOST:
        return Taken(draft, (world.sentences.say("report.photo_enough"),), (photo,))
    kept = _filled(replace(draft, photos=(*draft.photos, photo), photo_settled=True), "photos")
    return Taken(kept, (world.sentences.say("report.photo_kept"),) if draft.problems else ())


def guard_photos(taken: Taken, world: World) -> Taken:
    """Photos that came before a topic which forbids them are given up now, and the citizen is told why."""
    if not taken.draft.photos or not photo_forbidden(taken.draft, world):
        return taken
    notes = (*taken.notes, world.sentences.say("report.photo_forbidden"))
    return Taken(replace(taken.draft, photos=()), notes, (*taken.dropped, *taken.draft.photos))


def spot_of(found: Place, old: Spot | None, world: World, corrected: bool = False) -> Spot:
    """A place from words; a pin given before stays, unless the summary is corrected to another region."""
    moved = corrected and old is not None and found.region not in (None, old.region)
    if old and old.lat is not None and not moved:
        return replace(old, text=found.text)
    return said(found, world)


def take_place(draft: Draft, found: Place, world: World) -> Taken:
    """A place in words: the newest word about the place counts."""
    town = next((one for one in world.city.neighbours if _names(one.name, one.also, found.text)), None)
    if town and found.region is None:
        return Taken(draft, (world.sentences.say("report.other_town", town=town.name),))
    if len({option.region for option in found.options}) > 1 and not found.crossing:
        rivals = tuple((option.name, option.region) for option in found.options[:4])
        spot = Spot(found.text, exact=found.exact)
        return Taken(_filled(replace(draft, rivals=rivals, spot=spot), "spot"))
    corrected, words = draft.asked.startswith(SUMMARY), said(found, world)
    if draft.spot and not (corrected or draft.clashed) and contradict(words, draft.spot, world):
        return Taken(_filled(open_question(draft, words, draft.spot), "spot"))
    spot = spot_of(found, draft.spot, world, corrected)
    if draft.spot and draft.spot.region and spot.region is None:
        spot = replace(spot, region=draft.spot.region, neighbourhood=draft.spot.neighbourhood)
        spot = replace(spot, text=_joined(draft.spot.text, found.text) if draft.spot.text else found.text)
    elif draft.asked.split(".")[0] in ("exact", "region") and draft.spot and draft.spot.text:
        spot = replace(spot, text=_joined(draft.spot.text, found.text))
    return Taken(_filled(replace(draft, spot=spot, rivals=(), placeless=False), "spot"))


def _joined(old: str, new: str) -> str:
    return new if fold(old) in fold(new) else f"{old}{COMMA} {new}"


def _names(name: str, also: tuple[str, ...], text: str) -> bool:
    said = f" {fold(text)} "
    return any(f" {fold(one)} " in said for one in (name, *also))


def take_answer(draft: Draft, index: int, key: str, answer: str, world: World) -> Draft:
    """An answer to a question of a problem's topic; which leaf it is settles the topic itself."""
    problem = draft.problems[index]
    answers = (*(pair for pair in problem.answers if pair[0] != key), (key, answer))
    if key == LEAF:
        leaf = next((one.code for one in world.topics.under(problem.topic) if one.title == answer), "")
        problem = replace(problem, topic=leaf, how="chosen") if leaf else problem
    return _filled(_with(draft, index, replace(problem, answers=answers)), f"answer.{index}.{key}")


def match(question: Question, text: str) -> str | None:
    """The choice that a typed answer means, if it means one."""
    said = fold(text)
    exact = (choice.say for choice in question.choices if fold(choice.say) == said)
    return next(exact, None) or next((choice.say for choice in question.choices if _fits(choice, said)), None)


def _fits(choice: Choice, said: str) -> bool:
    return any(f" {fold(word)} " in f" {said} " for word in (choice.say, *choice.words) if word.strip())


def set_topic(draft: Draft, index: int, code: str, how: str) -> Draft:
    """Settles the topic of a problem; answers to another topic's questions fall away."""
    problem = draft.problems[index]
    answers = problem.answers if problem.topic == code else ()
    settled = replace(problem, topic=code, how=how, answers=answers)
    return _filled(_with(draft, index, settled), f"topic.{index}")


def take_reading(draft: Draft, reading: Reading, world: World) -> Taken:
    """The words of a report: problems if there are none yet, place, kind, urgency, whether a child writes."""
    notes: tuple[str, ...] = ()
    words = (*draft.words, reading.text.strip()) if reading.text.strip() else draft.words
    words = draft.words if place_alone(reading, world) else words
    draft = replace(draft, words=words, child=draft.child or reading.child)
    if reading.issues and not draft.problems:
        danger = reading.urgency == "emergency"
        kind = "request" if danger else reading.kind or draft.kind
        own_order = sorted(reading.issues, key=lambda issue: reading.text.find(issue.text))
        found = [problem_of(issue, world, danger) for issue in own_order]
        draft = _filled(replace(draft, problems=_own_matters(found, world), kind=kind), "problems")
    elif reading.issues and draft.asked.startswith(SUMMARY):
        draft, notes = _more(draft, reading, world)
    if reading.place and (needs_place(draft, world) or draft.spot is None or draft.asked.startswith(SUMMARY)):
        taken = take_place(draft, reading.place, world)
        draft, notes = taken.draft, (*notes, *taken.notes)
    return Taken(replace(draft, urgency=urgency(draft, reading, world)), notes)


def same_topic(one: Problem, other: Problem) -> bool:
    """Whether both are the same topic, be it another leaf of it."""
    return one.topic[:TOPIC_DIGITS] == other.topic[:TOPIC_DIGITS]


def _own_matters(found: list[Problem], world: World) -> tuple[Problem, ...]:
    """«Nobody has come for two months» beside a broken road is a sigh, not a second report."""
    matters = [one for one in found if not one.topic or world.topics[one.topic].leads not in LEADING]
    return tuple((matters or found)[:PROBLEMS_MOST])


def _more(draft: Draft, reading: Reading, world: World) -> tuple[Draft, tuple[str, ...]]:
    """A correction at the summary: a surely different topic replaces the only one, everything else is more words."""
    said = problem_of(reading.issues[0], world)
    if len(draft.problems) == 1 and said.topic and not same_topic(said, draft.problems[0]):
        changed = set_topic(draft, 0, said.topic, "corrected")
        return changed, (world.sentences.say("report.changed_topic", title=title(said, world)),)
    if reading.place:
        return draft, ()
    return draft, (world.sentences.say("report.added_words"),)


def _with(draft: Draft, index: int, problem: Problem) -> Draft:
    problems = (*draft.problems[:index], problem, *draft.problems[index + 1 :])
    return replace(draft, problems=problems)


def _filled(draft: Draft, slot: str) -> Draft:
    trail = (*(one for one in draft.trail if one != slot), slot)
    return replace(draft, trail=trail[-20:])


def _undo_problem(back: Draft, kind: str, rest: str) -> Draft | None:
    index, _, key = rest.partition(".")
    if int(index) >= len(back.problems):
        return undo(back)
    problem = back.problems[int(index)]
    if kind == "topic":
        return _with(back, int(index), replace(problem, topic="", how="", answers=()))
    return _with(back, int(index), unanswered(problem, key))


def unanswered(problem: Problem, *keys: str) -> Problem:
    """A problem without some answers, or without any; a leaf that was one of them is unknown again."""
    gone = [key for key, _ in problem.answers if not keys or key in keys]
    left = replace(problem, answers=tuple(pair for pair in problem.answers if pair[0] not in gone))
    return replace(left, topic=problem.topic[:TOPIC_DIGITS], how="sure") if LEAF in gone else left


def undo(draft: Draft) -> Draft | None:
    """The draft without what was filled last; None at its beginning."""
    if len(draft.trail) < 2:
        return None
    slot, trail = draft.trail[-1], draft.trail[:-1]
    back = replace(draft, trail=trail, asked="", tries=0)
    kind, _, rest = slot.partition(".")
    if kind in ("answer", "topic"):
        return _undo_problem(back, kind, rest)
    return {
        "spot": replace(back, spot=None, rivals=(), clash=(), placeless=False),
        "photos": replace(back, photo_settled=False, photos=()),
        "several": replace(back, several_settled=False),
        "problems": replace(back, problems=(), several_settled=False),
    }.get(kind, back)
