"""Holds one coming call open, so that a test can act at an exact moment of a conversation over HTTP."""

import asyncio

from tests.fake_bot_api.answers import RefusalError


class Hold:
    """Stops the next call of one method, before or after it takes effect, until it is let go or dropped."""

    def __init__(self, method: str, after: bool) -> None:
        self._method, self._after = method.lower(), after
        self._reached, self._free = asyncio.Event(), asyncio.Event()
        self._dropped = False

    async def reached(self) -> None:
        """Waits until a call is held."""
        await self._reached.wait()

    def let_go(self) -> None:
        """The call goes on as if nothing had been."""
        self._free.set()

    def drop(self) -> None:
        """The call never arrives: it takes no effect any more."""
        self._dropped = True
        self._free.set()

    async def stand(self, method: str, after: bool) -> None:
        """Where a call waits if it is the one to be held."""
        if (method, after) != (self._method, self._after) or self._reached.is_set() or self._free.is_set():
            return
        self._reached.set()
        await self._free.wait()
        if self._dropped:
            raise RefusalError(502, "the call was lost")
