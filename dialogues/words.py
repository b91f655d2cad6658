"""Words inside a report: the answer to what was asked, and everything else they say."""

from dataclasses import replace

from dialogues import clash, report, take, taps
from dialogues.hear import alike, corrected, leaf_meant, place_alone, polite, stray
from dialogues.need import next_need
from dialogues.session import Draft, Spot
from dialogues.show import LEAF, questions, title
from dialogues.take import Taken, same_topic
from dialogues.turn import Turn
from dialogues.world import Step
from nlu.reading import Issue, Reading
from persian import fold, latin_digits
from topics.tree import Question

WHERE = ("place", "exact", "region", "which", "clash")
HURRY = (*WHERE, "ask", "photo", "several")
"""Questions at which «file it» means: ask no more than you must."""
NEW_WORDS = 0.3
"""Other words for the matter replace the first ones' reading when they are at least this telling."""


def in_draft(turn: Turn) -> Step:
    """Takes everything the message says, then asks the next missing thing."""
    draft, reading, world = turn.draft, turn.reading, turn.world
    assert draft is not None, "called with an open draft only"  # noqa: S101 - A slip of code, not of input.
    if turn.message.edited:
        draft = _unsaid(draft, turn.text)
        turn = turn.with_session(replace(turn.session, draft=draft))
    taken = Taken(draft)
    if turn.text and reading:
        spoken = _words(turn, draft, reading)
        if isinstance(spoken, Step):
            return spoken
        taken = spoken
    if turn.message.photo:
        photo = take.take_photo(taken.draft, turn.message.photo, world)
        taken = Taken(photo.draft, (*taken.notes, *photo.notes), (*taken.dropped, *photo.dropped))
    if turn.message.point:
        pinned = take.take_point(taken.draft, turn.message, world)
        taken = Taken(pinned.draft, (*taken.notes, *pinned.notes), taken.dropped)
    if turn.hurried and taken.draft.problems:
        taken = replace(taken, draft=replace(taken.draft, hurried=True))
    told = reading.numbers if reading else ()
    tried = bool(turn.text) and not (taken.notes or (reading and polite(reading)))
    return report.advance(turn.session, taken, world, told, tried=tried)


def _unsaid(draft: Draft, text: str) -> Draft:
    """An edited message takes the place of its first version, so nothing stands there twice."""
    if draft.spot and draft.spot.text and alike(draft.spot.text, text):
        draft = replace(draft, spot=None, rivals=())
    old = next((said for said in draft.words if alike(said, text)), None)
    if old is None:
        return draft
    words = tuple(said for said in draft.words if said != old)
    if old != draft.words[0]:
        return replace(draft, words=words)
    return replace(draft, words=words, problems=(), several_settled=False, asked="what.0")


def _press(turn: Turn, act: str) -> Step:
    """The same as pressing a button of the open draft."""
    tap = f"d{turn.session.number}:{act}"
    made = taps.press(turn.session, tap, turn.facts, turn.world, turn.now, turn.message.chat.key)
    return made or Step(turn.session)


def _words(turn: Turn, draft: Draft, reading: Reading) -> Taken | Step:
    """What the words do depends on what was asked; whatever fits no question is taken as words of the report."""
    asked, means = turn.asked, turn.world.sentences.means
    if means("report.file", turn.text) and asked in (*HURRY, "what"):
        return Taken(_hurried(draft, asked))
    if means("report.photoless", turn.text):
        return Taken(replace(draft, photo_settled=True), (turn.world.sentences.say("report.photoless"),))
    if draft.problems and means("report.other_topic", turn.text):
        return _press(turn, "change:topic")
    if polite(reading) and asked != "outside" and (draft.problems or not reading.issues):
        return Taken(draft)
    if asked in WHERE:
        return _place_words(turn, draft, reading)
    if asked == "ask":
        return _answer_words(turn, draft, reading)
    if asked == "outside":
        return _outside_words(turn, draft, reading)
    if asked == "topic" or not draft.problems:
        return _topic_words(turn, draft, reading)
    return _several_words(turn, draft, reading) if asked == "several" else _summary_words(turn, draft, reading)


