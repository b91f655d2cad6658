"""Public sets beside ours: how our n-grams, judges, skeleton and spelling do on texts that others collected.

The sets lie in the folder that HAMYAR_PUBLIC names and are no part of the project. Figures of others come with their
source; those without one were measured on the same files (docs/understanding.md).
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from random import Random

import numpy as np
from rich.console import Console

from bench import matching, robust
from bench.measures import rejected
from bench.peers import own, svc
from bench.sheet import Sheet, share
from library import Content
from persian import fold

HEAD = ("public set", "asked", "ours", "plain TF-IDF + SVC, this run", "others")
Pairs = Sequence[tuple[str, str]]
Row = Sequence[str]
FOLDS = 5


def sheets(folder: Path | None, known: Content, model: Path, console: Console) -> list[Sheet]:
    """One table of all sets; a set that is not there is named below it."""
    made = Sheet("public sets, accuracy in per cent unless said otherwise", HEAD)
    parts: tuple[tuple[str, Callable[[Path], Iterable[Row]]], ...] = (
        ("massive_fa_goftan", massive),
        ("clinc150", clinc),
        ("finglish_cv", matching.finglish),
        ("shekasteh", lambda path: (*matching.shekasteh(path), *robust.spoken(path, known, model))),
        ("perspelldata", lambda path: (*matching.perspell(path), *robust.misspelt(path, known, model))),
    )
    if folder is None or not folder.is_dir():
        made.notes.append("The public sets are skipped: HAMYAR_PUBLIC names no folder.")
        parts = ()
    for name, measure in parts:
        if not (path := Path(folder or ".") / name).is_dir():
            made.notes.append(f"{name} is skipped: it is not in the folder of public sets.")
            continue
        console.print(f"measuring {name} …")
        made.rows += measure(path)
    made.show(console)
    return [made]


def judged(taught: Pairs, asked: Pairs) -> tuple[float, float]:
    """Accuracy of ours and of the plain machine."""
    ours, plain = own.Made(), svc.pipeline()
    texts, labels = zip(*taught, strict=True)
    ours.fit(texts, labels)
    plain.fit([fold(text) for text in texts], labels)
    questions, truth = [text for text, _ in asked], np.array([label for _, label in asked])
    first = np.array(ours.labels)[ours.odds(questions).argmax(axis=1)]
    return float((first == truth).mean()), float((plain.predict([fold(text) for text in questions]) == truth).mean())


def massive(folder: Path) -> Iterator[Row]:
    """Intents of MASSIVE fa-IR: rows of a quiz built from it in five folds, then 500 official rows of its test part."""
    lines = (folder / "utterances.tsv").read_text(encoding="utf-8").splitlines()
    rows = [(text, intent) for intent, _, text in (line.partition("\t") for line in lines)]
    parts = [judged(*_parted(rows, fold)) for fold in range(FOLDS)]
    mine, plain = (share(float(np.mean([part[at] for part in parts]))) for at in (0, 1))
    asked = f"intent, {len(rows)} rows in {FOLDS} folds"
    yield "MASSIVE fa-IR", asked, mine, plain, "TF-IDF SVC 85.0, E5 85.8, both 87.7, fastText 81.4"
    official = folder.parent / "massive_fa_500" / "data_fa-IR.jsonl"
    if official.exists():
        tested = [json.loads(line) for line in official.read_text(encoding="utf-8").splitlines()]
        questions = [(one["utt"], one["intent"]) for one in tested]
        known = {text for text, _ in questions}
        mine, plain = map(share, judged([row for row in rows if row[0] not in known], questions))
        others = "TF-IDF SVC 74.0, E5 70.8, both 74.4; no published fa-IR figure could be verified"
        yield "MASSIVE fa-IR", f"intent, {len(questions)} official rows", mine, plain, others


def _parted(rows: Pairs, fold: int) -> tuple[Pairs, Pairs]:
    order = np.random.default_rng(1).permutation(len(rows))
    return [rows[at] for at in order if at % FOLDS != fold], [rows[at] for at in order if at % FOLDS == fold]


PUBLISHED = "Larson et al. 2019, whole set: SVM 88.2, BERT 96.2; outside: 18.0, 52.3 (bar set for overall accuracy)"
BESIDE = {
    20: "E5 SVC 92.0, TF-IDF + E5 92.0; outside at 95 % kept: TF-IDF 65.3, E5 77.1, both 78.3",
    100: f"E5 SVC 95.7, TF-IDF + E5 96.1; outside at 95 % kept: TF-IDF 78.8, E5 85.5, both 87.6; {PUBLISHED}",
}


def clinc(folder: Path) -> Iterator[Row]:
    """English intents with questions that belong to none: what is recognised, and what is rejected at 95 % kept."""
    data = json.loads((folder / "data_data_full.json").read_text(encoding="utf-8"))
    for each, others in BESIDE.items():
        some = _some_of_each(data["train"], each)
        ours, plain = own.Made(), svc.pipeline()
        texts, labels = zip(*some, strict=True)
        ours.fit(texts, labels)
        plain.fit(texts, labels)
        questions, truth = [text for text, _ in data["test"]], np.array([label for _, label in data["test"]])
        strange = [text for text, _ in data["oos_test"]]
        mine, far = ours.odds(questions), ours.odds(strange)
        theirs, theirs_far = plain.decision_function(questions), plain.decision_function(strange)
        right = share(float((np.array(ours.labels)[mine.argmax(axis=1)] == truth).mean()))
        plain_right = share(float((plain.classes_[theirs.argmax(axis=1)] == truth).mean()))
        outside = share(rejected(mine.max(axis=1), far.max(axis=1)))
        plain_outside = share(rejected(theirs.max(axis=1), theirs_far.max(axis=1)))
        yield (
            f"CLINC150, {each} a class",
            "right intent; outside found at 95 % kept",
            f"{right}; {outside}",
            (f"{plain_right}; {plain_outside}"),
            others,
        )


def _some_of_each(rows: Pairs, each: int) -> Pairs:
    seen: dict[str, list[str]] = defaultdict(list)
    for text, label in rows:
        seen[label].append(text)
    return [(text, label) for label, texts in seen.items() for text in Random(label).sample(texts, each)]
