"""Many cases at once, as fast as PostgreSQL takes them: for a house that is filled to be tried or measured."""

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

from psycopg import sql
from psycopg.types.json import Jsonb
from sqlalchemy import exists, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from cases.case import Case, Event
from storage.case_store import values_of
from storage.database import Database, raw
from storage.tables import cases


async def reserve(connection: AsyncConnection, table: str, number: int) -> int:
    """The first of so many numbers in a row that nobody else will get."""
    query = text(
        "SELECT setval(seq, nextval(seq) + :more) - :more"
        " FROM (SELECT pg_get_serial_sequence(:name, 'id')::regclass AS seq) AS found"
    )
    return int((await connection.execute(query, {"more": number - 1, "name": table})).scalar_one())


async def any_case(connection: AsyncConnection) -> bool:
    """Whether there is a case at all."""
    return bool((await connection.execute(select(exists(select(cases.c.id))))).scalar())


async def codes(connection: AsyncConnection) -> set[str]:
    """The tracking codes that are taken."""
    return set((await connection.execute(select(cases.c.code))).scalars())


def _plain(value: Any) -> Any:
    return Jsonb(value) if isinstance(value, dict) else value


async def copy(connection: AsyncConnection, table: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """Writes rows of one form into a table."""
    if not rows:
        return
    names = list(rows[0])
    head = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, names))
    )
    async with (await raw(connection)).cursor() as cursor, cursor.copy(head) as stream:
        for row in rows:
            await stream.write_row([_plain(row[name]) for name in names])


def case_row(case: Case, chat: int, asked: int) -> Mapping[str, Any]:
    """A case with its number, as it is stored."""
    return {"id": case.id, **values_of(case), "chat": chat, "asked": asked}


def event_rows(case: int, events: Iterable[Event]) -> list[Mapping[str, Any]]:
    """A history as it is stored."""
    return [
        {
            "case": case, "what": one.what, "by": one.by, "at": one.at, "status": one.status, "unit": one.unit,
            "note": one.note, "more": dict(one.more),
        }
        for one in events
    ]  # fmt: skip


@asynccontextmanager
async def without_search(connection: AsyncConnection) -> AsyncIterator[None]:
    """Leaves the index of words aside while much is written, and builds it at the end, which is many times faster."""
    await connection.execute(text("DROP INDEX ix_cases_search"))
    yield
    await connection.execute(text("CREATE INDEX ix_cases_search ON cases USING gin (search)"))


async def tidy(database: Database) -> None:
    """Lets PostgreSQL count what is there, so that it plans well."""
    async with database.engine.connect() as connection:
        alone = await connection.execution_options(isolation_level="AUTOCOMMIT")
        for name in ("cases", "events", "chats"):
            await alone.execute(text(f"VACUUM (ANALYZE) {name}"))