def _hurried(draft: Draft, asked: str) -> Draft:
    """«File it»: asks only what routing needs; said again, it goes to the operator with what there is."""
    if draft.hurried and asked in WHERE and (asked != "place" or draft.tries):
        return replace(draft, spot=replace(draft.spot or Spot(), enough=True), rivals=())
    return replace(draft, hurried=bool(draft.problems), several_settled=draft.several_settled or asked == "several")


def _summary_words(turn: Turn, draft: Draft, reading: Reading) -> Taken | Step:
    """At the photo, the summary or its menu: a plain yes or no, else a correction or more words."""
    asked, says = turn.asked, reading.says
    nothing = not (reading.place or reading.issues)
    if nothing and (says == "skip" or (reading.act == "chatter" and not says)) and asked != "photo":
        return Taken(draft)
    plain = {
        ("confirm", "yes"): "confirm:file", ("confirm", "no"): "confirm:change", ("change", "no"): "change:nothing",
        ("photo", "skip"): "photo:none", ("photo", "no"): "photo:none",
    }  # fmt: skip
    act = plain.get((asked, says or "")) if nothing else None
    return _press(turn, act) if act else take.take_reading(draft, reading, turn.world)


def _several_words(turn: Turn, draft: Draft, reading: Reading) -> Taken:
    """Anything but a choice means: go on with all of them; what was said is taken."""
    settled = replace(draft, several_settled=True, trail=(*draft.trail, "several"))
    return Taken(settled) if reading.says == "yes" else take.take_reading(settled, reading, turn.world)


def _outside_words(turn: Turn, draft: Draft, reading: Reading) -> Taken | Step:
    """After guidance: yes or a place files it for information, a new matter begins anew, the rest ends kindly."""
    index = int(draft.asked.split(".")[1])
    if reading.says == "yes" or turn.world.sentences.means("report.file", turn.text):
        return _press(turn, f"outside:{index}.file")
    if reading.place and place_alone(reading, turn.world):
        kept = replace(draft.problems[index], file=True)
        problems = (*draft.problems[:index], kept, *draft.problems[index + 1 :])
        return take.take_place(replace(draft, problems=problems), reading.place, turn.world)
    if reading.act == "report" and reading.issues:
        fresh = replace(draft, problems=(), words=(), spot=None, urgency="normal", asked="")
        return take.take_reading(fresh, reading, turn.world)
    return _press(turn, f"outside:{index}.no")


def _topic_words(turn: Turn, draft: Draft, reading: Reading) -> Taken:
    """Other words for what is wrong: read anew, together with the first ones when alone they say too little."""
    world = turn.world
    if draft.problems and turn.world.sentences.means("report.file", turn.text):
        return _hurried_topic(turn, draft)
    if not reading.issues and draft.words:
        reading = replace(world.reader.read(f"{draft.words[0]} {reading.text}"), text=reading.text)
    if not draft.problems and not reading.issues and draft.tries >= 1:
        unsure = take.problem_of(Issue(turn.text, ()), world)
        words = (*draft.words, turn.text)
        given_up = replace(unsure, topic=taps.OPERATOR_TOPIC, how="operator")
        return Taken(replace(draft, words=words, problems=(given_up,)))
    if draft.problems and reading.issues:
        index = int(draft.asked.split(".")[1])
        said = take.problem_of(reading.issues[0], world)
        if not said.scores or said.scores[0][1] < NEW_WORDS:
            return Taken(replace(draft, words=(*draft.words, turn.text)))
        kept = replace(said, words=draft.problems[index].words, shown=draft.problems[index].shown,
                       how=said.how or draft.problems[index].how)  # fmt: skip
        problems = (*draft.problems[:index], kept, *draft.problems[index + 1 :])
        draft = replace(draft, problems=problems)
    return take.take_reading(draft, reading, world)


def _hurried_topic(turn: Turn, draft: Draft) -> Taken:
    """«Just file it»: the likeliest topic if it is likely at all, else the operator's choice."""
    index = int(turn.draft.asked.split(".")[1]) if turn.draft else 0
    scores = draft.problems[index].scores
    likely = bool(scores) and scores[0][1] >= NEW_WORDS
    draft = replace(draft, hurried=True)
    return Taken(take.set_topic(draft, index, scores[0][0] if likely else taps.OPERATOR_TOPIC, "hurried"))


