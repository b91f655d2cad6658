"""The content of one city, read once and checked whole, and the reader that was trained on it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, cast

from cases import ladder, policy, templates, workflow
from cities import city
from content import Faults
from dialogues import guidance, sentences
from errors import ModelMismatchError
from nlu import cues, exam, examples, gate, lexicon, model, reader
from nlu.cues import Cues
from nlu.exam import Asked
from nlu.examples import Example
from nlu.gate import Verdict
from nlu.lexicon import Lexicon
from nlu.reader import TextReader
from settings import ROOT
from topics import tree


@dataclass(frozen=True, slots=True)
class Content:
    """Everything that people can edit without touching code."""

    topics: tree.Topics
    city: city.City
    workflow: workflow.Workflow
    roles: Mapping[str, policy.Role]
    sentences: sentences.Sentences
    templates: templates.Templates
    answers: guidance.Answers = guidance.NO_ANSWERS


def places_of(home: Path, city_key: str) -> Path:
    """Where an installation keeps the boundaries it has imported for a city."""
    return home / "places" / city_key


def load(city_key: str, faults: Faults, root: Path = ROOT, home: Path | None = None) -> Content:
    """Reads all content, and boundaries from the data folder `home`; faults are collected, the caller closes them."""
    topics = tree.load(root / "topics", faults)
    flow = workflow.load(root / "cases" / "workflow.yml", faults, root / "cities" / city_key / "workflow.yml")
    roles = policy.load(root / "cases" / "policy.yml", topics, faults)
    rungs = ladder.load(root / "cases" / "ladder.yml", roles, faults, root / "cities" / city_key / "ladder.yml")
    flow = replace(flow, ladder=rungs) if flow else None
    say = sentences.load(root / "dialogues", faults)
    cities = sorted(path.parent.name for path in (root / "cities").glob("*/city.yml"))
    known = guidance.load(root / "dialogues" / "answers", city_key, say.table("numbers", "names"), cities, faults)
    ready = templates.load(root / "cases" / "templates.yml", topics, flow, faults)
    town = city.load(root / "cities" / city_key, topics.owners, faults)
    if town and home and places_of(home, city_key).is_dir():
        from cities import boundaries

        town = replace(town, borders=boundaries.load(places_of(home, city_key), town, faults))
    # With faults the parts may be None; the caller raises before anyone uses them.
    return Content(topics, cast("city.City", town), cast("workflow.Workflow", flow), roles, say, ready, known)


def open_reader(folder: Path, content: Content, root: Path = ROOT) -> TextReader:
    """The reader; a model is trained first when there is none, or topics or examples have changed since.

    Topics and leaves that were only added are read at once by a model that is otherwise right: training can wait.
    """
    mark = gate.stands(folder, model.fingerprint(root / "nlu", content.topics))
    try:
        return reader.load(folder / gate.FILE, content.topics, content.city, root / "nlu", mark)
    except ModelMismatchError:
        if reader_of_old := _grown(folder, content, root):
            return reader_of_old
        retrain(folder, content, root)
        return reader.load(
            folder / gate.FILE, content.topics, content.city, root / "nlu", gate.mark(folder / gate.FILE)
        )


def _grown(folder: Path, content: Content, root: Path) -> TextReader | None:
    """The present reader with what was added to the topics since its training; None if nothing was."""
    made = present(folder, content, root)
    return made if made and made.adopt(spoken(content, root)) else None


def present(folder: Path, content: Content, root: Path = ROOT) -> TextReader | None:
    """The reader as it is, whatever it was trained on; None when there is none that knows only topics of ours."""
    path = folder / gate.FILE
    if not gate.knows(path, content.topics):
        return None
    try:
        return reader.load(path, content.topics, content.city, root / "nlu", gate.mark(path))
    except ModelMismatchError:
        return None


def spoken(content: Content, root: Path = ROOT) -> tuple[Example, ...]:
    """Everything that teaches; raises ContentError with all that is wrong in it."""
    faults = Faults()
    made = examples.load(root / "nlu" / "data", content.topics, faults)
    faults.close()
    return made


def concepts(root: Path = ROOT) -> Lexicon:
    """The words that people have for each object and trouble of the city."""
    faults = Faults()
    made = lexicon.load(root / "nlu" / "data" / examples.LEXICON, faults)
    faults.close()
    return made


def joints(root: Path = ROOT) -> Cues:
    """The words that join one matter to another, among the other lists that help the reader."""
    faults = Faults()
    made = cues.load(root / "nlu" / "cues.yml", faults)
    faults.close()
    return made


def examination(root: Path = ROOT) -> tuple[Asked, ...]:
    """The messages that a new model is examined on; none where there is no examination."""
    path, faults = root / "nlu" / "data" / examples.EXAM, Faults()
    paper = exam.load(path, faults) if path.exists() else ()
    faults.close()
    return paper


def retrain(folder: Path, content: Content, root: Path = ROOT, *, force: bool = False) -> Verdict:
    """Trains a model from nlu/data, shows how good it is, and takes it in if it is not worse than the present one."""
    from rich.progress import Progress

    from nlu import report, train

    utterances, paper = spoken(content, root), examination(root)
    mark = model.fingerprint(root / "nlu", content.topics)
    with Progress() as progress:
        made, checks = train.build(content.topics, utterances, concepts(root), joints(root), progress)
        told = report.make(checks, content.topics, utterances, mark, datetime.now(UTC))
        for part in report.shown(told):
            progress.console.print(part)
        folder.mkdir(parents=True, exist_ok=True)
        model.save(folder / gate.CANDIDATE, made, mark)
        old = present(folder, content, root) if paper else None
        new = reader.load(folder / gate.CANDIDATE, content.topics, content.city, root / "nlu", mark)
        watched = partial(progress.track, paper, description="examination")
        verdict = gate.judge(exam.sit(new, watched()), exam.sit(old, watched()), force=force) if old else gate.FIRST
        _settle(folder, verdict, mark, told)
        progress.console.print(*verdict.lines(), sep="\n", markup=False, highlight=False)
    return verdict


def _settle(folder: Path, verdict: Verdict, mark: str, told: Mapping[str, Any]) -> None:
    from nlu import report

    if verdict.taken:
        gate.take(folder)
        report.write(folder, told)
    else:
        (folder / gate.CANDIDATE).unlink()
        gate.let_stand(folder, mark)
