"""What the reader made of a message, seen in the light of the conversation."""

from dataclasses import replace
from itertools import dropwhile

from dialogues.session import Problem
from dialogues.turn import Turn
from dialogues.world import World
from nlu.reading import Reading
from persian import fold

POLITE = ("greet", "thank")
SHORT_WORDS = ("file", "photoless", "no_photo", "other_topic", "none", "both", "enough", "no_place", "change")
"""Lists of short answers in report.yml."""


def place_alone(reading: Reading, world: World) -> bool:
    """Whether the words are nothing but a place: «in Bahar street, number ten» names no trouble of its own."""
    if reading.place is None:
        return False
    named = set(fold(reading.place.text).split())
    rest = [word for word in fold(reading.text).split() if word not in named]
    return all(world.sentences.means("report.around", word) for word in rest)


def leaf_meant(problem: Problem, text: str, world: World) -> str:
    """The title of the leaf that words mean when they are read together with the first ones; empty if none."""
    issues = world.reader.read(f"{problem.words} {text}").issues
    first = issues[0].topics[0] if len(issues) == 1 and issues[0].topics else None
    return world.topics[first.leaf].title if first and first.leaf and first.code == problem.topic else ""


def stray(text: str, world: World) -> bool:
    """Whether this is a short answer to some question of a report: it is no place and no wish of its own."""
    return any(world.sentences.means(f"report.{name}", text) for name in SHORT_WORDS)


def polite(reading: Reading) -> bool:
    """Whether this is a greeting or thanks and nothing more."""
    return reading.act in POLITE and not (reading.says or reading.place or reading.numbers)


def corrected(text: str, world: World) -> str:
    """What somebody means instead of what was understood: the rest of «no, I meant …»; empty otherwise."""
    said = text.split()
    rest = list(dropwhile(lambda word: world.sentences.means("report.correct", word), said))
    return " ".join(rest) if len(rest) < len(said) else ""


def heard(turn: Turn) -> Turn:
    """The turn with «file it» at the end of the words set apart; what is no matter of a report is not taken for one."""
    rest = _unhurried(turn.text, turn.world)
    if rest and turn.reading:
        message = replace(turn.message, text=rest)
        turn = replace(turn, message=message, reading=turn.world.reader.read(rest), hurried=True)
    if turn.reading is None:
        return turn
    if place_alone(turn.reading, turn.world):
        return replace(turn, reading=replace(turn.reading, act="report", kind=None, issues=(), says=None))
    return replace(turn, reading=_matters(turn.reading, turn.world))


def _matters(reading: Reading, world: World) -> Reading:
    """What somebody who reports nothing speaks about, without the topics that only say «my report» or «thanks»."""
    if reading.act == "report":
        return reading
    said = [tuple(one for one in issue.topics if not world.topics[one.code].leads) for issue in reading.issues]
    kept = (replace(issue, topics=left) for issue, left in zip(reading.issues, said, strict=True) if left)
    return replace(reading, issues=tuple(kept))


def _unhurried(text: str, world: World) -> str:
    """The words before a last «file it»; empty if they do not end so, or hold nothing else."""
    words = text.split()
    ends = (at for at in (-3, -2) if world.sentences.means("report.file", " ".join(words[at:])))
    at = next(ends, 0)
    return " ".join(words[:at]) if at and len(words) > -at else ""


def alike(first: str, second: str) -> bool:
    """Whether one text is another version of the other: half of its words are still there."""
    one, two = set(fold(first).split()), set(fold(second).split())
    return bool(one) and 2 * len(one & two) >= len(one)
