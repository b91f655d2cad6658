"""Acts on many cases that wait until they can no longer be undone, and what became of each case."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from cases.case import Case
from storage.case_store import select_case, to_case
from storage.floor_tables import pending_acts, pending_cases
from storage.tables import cases

WAITING, RUNNING, FINISHED, UNDONE = "waiting", "running", "finished", "undone"
DONE = "done"


@dataclass(frozen=True, slots=True)
class Act:
    """One act on many cases, as stored."""

    id: int
    at: datetime
    staff: int
    what: str
    wanted: Mapping[str, Any]
    due: datetime
    state: str
    finished: datetime | None
    chosen: int
    """How many cases."""
    done: int
    """With how many of them it could be done."""


@dataclass(frozen=True, slots=True)
class Item:
    """One case of an act: as it stands now, as it stood then, and what became of it."""

    case: Case
    version: int
    outcome: str


async def add(
    connection: AsyncConnection, staff: int, what: str, wanted: Mapping[str, Any], due: datetime,
    chosen: Sequence[tuple[int, int]],
) -> int:  # fmt: skip
    """Stores an act with its cases, each with the version that was shown; its number."""
    made = insert(pending_acts).values(staff=staff, what=what, wanted=dict(wanted), due=due)
    number = int((await connection.execute(made.returning(pending_acts.c.id))).scalar_one())
    rows = [
        {"act": number, "case": case, "version": version, "place": place}
        for place, (case, version) in enumerate(chosen)
    ]
    await connection.execute(insert(pending_cases).values(rows))
    return number


async def chosen(connection: AsyncConnection, codes: Sequence[str]) -> dict[str, Case]:
    """Cases by their tracking codes; unknown codes are not among them."""
    rows = (await connection.execute(select_case().where(cases.c.code.in_(codes)))).mappings()
    found = {row["code"]: to_case(dict(row)) for row in rows}
    return {code: found[code] for code in codes if code in found}


async def _acts(connection: AsyncConnection, where: ColumnElement[bool], limit: int) -> list[Act]:
    counted = select(
        pending_cases.c.act, func.count().label("chosen"),
        func.count().filter(pending_cases.c.outcome == DONE).label("done"),
    ).group_by(pending_cases.c.act).subquery()  # fmt: skip
    kept = (*pending_acts.c, counted.c.chosen, counted.c.done)
    query = select(*kept).join(counted, counted.c.act == pending_acts.c.id)
    rows = await connection.execute(query.where(where).order_by(pending_acts.c.id.desc()).limit(limit))
    return [Act(*row) for row in rows]


async def by_id(connection: AsyncConnection, id: int) -> Act | None:
    """An act by its number."""
    return next(iter(await _acts(connection, pending_acts.c.id == id, 1)), None)


async def of_staff(connection: AsyncConnection, staff: int, limit: int = 20) -> list[Act]:
    """A person's acts, newest first."""
    return await _acts(connection, pending_acts.c.staff == staff, limit)


async def items(connection: AsyncConnection, act: int) -> list[Item]:
    """The cases of an act in the order in which they were chosen."""
    joined = select_case().add_columns(pending_cases.c.version.label("then"), pending_cases.c.outcome)
    query = joined.join(pending_cases, pending_cases.c.case == cases.c.id).where(pending_cases.c.act == act)
    rows = (await connection.execute(query.order_by(pending_cases.c.place))).mappings()
    return [Item(to_case(dict(row)), row["then"], row["outcome"]) for row in rows]


async def undo(connection: AsyncConnection, id: int, now: datetime) -> bool:
    """Takes an act back; False if its moment has come."""
    waits = (pending_acts.c.id == id) & (pending_acts.c.state == WAITING) & (pending_acts.c.due > now)
    changed = await connection.execute(update(pending_acts).where(waits).values(state=UNDONE, finished=now))
    return changed.rowcount == 1


async def take(connection: AsyncConnection, id: int) -> bool:
    """Begins an act, or goes on with one that a crash cut off; False if it was undone or is finished."""
    open_still = (pending_acts.c.id == id) & pending_acts.c.state.in_((WAITING, RUNNING))
    changed = await connection.execute(update(pending_acts).where(open_still).values(state=RUNNING))
    return changed.rowcount == 1


async def settle(connection: AsyncConnection, act: int, case: int, outcome: str) -> bool:
    """Writes down what became of a case; False if somebody has done so before, so that nothing is done twice."""
    fits = (pending_cases.c.act == act) & (pending_cases.c.case == case) & (pending_cases.c.outcome == "")
    changed = await connection.execute(update(pending_cases).where(fits).values(outcome=outcome))
    return changed.rowcount == 1


async def finish(connection: AsyncConnection, id: int, now: datetime) -> None:
    """Notes that every case of an act has its outcome."""
    await connection.execute(update(pending_acts).where(pending_acts.c.id == id).values(state=FINISHED, finished=now))
