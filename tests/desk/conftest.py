"""The house behind the desk, on a real database."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from desk.house import House
from library import Content
from storage.database import Database
from storage.jobs import Jobs
from storage.media import Media


@pytest.fixture
async def house(database: Database, database_url: str, content: Content, tmp_path: Path) -> AsyncIterator[House]:
    jobs = Jobs(database_url)
    await jobs.open()
    yield House(
        content.topics, content.city, content.workflow, content.sentences, jobs, Media(tmp_path), 120, "http://p/panel"
    )
    await jobs.close()
