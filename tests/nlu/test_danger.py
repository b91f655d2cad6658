"""Whom to call, judged from odds worked out by hand: which witnesses are believed against which."""

import pytest

from content import Faults
from library import Content
from nlu import danger
from nlu.danger import Dangers
from nlu.issues import Odds
from persian import fold
from settings import ROOT

QUIET = "چند وقت پیش یکی گم شد"
"""Calm words: what is past."""
PLAIN = "یکی گم شده"


@pytest.fixture(scope="module")
def dangers() -> Dangers:
    faults = Faults()
    made = danger.load(ROOT / "nlu" / "danger.yml", faults)
    faults.close()
    return made


def fear(none: float) -> Odds:
    return [("none", none), ("urgent", (1 - none) / 2), ("emergency", (1 - none) / 2)]


def call(number: str, p: float) -> Odds:
    others = [one for one in ("110", "115", "121", "122", "123", "125", "194") if one != number]
    return [("none", 1 - p), (number, p), *((one, 0.0) for one in others)]


@pytest.mark.parametrize(
    ("text", "p", "told"),
    [(PLAIN, 0.9, ("110",)), (PLAIN, 0.5, ("110",)), (PLAIN, 0.3, ()), (QUIET, 0.5, ("110",)), (QUIET, 0.3, ())],
)
def test_a_number_that_topic_and_call_head_name_is_told(
    dangers: Dangers, content: Content, text: str, p: float, told: tuple[str, ...]
) -> None:
    missing = content.topics["0404"]
    assert missing.call == ("110",)
    assert missing.urgency != "emergency"
    judged = dangers.judge(fold(text), fear(0.5), call("110", p), [(missing, 0.99)])
    assert judged.numbers == told


@pytest.mark.parametrize(("text", "sure", "told"), [(PLAIN, 0.99, ("110",)), (PLAIN, 0.7, ()), (QUIET, 0.99, ())])
def test_a_topic_beyond_doubt_needs_less_from_the_call_head(
    dangers: Dangers, content: Content, text: str, sure: float, told: tuple[str, ...]
) -> None:
    judged = dangers.judge(fold(text), fear(0.5), call("123", 0.5), [(content.topics["0404"], sure)])
    assert judged.numbers == told


def test_a_matter_that_is_no_alarm_by_itself_tells_its_number_in_an_emergency_only(
    dangers: Dangers, content: Content
) -> None:
    child = content.topics["0203"]
    assert (child.call, child.in_danger, child.urgency) == ((), ("123",), "normal")
    calm, alarmed = ([("none", 1 - p), ("urgent", 0.0), ("emergency", p)] for p in (0.1, 0.9))
    assert dangers.judge("", calm, call("123", 0.1), [(child, 0.99)]).numbers == ()
    assert dangers.judge("", alarmed, call("123", 0.1), [(child, 0.3)]).numbers == ("123",)


def test_a_number_alone_needs_more_beside_a_harmless_topic(dangers: Dangers, content: Content) -> None:
    harmless = content.topics["1201"]
    told = [dangers.judge(fold("زباله"), fear(0.6), call("125", p), [(harmless, 0.99)]).numbers for p in (0.8, 0.95)]
    assert told == [(), ("125",)]
    assert dangers.judge(fold("زباله"), fear(0.6), call("125", 0.88), [(harmless, 0.6)]).numbers == ("125",)
