"""Plays the transcripts of borders/ in a city whose boundaries were imported; those here are two plain boxes."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import shapely
import yaml

from cities.boundaries import Area, Boundaries
from library import Content
from tests.conversations.player import Player
from tests.conversations.test_transcripts import act, check

BOXES = {1: (51.38, 35.785, 51.54, 35.83), 3: (51.38, 35.74, 51.54, 35.785)}
"""West, south, east, north."""


@pytest.fixture(scope="session")
def content(content: Content) -> Content:
    areas = [Area(shapely.box(*corners), region=number) for number, corners in BOXES.items()]
    return replace(content, city=replace(content.city, borders=Boundaries(content.city, {"region": areas})))


def transcripts() -> Iterator[Any]:
    for path in sorted((Path(__file__).parent / "borders").glob("*.yml")):
        for talk in yaml.safe_load(path.read_text(encoding="utf-8")):
            yield pytest.param(talk, id=f"{path.stem}-{talk['name']}")


@pytest.mark.parametrize("talk", list(transcripts()))
async def test_transcript_with_borders(player: Player, talk: dict[str, Any]) -> None:
    for step in talk["talk"]:
        await act(player, step)
        await check(player, step)
