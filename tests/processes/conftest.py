"""An installation for each test that asks, on the one database server and the one model of all tests."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from nlu.reading import Reader
from tests.conftest import HOME
from tests.fake_bot_api import FakeBotApi
from tests.processes import house
from tests.processes.house import Installation, Nursery


@pytest.fixture(scope="session")
def model(reader: Reader) -> Path:
    """The folder of the model; asking for the reader has trained it."""
    return HOME / "model"


@pytest.fixture
async def installation(database_url: str, model: Path, tmp_path: Path) -> AsyncIterator[Installation]:
    async with house.installed(database_url, tmp_path / "home", model) as made:
        yield made


@pytest.fixture
async def telegram() -> AsyncIterator[FakeBotApi]:
    async with FakeBotApi("telegram") as server:
        yield server


@pytest.fixture(scope="session")
async def nursery() -> AsyncIterator[Nursery]:
    async with house.nursery() as made:
        yield made
