"""Teaches where one message parts into several issues, from messages in which each issue is marked."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from nlu import issues
from nlu.cues import Cues
from nlu.examples import Example
from nlu.issues import Cut, Odds, Part, Splitter
from nlu.rows import tells_topics
from nlu.where import Token, tokens

ISSUE = "issue"
LONG, SHORT = ("several", "single"), "kind"
"""Intents of messages with marked issues and of long ones about one thing; of short ones about one thing."""
FEWER = 3
"""Every so-manyth short message teaches: there are more than of all others, and each has little to part."""
FOLDS = 3
TWICE = 2
"""Times a clue must be seen to be known."""
WORDS, SIGNS = 1.0, 0.3
"""How freely the weights of words and of signs may grow (inverse of the penalty)."""
Hear = Callable[[Sequence[str]], Callable[[int, int], Odds]]
"""Hears the words of a message, then gives the topics of any run of them."""
Weights = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _Message:
    said: Sequence[Token]
    cuts: Sequence[Cut]
    right: Sequence[bool]
    whole: Part
    strange: bool
    """Whether it taught no topic, so that the odds of its parts are honest."""


def fit(examples: Sequence[Example], cues: Cues, hear: Hear) -> Splitter:
    """A splitter from marked messages and from others that are about one thing."""
    found = [
        _message(one, cues, strange=not tells_topics(one, source))
        for source, one in enumerate(examples) if _teaches(one, source)
    ]  # fmt: skip
    folds, strange = np.arange(len(found)) % FOLDS, np.array([one.strange for one in found])
    rows: list[list[float]] = []
    truth: list[bool] = []
    for fold in range(FOLDS):
        words = Splitter(_words([found[at] for at in np.flatnonzero(folds != fold)]))
        for at in np.flatnonzero((folds == fold) & strange):
            more, right = _signs(found[at], words, hear)
            rows += more
            truth += right
    return Splitter(_words(found), _fitted(np.array(rows), np.array(truth)))


def _teaches(example: Example, source: int) -> bool:
    own = example.intent.partition("_")[0]
    return own in LONG or (own == SHORT and source % FEWER == 0)


def _message(example: Example, cues: Cues, *, strange: bool) -> _Message:
    said = tokens(example.text)
    found = issues.cuts(example.text, said, cues)
    whole = Part(issues.first(example.text, said), len(said))
    return _Message(said, found, [_between(example, said, cut) for cut in found], whole, strange)


def _between(example: Example, said: Sequence[Token], cut: Cut) -> bool:
    """Whether a cut parts two marked issues and cuts none in two."""
    spans = [span for span in example.spans if span.entity == ISSUE]
    middle = (said[cut.end - 1].end + said[cut.begin].start) / 2
    inside = any(span.start < middle < span.end for span in spans)
    return not inside and any(span.end <= middle for span in spans) and any(span.start >= middle for span in spans)


def _words(messages: Sequence[_Message]) -> dict[str, float]:
    """The weight of each clue that stands around a cut, and of none under the empty name."""
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import LogisticRegression

    told = [dict(issues.clues(one.said, cut, one.whole.begin, one.whole.end)) for one in messages for cut in one.cuts]
    seen = Counter(name for clues in told for name in clues)
    table = DictVectorizer()
    rows = table.fit_transform([{name: clues[name] for name in clues if seen[name] >= TWICE} for clues in told])
    # The solver takes only short indices.
    rows.indices, rows.indptr = rows.indices.astype(np.int32), rows.indptr.astype(np.int32)
    truth = [right for one in messages for right in one.right]
    fitted = LogisticRegression(C=WORDS, solver="liblinear", random_state=0).fit(rows, truth)
    named = zip(table.get_feature_names_out().tolist(), fitted.coef_[0].tolist(), strict=True)
    return {"": float(fitted.intercept_[0])} | dict(named)


def _signs(one: _Message, words: Splitter, hear: Hear) -> tuple[list[list[float]], list[bool]]:
    """The signs of the cuts that would be tried, and whether each is right."""
    read = hear([token.word for token in one.said])
    whole = read(0, len(one.said))
    if not whole:
        return [], []
    found = list(issues.tried(one.said, one.cuts, one.whole, words.chance, read))
    right = dict(zip(one.cuts, one.right, strict=True))
    return [issues.signs(some, one.whole.begin, one.whole.end, whole) for some in found], [right[s.cut] for s in found]


def _fitted(rows: Weights, truth: npt.NDArray[np.bool_]) -> list[float]:
    """One weight a sign, the last being the constant one; each sign counts in its own measure."""
    from sklearn.linear_model import LogisticRegression

    usual, spread = rows.mean(axis=0), rows.std(axis=0)
    usual[-1], spread[-1] = 0.0, 1.0
    spread[spread == 0] = 1.0
    fitted = LogisticRegression(C=SIGNS, max_iter=500, fit_intercept=False).fit((rows - usual) / spread, truth)
    made = fitted.coef_[0] / spread
    made[-1] -= float(made[:-1] @ usual[:-1])
    return [float(weight) for weight in made]
