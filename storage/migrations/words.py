"""Writes the words of cases that were filed before words could be looked for."""

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import TSVECTOR

from cases import search
from cases.case import Case, Where
from cases.terms import Term

BATCH = 2000
_AGO = datetime(2000, 1, 1, tzinfo=UTC)
_CASES = sa.table(
    "cases", sa.column("id"), sa.column("code"), sa.column("topic"), sa.column("words"), sa.column("answers"),
    sa.column("place"), sa.column("neighbourhood"), sa.column("search", TSVECTOR),
)  # fmt: skip


def write_words(connection: sa.Connection) -> None:
    """Goes through all cases by their numbers, so that as many as there are fit."""
    last = 0
    while rows := connection.execute(_some(last)).mappings().all():
        change = sa.update(_CASES).where(_CASES.c.id == sa.bindparam("number")).values(search=sa.bindparam("words_of"))
        connection.execute(change, [{"number": row["id"], "words_of": _vector(row)} for row in rows])
        last = rows[-1]["id"]


def _some(last: int) -> sa.Select[Any]:
    kept = [column for column in _CASES.c if column.name != "search"]
    return sa.select(*kept).where(_CASES.c.id > last).order_by(_CASES.c.id).limit(BATCH)


def _vector(row: sa.RowMapping) -> str:
    """Only what is looked for matters here; the rest of the case stays blank."""
    where = Where(row["place"], None, row["neighbourhood"])
    return search.vector(
        Case(
            code=row["code"], topic=row["topic"], kind="", status="", unit="", chat="", words=row["words"], urgency="",
            protected=False, where=where, answers=row["answers"], filed=_AGO, term=Term(_AGO, _AGO), changed=_AGO,
        )
    )  # fmt: skip
