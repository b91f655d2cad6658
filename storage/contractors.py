"""Contractors and who works for them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import staff
from storage.work_tables import contractor_staff, contractors


@dataclass(frozen=True, slots=True)
class Contractor:
    """A firm that carries out work orders, and the accounts that belong to it."""

    id: int
    name: str
    active: bool
    people: tuple[int, ...] = ()


async def everyone(connection: AsyncConnection) -> list[Contractor]:
    """All contractors by name, each with its people."""
    people: dict[int, list[int]] = {}
    for row in await connection.execute(select(contractor_staff).order_by(contractor_staff.c.staff)):
        people.setdefault(row.contractor, []).append(row.staff)
    rows = await connection.execute(select(contractors).order_by(contractors.c.name))
    return [Contractor(row.id, row.name, row.active, tuple(people.get(row.id, ()))) for row in rows]


async def by_id(connection: AsyncConnection, id: int) -> Contractor | None:
    """A contractor by its number."""
    return next((one for one in await everyone(connection) if one.id == id), None)


async def names(connection: AsyncConnection) -> Mapping[int, str]:
    """Names by number."""
    return {row.id: row.name for row in await connection.execute(select(contractors.c.id, contractors.c.name))}


async def add(connection: AsyncConnection, name: str) -> int | None:
    """Makes a contractor; None if the name is taken."""
    made = upsert(contractors).values(name=name).on_conflict_do_nothing().returning(contractors.c.id)
    found = (await connection.execute(made)).scalar()
    return int(found) if found is not None else None


async def change(connection: AsyncConnection, id: int, active: bool, people: Sequence[int]) -> None:
    """Switches a contractor on or off and replaces its people; who was another's is this one's from now on."""
    await connection.execute(update(contractors).where(contractors.c.id == id).values(active=active))
    mine = (contractor_staff.c.contractor == id) | contractor_staff.c.staff.in_(people)
    await connection.execute(delete(contractor_staff).where(mine))
    if people:
        rows = [{"staff": one, "contractor": id} for one in set(people)]
        await connection.execute(insert(contractor_staff).values(rows))


async def accounts(connection: AsyncConnection, roles: Sequence[str]) -> Mapping[int, str]:
    """Names of the active accounts with one of these roles, by number."""
    query = select(staff.c.id, staff.c.name).where(staff.c.role.in_(roles), staff.c.active).order_by(staff.c.name)
    return {row.id: row.name for row in await connection.execute(query)}
