"""Work orders: the unit's list, the contractor's own page, the report with a photo, the unit's word, the paper."""

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response
from sqlalchemy.ext.asyncio import AsyncConnection

from cases.case import Case
from cases.orders import OPEN, REPORTED, WorkOrder
from desk import orders as desk_orders
from errors import NotAllowedError, NotFoundError
from panel import paper
from panel.entry import read_text
from panel.filters import reach
from panel.gate import NO_STORE, Carrier, Number, Seer, StaffRoute, Visit, goto
from panel.show import now
from panel.workform import Brought, Text, Work, keep
from storage import case_store, contractors, orders, work_photos

LIST = 200
inside = APIRouter(route_class=StaffRoute, include_in_schema=False)


async def _worker(request: Request) -> Visit:
    """Who sees cases or carries out orders."""
    visit: Visit = request.state.visit
    if not (visit.person.may("see") or visit.person.may("carry")):
        raise NotAllowedError("see")
    return visit


Worker = Annotated[Visit, Depends(_worker)]


@inside.get("/panel/orders")
async def orders_page(visit: Worker) -> Response:
    """For a unit: what is on its way or waits for a look. For a contractor: their own orders."""
    async with visit.transaction() as connection:
        names = await contractors.names(connection)
        if visit.person.may("see"):
            found = await orders.within_reach(connection, reach(visit.person), (OPEN, REPORTED), LIST)
            return visit.page("orders.html", found=found, names=names)
        mine = await orders.of_contractor_of(connection, visit.person.id, LIST)
        shown = [(order, await case_store.by_id(connection, order.case)) for order in mine]
    return visit.page("carrier.html", found=shown, names=names)


async def _mine(connection: AsyncConnection, visit: Visit, number: int) -> tuple[WorkOrder, Case]:
    """An open order of the person's own contractor; any other is as if there were none."""
    order = await orders.by_id(connection, number)
    case = await case_store.by_id(connection, order.case)
    if not visit.person.may_on("carry", case) or order.state != OPEN:
        raise NotFoundError("order")
    if order.id not in {one.id for one in await orders.of_contractor_of(connection, visit.person.id, LIST)}:
        raise NotFoundError("order")
    return order, case


async def _show(visit: Visit, number: int, status: int = 200, work: Work | None = None, problem: str = "") -> Response:
    async with visit.transaction() as connection:
        order, case = await _mine(connection, visit, number)
        sees = visit.person.sees_site(case)
        photos = await work_photos.of_case(connection, order.case, work_photos.CITIZEN) if sees else []
    values: dict[str, Any] = {"order": order, "case": case, "photos": photos, "problem": problem}
    free = desk_orders.photo_free(visit.house, case)
    return visit.page("order.html", status, work=work or Work(), photo_free=free, **values)


@inside.get("/panel/orders/{id}")
async def order_page(visit: Carrier, id: Number) -> Response:
    """What a contractor is shown: place, topic, task and the photos of the place; never who reported it."""
    return await _show(visit, id)


@inside.post("/panel/orders/{id}/report")
async def report(visit: Carrier, id: Number, work: Brought) -> Response:
    """The contractor reports that the work is done."""
    async with visit.transaction() as connection:
        _, case = await _mine(connection, visit, id)
    work = await keep(visit, case, work, "carry")
    try:
        work.check()
        words = read_text(work.reason)
        async with visit.transaction() as connection:
            await desk_orders.report(connection, visit.house, visit.person, id, words, work.photos, now())
    except NotAllowedError as error:
        return await _show(visit, id, 422, work, visit.reason(error))
    return goto(visit.request, "/panel/orders?done=order_report")


@inside.post("/panel/orders/{id}/accept")
async def accept(visit: Seer, id: Number) -> Response:
    """The unit looked and agrees; the form of its own last step opens with the photos."""
    try:
        async with visit.transaction() as connection:
            case = await desk_orders.accept(connection, visit.person, id, now())
    except NotAllowedError as error:
        return await _refused(visit, id, error)
    finish = visit.house.workflow.after("finish").key
    return goto(visit.request, f"/panel/cases/{case.code}?step={finish}&done=order_accept#step")


@inside.post("/panel/orders/{id}/refuse")
async def refuse(visit: Seer, id: Number, work: Brought, why: Text = "") -> Response:
    """The unit looked and does not agree: ordered anew."""
    try:
        async with visit.transaction() as connection:
            wanted = (read_text(why), work.task())
            order = await desk_orders.refuse(connection, visit.house, visit.person, id, *wanted, now())
            case = await case_store.by_id(connection, order.case)
    except NotAllowedError as error:
        return await _refused(visit, id, error, why, work)
    return goto(visit.request, f"/panel/cases/{case.code}?done=order_refuse#orders")


async def _refused(
    visit: Visit, number: int, error: NotAllowedError, why: str = "", work: Work | None = None
) -> HTMLResponse:
    """Why the unit's word was not taken, with everything that was typed."""
    problem = visit.reason(error)
    async with visit.transaction() as connection:
        order = await orders.by_id(connection, number)
        case = await case_store.by_id(connection, order.case)
        active = [one for one in await contractors.everyone(connection) if one.active]
    values: dict[str, Any] = {"order": order, "case": case, "contractors": active, "problem": problem, "why": why}
    return visit.page("order_refused.html", 422, work=work or Work(), **values)


@inside.get("/panel/orders/{id}/paper")
async def order_paper(visit: Worker, id: Number) -> Response:
    """The order as a PDF to print; never with a word about who reported it."""
    async with visit.transaction() as connection:
        order = await orders.by_id(connection, id)
        case = await case_store.by_id(connection, order.case)
        if not visit.person.may_on("see", case):
            order, case = await _mine(connection, visit, id)
        names = await contractors.names(connection)
    sheet = paper.sheet(visit.house, order, case, names.get(order.contractor or 0, ""), visit.person.sees_place(case))
    data = await asyncio.to_thread(paper.draw, sheet, visit.parts.site.vendor)
    headers = NO_STORE | {"Content-Disposition": f'inline; filename="order-{order.id}.pdf"'}
    return Response(data, media_type="application/pdf", headers=headers)


@inside.get("/panel/orders/{id}/photo/{photo}")
async def order_photo(visit: Carrier, id: Number, photo: str) -> Response:
    """A photo of the place for those who were sent there, or one that they have just uploaded."""
    async with visit.transaction() as connection:
        _, case = await _mine(connection, visit, id)
        owned = await work_photos.owned(connection, photo)
        site = owned.code == case.code and owned.whose == work_photos.CITIZEN and visit.person.sees_site(case)
        if not site and not (owned.code is None and owned.by == visit.by):
            raise NotFoundError("photo")
    return Response(visit.parts.media.read(photo), media_type="image/jpeg", headers=NO_STORE)
