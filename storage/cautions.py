"""The inspector's notices to units, with every word of the exchange; words are added and never changed."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    ForeignKey,
    Identity,
    Index,
    Integer,
    Select,
    Table,
    Text,
    func,
    insert,
    or_,
    select,
    text,
    true,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from cases.cautions import ANSWERED, OPEN, STATES, Caution, Word
from errors import NotFoundError
from storage.tables import Moment, metadata

LATE, LIVE = "late", "live"
"""Besides a state: whose answer is late; what is not settled yet."""
KINDS = (LIVE, LATE, *STATES)
MOST = 500
"""Notices of one look of the watch; the next look takes the rest."""

cautions = Table(
    "cautions", metadata,
    Column("id", BigInteger, Identity(), primary_key=True, comment="the number that people read"),
    Column("at", Moment, nullable=False),
    Column("unit", Text, nullable=False),
    Column("by", BigInteger, ForeignKey("staff.id"), nullable=False, comment="who asked last"),
    Column("text", Text, nullable=False, comment="what it began with"),
    Column("due", Moment, nullable=False),
    Column("state", Text, nullable=False, server_default="open", comment="see cases/cautions.py"),
    Column("answered", Moment),
    Column("told", Moment, comment="when it was told that the answer is late"),
    Column("version", Integer, nullable=False, server_default="1"),
    Index("ix_cautions_unit", "unit", "id"),
    Index("ix_cautions_due", "due", postgresql_where=text("state = 'open' AND told IS NULL")),
    Index("ix_cautions_live", "unit", "due", postgresql_where=text("state IN ('open', 'answered')")),
)  # fmt: skip

caution_cases = Table(
    "caution_cases", metadata,
    Column("caution", BigInteger, ForeignKey("cautions.id"), primary_key=True),
    Column("case", BigInteger, ForeignKey("cases.id"), primary_key=True),
)  # fmt: skip

caution_words = Table(
    "caution_words", metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("caution", BigInteger, ForeignKey("cautions.id"), nullable=False),
    Column("at", Moment, nullable=False),
    Column("by", BigInteger, ForeignKey("staff.id"), nullable=False),
    Column("what", Text, nullable=False, comment="give, answer, again, settle, call_off"),
    Column("text", Text, nullable=False),
    Column("due", Moment, nullable=False, comment="until when the answer was owed then"),
    Index("ix_caution_words_caution", "caution", "id"),
)  # fmt: skip

_COLUMNS = tuple(column for column in cautions.c)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which notices a list shows."""

    units: frozenset[str] | None
    """Only those of these units; None for all."""
    kind: str = LIVE
    unit: str = ""
    before: int | None = None


def _of_kind(kind: str, now: datetime) -> ColumnElement[bool]:
    if kind == LATE:
        return (cautions.c.state == OPEN) & (cautions.c.due <= now)
    if kind == LIVE:
        return cautions.c.state.in_((OPEN, ANSWERED))
    return cautions.c.state == kind


def _within(query: Select[Any], wanted: Wanted) -> Select[Any]:
    if wanted.units is not None:
        query = query.where(cautions.c.unit.in_(wanted.units))
    return query.where(cautions.c.unit == wanted.unit) if wanted.unit else query


async def _all(connection: AsyncConnection, query: Select[Any]) -> list[Caution]:
    rows = (await connection.execute(query)).mappings().all()
    numbers = [row["id"] for row in rows]
    named: dict[int, list[int]] = {}
    grounds = select(caution_cases).where(caution_cases.c.caution.in_(numbers)).order_by(caution_cases.c.case)
    for one in await connection.execute(grounds):
        named.setdefault(one.caution, []).append(one.case)
    return [Caution(**row, cases=tuple(named.get(row["id"], ()))) for row in rows]


async def add(connection: AsyncConnection, unit: str, word: Word, cases: Collection[int]) -> Caution:
    """Stores a new notice with its first word and the cases that it names."""
    values = {"at": word.at, "unit": unit, "by": word.by, "text": word.text, "due": word.due}
    made = insert(cautions).values(**values).returning(cautions.c.id)
    number = int((await connection.execute(made)).scalar_one())
    if cases:
        await connection.execute(insert(caution_cases).values([{"caution": number, "case": case} for case in cases]))
    await _write(connection, number, word)
    return await by_id(connection, number)


async def _write(connection: AsyncConnection, id: int, word: Word) -> None:
    said = {"at": word.at, "by": word.by, "what": word.what, "text": word.text, "due": word.due}
    await connection.execute(insert(caution_words).values(caution=id, **said))


async def save(connection: AsyncConnection, after: Caution, word: Word) -> None:
    """Stores how a notice stands after a word; the caller holds it."""
    change = update(cautions).where(cautions.c.id == after.id)
    state = {"state": after.state, "due": after.due, "by": after.by, "answered": after.answered, "told": after.told}
    await connection.execute(change.values(**state, version=after.version))
    await _write(connection, after.id, word)


async def by_id(connection: AsyncConnection, id: int, lock: bool = False) -> Caution:
    """A notice by its number, perhaps held for this transaction; raises NotFoundError."""
    query = select(*_COLUMNS).where(cautions.c.id == id)
    found = await _all(connection, query.with_for_update() if lock else query)
    if not found:
        raise NotFoundError("caution")
    return found[0]


async def words(connection: AsyncConnection, id: int) -> list[Word]:
    """The whole exchange of a notice, oldest first."""
    kept = caution_words.c
    query = select(kept.at, kept.by, kept.what, kept.text, kept.due).where(kept.caution == id).order_by(kept.id)
    return [Word(*row) for row in await connection.execute(query)]


async def find(connection: AsyncConnection, wanted: Wanted, now: datetime, limit: int) -> list[Caution]:
    """Notices of a list, newest first, by pages: pass the last number as `before`."""
    query = _within(select(*_COLUMNS).where(_of_kind(wanted.kind, now)), wanted)
    if wanted.before is not None:
        query = query.where(cautions.c.id < wanted.before)
    return await _all(connection, query.order_by(cautions.c.id.desc()).limit(limit))


async def counts(connection: AsyncConnection, wanted: Wanted, now: datetime) -> Mapping[str, int]:
    """How many notices there are of each kind, exactly."""
    numbers: list[Any] = [func.count().filter(_of_kind(kind, now)).label(kind) for kind in KINDS]
    query: Any = select(*numbers).select_from(cautions).where(true())
    return dict((await connection.execute(_within(query, wanted))).mappings().one())


async def waiting(
    connection: AsyncConnection, units: frozenset[str] | None, kinds: Sequence[str], now: datetime, limit: int
) -> list[Caution]:
    """Notices of some units and kinds, the nearest due first."""
    query = _within(select(*_COLUMNS).where(or_(*(_of_kind(kind, now) for kind in kinds))), Wanted(units))
    return await _all(connection, query.order_by(cautions.c.due, cautions.c.id).limit(limit))


async def overdue(connection: AsyncConnection, now: datetime) -> Sequence[str]:
    """Numbers of notices whose answer is late and of which nobody was told yet."""
    query = select(cautions.c.id).where(cautions.c.state == OPEN, cautions.c.told.is_(None), cautions.c.due <= now)
    return [str(number) for number in (await connection.execute(query.order_by(cautions.c.due).limit(MOST))).scalars()]


async def set_told(connection: AsyncConnection, id: int, at: datetime) -> None:
    """Notes that the lateness was told."""
    await connection.execute(update(cautions).where(cautions.c.id == id).values(told=at))
