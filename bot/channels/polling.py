"""Asks a Bot API for updates for ever; acknowledges only what is safely stored."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import structlog
from aiogram.exceptions import TelegramConflictError, TelegramRetryAfter
from aiogram.methods import DeleteWebhook, GetUpdates

from bot.channels.limiter import Sleep
from bot.channels.port import Intake
from bot.channels.raw import number, updates
from bot.channels.transport import Transport

log = structlog.get_logger()

LONG_POLL = 25
SLACK = 15
FIRST, LONGEST = 1.0, 30.0
BATCH = 100


class Patience:
    """Waits longer after every failure in a row, from one second up to thirty."""

    def __init__(self, name: str, sleep: Sleep) -> None:
        self._name, self._sleep = name, sleep
        self._next = FIRST

    async def wait(self, error: Exception) -> None:
        """Waits as long as the messenger asks, or longer than the last time; logs the kind of fault only."""
        asked = error.retry_after if isinstance(error, TelegramRetryAfter) else 0
        seconds = max(self._next, asked)
        self._next = min(2 * self._next, LONGEST)
        log.warning("messenger is silent", channel=self._name, error=type(error).__name__, seconds=seconds)
        await self._sleep(seconds)

    async def until_done(self, act: Callable[[], Awaitable[Any]]) -> None:
        """Tries one act until it succeeds."""
        while True:
            try:
                await act()
            except Exception as error:  # noqa: BLE001 No fault of a messenger or a store may end the loop.
                await self.wait(error)
            else:
                self._next = FIRST
                return


class Poller:
    """The polling loop of one bot; it ends only when it is cancelled."""

    def __init__(
        self, name: str, transport: Transport, intake: Intake, kinds: Sequence[str] | None, sleep: Sleep
    ) -> None:
        self._name, self._transport, self._intake = name, transport, intake
        self._kinds = list(kinds) if kinds else None
        self._patience = Patience(name, sleep)
        self._offset: int | None = None
        self._unhooked = False

    async def run(self) -> None:
        """Takes batch after batch."""
        while True:
            await self._patience.until_done(self._batch)

    async def _batch(self) -> None:
        ask = GetUpdates(offset=self._offset, limit=BATCH, timeout=LONG_POLL, allowed_updates=self._kinds)
        try:
            items = await self._transport.ask(ask, LONG_POLL + SLACK)
        except TelegramConflictError:
            if self._unhooked:
                raise
            await self._unhook()
            return
        if not isinstance(items, list):
            raise TypeError("updates come as a list")
        if items:
            await self._intake(self._name, updates(items))
            self._advance(items)

    def _advance(self, items: list[Any]) -> None:
        """Only now, after intake has returned, may the messenger forget these updates."""
        numbers = [found for found in map(number, items) if found is not None]
        if not numbers:
            raise ValueError("updates without a number can't be acknowledged")
        self._offset = max(numbers) + 1

    async def _unhook(self) -> None:
        """A webhook that was left behind is removed once; a second conflict means another running copy."""
        self._unhooked = True
        await self._transport.ask(DeleteWebhook(drop_pending_updates=False))
