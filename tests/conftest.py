"""What all tests share: one embedded PostgreSQL, a clean database for each test that asks, the content, the reader."""

import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

import library
from content import Faults
from library import Content
from nlu.reading import Reader
from settings import ROOT
from storage import tables
from storage.database import Database, Embedded, migrate
from storage.jobs import Jobs
from storage.media import Media
from tests.conversations.player import Player

HOME = Path(os.environ.get("HAMYAR_TEST_HOME", ROOT / ".test"))
"""Kept between runs: the database's files and the model, which is trained only when topics or examples change."""


@pytest.fixture(scope="session")
def content() -> Content:
    faults = Faults()
    made = library.load("tehran", faults)
    faults.close()
    return made


@pytest.fixture(scope="session")
def reader(content: Content) -> Reader:
    return library.open_reader(HOME / "model", content)


@pytest.fixture(scope="session")
def database_url() -> Iterator[str]:
    server = Embedded(HOME / "postgres")
    migrate(server.url)
    yield server.url
    server.stop()


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """A database without a row in it."""
    made = Database(database_url)
    names = ", ".join(f'"{name}"' for name in tables.metadata.tables)
    async with made.transaction() as connection:
        await connection.execute(text(f"TRUNCATE {names}, procrastinate_jobs, procrastinate_events CASCADE"))
    yield made
    await made.close()


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path


@pytest.fixture
async def player(
    database: Database, database_url: str, content: Content, reader: Reader, home: Path
) -> AsyncIterator[Player]:
    """A citizen who talks to the real engine, reader, database and desk."""
    jobs = Jobs(database_url)
    await jobs.open()
    made = Player(database, content, reader, jobs, Media(home / "media"))
    await made.open()
    yield made
    made.courier.stop()
    await jobs.close()
