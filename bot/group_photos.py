"""«Done» in a unit's group: the bot asks for a photo of the work and takes the one that replies to its question."""

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from cases import evidence
from cases.case import Case, Step, step
from cases.policy import Person
from desk import steps, tell
from desk.house import House
from dialogues.message import Button, Reply
from errors import NotAllowedError, NotFoundError
from persian import code as show_code
from persian import persian_digits
from storage import case_store, orders, photo_asks, work_photos
from storage.database import announce
from storage.media import CleanPhoto
from storage.photo_asks import PhotoAsk
from storage.talks import Talk

REASON = "np."
"""How the data of a button begin that says why there is no photo."""


class GroupPhotos:
    """Finishes cases in a group, with the evidence that their status asks for."""

    def __init__(self, house: House) -> None:
        self.house = house

    async def finish(self, connection: AsyncConnection, talk: Talk, person: Person, code: str, now: datetime) -> None:
        """Done at once where no evidence is wanted; else asks for it."""
        case = await self._case(connection, person, code)
        status = self.house.workflow.after("finish", case.kind)
        note = self.house.sentences.say("staff.done_note")
        # Nobody takes a photo for a step that would be refused.
        step(case, Step(status.key, note), f"staff:{person.id}", person.role.may, now, self.house.workflow)
        want = evidence.wanted(status, case, self.house.topic(case), self.house.workflow)
        if want == evidence.PHOTO and not await orders.proven_by(connection, case.id or 0):
            await self._ask(connection, talk, case, now)
        elif want == evidence.REPORT:
            url = f"{self.house.panel_url}/cases/{code}"
            text = self.house.sentences.say("work.ask_report", code=show_code(code), url=url)
            await tell.say(connection, self.house, talk.id, [Reply(text)], now)
        else:
            await self._step(connection, person, code, now)

    async def without(
        self, connection: AsyncConnection, person: Person, code: str, key: str, now: datetime
    ) -> None:  # fmt: skip
        """Done without a photo, for one of the reasons on the buttons."""
        case = await self._case(connection, person, code)
        reason = self.house.sentences.table("work", "reasons").get(key)
        if reason is None or evidence.forbids_photo(case, self.house.topic(case)):
            raise NotAllowedError("step")
        await self._step(connection, person, code, now, reason=reason)
        await photo_asks.settle(connection, case.id or 0, now)

    async def take(
        self, connection: AsyncConnection, talk: Talk, person: Person, ask: PhotoAsk, photo: CleanPhoto | None,
        now: datetime,
    ) -> None:  # fmt: skip
        """A photo that replies to the question; one that came broken or too late changes nothing."""
        if photo is None or now > ask.until:
            fault = "work.photo_broken" if photo is None else "work.too_late"
            await tell.say(connection, self.house, talk.id, [Reply(self.house.sentences.say(fault))], now)
            return
        code = (await case_store.by_id(connection, ask.case)).code
        await self._case(connection, person, code)
        chat = await case_store.chat_of(connection, ask.case)
        await work_photos.keep(connection, self.house.media, chat, photo, f"staff:{person.id}")
        await self._step(connection, person, code, now, photos=(photo.id,))
        await photo_asks.settle(connection, ask.case, now)
        text = self.house.sentences.say("work.photo_taken", code=show_code(code))
        await tell.say(connection, self.house, talk.id, [Reply(text)], now)

    async def _case(self, connection: AsyncConnection, person: Person, code: str) -> Case:
        case = await case_store.by_code(connection, code, lock=True)
        if not person.may_on("work", case):
            raise NotFoundError("case")
        if self.house.workflow.after("finish", case.kind).key not in steps.choices(self.house, person, case):
            raise NotAllowedError("step")
        return case

    async def _ask(self, connection: AsyncConnection, talk: Talk, case: Case, now: datetime) -> None:
        minutes = self.house.workflow.evidence.minutes
        text = self.house.sentences.say(
            "work.ask_photo", code=show_code(case.code), minutes=persian_digits(minutes)
        )  # fmt: skip
        reasons = self.house.sentences.table("work", "reasons").items()
        rows = tuple((Button(label, f"s:{REASON}{key}:{case.code}"),) for key, label in reasons)
        until = now + timedelta(minutes=minutes)
        await photo_asks.ask(connection, talk.id, Reply(text, rows), case.id or 0, until)
        await self.house.jobs.deliver(connection, talk.key, now)
        await announce(connection, f"send {talk.key}")

    async def _step(
        self, connection: AsyncConnection, person: Person, code: str, now: datetime, photos: tuple[str, ...] = (),
        reason: str = "",
    ) -> None:  # fmt: skip
        case = await case_store.by_code(connection, code)
        status = self.house.workflow.after("finish", case.kind)
        note = self.house.sentences.say("staff.done_note") if "note" in status.needs else ""
        wanted = Step(status.key, note, photos=photos, reason=reason)
        await steps.take_step(connection, self.house, person, code, wanted, now)
