"""Single parts alone: the reader, and the pure step of a conversation."""

import time
from collections.abc import Callable
from datetime import UTC, datetime

from bench.table import Row
from bench.texts import everyday
from dialogues import engine
from dialogues.message import Chat, Message
from dialogues.session import from_json
from dialogues.turn import Turn
from dialogues.world import Facts, Pace, World
from library import Content
from nlu.reading import Reader

TEXTS = 200
SECONDS = 1.5


def each(act: Callable[[], object], things: int) -> float:
    """Microseconds of the processor a thing, over many rounds of all of them."""
    act()
    rounds, began = 0, time.process_time()
    while time.process_time() - began < SECONDS:
        act()
        rounds += 1
    return (time.process_time() - began) / rounds / things * 1e6


def alone(content: Content, reader: Reader) -> list[Row]:
    """The reader and the engine without a database or a network."""
    texts = everyday(TEXTS)
    world = World(content.topics, content.city, content.workflow, content.sentences, reader, Pace())
    turns = [_turn(text, world) for text in texts]
    return [
        Row("reader alone", each(lambda: [reader.read(text) for text in texts], TEXTS), "µs a message"),
        Row("engine step alone", each(lambda: [engine.step(turn) for turn in turns], TEXTS), "µs a message"),
    ]


def _turn(text: str, world: World) -> Turn:
    now = datetime.now(UTC)
    message = Message(Chat("memory", "1"), "1", now, text=text)
    return Turn(from_json({}), message, world.reader.read(text), Facts(), now, world)
