"""Counts of the inspector's notices to each unit: how many, how many owe an answer, how many answers were late."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from cases.cautions import ANSWER, CALLED_OFF, OPEN
from storage.cautions import caution_words, cautions


@dataclass(frozen=True, slots=True)
class Noticed:
    """A unit with its notices, but for those that were called off."""

    unit: str
    all: int
    open: int
    late: int
    """Notices with an answer that came late, or is late now."""


async def by_unit(connection: AsyncConnection, at: datetime) -> Sequence[Noticed]:
    """Units that were ever given a notice, most notices first."""
    own, said = cautions.c, caution_words.c
    tardy = exists().where(said.caution == own.id, said.what == ANSWER, said.at > said.due)
    owed = own.state == OPEN
    number = func.count()
    counts = (number, number.filter(owed), number.filter(tardy | (owed & (own.due <= at))))
    query = (
        select(own.unit, *counts).where(own.state != CALLED_OFF).group_by(own.unit).order_by(number.desc(), own.unit)
    )
    return [Noticed(*row) for row in await connection.execute(query)]
