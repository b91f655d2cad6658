"""Measures the reader: what each sort of n-gram and judge adds, and its speed beside a plain scikit-learn pipeline.

Run by `python -m bench.nlu`; it takes some minutes, for every row of the table is a training.
"""

import time
from collections.abc import Callable, Sequence

import numpy as np
import yaml
from rich.console import Console
from rich.table import Table
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import make_pipeline, make_union
from sklearn.svm import LinearSVC

import library
from content import Faults
from nlu import examples, features, linear, train
from nlu.features import BLOCKS, Block
from nlu.rows import Row, noisy, topic_rows
from settings import ROOT

FOLD = 10
WORD, LETTER, BONE_WORD, BONE = BLOCKS
STEPS: tuple[tuple[str, Sequence[Block], bool, bool], ...] = (
    ("words", (WORD,), False, False),
    ("letters", (LETTER,), False, False),
    ("words + letters", (WORD, LETTER), False, False),
    ("+ skeletons", BLOCKS, False, False),
    ("+ Latin and spoilt copies", BLOCKS, True, False),
    ("+ group, centre and odds", BLOCKS, True, True),
)


def rows_of(spoken: Sequence[examples.Example], content: library.Content) -> list[Row]:
    """Every row that teaches topics, with its copies."""
    return list(noisy(topic_rows(content.topics, spoken), train.NOISE["topic"]))


def judge(rows: Sequence[Row], blocks: Sequence[Block], *, blend: bool) -> tuple[float, float]:
    """First and first three right, on the tenth of utterances and names that was left out."""
    vectoriser = features.fit(sorted({row.text for row in rows if not row.copy}), blocks)
    table = train.matrix(vectoriser, [row.text for row in rows])
    asked = np.array([row.source >= 0 and row.source % FOLD == 0 for row in rows])
    taught = [row for row, out in zip(rows, asked, strict=True) if not out]
    if blend:
        fitted = train.fit_head("topic", table[~asked], taught)
    else:
        weights = np.array([row.weight for row in taught])
        fitted = linear.machine(table[~asked], [row.label for row in taught], weights)
    tested = [at for at, row in enumerate(rows) if asked[at] and not row.copy]
    order = np.argsort(-fitted.scores(table[tested]), axis=1)[:, :3]
    hits = order == np.array([[fitted.labels.index(rows[at].label)] for at in tested])
    return float(hits[:, 0].mean()), float(hits.any(axis=1).mean())


def accuracy(rows: Sequence[Row]) -> Table:
    """One line for each step from plain words to all that we use."""
    made = Table("features and judges", "first", "first 3", title="topics of utterances left out")
    for name, blocks, copies, blend in STEPS:
        first, third = judge([row for row in rows if copies or not row.copy], blocks, blend=blend)
        made.add_row(name, f"{first:.1%}", f"{third:.1%}")
    return made


def seconds(read: Callable[[str], object], texts: Sequence[str]) -> float:
    """Mean seconds for one text; the first round only warms up."""
    for text in texts:
        read(text)
    start = time.perf_counter()
    for text in texts:
        read(text)
    return (time.perf_counter() - start) / len(texts)


def speed(rows: Sequence[Row], content: library.Content, texts: Sequence[str]) -> Table:
    """Ours beside scikit-learn's vectorisers and machine with the same sorts of n-gram, in one run."""
    plain = [row for row in rows if not row.copy]
    union = make_union(
        TfidfVectorizer(token_pattern=r"\S+", ngram_range=(1, 2), sublinear_tf=True),
        TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), min_df=2, sublinear_tf=True),
    )
    pipeline = make_pipeline(union, LinearSVC(tol=0.01)).fit([row.text for row in plain], [row.label for row in plain])
    reader = library.open_reader(ROOT / ".test" / "model", content)
    theirs = seconds(lambda text: pipeline.decision_function([features.prepare(text)]), texts)
    made = Table("what", "ms a message", "of scikit-learn's", title="speed")
    made.add_row("scikit-learn, topics only, no skeletons", f"{theirs * 1000:.2f}", "1.00")
    made.add_row("our whole reading", f"{(ours := seconds(reader.read, texts)) * 1000:.2f}", f"{ours / theirs:.2f}")
    return made


def main() -> None:
    """Prints both tables."""
    faults = Faults()
    content = library.load("tehran", faults)
    spoken = examples.load(ROOT / "nlu" / "data", content.topics, faults)
    faults.close()
    everyday = yaml.safe_load((ROOT / "tests" / "nlu" / "everyday.yml").read_text(encoding="utf-8"))
    rows = rows_of(spoken, content)
    console = Console()
    console.print(speed(rows, content, [sentence["text"] for sentence in everyday]))
    console.print(accuracy(rows))


if __name__ == "__main__":
    main()
