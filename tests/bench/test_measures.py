"""The figures of the comparison, on numbers made by hand."""

import pytest

from bench import measures
from bench.peers import OUTSIDE, Scores
from nlu.exam import Asked
from nlu.reading import Issue, Reading


def test_shares_count_what_is_accepted_first_among_three_and_by_group() -> None:
    paper = [Asked("a", ("0101",)), Asked("b", ("0101", "0202")), Asked("c", ("0303",)), Asked("d", ("0404",))]
    answers: list[Scores] = [
        [("0101", 0.9)],
        [("0202", 0.6), ("0101", 0.4)],
        [("0301", 0.5), ("0302", 0.3), ("0303", 0.2)],
        [],
    ]
    found = measures.figures(paper, answers)
    assert (found["top-1"], found["top-3"], found["group"]) == (0.5, 0.75, 0.75)
    assert "outside" not in found


def test_a_message_with_an_act_is_not_asked_for_a_topic() -> None:
    paper = [Asked("a", ("0101",)), Asked("b", act="chatter")]
    found = measures.figures(paper, [[("0101", 0.9)], [("0101", 0.1)]])
    assert found["top-1"] == 1
    assert found["outside"] == 1


def test_macro_f1_weighs_every_topic_alike() -> None:
    firsts = [(("0101",), "0101"), (("0101",), "0101"), (("0202",), "0101")]
    assert measures.macro_f1(firsts) == pytest.approx((0.8 + 0) / 2)


def test_macro_f1_takes_the_accepted_topic_that_was_said() -> None:
    assert measures.macro_f1([(("0101", "0202"), "0202"), (("0202",), "0202")]) == 1


def test_odds_that_come_true_as_often_as_they_say_have_no_error() -> None:
    assert measures.calibration_error([0.5, 0.5], [True, False]) == pytest.approx(0)


def test_odds_that_boast_have_the_error_of_their_boast() -> None:
    assert measures.calibration_error([1.0, 1.0, 0.2], [True, False, False]) == pytest.approx((1 + 0.2) / 3)


def test_rejecting_keeps_nineteen_of_twenty() -> None:
    inside = [number / 100 for number in range(1, 101)]
    assert measures.rejected(inside, [0.01, 0.05, 0.06, 0.5]) == 0.5


def test_what_is_told_to_be_outside_lowers_the_surety() -> None:
    assert measures.inside([("0101", 0.8), (OUTSIDE, 0.75)]) == pytest.approx(0.2)
    assert measures.inside([(OUTSIDE, 0.3)]) == 0


def test_splitting_counts_only_whether_a_report_was_split() -> None:
    one, two = Issue("a", ()), Issue("b", ())
    several = Asked("a", several=(("0101",), ("0202",)))
    pairs = [
        (several, Reading("a", "report", issues=(one, two))),
        (several, Reading("a", "report", issues=(one,))),
        (Asked("b", ("0101",)), Reading("b", "report", issues=(one, two))),
        (Asked("c", act="chatter"), Reading("c", "chatter", issues=(one, two))),
    ]
    assert measures.splitting_f1(pairs) == 0.5


def test_a_percentile_is_told_in_milliseconds() -> None:
    assert measures.percentile([0.001] * 19 + [1.0], 50) == pytest.approx(1.0)
