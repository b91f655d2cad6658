"""Helpers and their coach: codes to join by, the roster without names, and the cases that a coach may hear of."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import count, islice

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.case_list import Filter, narrowed
from storage.tables import cases, chats, staff
from storage.team_tables import helpers, team_codes


@dataclass(frozen=True, slots=True)
class Helper:
    """One helper of a coach, known by a number alone; `chat` never reaches a page."""

    number: int
    chat: str
    since: datetime


def _print(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()


async def helped(connection: AsyncConnection, coach: int) -> frozenset[int]:
    """Numbers of the cases that a coach's helpers filed since they joined."""
    query = select(cases.c.id).join(helpers, helpers.c.chat == cases.c.chat)
    found = await connection.execute(query.where(helpers.c.coach == coach, cases.c.filed >= helpers.c.since))
    return frozenset(found.scalars())


async def add_codes(
    connection: AsyncConnection, coach: int, made: Sequence[str], now: datetime, expires: datetime
) -> list[int]:
    """Stores one-time codes, each for a helper with a number that nobody had; codes that nobody used are forgotten."""
    await connection.execute(select(staff.c.id).where(staff.c.id == coach).with_for_update())
    mine = team_codes.c.coach == coach
    await connection.execute(delete(team_codes).where(mine, team_codes.c.used.is_(None), team_codes.c.expires <= now))
    taken = frozenset((await connection.execute(select(team_codes.c.number).where(mine))).scalars())
    numbers = list(islice((one for one in count(1) if one not in taken), len(made)))
    rows = [
        {"code": _print(code), "coach": coach, "number": number, "expires": expires}
        for code, number in zip(made, numbers, strict=True)
    ]
    await connection.execute(insert(team_codes).values(rows))
    return numbers


async def coach_of_code(connection: AsyncConnection, code: str, now: datetime) -> int | None:
    """Whose code this is, held until the transaction ends; None if it is unknown, too old or used."""
    fits = (team_codes.c.code == _print(code)) & (team_codes.c.expires > now) & team_codes.c.used.is_(None)
    return (await connection.execute(select(team_codes.c.coach).where(fits).with_for_update())).scalar()


async def join(connection: AsyncConnection, code: str, chat: int, now: datetime) -> Mapping[str, int] | None:
    """Uses a code up and entrusts the chat to its coach, whoever had it before; None if the code is used."""
    fits = (team_codes.c.code == _print(code)) & (team_codes.c.expires > now) & team_codes.c.used.is_(None)
    used = update(team_codes).where(fits).values(used=now).returning(team_codes.c.coach, team_codes.c.number)
    row = (await connection.execute(used)).mappings().first()
    if row is None:
        return None
    made = {**row, "since": now}
    query = upsert(helpers).values(chat=chat, **made)
    await connection.execute(query.on_conflict_do_update(index_elements=["chat"], set_=made))
    return {"coach": row["coach"], "number": row["number"]}


async def coach_of(connection: AsyncConnection, chat: int) -> int | None:
    """To whom a chat is entrusted; None if to nobody."""
    return (await connection.execute(select(helpers.c.coach).where(helpers.c.chat == chat))).scalar()


async def leave(connection: AsyncConnection, chat: int) -> tuple[int, int] | None:
    """A helper leaves: coach and number that they had, None if they were nobody's."""
    gone = delete(helpers).where(helpers.c.chat == chat).returning(helpers.c.coach, helpers.c.number)
    row = (await connection.execute(gone)).first()
    return (row.coach, row.number) if row else None


async def let_go(connection: AsyncConnection, coach: int, number: int) -> int | None:
    """A coach lets a helper go: the helper's chat, None if there is no such helper of theirs."""
    fits = (helpers.c.coach == coach) & (helpers.c.number == number)
    return (await connection.execute(delete(helpers).where(fits).returning(helpers.c.chat))).scalar()


async def roster(connection: AsyncConnection, coach: int) -> list[Helper]:
    """A coach's helpers, by number."""
    query = select(helpers.c.number, chats.c.key, helpers.c.since).join(chats, chats.c.id == helpers.c.chat)
    found = await connection.execute(query.where(helpers.c.coach == coach).order_by(helpers.c.number))
    return [Helper(*row) for row in found]


async def tallies(connection: AsyncConnection, by: Filter) -> Mapping[tuple[str, str], int]:
    """How many cases each chat has in each status, of those that a filter finds."""
    query = select(chats.c.key, cases.c.status, func.count()).select_from(cases).join(chats, chats.c.id == cases.c.chat)
    found = await connection.execute(narrowed(query, by).group_by(chats.c.key, cases.c.status))
    return {(row[0], row[1]): int(row[2]) for row in found}
