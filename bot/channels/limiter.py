"""How fast we may speak: exact sliding windows for all chats together, for one chat and for one group."""

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable

from errors import RetryLaterError

Clock = Callable[[], float]
Sleep = Callable[[float], Awaitable[object]]

A_SECOND = (30, 1.0)
BURST = (5, 5.0)
MINUTE = 60.0
MANY = 4096
PATIENCE = 1.5
"""Seconds that a sender waits here; a longer rest is spent by its line in the outbox, holding nothing."""


class Window:
    """At most `limit` messages in any span of `seconds`."""

    def __init__(self, limit: int, seconds: float) -> None:
        self.seconds = seconds
        self._times: deque[float] = deque(maxlen=limit)

    def ready(self) -> float:
        """The moment from which one more is allowed."""
        full = len(self._times) == self._times.maxlen
        return self._times[0] + self.seconds if full else float("-inf")

    def note(self, now: float) -> None:
        """Remembers one message."""
        self._times.append(now)

    def recent(self, now: float) -> int:
        """How many messages still count."""
        return sum(moment + self.seconds > now for moment in self._times)


class Lane:
    """Windows that hold together, a pause, and a fair queue of those who wait."""

    def __init__(self, *windows: Window) -> None:
        self.windows = windows
        self.queue = asyncio.Lock()
        self._paused = float("-inf")

    def ready(self) -> float:
        """The moment from which one more is allowed by every window and the pause."""
        return max(self._paused, *(window.ready() for window in self.windows))

    def note(self, now: float) -> None:
        """Remembers one message in every window."""
        for window in self.windows:
            window.note(now)

    def pause(self, until: float) -> None:
        """Lets nothing through before `until`; a longer pause is never shortened."""
        self._paused = max(self._paused, until)

    def quiet(self, now: float) -> bool:
        """Whether at most one message was sent lately."""
        return all(window.recent(now) <= 1 for window in self.windows)

    def idle(self, now: float) -> bool:
        """Whether forgetting this lane changes nothing."""
        silent = not any(window.recent(now) for window in self.windows)
        return silent and self.ready() <= now and not self.queue.locked()


class Limiter:
    """Gives out the moments to send at; who asks first is served first, chat by chat."""

    def __init__(
        self,
        group_a_minute: int = 20,
        clock: Clock = time.monotonic,
        sleep: Sleep = asyncio.sleep,
        patience: float = PATIENCE,
    ) -> None:
        self._group_a_minute = group_a_minute
        self._clock, self._sleep, self._patience = clock, sleep, patience
        self._everyone = Lane(Window(*A_SECOND))
        self._lanes: dict[str, Lane] = {}

    async def slot(self, chat: str, group: bool = False) -> None:
        """Returns when one message may go to this chat.

        Raises RetryLaterError when that is further away than our patience.
        """
        lane = self._lane(chat, group)
        async with lane.queue:
            while not await self._taken(lane):
                pass

    def refused(self, chat: str, seconds: float) -> None:
        """The messenger asked for a pause: this chat waits, and all do if it can't be this chat's own fault."""
        now = self._clock()
        lane = self._lane(chat, False)
        lane.pause(now + seconds)
        if lane.quiet(now):
            self._everyone.pause(now + seconds)

    async def _taken(self, lane: Lane) -> bool:
        """Waits for the chat first and for everyone last, so that a slow chat holds nobody up."""
        await self._wait(lane)
        async with self._everyone.queue:
            await self._wait(self._everyone)
            now = self._clock()
            if lane.ready() > now:
                return False
            lane.note(now)
            self._everyone.note(now)
            return True

    async def _wait(self, lane: Lane) -> None:
        while (rest := lane.ready() - self._clock()) > 0:
            if rest > self._patience:
                raise RetryLaterError(rest)
            await self._sleep(rest)

    def _lane(self, chat: str, group: bool) -> Lane:
        if chat not in self._lanes:
            self._forget()
            windows = [Window(*BURST)]
            if group:
                windows.append(Window(self._group_a_minute, MINUTE))
            self._lanes[chat] = Lane(*windows)
        return self._lanes[chat]

    def _forget(self) -> None:
        """A city has many chats; those that have been silent need no memory."""
        if len(self._lanes) >= MANY:
            now = self._clock()
            self._lanes = {chat: lane for chat, lane in self._lanes.items() if not lane.idle(now)}
