"""The content of one city, read once and checked whole, and the reader that was trained on it."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from cases import policy, workflow
from cities import city
from content import Faults
from dialogues import sentences
from errors import ModelMismatchError
from nlu import examples, reader
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


def load(city_key: str, faults: Faults, root: Path = ROOT) -> Content:
    """Reads all content; faults are collected, and the caller closes them."""
    topics = tree.load(root / "topics", faults)
    flow = workflow.load(root / "cases" / "workflow.yml", faults)
    roles = policy.load(root / "cases" / "policy.yml", faults)
    say = sentences.load(root / "dialogues", faults)
    town = city.load(root / "cities" / city_key, topics.owners, faults)
    # With faults the parts may be None; the caller raises before anyone uses them.
    return Content(topics, cast("city.City", town), cast("workflow.Workflow", flow), roles, say)


def open_reader(folder: Path, content: Content, root: Path = ROOT) -> TextReader:
    """The reader; its model is trained first when it is missing or belongs to other topics or examples."""
    path = folder / "reader.npz"
    try:
        return reader.load(path, content.topics, content.city, root / "nlu")
    except ModelMismatchError:
        retrain(folder, content, root)
        return reader.load(path, content.topics, content.city, root / "nlu")


def retrain(folder: Path, content: Content, root: Path = ROOT) -> None:
    """Trains the model from nlu/data and stores it under `folder`; shows how far it is."""
    from nlu import train

    faults = Faults()
    spoken = examples.load(root / "nlu" / "data", content.topics, faults)
    faults.close()
    folder.mkdir(parents=True, exist_ok=True)
    train.ensure(folder / "reader.npz", content.topics, root / "nlu", spoken)