def _place_words(turn: Turn, draft: Draft, reading: Reading) -> Taken:
    """The answer to «where?»: a place if there is one in it; after two tries the words themselves."""
    draft, world = replace(draft, urgency=take.urgency(draft, reading, turn.world)), turn.world
    if turn.message.photo and not reading.place:
        return Taken(replace(draft, words=(*draft.words, turn.text)))
    if stray(turn.text, world):
        return Taken(draft)
    if (picked := _picked(turn, draft)) is not None:
        return Taken(picked)
    if draft.clash:
        settled, third = clash.answer(turn, draft, reading)
        return take.take_place(settled, third, world) if third else Taken(settled)
    if not reading.place and (other := _other_matter(turn, draft)):
        return other
    found = None if reading.says == "skip" else world.reader.read_place(turn.text)
    if found is not None:
        return take.take_place(draft, found, world)
    if reading.says == "skip" or draft.tries >= 1:
        spot = draft.spot or Spot("" if reading.says == "skip" else turn.text)
        return Taken(replace(draft, spot=replace(spot, enough=True), rivals=()))
    return Taken(replace(draft, words=(*draft.words, turn.text)) if fold(turn.text) else draft)


def _picked(turn: Turn, draft: Draft) -> Draft | None:
    """A region by its number, where the region or one of several places is asked; None if it is no such answer."""
    found = turn.world.reader.read_place(turn.text) if turn.asked == "which" else None
    number = latin_digits(turn.text).strip()
    region = int(number) if number.isdecimal() and len(number) <= 2 else found.region if found else None
    if turn.asked == "region" and region in turn.world.city.regions:
        return replace(draft, spot=replace(draft.spot or Spot(), region=region))
    rival = next((one for one in draft.rivals if one[1] is not None and one[1] == region), None)
    if turn.asked != "which" or rival is None:
        return None
    spot = replace(draft.spot or Spot(), region=region, neighbourhood=rival[0])
    return replace(draft, rivals=(), spot=spot)


def _other_matter(turn: Turn, draft: Draft) -> Taken | None:
    """«No, I mean the light»: another matter in the place of the only one."""
    meant = corrected(turn.text, turn.world)
    reading = turn.world.reader.read(meant) if meant else None
    if reading is None or place_alone(reading, turn.world):
        return None
    said = take.problem_of(reading.issues[0], turn.world) if reading.issues else None
    if said is None or not said.topic or len(draft.problems) != 1 or same_topic(said, draft.problems[0]):
        return None
    draft = take.set_topic(replace(draft, words=(*draft.words, turn.text)), 0, said.topic, "corrected")
    return Taken(draft, (turn.world.sentences.say("report.changed_topic", title=title(said, turn.world)),))


def _answer_words(turn: Turn, draft: Draft, reading: Reading) -> Taken:
    """The answer to a topic's question; a place or a correction in it is taken as what it is."""
    need, world = next_need(draft, turn.world), turn.world
    if need.what != "ask":
        return take.take_reading(draft, reading, world)
    question = next(one for one in questions(draft.problems[need.index], world) if one.key == need.key)
    answer = _answer(question, turn, reading)
    if answer is not None:
        return Taken(take.take_answer(draft, need.index, need.key, answer, world))
    if other := _other_matter(turn, draft):
        return other
    draft = replace(draft, urgency=take.urgency(draft, reading, world))
    if reading.place and reading.place.region and place_alone(reading, world):
        return take.take_place(draft, reading.place, world)
    if question.choices and (draft.tries == 0 or question.key == LEAF):
        draft = replace(draft, words=(*draft.words, turn.text), tries=1)
        if question.key == LEAF:
            leaf = leaf_meant(draft.problems[need.index], turn.text, world)
            draft = take.take_answer(draft, need.index, LEAF, leaf, world)
        return Taken(draft, (world.sentences.say("report.added_words"),))
    return Taken(take.take_answer(draft, need.index, need.key, turn.text, world))


def _answer(question: Question, turn: Turn, reading: Reading) -> str | None:
    """The choice that is meant; «» for «I don't know»; None if the words are none of the choices."""
    if reading.says == "skip":
        return ""
    plain = {"yes": "report.yes", "no": "report.no"}.get(reading.says or "")
    first = (choice.say for choice in question.choices if plain and _begins(choice.say, plain, turn))
    return take.match(question, turn.text) or next(first, None)


def _begins(choice: str, name: str, turn: Turn) -> bool:
    return turn.world.sentences.means(name, fold(choice).split()[0])
