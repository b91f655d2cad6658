"""Announcements between processes: one LISTEN connection a process, many listeners."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import structlog

from storage.database import Database

log = structlog.get_logger()
QUEUE = 1000
"""A listener that falls further behind than this misses notices; pages fetch what is true anyway."""


class Notices:
    """Spreads what PostgreSQL announces («case 17», «lines 42») to everyone in this process who listens."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._queues: set[asyncio.Queue[str]] = set()

    @contextmanager
    def listen(self) -> Iterator[asyncio.Queue[str]]:
        """A queue that fills with notices while the block lasts."""
        queue: asyncio.Queue[str] = asyncio.Queue(QUEUE)
        self._queues.add(queue)
        try:
            yield queue
        finally:
            self._queues.discard(queue)

    def spread(self, notice: str) -> None:
        """Hands one notice to all listeners; a full queue misses it."""
        for queue in self._queues:
            if not queue.full():
                queue.put_nowait(notice)

    async def run(self) -> None:
        """Listens until cancelled; after a lost connection «again» tells everyone to look for themselves."""
        while True:
            try:
                async for notice in self._database.notices():
                    self.spread(notice)
            except psycopg.Error as error:
                log.warning("notices.lost", fault=type(error).__name__)
            await asyncio.sleep(1)
            self.spread("again")
