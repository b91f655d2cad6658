"""The moments at which a process is killed: each one stops several chats there at once, by a lock or a held call."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass

import psycopg

from storage.database import plain_url
from storage.talks import SEND_LOCK
from tests.fake_bot_api import FakeBotApi
from tests.processes.citizen import Citizen
from tests.processes.house import Installation, until

Reached = Callable[[], Awaitable[None]]
"""Waits until everybody who acts stands at the moment."""
Moment = Callable[["Scene"], AbstractAsyncContextManager[Reached]]
JOBS = "procrastinate_defer|DELETE FROM procrastinate_jobs"
"""What a turn does to the queue; the worker's own statements look otherwise."""


@dataclass
class Scene:
    """Where it happens: the installation, the messenger, and the people who are about to act."""

    installation: Installation
    fake: FakeBotApi
    people: list[Citizen]

    async def blocked(self, query: str, number: int | None = None) -> None:
        """Waits until one statement like this of everybody's stands before a lock."""
        wanted = len(self.people) if number is None else number
        look = (
            "SELECT count(*) >= %(wanted)s FROM pg_stat_activity WHERE datname = current_database() "
            "AND wait_event_type = 'Lock' AND query ~ %(query)s"
        )
        await until(lambda: self.installation.one(look, wanted=wanted, query=query), f"{wanted} blocked by {query}")

    async def true(self, query: str) -> None:
        """Waits until a query says yes."""
        await until(lambda: self.installation.one(query), query)

    @asynccontextmanager
    async def lock(self, *statements: str) -> AsyncIterator[None]:
        """Locks that last as long as the block; who waited for them then finds its own process dead."""
        url = plain_url(self.installation.database_url)
        async with await psycopg.AsyncConnection.connect(url) as connection:
            for statement in statements:
                await connection.execute(statement)
            yield
            await connection.rollback()


@asynccontextmanager
async def taken(scene: Scene) -> AsyncIterator[Reached]:
    """The messenger has given updates out, but they are not stored."""
    async with scene.lock("LOCK TABLE updates IN SHARE MODE"):
        yield lambda: scene.blocked("^INSERT INTO updates", 1)


@asynccontextmanager
async def unconfirmed(scene: Scene) -> AsyncIterator[Reached]:
    """The updates are handled, but the messenger has not heard that it may forget them."""
    hold = scene.fake.hold("getUpdates")

    async def reached() -> None:
        await hold.reached()
        await scene.true("SELECT count(*) = 0 FROM updates WHERE state = 'new'")

    yield reached
    hold.drop()


@asynccontextmanager
async def confirmed(scene: Scene) -> AsyncIterator[Reached]:
    """The messenger has forgotten the updates, and nobody has begun to handle them."""
    keys = [f"INSERT INTO chats (key) VALUES ('{one.key}') ON CONFLICT DO NOTHING" for one in scene.people]
    keys += [f"SELECT id FROM chats WHERE key = '{one.key}' FOR UPDATE" for one in scene.people]

    async def forgotten() -> bool:
        return not scene.fake.world.updates

    async def reached() -> None:
        await scene.blocked("chats")
        await until(forgotten, "the messenger forgets")

    async with scene.lock(*keys):
        yield reached


@asynccontextmanager
async def unfiled(scene: Scene) -> AsyncIterator[Reached]:
    """The turn has done everything, the case is written, but the transaction is open."""
    async with scene.lock("LOCK TABLE procrastinate_jobs IN SHARE MODE"):
        yield lambda: scene.blocked(JOBS)


@asynccontextmanager
async def unsaid(scene: Scene) -> AsyncIterator[Reached]:
    """The turn is committed, and nothing of its reply was sent."""
    every = f"SELECT pg_advisory_lock({SEND_LOCK}, chat) FROM generate_series(1, 1000) AS chat"
    said = "SELECT count(DISTINCT chat) = {} FROM lines WHERE state = 'waiting'"
    async with scene.lock(every):
        yield lambda: scene.true(said.format(len(scene.people)))


@asynccontextmanager
async def unsent(scene: Scene) -> AsyncIterator[Reached]:
    """The reply is on its way and does not arrive."""
    hold = scene.fake.hold("sendMessage")
    yield lambda: hold.reached(len(scene.people))
    hold.drop()


@asynccontextmanager
async def shown(scene: Scene) -> AsyncIterator[Reached]:
    """The reply is shown, and the messenger has not answered."""
    hold = scene.fake.hold("sendMessage", after=True)
    yield lambda: hold.reached(len(scene.people))
    hold.drop()


@asynccontextmanager
async def unnoted(scene: Scene) -> AsyncIterator[Reached]:
    """The messenger has answered, and that the reply is sent was not noted."""
    hold = scene.fake.hold("sendMessage", after=True)
    noted = AsyncNote(scene)

    async def reached() -> None:
        await hold.reached(len(scene.people))
        await noted.forbid()
        hold.let_go()
        await scene.blocked("^UPDATE lines")

    yield reached
    await noted.allow()


class AsyncNote:
    """Forbids to note anything about lines, from a moment on that is not the beginning."""

    def __init__(self, scene: Scene) -> None:
        self._url = plain_url(scene.installation.database_url)
        self._connection: psycopg.AsyncConnection | None = None

    async def forbid(self) -> None:
        self._connection = await psycopg.AsyncConnection.connect(self._url)
        await self._connection.execute("LOCK TABLE lines IN SHARE MODE")

    async def allow(self) -> None:
        if self._connection is not None:
            await self._connection.close()


@asynccontextmanager
async def fetching(scene: Scene) -> AsyncIterator[Reached]:
    """The photo is being downloaded, inside the turn."""
    hold = scene.fake.hold("file")
    yield hold.reached
    hold.drop()


MOMENTS: tuple[Moment, ...] = (taken, unconfirmed, confirmed, unfiled, unsaid, unsent, shown, unnoted)
"""In the order in which a message meets them."""
