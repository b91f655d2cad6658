"""Topics and leaves that came after the training are read at once."""

from dataclasses import replace

import pytest

import library
from cities.city import City
from nlu import gate
from nlu.examples import Example
from nlu.reader import TextReader
from settings import ROOT
from tests.conftest import HOME
from topics.tree import Topic, Topics

SAID = (
    "ماشین برقیمو تو هیچ جای محله نمیشه شارژ کرد",
    "پریز شارژر خودروی برقی کنار پارکینگ کار نمیکنه",
    "یه ایستگاه شارژ برای موتورهای برقی لازمه",
)
LEAF_SAID = (
    "چاله دقیقا جلوی در پارکینگ خونه ست ماشین درنمیاد",
    "دم در گاراژ گودی افتاده هر روز کف ماشین میخوره",
    "ورودی پارکینگمون چال شده",
)


def _example(code: str, text: str) -> Example:
    return Example(f"report_{code}", text, (), ROOT, 1)


@pytest.fixture(scope="module")
def grown(content: library.Content, reader: TextReader) -> TextReader:
    """A reader whose topics have grown by one topic and one leaf since its training."""
    assert reader.mark, "the trained model is there by now"
    mark = gate.mark(HOME / "model" / gate.FILE)
    by_code = dict(content.topics.by_code)
    charging = replace(
        by_code["1420"], code="1499", title="شارژ خودروی برقی", about="نبود یا خرابی ایستگاه شارژ خودرو و موتور برقی",
        names=("شارژ ماشین برقی", "شارژر خودرو"),
    )  # fmt: skip
    garage = replace(
        by_code["0601"], code="060199", title="چالهٔ جلوی پارکینگ", about="گودی آسفالت در ورودی پارکینگ خانه",
        names=("چاله جلو پارکینگ",),
    )  # fmt: skip
    topics = Topics(content.topics.groups, dict(sorted((by_code | _coded(charging, garage)).items())))
    made = _load(topics, content.city, mark)
    spoken = [_example("1499", text) for text in SAID] + [_example("060199", text) for text in LEAF_SAID]
    assert made.adopt(spoken) == ("060199", "1499")
    return made


def _coded(*topics: Topic) -> dict[str, Topic]:
    return {topic.code: topic for topic in topics}


def _load(topics: Topics, city: City, mark: str) -> TextReader:
    from nlu import reader

    return reader.load(HOME / "model" / gate.FILE, topics, city, ROOT / "nlu", mark)


@pytest.mark.parametrize(
    "text", ["جای شارژ ماشین برقی نداریم", "شارژر برقی کنار خیابون خرابه", "کجا ماشین برقی شارژ کنم"]
)
def test_a_new_topic_is_found_without_training(grown: TextReader, text: str) -> None:
    assert "1499" in [guess.code for guess in grown.read(text).issues[0].topics[:2]]


def test_a_new_leaf_is_told_from_its_siblings(grown: TextReader) -> None:
    guess = grown.read("جلوی در پارکینگ خونه مون چاله افتاده").issues[0].topics[0]
    assert (guess.code, guess.leaf) == ("0601", "060199")


@pytest.mark.parametrize(("text", "code"), [("چراغ کوچه سوخته", "1420"), ("سگ ولگرد تو محله زیاده", "1901")])
def test_a_newcomer_takes_nothing_from_the_others(grown: TextReader, text: str, code: str) -> None:
    assert grown.read(text).issues[0].topics[0].code == code


def test_nothing_new_is_nothing_to_adopt(content: library.Content, reader: TextReader) -> None:
    assert reader.mark
    made = _load(content.topics, content.city, gate.mark(HOME / "model" / gate.FILE))
    assert made.adopt(()) == ()
