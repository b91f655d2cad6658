"""Holds calls open, so that a test can act at an exact moment of a conversation over HTTP."""

import asyncio

from tests.fake_bot_api.answers import RefusalError


class Hold:
    """Stops every call of one method, before or after it takes effect, until they are let go or dropped."""

    def __init__(self, method: str, after: bool) -> None:
        self._method, self._after = method.lower(), after
        self._news, self._free = asyncio.Condition(), asyncio.Event()
        self._standing, self._dropped = 0, False

    async def reached(self, calls: int = 1) -> None:
        """Waits until so many calls are held."""
        async with self._news:
            await self._news.wait_for(lambda: self._standing >= calls)

    def let_go(self) -> None:
        """The calls go on as if nothing had been."""
        self._free.set()

    def drop(self) -> None:
        """The calls never arrive: they take no effect any more."""
        self._dropped = True
        self._free.set()

    async def stand(self, method: str, after: bool) -> None:
        """Where a call waits if it is one of those to be held."""
        if (method, after) != (self._method, self._after) or self._free.is_set():
            return
        async with self._news:
            self._standing += 1
            self._news.notify_all()
        await self._free.wait()
        if self._dropped:
            raise RefusalError(502, "the call was lost")
