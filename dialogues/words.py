"""Words inside a report: the answer to what was asked, and everything else they say."""

from dataclasses import replace

from dialogues import report, take, taps
from dialogues.need import next_need
from dialogues.session import Draft, Spot
from dialogues.take import Taken
from dialogues.turn import Turn
from dialogues.world import Step
from nlu.reading import Issue, Reading
from persian import latin_digits

HURRY = ("place", "exact", "region", "ask", "photo", "several")
"""Questions at which «file it» means: ask no more than you must."""


NO_MATTER = ("chatter", "greet", "thank", "ask", "unclear")
"""Acts that add nothing to a report."""
NEW_WORDS = 0.3
"""Other words for the matter replace the first ones' reading when they are at least this telling."""


def in_draft(turn: Turn) -> Step:
    """Takes everything the message says, then asks the next missing thing."""
    draft, reading, world = turn.draft, turn.reading, turn.world
    assert draft is not None, "called with an open draft only"  # noqa: S101 - A slip of code, not of input.
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
    told = reading.numbers if reading else ()
    return report.advance(turn.session, taken, world, told, tried=bool(turn.text))


def _press(turn: Turn, act: str) -> Step:
    """The same as pressing a button of the open draft."""
    tap = f"d{turn.session.number}:{act}"
    made = taps.press(turn.session, tap, turn.facts, turn.world, turn.now, turn.message.chat.key)
    return made or Step(turn.session)


def _words(turn: Turn, draft: Draft, reading: Reading) -> Taken | Step:
    """What the words do depends on what was asked; whatever fits no question is taken as words of the report."""
    asked, says = turn.asked, reading.says
    if asked in HURRY and turn.world.sentences.means("report.file", turn.text):
        return Taken(replace(draft, hurried=True))
    if asked in ("place", "exact", "region", "which"):
        return _place_words(turn, draft, reading)
    if asked == "ask":
        return _answer_words(turn, draft, reading)
    if asked == "outside":
        return _outside_words(turn, draft, reading)
    if asked == "topic" or not draft.problems:
        return _topic_words(turn, draft, reading)
    if asked == "several":
        return _several_words(turn, draft, reading)
    if asked == "confirm" and (says == "skip" or (reading.act in NO_MATTER and not says and not reading.place)):
        return Taken(draft)
    plain = {
        ("confirm", "yes"): "confirm:file", ("confirm", "no"): "confirm:change", ("change", "no"): "change:nothing",
        ("photo", "skip"): "photo:none", ("photo", "no"): "photo:none",
    }  # fmt: skip
    act = plain.get((asked, says or ""))
    return _press(turn, act) if act else take.take_reading(draft, reading, turn.world)


def _several_words(turn: Turn, draft: Draft, reading: Reading) -> Taken:
    """Anything but a choice means: go on with all of them; what was said is taken."""
    settled = replace(draft, several_settled=True, trail=(*draft.trail, "several"))
    return Taken(settled) if reading.says == "yes" else take.take_reading(settled, reading, turn.world)


def _outside_words(turn: Turn, draft: Draft, reading: Reading) -> Taken | Step:
    """After guidance: yes files it for information, a new matter begins anew, anything else ends kindly."""
    if reading.says == "yes":
        return _press(turn, "outside:0.file")
    if reading.act == "report" and reading.issues:
        fresh = replace(draft, problems=(), words=(), spot=None, urgency="normal", asked="")
        return take.take_reading(fresh, reading, turn.world)
    return _press(turn, "outside:0.no")


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
    return Taken(take.set_topic(draft, index, scores[0][0] if likely else taps.OPERATOR_TOPIC, "hurried"))


def _place_words(turn: Turn, draft: Draft, reading: Reading) -> Taken:
    """The answer to «where?»: a place if there is one in it; after two tries the words themselves."""
    draft = replace(draft, urgency=take.urgency(draft, reading, turn.world))
    number = latin_digits(turn.text)
    if turn.asked == "region" and number.isdecimal() and int(number) in turn.world.city.regions:
        return Taken(replace(draft, spot=replace(draft.spot or Spot(), region=int(number))))
    found = turn.world.reader.read_place(turn.text)
    if found is not None:
        return take.take_place(draft, found, turn.world)
    if reading.says == "skip" or draft.tries >= 1:
        spot = draft.spot or Spot(turn.text)
        return Taken(replace(draft, spot=replace(spot, enough=True), rivals=()))
    return Taken(replace(draft, words=(*draft.words, turn.text)))


def _answer_words(turn: Turn, draft: Draft, reading: Reading) -> Taken:
    """The answer to a topic's question; a place or another correction in it is taken as well."""
    need = next_need(draft, turn.world)
    if need.what != "ask":
        return take.take_reading(draft, reading, turn.world)
    topic = turn.world.topics[draft.problems[need.index].topic]
    question = next(one for one in topic.ask if one.key == need.key)
    answer = "" if reading.says == "skip" else take.match(question, turn.text)
    return Taken(take.take_answer(draft, need.index, need.key, answer))
