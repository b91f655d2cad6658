"""Many people at once at a fake messenger in another process, and the clock that stops when all are answered."""

import asyncio
import os
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp

from bench.texts import everyday
from settings import ROOT

PEOPLE = 400
"""Each one says one thing, so that no chat waits for itself."""
PATIENCE = 90


@dataclass(frozen=True, slots=True)
class Load:
    """Where the messages wait."""

    base: str
    token: str
    texts: list[str]


@dataclass(frozen=True, slots=True)
class Speed:
    """What was measured: turns a second as they came, and turns a second of one core's own work."""

    a_second: float
    a_core: float
    database: float
    """Seconds of the processor that PostgreSQL used meanwhile, a turn."""


class Clock:
    """Counts answers; knows its own process's time and PostgreSQL's."""

    def __init__(self, wanted: int) -> None:
        self._wanted, self._done = wanted, asyncio.Event()
        self._left = wanted

    def start(self) -> None:
        """From now on."""
        self._began = time.perf_counter(), time.process_time(), _database_seconds()

    def tick(self) -> None:
        """One more answer was given."""
        self._left -= 1
        if self._left <= 0:
            self._done.set()

    async def speed(self) -> Speed:
        """Waits for the last answer."""
        async with asyncio.timeout(PATIENCE):
            await self._done.wait()
        wall, own, database = self._began
        passed, worked = time.perf_counter() - wall, time.process_time() - own
        return Speed(self._wanted / passed, self._wanted / worked, (_database_seconds() - database) / self._wanted)


def _database_seconds() -> float:
    """Processor time of this run's PostgreSQL and of everything that it began; 0 before there is one."""
    named = Path(os.environ["BENCH_POSTGRES"]) / "postmaster.pid"
    if not named.exists():
        return 0
    postmaster = named.read_text(encoding="utf-8").split()[0]
    all_of_them = [_stat(path) for path in Path("/proc").glob("[0-9]*/stat")]
    ticks = sum(
        sum(map(int, one[11:15] if number == postmaster else one[11:13]))
        for number, one in all_of_them
        if one and postmaster in (number, one[1])
    )
    return ticks / os.sysconf("SC_CLK_TCK")


def _stat(path: Path) -> tuple[str, list[str]]:
    """Number and fields of a process; none if it has just ended."""
    try:
        fields = path.read_text(encoding="utf-8").rsplit(")", 1)[1].split()
    except (OSError, UnicodeDecodeError):
        fields = []
    return path.parent.name, fields


@asynccontextmanager
async def crowd() -> AsyncIterator[Load]:
    """A fake messenger of its own process at which everybody has just written."""
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.fake_bot_api", "--port", "0", cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )
    assert child.stdout is not None
    _, base, _, token = (await child.stdout.readline()).decode().split()
    load = Load(base, token, everyday(PEOPLE))
    await _everybody_writes(load)
    yield load
    child.terminate()
    await child.wait()


async def _everybody_writes(load: Load) -> None:
    async with aiohttp.ClientSession() as web:
        for person, text in enumerate(load.texts, 1000):
            async with web.post(f"{load.base}/control/says", json={"user": person, "text": text}) as answer:
                answer.raise_for_status()
