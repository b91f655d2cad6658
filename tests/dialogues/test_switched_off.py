"""A topic that the office switched off: not offered, filed to the operator, or guided elsewhere."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from dialogues import engine
from dialogues.ask import options
from dialogues.message import Chat, Message
from dialogues.session import Problem, Session
from dialogues.turn import Turn
from dialogues.world import Facts, Pace, Step, World
from errors import NotAllowedError
from library import Content
from nlu.reading import Reader
from topics import changes

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
POTHOLE = "0601"


@pytest.fixture
def world(content: Content, reader: Reader) -> World:
    return World(content.topics, content.city, content.workflow, content.sentences, reader, Pace())


def without(world: World, **value: Any) -> World:
    return replace(world, topics=changes.changed(world.topics, {POTHOLE: {"off": True, **value}}))


def said(world: World, text: str) -> Step:
    message = Message(Chat("memory", "1"), "1", NOW, text)
    return engine.step(Turn(Session(), message, world.reader.read(text), Facts(), NOW, world))


def test_it_is_not_offered_as_a_choice(world: World) -> None:
    problem = Problem(words="x", scores=((POTHOLE, 0.4), ("0602", 0.3), ("0603", 0.2)))
    assert POTHOLE in options(problem, world)
    assert options(problem, without(world)) == ["0602", "0603"]


def test_a_sure_report_of_it_goes_to_the_operator(world: World) -> None:
    off = without(world)
    assert off.city.route(off.topics[POTHOLE].owner, POTHOLE, 6) == off.city.units["operator"]
    assert said(off, "یه چاله بزرگ وسط خیابون ولیعصر هست").session.draft


def test_its_guidance_is_told_instead(world: World) -> None:
    guided = without(world, guide="این کار با راهداری است؛ با ۱۴۱ تماس بگیرید.")
    told = "\n".join(reply.text for reply in said(guided, "یه چاله بزرگ وسط خیابون ولیعصر هست").replies)
    assert "این کار با راهداری است" in told


def test_leaves_follow_their_topic_and_its_deadline(world: World) -> None:
    made = changes.changed(world.topics, {POTHOLE: {"hours": 500}})
    for leaf in made.under(POTHOLE):
        shipped = world.topics[leaf.code]
        assert leaf.hours == (500 if shipped.hours == world.topics[POTHOLE].hours else shipped.hours)
    assert made["0602"] == world.topics["0602"]


def test_what_leads_to_another_act_can_not_be_switched_off(world: World) -> None:
    code = next(topic.code for topic in world.topics if topic.leads)
    with pytest.raises(NotAllowedError, match="topic_leads"):
        changes.check(world.topics, code, {"off": True})
