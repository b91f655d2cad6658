"""Sends what waits in the outbox, chat by chat and in order, and obeys messengers that ask for patience."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.channels.port import Channel
from bot.meters import SENT
from dialogues.message import Chat, Reply, Sent
from errors import ChatGoneError, DeliveryError, NotFoundError, RefusedError, RetryLaterError
from storage import talks
from storage.database import Database, announce
from storage.media import Media
from storage.talks import Line

log = structlog.get_logger()
TRIES = 12
"""Tries until a line is given up; the pause doubles each time, so this is more than an hour."""
PAUSE = 2.0
AT_ONCE = 6
"""Chats that are written to at the same time: each holds one connection to the database meanwhile."""


@dataclass(frozen=True, slots=True)
class Round:
    """What came of one look into a chat's outbox: how many lines waited, the seconds to wait if one could not go."""

    sent: int
    pause: float | None = None


class Courier:
    """One a process; an advisory lock keeps two processes from sending to one chat at once."""

    def __init__(
        self, database: Database, channels: Mapping[str, Channel], media: Media,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:  # fmt: skip
        self.database, self.channels, self.media, self.clock = database, channels, media, clock
        self._turnstile = asyncio.Semaphore(AT_ONCE)
        self._later: set[asyncio.Task[None]] = set()

    async def deliver(self, key: str) -> bool:
        """Sends every waiting line of a chat; False if some must wait (another try is then arranged)."""
        channel = self.channels.get(key.partition(":")[0])
        if channel is None:
            return True
        # Whoever comes while we send goes away again, so what they brought is ours: look until nothing is left.
        while (last := await self._round(channel, key)).sent and last.pause is None:
            pass
        if last.pause is None:
            return True
        self._again(key, last.pause)
        return False

    async def _round(self, channel: Channel, key: str) -> Round:
        """Sends what waits now, unless somebody else is sending to this chat."""
        async with self._turnstile, self.database.transaction() as connection:
            found = await talks.to_send(connection, key, self.clock())
            if found is None or not await talks.may_send(connection, found[0]):
                return Round(0)
            number, grouped = found
            chat = Chat(*_parts(key), group=grouped)
            return await self._send_all(connection, channel, chat, number)

    async def _send_all(self, connection: AsyncConnection, channel: Channel, chat: Chat, number: int) -> Round:
        """Sends in order, up to the first line that could not be sent now."""
        pause = None
        waiting = await talks.waiting_lines(connection, number, self.clock())
        for line in waiting:
            pause = await self._send(connection, channel, chat, number, line)
            if pause is not None:
                break
        if waiting:
            await announce(connection, f"lines {number}")
        return Round(len(waiting), pause)

    async def _send(
        self, connection: AsyncConnection, channel: Channel, chat: Chat, number: int, line: Line
    ) -> float | None:
        """One line: sent or settled for good (None), or the seconds until the next try."""
        try:
            sent = await self._send_one(channel, chat, *self._with_photo(line.reply))
        except ChatGoneError:
            await talks.mark_gone(connection, number)
            return _settled(channel, "gone")
        except RefusedError as error:
            log.warning("line.refused", channel=channel.name, line=line.id, reason=error.reason)
            await talks.settle_line(connection, line.id, "refused")
            return _settled(channel, "refused")
        except DeliveryError as error:
            return await self._wait(connection, channel, line, error)
        await talks.settle_line(connection, line.id, "sent", sent.id)
        return _settled(channel, "sent")

    async def _send_one(self, channel: Channel, chat: Chat, reply: Reply, photo: bytes | None) -> Sent:
        """A photo that the messenger refuses costs nobody the words that stand under it."""
        try:
            return await channel.send(chat, reply, photo)
        except RefusedError:
            if photo is None or not reply.text:
                raise
            return await channel.send(chat, replace(reply, photo=None))

    async def _wait(
        self, connection: AsyncConnection, channel: Channel, line: Line, error: DeliveryError
    ) -> float | None:
        SENT.labels(channel.name, "later").inc()
        given_up = line.tries + 1 >= TRIES and not isinstance(error, RetryLaterError)
        await talks.settle_line(connection, line.id, "refused" if given_up else "waiting")
        if given_up:
            return None
        return error.seconds if isinstance(error, RetryLaterError) else PAUSE * 2 ** min(line.tries, 8)

    def _with_photo(self, reply: Reply) -> tuple[Reply, bytes | None]:
        if not reply.photo:
            return reply, None
        try:
            return reply, self.media.read(reply.photo)
        except NotFoundError:
            return reply, None

    def _again(self, key: str, pause: float) -> None:
        task = asyncio.create_task(self._deliver_later(key, pause))
        self._later.add(task)
        task.add_done_callback(self._later.discard)

    async def _deliver_later(self, key: str, pause: float) -> None:
        await asyncio.sleep(pause)
        await self.deliver(key)

    def stop(self) -> None:
        """Drops planned tries; the lines wait in the database for the next start."""
        for task in self._later:
            task.cancel()


def _settled(channel: Channel, outcome: str) -> float | None:
    """Counts a line that needs no further try."""
    SENT.labels(channel.name, outcome).inc()
    return None


def _parts(key: str) -> tuple[str, str]:
    channel, _, ref = key.partition(":")
    return channel, ref
