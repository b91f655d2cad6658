"""Figures from answers: pure, and the same for ours and everybody else's."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from statistics import fmean

import numpy as np
import numpy.typing as npt

from bench.peers import OUTSIDE, Scores
from nlu.exam import FIRST, Asked
from nlu.reading import Reading

KEPT = 0.95
BINS = 10
Figures = Mapping[str, float]


def topics_of(scores: Scores) -> Scores:
    """The topics alone, best first."""
    return [(label, p) for label, p in scores if label != OUTSIDE]


def inside(scores: Scores) -> float:
    """How surely a message is a matter of the city: odds of the best topic, times those that it is a matter at all."""
    best = max((p for _, p in topics_of(scores)), default=0.0)
    return best * (1 - dict(scores).get(OUTSIDE, 0.0))


def figures(paper: Sequence[Asked], answers: Sequence[Scores]) -> dict[str, float]:
    """Everything that is compared between peers; what a paper does not ask is left out."""
    asked = [(one, topics_of(scores)) for one, scores in zip(paper, answers, strict=True) if one.codes]
    firsts = [(one.codes, scores[0][0] if scores else "") for one, scores in asked]
    rights = [first in codes for codes, first in firsts]
    made = {
        "top-1": fmean(rights),
        "top-3": fmean(any(code in one.codes for code, _ in scores[:FIRST]) for one, scores in asked),
        "group": fmean(first[:2] in {code[:2] for code in codes} for codes, first in firsts),
        "macro-F1": macro_f1(firsts),
        "calibration": calibration_error([scores[0][1] if scores else 0.0 for _, scores in asked], rights),
    }
    reports = [inside(scores) for one, scores in zip(paper, answers, strict=True) if one.codes and one.act == "report"]
    others = [
        inside(scores) for one, scores in zip(paper, answers, strict=True) if one.act != "report" and not one.codes
    ]
    return made | ({"outside": rejected(reports, others)} if others else {})


def macro_f1(firsts: Iterable[tuple[Sequence[str], str]]) -> float:
    """Mean F1 of the topics that are asked; of several accepted ones the one that was said, else the best."""
    hits, said, true = Counter[str](), Counter[str](), Counter[str]()
    for codes, first in firsts:
        right = first if first in codes else codes[0]
        hits[first] += first in codes
        said[first] += 1
        true[right] += 1
    return fmean(2 * hits[code] / (said[code] + true[code]) for code in true)


def calibration_error(odds: Sequence[float], rights: Sequence[bool]) -> float:
    """Expected calibration error: how far odds are from what comes true, over ten bins of equal width."""
    bins = np.minimum((np.array(odds) * BINS).astype(int), BINS - 1)
    gaps = np.array(odds) - np.array(rights, float)
    return float(sum(abs(gaps[bins == one].sum()) for one in range(BINS)) / len(gaps))


def rejected(inside_ones: npt.ArrayLike, outside_ones: npt.ArrayLike) -> float:
    """Share of what is outside that falls below the bar which 95 % of what is inside pass."""
    bar = np.quantile(np.array(inside_ones), 1 - KEPT)
    return float((np.array(outside_ones) < bar).mean())


def splitting_f1(pairs: Iterable[tuple[Asked, Reading]]) -> float:
    """F1 of «this holds several matters» over all reports."""
    told = Counter((bool(one.several), len(reading.issues) > 1) for one, reading in pairs if one.codes or one.several)
    return 2 * told[True, True] / max(2 * told[True, True] + told[True, False] + told[False, True], 1)


def percentile(times: Sequence[float], share: int) -> float:
    """Milliseconds that so many per cent of the answers take at most."""
    return float(np.percentile(np.array(times), share)) * 1000
