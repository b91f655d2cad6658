"""When words and a pin contradict each other, and that the open question survives storing."""

from dataclasses import replace

import pytest
import shapely

from cities.boundaries import Area, Boundaries
from dialogues import clash
from dialogues.session import Draft, Session, Spot, from_json, to_json
from dialogues.world import World
from library import Content
from nlu.reading import Place, Point

WORDS = Place("تجریش", 1, "تجریش", Point(35.805, 51.432), 0.9)
PIN = Spot("", 3, None, 35.757, 51.41, exact=True, pinned=True, sure=True)


class Silent:
    """A reader that is never asked here."""

    def read(self, text: str) -> None:
        raise AssertionError(text)

    read_place = read


@pytest.fixture(scope="module")
def world(content: Content) -> World:
    areas = [Area(shapely.box(51.38, 35.785, 51.54, 35.83), region=1)]
    town = replace(content.city, borders=Boundaries(content.city, {"region": areas}))
    return World(content.topics, town, content.workflow, content.sentences, Silent())  # type: ignore[arg-type]


def test_certain_words_and_a_certain_pin_far_away_contradict(world: World) -> None:
    assert clash.contradict(clash.said(WORDS, world), PIN, world)


@pytest.mark.parametrize(
    ("words", "pin"),
    [
        (replace(WORDS, p=0.7), PIN),
        (replace(WORDS, region=None), PIN),
        (replace(WORDS, region=3), PIN),
        (WORDS, replace(PIN, sure=False)),
        (WORDS, replace(PIN, region=1)),
        (replace(WORDS, point=Point(35.7621, 51.4149)), PIN),
    ],
)
def test_doubt_agreement_or_nearness_is_no_contradiction(words: Place, pin: Spot, world: World) -> None:
    assert not clash.contradict(clash.said(words, world), pin, world)


def test_a_region_alone_is_measured_by_its_border(world: World) -> None:
    words = clash.said(Place("منطقه ۱", 1, p=0.95), world)
    assert clash.contradict(words, PIN, world)
    assert not clash.contradict(words, replace(PIN, lat=35.78), world)


def test_the_open_question_survives_storing(world: World) -> None:
    words = clash.said(WORDS, world)
    draft = clash.open_question(Draft(1, "2026-11-22T09:00:00+00:00", spot=words), words, PIN)
    session = Session(number=1, draft=draft)
    assert from_json(to_json(session)) == session
    assert clash.settle(draft, "words").spot == words
    assert clash.settle(draft, "pin").spot == PIN
    assert clash.settle(clash.settle(draft, "pin"), "words").spot == PIN
