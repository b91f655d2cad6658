"""Alembic's entry: one connection, given by storage.database.migrate."""

from alembic import context
from sqlalchemy import create_engine, pool

from storage import (  # noqa: F401 - Their tables join the others.
    cautions,
    desk_tables,
    digests,
    floor_tables,
    follows,
    mentions,
    mutes,
    overrides,
    proposals,
    saved_filters,
    team_tables,
    voices,
    work_tables,
)
from storage.tables import metadata

OURS = set(metadata.tables)


def _ours(_object: object, name: str | None, kind: str, _reflected: bool, _compare: object) -> bool:
    """Compares our own tables only; the job queue looks after its own."""
    return kind != "table" or name in OURS


engine = create_engine(context.config.attributes["url"], poolclass=pool.NullPool)
with engine.connect() as connection:
    context.configure(connection=connection, target_metadata=metadata, include_object=_ours)
    with context.begin_transaction():
        context.run_migrations()
engine.dispose()
