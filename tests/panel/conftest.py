"""What the tests of the staff pages share."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from library import Content
from storage.database import Database
from tests.panel.staff_stage import Office, opened


@pytest.fixture
async def office(database: Database, content: Content, home: Path) -> AsyncIterator[Office]:
    async with opened(database, content, home) as made:
        yield made
