"""What staff bring with a form about the work: photos that are kept even if the form is refused, reasons, a task."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import Depends, File, Form, UploadFile

from cases.case import Case
from cases.evidence import forbids_photo
from cases.orders import Task
from errors import NotAllowedError, PhotoError
from panel.entry import read_day, read_text
from panel.gate import Visit
from panel.show import now
from storage import case_store, work_photos
from storage.media import CleanPhoto, clean

PHOTOS_AT_ONCE = 5
TABLES = asyncio.Semaphore(2)
"""Cleaning a photo takes much memory, so only two are cleaned at a time."""
Text = Annotated[str, Form()]


@dataclass(frozen=True, slots=True)
class Work:
    """The part of a form that is about the work; what was typed or uploaded is shown again if it was refused."""

    photos: tuple[str, ...] = ()
    """Photos that are already kept, but belong to no step yet."""
    reason: str = ""
    contractor: str = ""
    what: str = ""
    until: str = ""
    uploads: tuple[UploadFile, ...] = ()
    problem: str = ""
    """Why an upload was not kept."""

    def task(self) -> Task:
        """What a work order asks for; raises NotAllowedError for a day that is none."""
        contractor = int(self.contractor) if self.contractor.isdecimal() and len(self.contractor) < 19 else None
        return Task(contractor, read_text(self.what), read_day(self.until, now()))

    def check(self) -> None:
        """Raises NotAllowedError if an upload was not kept."""
        if self.problem:
            raise NotAllowedError(self.problem)


async def read_work(
    photo: Annotated[list[UploadFile], File(default_factory=list)],
    kept: Annotated[list[str], Form(default_factory=list)],
    reason: Text = "", contractor: Text = "", what: Text = "", until: Text = "",
) -> Work:  # fmt: skip
    """The fields as they came; an empty file field is no upload."""
    uploads = tuple(one for one in photo if one.size)
    return Work(tuple(kept[:PHOTOS_AT_ONCE]), reason, contractor, what, until, uploads)


Brought = Annotated[Work, Depends(read_work)]


async def keep(visit: Visit, case: Case, work: Work, power: str) -> Work:
    """Keeps the uploads of somebody who may do this, before the form is judged, so that none must be sent twice."""
    if not visit.person.may_on(power, case):
        return replace(work, uploads=(), photos=())
    if work.uploads and forbids_photo(case, visit.house.topic(case)):
        return replace(work, uploads=(), problem="no_photos")
    if len(work.uploads) + len(work.photos) > PHOTOS_AT_ONCE:
        return replace(work, uploads=(), problem="photos_many")
    cleaned, problem = await _clean(work.uploads)
    async with visit.transaction() as connection:
        earlier = await work_photos.loose(connection, work.photos, visit.by)
        chat = await case_store.chat_of(connection, case.id or 0)
        for photo in cleaned:
            await work_photos.keep(connection, visit.parts.media, chat, photo, visit.by)
    return replace(work, uploads=(), photos=(*earlier, *(photo.id for photo in cleaned)), problem=problem)


async def _clean(uploads: Sequence[UploadFile]) -> tuple[list[CleanPhoto], str]:
    """The sound photos without metadata, and why another one was refused."""
    cleaned, problem = [], ""
    for upload in uploads:
        try:
            async with TABLES:
                cleaned.append(await asyncio.to_thread(clean, await upload.read()))
        except PhotoError as error:
            problem = f"photo_{error.reason}"
    return cleaned, problem
