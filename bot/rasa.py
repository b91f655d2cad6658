"""Asks the Rasa server of the office about each message; slow, dead or talking nonsense, it is done without."""

import asyncio
import json
import time
from collections.abc import Callable, Coroutine, Sequence
from threading import Thread
from types import TracebackType
from typing import Any, Self

import aiohttp

from bot.meters import RASA
from errors import RasaError
from nlu import rasa
from nlu.reading import Place, Reader, Reading
from topics.tree import Topics

FAILURES = 3
"""So many in a row, and the server is left alone."""
REST_SECONDS = 30.0
ANSWER_BYTES = 1 << 20
"""A ranking of all our intents takes a tenth of it."""


class Breaker:
    """Leaves a failing server alone for a while; then one message tries it again."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._failures = 0
        self._until = 0.0

    def ready(self) -> bool:
        """Whether to ask now; after the rest only one may try until it is known how that went."""
        now = self._clock()
        if self._failures >= FAILURES:
            if now < self._until:
                return False
            self._until = now + REST_SECONDS
        return True

    def note(self, *, well: bool) -> None:
        """Remembers how an attempt went."""
        self._failures = 0 if well else self._failures + 1
        if self._failures >= FAILURES:
            self._until = self._clock() + REST_SECONDS


class RasaReader:
    """A reader that joins our own reading with a Rasa server's; `read` waits for it, so call it in a thread.

    It has an event loop of its own, for the conversation's must stay free; use it as a context.
    """

    def __init__(
        self, own: Reader, topics: Topics, url: str, timeout_ms: int, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._own = own
        self._topics = topics
        self._url = f"{url}/model/parse"
        self._seconds = timeout_ms / 1000
        self._breaker = Breaker(clock)
        self.mark = f"rasa+{getattr(own, 'mark', '')}"
        """Names both in the evidence that is kept of every reading."""

    def __enter__(self) -> Self:
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._loop.run_forever, name="rasa", daemon=True)
        self._thread.start()
        self._session = self._wait(self._open())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._wait(self._session.close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _open(self) -> aiohttp.ClientSession:
        return aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=self._seconds))

    def _wait[T](self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    def read(self, text: str) -> Reading:
        """Reads one message; our own reading alone when the server is of no help."""
        own = self._own.read(text)
        wanted = rasa.asked(own)
        if not wanted:
            return own
        if not self._breaker.ready():
            RASA.labels("spared").inc()
            return own
        reading, outcome = self._both(own, wanted)
        self._breaker.note(well=outcome == "taken")
        RASA.labels(outcome).inc()
        return reading

    def read_place(self, text: str) -> Place | None:
        """Reads the answer to «where?», which is ours alone."""
        return self._own.read_place(text)

    def _both(self, own: Reading, wanted: Sequence[str]) -> tuple[Reading, str]:
        """The joined reading, or ours and what went wrong."""
        try:
            answers = self._wait(self._ask_all(wanted))
            return rasa.merge(own, answers, self._topics), "taken"
        except TimeoutError:
            return own, "slow"
        except (aiohttp.ClientError, OSError):
            return own, "dead"
        except (RasaError, ValueError, RecursionError):
            return own, "nonsense"

    async def _ask_all(self, wanted: Sequence[str]) -> list[rasa.Answer]:
        return list(await asyncio.gather(*map(self._ask, wanted)))

    async def _ask(self, text: str) -> rasa.Answer:
        async with self._session.post(self._url, json={"text": text}, allow_redirects=False) as response:
            if response.status != 200:
                raise RasaError(f"the server answered {response.status}")
            body = b""
            async for part in response.content.iter_chunked(1 << 16):
                body += part
                if len(body) > ANSWER_BYTES:
                    raise RasaError("the answer is too long")
        return rasa.check(json.loads(body), self._topics)
