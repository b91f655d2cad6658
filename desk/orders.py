"""Work orders: made with a step, reported on by those who were sent, looked at by the unit, called off at the end."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from cases import evidence
from cases.case import Case, Event
from cases.orders import Task, WorkOrder, accepted, called_off, refused, reported
from cases.policy import Person
from desk import tell
from desk.house import House
from dialogues.message import Reply
from errors import NotAllowedError, NotFoundError
from persian import code as show_code
from persian import persian_digits
from storage import case_store, contractors, orders, people, work_photos


async def after_step(connection: AsyncConnection, house: House, case: Case, event: Event, task: Task) -> None:
    """What a step brings for work orders: a status may make one; referral, a result and the end call all off."""
    status = house.workflow[case.status]
    if event.unit or not status.open or status.asks == "feedback":
        await call_off(connection, case, event.at)
    elif status.makes:
        await _make(connection, house, case, task, event)


async def call_off(connection: AsyncConnection, case: Case, now: datetime) -> None:
    """Calls off every order of a case that somebody still works on."""
    for order in await orders.unsettled(connection, case.id or 0):
        await orders.save(connection, called_off(order, now))
        event = Event("order_off", "house", now, more={"order": order.id})
        await case_store.append(connection, case.id or 0, event)


async def _make(
    connection: AsyncConnection, house: House, case: Case, task: Task, event: Event, again: int | None = None
) -> WorkOrder:
    """Stores a new order, with what the case says where the task says nothing; raises NotAllowedError("contractor")."""
    if task.contractor is not None:
        found = await contractors.by_id(connection, task.contractor)
        if found is None or not found.active:
            raise NotAllowedError("contractor")
    made = await orders.add(connection, {
        "case": case.id, "contractor": task.contractor, "unit": case.unit, "by": event.by, "at": event.at,
        "what": task.what.strip() or house.title(case), "until": task.until or case.term.due, "again": again,
    })  # fmt: skip
    await case_store.append(connection, case.id or 0, Event("order", event.by, event.at, more={"order": made.id}))
    return made


async def held(connection: AsyncConnection, person: Person, number: int, act: str) -> tuple[WorkOrder, Case]:
    """An order and its case, held for this transaction; raises NotFoundError to those who do not reach the case."""
    order = await orders.by_id(connection, number)
    case = await case_store.by_code(connection, (await case_store.by_id(connection, order.case)).code, lock=True)
    if not person.reaches(case):
        raise NotFoundError("order")
    if not person.may_on(act, case):
        raise NotAllowedError(act)
    return await orders.by_id(connection, number), case


async def report(
    connection: AsyncConnection, house: House, person: Person, number: int, words: str, photos: tuple[str, ...],
    now: datetime,
) -> WorkOrder:  # fmt: skip
    """The contractor says that the work is done, with a photo of it or the reason why there is none."""
    order, case = await held(connection, person, number, "carry")
    by = f"staff:{person.id}"
    forbidden = photo_free(house, case)
    if photos and forbidden:
        raise NotAllowedError("no_photos")
    taken = await work_photos.take(connection, photos, order.case, by, order=order.id)
    want = evidence.REPORT if forbidden else evidence.PHOTO
    if lacking := evidence.lacking(want, bool(taken), words):
        raise NotAllowedError(lacking)
    return await _reported(connection, house, case, reported(order, words.strip(), now), by)


async def _reported(connection: AsyncConnection, house: House, case: Case, order: WorkOrder, by: str) -> WorkOrder:
    await orders.save(connection, order)
    now = order.reported or order.at
    event = Event("order_report", by, now, more={"order": order.id, "text": order.report})
    await case_store.append(connection, order.case, event)
    text = house.sentences.say("work.reported", code=show_code(case.code), number=persian_digits(order.id))
    for chat in await people.groups_of(connection, (case.unit, *case.also)):
        await tell.say(connection, house, chat, [Reply(text)], now)
    await tell.panel(connection, case)
    return order


async def accept(connection: AsyncConnection, person: Person, number: int, now: datetime) -> Case:
    """The unit looked and agrees: the photos count as evidence; the unit's own step comes after."""
    order, case = await held(connection, person, number, "work")
    await orders.save(connection, accepted(order, now))
    event = Event("order_accept", f"staff:{person.id}", now, more={"order": order.id})
    await case_store.append(connection, order.case, event)
    await tell.panel(connection, case)
    return case


async def refuse(
    connection: AsyncConnection, house: House, person: Person, number: int, why: str, task: Task, now: datetime
) -> WorkOrder:  # fmt: skip
    """The unit looked and does not agree: the work is ordered anew, from the same contractor or another one."""
    order, case = await held(connection, person, number, "work")
    if not why.strip():
        raise NotAllowedError("nothing")
    await orders.save(connection, refused(order, why.strip(), now))
    event = Event("order_refuse", f"staff:{person.id}", now, more={"order": order.id, "text": why.strip()})
    await case_store.append(connection, order.case, event)
    again = await _make(connection, house, case, task, event, again=order.id)
    await tell.panel(connection, case)
    return again


def photo_free(house: House, case: Case) -> bool:
    """Whether nobody may take a photo for this case, whoever is sent."""
    return evidence.forbids_photo(case, house.topic(case))
