"""The evidence that a step brings: photos of the work, or the reason why there are none."""

from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncConnection

from cases import evidence
from cases.case import Case, Event, Step
from desk.house import House
from errors import NotAllowedError
from storage import orders, work_photos


async def prove(connection: AsyncConnection, house: House, case: Case, wanted: Step, event: Event) -> Event:
    """The event with its evidence; raises NotAllowedError("needs_photo"), ("needs_report") or ("no_photos").

    Photos of an accepted work order count as the unit's own.
    """
    topic, status = house.topic(case), house.workflow[event.status]
    if wanted.photos and evidence.forbids_photo(case, topic):
        raise NotAllowedError("no_photos")
    photos = await work_photos.take(connection, wanted.photos, case.id or 0, event.by)
    want = evidence.wanted(status, case, topic, house.workflow)
    if want == evidence.PHOTO:
        photos = (*await orders.proven_by(connection, case.id or 0), *photos)
    if lacking := evidence.lacking(want, bool(photos), wanted.reason):
        raise NotAllowedError(lacking)
    more = {"photos": list(photos)} if photos else {}
    reason = {"without": want, "text": wanted.reason.strip()} if want and not photos else {}
    return replace(event, more={**event.more, **more, **reason})
