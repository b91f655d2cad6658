"""What staff attach to a case: photos with a note, for colleagues alone or for the citizen too."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from cases import evidence
from cases.case import Case, Event
from cases.policy import Person
from desk import tell
from desk.house import House
from errors import NotAllowedError, NotFoundError
from persian import code as show_code
from storage import case_store, work_photos


async def attach(
    connection: AsyncConnection, house: House, person: Person, code: str, photos: tuple[str, ...], text: str,
    for_citizen: bool, now: datetime,
) -> Case:  # fmt: skip
    """Keeps photos and a note with a case, and tells the citizen if they are meant for them.

    Raises NotAllowedError: «no_photos» where nobody may take any, «needs_attachment» when there is none.
    """
    case = await case_store.by_code(connection, code, lock=True)
    if not person.reaches(case):
        raise NotFoundError("case")
    if not person.may_on("work", case):
        raise NotAllowedError("work")
    if evidence.forbids_photo(case, house.topic(case)):
        raise NotAllowedError("no_photos")
    by, whose = f"staff:{person.id}", work_photos.WORK if for_citizen else work_photos.INNER
    taken = await work_photos.take(connection, photos, case.id or 0, by, whose)
    if not taken:
        raise NotAllowedError("needs_attachment")
    event = _event(by, now, taken, text.strip(), for_citizen)
    await case_store.append(connection, case.id or 0, event)
    if for_citizen:
        await _tell(connection, house, case, event)
    await tell.panel(connection, case)
    return case


def _event(by: str, now: datetime, photos: tuple[str, ...], text: str, for_citizen: bool) -> Event:
    """For the citizen the words are a note, which they read too; else they stay inside."""
    more = {"photos": list(photos)} if for_citizen else {"photos": list(photos), "text": text, "inner": True}
    return Event("attach", by, now, note=text if for_citizen else "", more=more)


async def _tell(connection: AsyncConnection, house: House, case: Case, event: Event) -> None:
    text = house.sentences.say(
        "work.attached", unit=house.unit(case.unit), code=show_code(case.code), title=house.told(case), note=event.note
    )
    chat = await case_store.chat_of(connection, case.id or 0)
    await tell.say(connection, house, chat, tell.pictured(text.strip(), (), event), event.at)
