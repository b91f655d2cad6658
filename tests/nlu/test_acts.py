"""What somebody is doing, judged from odds worked out by hand."""

import pytest

from nlu import acts
from nlu.issues import Odds

SURE_TOPIC, NO_TOPIC = 0.99, 0.1


def odds(label: str, p: float) -> Odds:
    rest = "report" if label != "report" else "ask"
    return [(label, p), (rest, 1 - p), ("chatter", 0.0), ("unclear", 0.0), ("track", 0.0)]


@pytest.mark.parametrize(
    ("label", "p", "marked", "act"),
    [
        ("ask", 0.8, True, "ask"),
        ("ask", 0.8, False, "report"),
        ("ask", 0.95, False, "ask"),
        ("ask", 0.65, True, "report"),
        ("track", 0.65, False, "track"),
        ("chatter", 0.8, False, "report"),
        ("chatter", 0.96, False, "chatter"),
    ],
)
def test_an_act_beside_a_sure_topic_needs_its_odds(label: str, p: float, marked: bool, act: str) -> None:
    assert acts.judge(odds(label, p), SURE_TOPIC, codes=False, marked=marked).act == act


def test_a_question_about_nothing_we_know_needs_less() -> None:
    assert acts.judge(odds("ask", 0.6), NO_TOPIC, codes=False).act == "ask"


@pytest.mark.parametrize(("text", "marked"), [("ساعت کار کی هست؟", True), ("sa@ kar?", True), ("ساعت کار.", False)])
def test_a_question_mark_is_seen_in_either_script(text: str, marked: bool) -> None:
    assert acts.asked(text) == marked
