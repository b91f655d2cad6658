"""What the tests of the staff pages share."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from library import Content
from storage.database import Database
from tests.panel.staff_stage import Office, opened, served


@pytest.fixture
async def office(database: Database, content: Content, home: Path) -> AsyncIterator[Office]:
    async with opened(database, content, home) as made:
        yield made


@pytest.fixture
async def address(office: Office) -> AsyncIterator[str]:
    """The office on a real server, hearing what the house announces."""
    async with served(office) as made:
        yield made
