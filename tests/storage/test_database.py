"""Tables, migrations, and jobs that live in the caller's transaction."""

from datetime import UTC, datetime, timedelta

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, text

from storage import floor_tables, inbox, tables, talks
from storage.database import Database, driver_url, migrate
from storage.jobs import Jobs

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


def test_migrations_and_tables_say_the_same(database_url: str) -> None:
    assert floor_tables.pending_acts.name in tables.metadata.tables
    engine = create_engine(driver_url(database_url))
    with engine.connect() as connection:
        options = {"include_object": lambda _o, name, kind, _r, _c: kind != "table" or name in tables.metadata.tables}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, tables.metadata) == []
    engine.dispose()


def test_migrating_twice_changes_nothing(database_url: str) -> None:
    migrate(database_url)


async def test_an_update_seen_before_is_dropped(database: Database) -> None:
    arrival = inbox.Arrival("memory", "7", "memory:1", {"text": "سلام"})
    async with database.transaction() as connection:
        await inbox.keep(connection, [arrival])
        await inbox.keep(connection, [arrival])
        first = await inbox.next_of(connection, "memory:1")
        assert first is not None
        await inbox.done(connection, first.id)
        assert await inbox.next_of(connection, "memory:1") is None


async def test_the_third_failure_sets_an_update_aside_and_it_can_be_revived(database: Database) -> None:
    async with database.transaction() as connection:
        await inbox.keep(connection, [inbox.Arrival("memory", "7", "memory:1", {"text": "x"})])
        kept = await inbox.next_of(connection, "memory:1")
        assert kept is not None
        assert [await inbox.failed(connection, kept.id, "KeyError") for _ in range(3)] == [False, False, True]
        assert await inbox.next_of(connection, "memory:1") is None
        (letter,) = await inbox.dead(connection)
        assert "raw" not in letter
        assert await inbox.revive(connection, kept.id) == "memory:1"
        assert await inbox.next_of(connection, "memory:1") is not None


async def plan_and_fall(database: Database, jobs: Jobs) -> None:
    async with database.transaction() as connection:
        await jobs.wake(connection, "memory:1", NOW, "draft", "1")
        raise RuntimeError


async def test_a_job_lives_and_dies_with_the_transaction(database: Database, database_url: str) -> None:
    jobs = Jobs(database_url)
    await jobs.open()
    with pytest.raises(RuntimeError):
        await plan_and_fall(database, jobs)
    async with database.transaction() as connection:
        assert (await connection.execute(text("SELECT count(*) FROM procrastinate_jobs"))).scalar() == 0
        await jobs.wake(connection, "memory:1", NOW + timedelta(days=1), "draft", "1")
        await jobs.wake(connection, "memory:1", NOW + timedelta(days=1), "draft", "2")
        await jobs.forget(connection, "memory:1", "draft", "1")
        rows = (await connection.execute(text("SELECT args ->> 'ref' FROM procrastinate_jobs"))).scalars().all()
        assert rows == ["2"]
    await jobs.close()


async def test_a_chat_that_is_gone_keeps_nothing_waiting(database: Database) -> None:
    from dialogues.message import Reply

    async with database.transaction() as connection:
        number = await talks.chat_id(connection, "memory:1")
        await talks.say_lines(connection, number, [Reply("یک"), Reply("دو")])
        assert [line.reply.text for line in await talks.waiting_lines(connection, number)] == ["یک", "دو"]
        await talks.mark_gone(connection, number)
        assert await talks.waiting_lines(connection, number) == []
