"""What the page of a case shows of the work: before and after, work orders, what a step must prove."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from cases import evidence
from cases.case import Case
from cases.orders import WorkOrder
from panel.gate import Visit
from storage import contractors, orders, work_photos


@dataclass(frozen=True, slots=True)
class OrderShown:
    """A work order with the name of who carries it out and the photos of its report."""

    order: WorkOrder
    contractor: str
    photos: tuple[str, ...] = ()


async def of_case(connection: AsyncConnection, visit: Visit, case: Case, to: str) -> dict[str, Any]:
    """Values for the template; `to` is the step whose form is open."""
    number, sees = case.id or 0, visit.person.sees_words(case)
    flow, topic = visit.house.workflow, visit.house.topic(case)
    kinds = {"before": work_photos.CITIZEN, "after": work_photos.WORK, "inner": work_photos.INNER}
    photos = {name: await work_photos.of_case(connection, number, kind) if sees else [] for name, kind in kinds.items()}
    return {
        **photos, "orders": await _orders(connection, case, sees),
        "contractors": [one for one in await contractors.everyone(connection) if one.active],
        "proof": evidence.wanted(flow[to], case, topic, flow) if to in flow.statuses else "",
        "proven": await orders.proven_by(connection, number), "photo_free": evidence.forbids_photo(case, topic),
    }  # fmt: skip


async def _orders(connection: AsyncConnection, case: Case, sees: bool) -> list[OrderShown]:
    names = await contractors.names(connection)
    return [
        OrderShown(
            order, names.get(order.contractor or 0, ""),
            tuple(await work_photos.of_order(connection, order.id)) if sees else (),
        )
        for order in await orders.of_case(connection, case.id or 0)
    ]  # fmt: skip
