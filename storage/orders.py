"""Work orders in tables; the rules are in cases/orders.py."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import Select, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from cases.case import Case
from cases.orders import ACCEPTED, OPEN, REPORTED, WorkOrder
from errors import NotFoundError
from storage.case_list import Filter, jurisdiction
from storage.case_store import select_case, to_case
from storage.tables import cases, events, photos
from storage.work_tables import contractor_staff, work_orders

_ORDER = tuple(work_orders.c[name] for name in WorkOrder.__dataclass_fields__)


async def add(connection: AsyncConnection, values: dict[str, Any]) -> WorkOrder:
    """Stores a new work order and gives it its number."""
    row = (await connection.execute(insert(work_orders).values(**values).returning(*_ORDER))).one()
    return WorkOrder(*row)


async def save(connection: AsyncConnection, order: WorkOrder) -> None:
    """Stores an order after it was reported on or settled; its case is locked by the caller."""
    values = {key: value for key, value in asdict(order).items() if key != "id"}
    await connection.execute(update(work_orders).where(work_orders.c.id == order.id).values(**values))


async def by_id(connection: AsyncConnection, id: int) -> WorkOrder:
    """An order by its number; raises NotFoundError."""
    row = (await connection.execute(select(*_ORDER).where(work_orders.c.id == id))).first()
    if row is None:
        raise NotFoundError("order")
    return WorkOrder(*row)


async def _all(connection: AsyncConnection, query: Select[Any]) -> list[WorkOrder]:
    return [WorkOrder(*row) for row in await connection.execute(query)]


async def of_case(connection: AsyncConnection, case: int) -> list[WorkOrder]:
    """Every order of a case, oldest first."""
    return await _all(connection, select(*_ORDER).where(work_orders.c.case == case).order_by(work_orders.c.id))


async def unsettled(connection: AsyncConnection, case: int) -> list[WorkOrder]:
    """Orders of a case that somebody still works on or must look at."""
    return [order for order in await of_case(connection, case) if order.state in (OPEN, REPORTED)]


async def of_contractor_of(connection: AsyncConnection, staff: int, limit: int) -> list[WorkOrder]:
    """The orders of a person's contractor, those to be done first, then the newest."""
    mine = contractor_staff.c.contractor == work_orders.c.contractor
    query = select(*_ORDER).join(contractor_staff, mine).where(contractor_staff.c.staff == staff)
    return await _all(connection, query.order_by(work_orders.c.state != OPEN, work_orders.c.id.desc()).limit(limit))


async def within_reach(
    connection: AsyncConnection, reach: Filter, states: Sequence[str], limit: int
) -> list[tuple[WorkOrder, Case]]:
    """Orders in these states with their cases, those that wait for the unit first, then by their day."""
    query = select_case().join(work_orders, work_orders.c.case == cases.c.id).where(*jurisdiction(reach))
    query = query.add_columns(*(column.label(f"order_{column.name}") for column in _ORDER))
    query = query.where(work_orders.c.state.in_(states)).order_by(work_orders.c.state != REPORTED, work_orders.c.until)
    rows = (await connection.execute(query.limit(limit))).mappings()
    names = [column.name for column in _ORDER]
    return [(WorkOrder(*(row[f"order_{name}"] for name in names)), to_case(dict(row))) for row in rows]


async def proven_by(connection: AsyncConnection, case: int) -> Sequence[str]:
    """Photos of accepted orders of a case that no step has shown to the citizen yet."""
    accepted = select(photos.c.id).join(work_orders, work_orders.c.id == photos.c.order)
    accepted = accepted.where(photos.c.case == case, work_orders.c.state == ACCEPTED).order_by(photos.c.at, photos.c.id)
    told = select(events.c.more["photos"]).where(events.c.case == case, events.c.what == "move")
    shown = {one for row in (await connection.execute(told)).scalars() for one in row or ()}
    return [one for one in (await connection.execute(accepted)).scalars() if one not in shown]
