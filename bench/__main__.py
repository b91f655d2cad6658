"""Measures everything in some minutes and prints two tables; nothing passes or fails here."""

import asyncio
import logging
import os
import resource
import tempfile
from pathlib import Path

import structlog

import library
from bench import echo, load, office, parts, starts, turns
from bench.load import Speed
from bench.table import Row, show
from content import Faults
from library import Content
from nlu.reading import Reader
from settings import ROOT
from storage.database import Embedded

MODEL = ROOT / ".test" / "model"


async def whole(content: Content, reader: Reader, home: Path) -> list[Row]:
    """The echo bot, and the whole house beside it."""
    async with load.crowd() as crowd:
        bare = await echo.echo(crowd)
    server = Embedded(Path(os.environ["BENCH_POSTGRES"]))
    made = turns.installation(home, server.url)
    async with load.crowd() as crowd:
        http = await turns.over_http(made, content, reader, crowd)
        memory = await turns.in_memory(made, content, reader, crowd.texts)
    server.stop()
    return [
        *rows("bare echo bot, over HTTP", bare, bare),
        *rows("whole turns, over HTTP", http, bare),
        *rows("whole turns, in memory", memory, bare),
        Row("PostgreSQL's own work, over HTTP", http.database * 1000, "ms a turn"),
        Row("resident memory after all turns", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, "MB"),
    ]


def rows(what: str, speed: Speed, bare: Speed) -> list[Row]:
    """Speed as it came, and for one core's own work."""
    return [
        Row(what, speed.a_second, "turns a second", bare.a_second),
        Row("  of one core's own work", speed.a_core, "turns a core-second", bare.a_core),
    ]


def main() -> None:
    """Runs all measurements."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    faults = Faults()
    content = library.load("tehran", faults)
    faults.close()
    reader = library.open_reader(MODEL, content)
    with tempfile.TemporaryDirectory() as folder:
        os.environ["BENCH_POSTGRES"] = f"{folder}/postgres"
        measured = asyncio.run(whole(content, reader, Path(folder) / "home"))
    show([*measured, *parts.alone(content, reader), *starts.starts(MODEL)])
    office.main()


if __name__ == "__main__":
    main()
