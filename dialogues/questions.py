"""Questions about services: the reviewed answer, a choice of a few, or the way to the operator; never an invention."""

from dataclasses import replace
from datetime import datetime

from dialogues.guidance import Answer, Found
from dialogues.message import Button, Reply
from dialogues.session import Session
from dialogues.turn import Turn
from dialogues.world import Step, World, rows
from nlu.reading import Reading
from persian import jalali, persian_digits

BESIDE_A_REPORT = 0.33
"""Words that read like a report are taken for a question only when an answer is so near."""
MAY_ASK = ("report", "unclear", "chatter")
WORDS_LIMIT = 1000
"""Letters of a question that are kept, in case it was a report after all."""


def answered(turn: Turn) -> Step | None:
    """The answer to a question, or the few that may be meant; None if this is none, or nothing near is known."""
    reading = turn.reading
    if reading is None or not _may_be_one(reading, turn.world):
        return None
    found = turn.world.answers.find(turn.text)
    if found.sure and (reading.act == "ask" or found.likeness >= BESIDE_A_REPORT):
        return give(_kept(turn), found.sure, turn.now, turn.world)
    return _offer(_kept(turn), found, turn.world) if reading.act == "ask" and found.maybe else None


def aside(turn: Turn) -> Step | None:
    """The answer to a question in the middle of a report, when it is surely one; the report goes on after it."""
    found = turn.world.answers.find(turn.text)
    return give(turn.session, found.sure, turn.now, turn.world, bare=True) if found.sure else None


def press(session: Session, tap: str, now: datetime, world: World) -> Step | None:
    """One of the offered questions; None for a button of an answer that is gone."""
    answer = world.answers.by_key.get(tap.partition(":")[2])
    return give(session, answer, now, world) if answer else None


def give(session: Session, answer: Answer, now: datetime, world: World, *, bare: bool = False) -> Step:
    """An answer, with its date when it is due for review, and with numbers that it does not name itself."""
    say, lines = world.sentences.say, [answer.say]
    unnamed = [number for number in answer.call if persian_digits(number) not in answer.say]
    if unnamed:
        lines.append(say("questions.turn_to", numbers=world.sentences.numbers(unnamed)))
    if answer.stale(now.date(), world.pace.answer_months):
        date = persian_digits(jalali(answer.reviewed).strftime("%Y/%m/%d"))
        lines.append(say("questions.reviewed", date=date))
    buttons = () if bare else rows(_ways_on(session, world), wide=24)
    return Step(replace(session, greeted=True), (Reply("\n".join(lines), buttons),))


def _may_be_one(reading: Reading, world: World) -> bool:
    if reading.says or reading.codes or reading.urgency == "emergency":
        return False
    return reading.act == "ask" or (
        reading.act in MAY_ASK and world.sentences.holds("questions.asking", reading.text)
    )  # fmt: skip


def _kept(turn: Turn) -> Session:
    return replace(turn.session, question=turn.text[:WORDS_LIMIT])


def _offer(session: Session, found: Found, world: World) -> Step:
    """The questions that may be meant, and the ways on."""
    choices = [Button(one.title, f"q:{one.key}") for one in found.maybe]
    text = world.sentences.say("questions.maybe")
    return Step(session, (Reply(text, rows([*choices, *_ways_on(session, world)], wide=0)),))


def _ways_on(session: Session, world: World) -> list[Button]:
    """To the operator, and back to a report if that was meant."""
    report = Button(world.sentences.button("questions.report"), "q:-" if session.question else "m:report")
    return [Button(world.sentences.button("talk.operator"), "m:operator"), report]
