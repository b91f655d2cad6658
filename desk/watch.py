"""The watch: looks again and again at what is due by the clock; each thing in a transaction of its own, once."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from desk import caution_news, digest, ladder, ringing
from desk.house import House
from storage import cautions, watch_list
from storage.database import Database

log = structlog.get_logger()
Find = Callable[[AsyncConnection, datetime], Awaitable[Sequence[str]]]
Act = Callable[[AsyncConnection, House, str, datetime], Awaitable[bool]]
WORK: tuple[tuple[Find, Act], ...] = (
    (watch_list.rings, ringing.ring),
    (watch_list.bells, ladder.go_up),
    (cautions.overdue, caution_news.overdue),
)


class Watch:
    """Any number of processes may watch: a case is locked, and what is due is moved on with what is told of it."""

    def __init__(
        self, database: Database, house: House, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self.database, self.house, self.clock = database, house, clock

    async def look(self) -> int:
        """Does everything that is due; how much that was. What fails is tried again at the next look."""
        now, done = self.clock(), 0
        for find, act in WORK:
            async with self.database.transaction() as connection:
                due = await find(connection, now)
            for one in due:
                done += await self._try(act, one, now)
        for unit in await digest.units(self.database, self.house, now):
            done += await self._try(digest.tell_unit, unit, now)
        return done

    async def _try(self, act: Act, one: str, now: datetime) -> bool:
        try:
            done, more = False, True
            while more:
                async with self.database.transaction() as connection:
                    more = await act(connection, self.house, one, now)
                done = done or more
        except Exception as error:  # noqa: BLE001 - Whatever it was, it concerns this case alone; the log names it.
            log.warning("watch.failed", act=act.__name__, fault=type(error).__name__)
        return done
