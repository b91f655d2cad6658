"""Sentences of everyday that the model was never taught."""

from collections import defaultdict
from typing import Any

import numpy as np
import pytest
import yaml

from nlu.reading import Reader
from nlu.report import honesty
from settings import ROOT

SENTENCES: list[dict[str, Any]] = yaml.safe_load((ROOT / "tests" / "nlu" / "everyday.yml").read_text(encoding="utf-8"))
REPORTS = [sentence for sentence in SENTENCES if "codes" in sentence]
ACTS = [sentence for sentence in SENTENCES if "act" in sentence]


@pytest.fixture(scope="module")
def guesses(reader: Reader) -> list[list[tuple[str, float]]]:
    """Topics and odds for each sentence; one that reads as no report has none."""
    read = [reader.read(sentence["text"]) for sentence in REPORTS]
    return [[(guess.code, guess.p) for issue in one.issues for guess in issue.topics[:3]] for one in read]


def found(sentence: dict[str, Any], guess: list[tuple[str, float]]) -> bool:
    return any(code in sentence["codes"] for code, _ in guess)


def test_an_accepted_topic_is_among_three(guesses: list[list[tuple[str, float]]]) -> None:
    hits = [found(sentence, guess) for sentence, guess in zip(REPORTS, guesses, strict=True)]
    missed = [sentence["text"] for sentence, hit in zip(REPORTS, hits, strict=True) if not hit]
    assert sum(hits) / len(hits) >= 0.93, missed


def test_no_group_is_left_behind(guesses: list[list[tuple[str, float]]]) -> None:
    hits = defaultdict(list)
    for sentence, guess in zip(REPORTS, guesses, strict=True):
        hits[sentence["codes"][0][:2]].append(found(sentence, guess))
    assert len(hits) == 25
    for group, all_hits in hits.items():
        assert sum(all_hits) / len(all_hits) >= 0.6, group


def test_the_first_guess_is_mostly_right(guesses: list[list[tuple[str, float]]]) -> None:
    hits = [found(sentence, guess[:1]) for sentence, guess in zip(REPORTS, guesses, strict=True)]
    assert sum(hits) / len(hits) >= 0.85


def test_the_odds_are_honest(guesses: list[list[tuple[str, float]]]) -> None:
    pairs = [(guess[0][1], found(one, guess[:1])) for one, guess in zip(REPORTS, guesses, strict=True) if guess]
    chances, right = (np.array(part) for part in zip(*pairs, strict=True))
    assert honesty(chances, right) <= 0.08


def test_acts_are_told_apart(reader: Reader) -> None:
    missed = [sentence["text"] for sentence in ACTS if reader.read(sentence["text"]).act != sentence["act"]]
    assert len(missed) <= 0.15 * len(ACTS), missed


def test_reports_read_as_reports(reader: Reader) -> None:
    missed = [sentence["text"] for sentence in REPORTS if reader.read(sentence["text"]).act != "report"]
    assert len(missed) <= 0.05 * len(REPORTS), missed
