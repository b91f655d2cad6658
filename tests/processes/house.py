"""The real programme as a process: started on a home and a database of its own, watched, stopped or killed."""

import asyncio
import json
import os
import secrets
import signal
import socket
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import psycopg
from psycopg.rows import dict_row
from sqlalchemy.engine import make_url

from settings import ROOT
from storage.database import plain_url
from tests.fake_bot_api import FakeBotApi

HAMYAR = Path(sys.executable).parent / "hamyar"
PATIENCE = 60
"""Seconds until a thing that was waited for is taken to be lost; only a broken programme makes anybody wait so long."""
LOOK = 0.01
Json = dict[str, Any]


async def until[T](look: Callable[[], Awaitable[T]], about: str, seconds: float = PATIENCE) -> T:
    """Looks again and again until what is seen counts as true."""
    try:
        async with asyncio.timeout(seconds):
            while not (seen := await look()):  # noqa: ASYNC110 - Another process rings no bell of ours.
                await asyncio.sleep(LOOK)
            return seen
    except TimeoutError:
        raise AssertionError(f"waited in vain: {about}") from None


def free_port() -> int:
    """A port that nobody has now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Running:
    """One running process."""

    pid: int
    port: int
    log: Path
    exit: Callable[[], Awaitable[int]]
    code: int | None = None

    @property
    def told(self) -> str:
        """Everything it wrote so far."""
        return self.log.read_text(encoding="utf-8") if self.log.exists() else ""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def ready(self) -> "Running":
        """Waits until it says that it is well."""
        async with aiohttp.ClientSession() as web:

            async def well() -> bool:
                try:
                    async with web.get(f"{self.url}/health") as answer:
                        return answer.status == 200
                except aiohttp.ClientError:
                    assert _lives(self.pid), f"the process ended:\n{self.told}"
                    return False

            await until(well, f"health of {self.url}:\n{self.told}")
        return self

    async def stop(self) -> int:
        """Asks it to stop, as a person does at the terminal; its exit code."""
        return await self._end(signal.SIGINT)

    async def kill(self) -> None:
        """Ends it without a word."""
        await self._end(signal.SIGKILL)

    async def _end(self, how: signal.Signals) -> int:
        if self.code is None:
            with suppress(ProcessLookupError):
                os.kill(self.pid, how)
            async with asyncio.timeout(PATIENCE):
                self.code = await self.exit()
        return self.code


def _lives(pid: int) -> bool:
    state = Path(f"/proc/{pid}/stat")
    return state.exists() and state.read_text(encoding="utf-8").rsplit(")", 1)[1].split()[0] != "Z"


@dataclass
class Installation:
    """A home folder, a database and an environment; any number of processes may run on it."""

    home: Path
    database_url: str
    env: dict[str, str] = field(default_factory=dict)
    processes: list[Running] = field(default_factory=list)

    def serves(self, fake: FakeBotApi, **more: str) -> None:
        """Lets it speak through a fake messenger."""
        name = fake.world.dialect.name.upper()
        given = {"token": fake.token, "api_base": fake.base} | more
        self.env |= {f"HAMYAR_{name}_{key.upper()}": value for key, value in given.items()}

    def environ(self, port: int) -> dict[str, str]:
        """The whole environment of one process."""
        own = {"HAMYAR_HOME": str(self.home), "HAMYAR_PORT": str(port), "HAMYAR_DATABASE_URL": self.database_url}
        return {**_outside(), **own, **self.env}

    async def start(self) -> Running:
        """Starts `hamyar run` as anybody does, and waits until it is well."""
        return await (await self.begin("run")).ready()

    async def begin(self, *words: str, programme: Path = HAMYAR, folder: Path = ROOT) -> Running:
        """Starts one command and does not wait for it."""
        port, log = free_port(), self._log()
        with log.open("ab") as out:
            nothing, env = asyncio.subprocess.DEVNULL, self.environ(port)
            child = await asyncio.create_subprocess_exec(
                programme, *words, cwd=folder, env=env, stdin=nothing, stdout=out, stderr=out
            )
        return self._keep(Running(child.pid, port, log, child.wait))

    async def born(self, nursery: "Nursery") -> Running:
        """Starts `hamyar run` from the nursery, and waits until it is well."""
        port, log = free_port(), self._log()
        pid = await nursery.ask(env=self.environ(port), log=str(log))
        return await self._keep(Running(pid, port, log, lambda: nursery.ask(wait=pid))).ready()

    async def rows(self, query: str, /, **values: Any) -> list[Json]:
        """What a query finds in the database."""
        async with await psycopg.AsyncConnection.connect(
            plain_url(self.database_url), autocommit=True, row_factory=dict_row
        ) as connection:
            return await (await connection.execute(query, values)).fetchall()

    async def one(self, query: str, /, **values: Any) -> Any:
        """The single value that a query finds."""
        return next(iter((await self.rows(query, **values))[0].values()))

    async def end(self) -> None:
        """Kills whatever still runs."""
        for process in self.processes:
            await process.kill()

    def _log(self) -> Path:
        return self.home / f"log-{len(self.processes)}"

    def _keep(self, process: Running) -> Running:
        self.processes.append(process)
        return process


def _outside() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("HAMYAR_")}


@asynccontextmanager
async def installed(server_url: str, home: Path, model: Path) -> AsyncIterator[Installation]:
    """An installation with an empty database of its own; nothing of it is left afterwards."""
    home.mkdir(parents=True, exist_ok=True)
    (home / "model").symlink_to(model, target_is_directory=True)
    name = f"of_a_test_{secrets.token_hex(6)}"
    await _on_server(server_url, f"CREATE DATABASE {name}")
    made = Installation(home, make_url(server_url).set(database=name).render_as_string(hide_password=False))
    try:
        yield made
    finally:
        await made.end()
        await _on_server(server_url, f"DROP DATABASE {name} WITH (FORCE)")


async def _on_server(url: str, command: str) -> None:
    async with await psycopg.AsyncConnection.connect(plain_url(url), autocommit=True) as connection:
        await connection.execute(command)


class Nursery:
    """The test's end of tests/processes/nursery.py."""

    def __init__(self, child: asyncio.subprocess.Process) -> None:
        self._child, self._turn = child, asyncio.Lock()

    async def ask(self, **question: Any) -> int:
        """One question, one number."""
        assert self._child.stdin is not None
        async with self._turn:
            self._child.stdin.write(json.dumps(question).encode() + b"\n")
            return await self.answer()

    async def answer(self) -> int:
        """The number that comes next."""
        assert self._child.stdout is not None
        line = await self._child.stdout.readline()
        assert line, "the nursery ended"
        return int(line)


@asynccontextmanager
async def nursery() -> AsyncIterator[Nursery]:
    """A nursery that has imported everything."""
    pipe = asyncio.subprocess.PIPE
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.processes.nursery", cwd=ROOT, env=_outside(), stdin=pipe, stdout=pipe
    )
    made = Nursery(child)
    await made.answer()
    yield made
    assert child.stdin is not None
    child.stdin.close()
    await child.wait()
