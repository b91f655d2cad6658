"""Units' groups in messengers: binding by a one-time code, and the buttons under a card."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot import lists
from bot.group_photos import REASON, GroupPhotos
from cases.case import DISPUTED, Step
from cases.policy import Person, Role
from cities.units import OPERATOR
from desk import people as desk_people
from desk import steps, tell
from desk.house import House
from dialogues.message import Button, Message, Reply
from errors import NotAllowedError, NotFoundError
from persian import TEHRAN, latin_digits
from persian import code as show_code
from storage import case_store, digests, people, photo_asks
from storage.media import CleanPhoto
from storage.talks import Talk

BIND, LINK = "/bind", "/link"
UNITS_OFFERED = 8


class Groups:
    """Hears what staff do in their groups; anybody else is refused politely, and that is recorded."""

    def __init__(self, house: House, roles: Mapping[str, Role]) -> None:
        self.house, self.roles = house, roles
        self.photos = GroupPhotos(house)

    async def hear(self, connection: AsyncConnection, talk: Talk, message: Message, now: datetime) -> None:
        """One message or press in a group; ordinary talk of a group is nothing to us and is not kept."""
        if message.tap and message.tap.startswith("s:"):
            await self._press(connection, talk, message, now)
        elif message.text.startswith(BIND):
            await self.code(connection, talk, message, now)
        elif message.left:
            await desk_people.left(connection, talk.id, f"{message.chat.channel}:{message.left}")
        elif lists.asked(message, self.house):
            person = await self._person(connection, message)
            text = await lists.answer(connection, self.house, talk, message, person, now)
            await tell.say(connection, self.house, talk.id, [Reply(text)], now)

    async def code(self, connection: AsyncConnection, talk: Talk, message: Message, now: datetime) -> bool:
        """`/bind CODE` in a group, `/link CODE` in a private chat; True if the message was one of them."""
        word, _, code = message.text.strip().partition(" ")
        word = word.partition("@")[0]
        if word not in (BIND, LINK):
            return False
        code = latin_digits(code).strip()
        used = await people.use_code(connection, code, now) if code else None
        text = await self._use(connection, talk, message, used) if used else self._say("code_wrong")
        await tell.say(connection, self.house, talk.id, [Reply(text)], now)
        return True

    async def _use(
        self, connection: AsyncConnection, talk: Talk, message: Message, used: tuple[int, str | None]
    ) -> str:
        account, unit = used
        if unit is None:
            found = await people.by_id(connection, account)
            await people.link(connection, _sender(message), account)
            await people.record(connection, f"staff:{account}", "link", channel=message.chat.channel)
            return self._say("linked", name=found.name if found else "")
        if not message.chat.group:
            return self._say("group_only")
        await people.bind(connection, talk.id, unit, account)
        await digests.first(connection, unit, message.at.astimezone(TEHRAN).date())
        await people.record(connection, f"staff:{account}", "bind", unit=unit, chat=talk.id)
        return self._say("bound", unit=self.house.unit(unit))

    async def _press(self, connection: AsyncConnection, talk: Talk, message: Message, now: datetime) -> None:
        _, act, code = (*(message.tap or "").split(":"), "", "")[:3]
        person = await self._person(connection, message)
        if person is None:
            await people.record(connection, _sender(message), "refused_tap", chat=talk.id, act=act)
            await self._reply(connection, talk, "not_linked", now)
            return
        try:
            await self._act(connection, talk, person, act, code, now)
        except (NotFoundError, NotAllowedError) as error:
            await self._refused(connection, talk, person, act, code, error, now)

    async def photo(
        self, connection: AsyncConnection, talk: Talk, message: Message, photo: CleanPhoto | None, now: datetime
    ) -> None:
        """A photo in a group that replies to our question for one; any other never comes as far as this."""
        ask = await photo_asks.answered_by(connection, talk.key, message.answers or "", now)
        if ask is None:
            return
        person = await self._person(connection, message)
        if person is None:
            await people.record(connection, _sender(message), "refused_tap", chat=talk.id, act="photo")
            await self._reply(connection, talk, "not_linked", now)
            return
        try:
            await self.photos.take(connection, talk, person, ask, photo, now)
        except (NotFoundError, NotAllowedError) as error:
            code = (await case_store.by_id(connection, ask.case)).code
            await self._refused(connection, talk, person, "photo", code, error, now)

    async def _refused(
        self, connection: AsyncConnection, talk: Talk, person: Person, act: str, code: str,
        error: NotFoundError | NotAllowedError, now: datetime,
    ) -> None:  # fmt: skip
        """Not theirs, or not now: said in the group; the first is recorded too."""
        if isinstance(error, NotFoundError):
            await people.record(connection, f"staff:{person.id}", "refused_tap", chat=talk.id, act=act)
            await self._reply(connection, talk, "not_yours", now)
            return
        case = await case_store.by_code(connection, code)
        status = self.house.workflow[case.status].title
        name = "disputed" if str(error) == DISPUTED else "not_now"
        await self._reply(connection, talk, name, now, status=status, code=show_code(code))

    async def _act(
        self, connection: AsyncConnection, talk: Talk, person: Person, act: str, code: str, now: datetime
    ) -> None:
        if act == "refer":
            await self._offer_units(connection, talk, person, code, now)
            return
        if act.startswith("to."):
            await self._refer(connection, talk, person, code, act.removeprefix("to."), now)
            return
        if act.startswith(REASON):
            await self.photos.without(connection, person, code, act.removeprefix(REASON), now)
            return
        if act == "done":
            await self.photos.finish(connection, talk, person, code, now)
            return
        case = await case_store.by_code(connection, code)
        wanted = Step(self.house.workflow.after("accept", case.kind).key)
        await steps.take_step(connection, self.house, person, code, wanted, now)

    async def _offer_units(
        self, connection: AsyncConnection, talk: Talk, person: Person, code: str, now: datetime
    ) -> None:
        """The units that a case is most often handed to: the operator, and its own region's departments."""
        case = await case_store.by_code(connection, code)
        if not person.may_on("refer", case):
            raise NotFoundError("case")
        units = self.house.city.working_units.values()
        near = [unit for unit in units if unit.region is not None and unit.region == case.where.region]
        desk = [unit for unit in units if unit.key == OPERATOR]
        chosen = [unit for unit in (*desk, *near) if unit.key not in (case.unit, *case.also)][:UNITS_OFFERED]
        text = self._say("refer", code=show_code(code), url=f"{self.house.panel_url}/cases/{code}")
        rows = tuple((Button(unit.short, f"s:to.{unit.key}:{code}"),) for unit in chosen)
        await tell.say(connection, self.house, talk.id, [Reply(text, rows)], now)

    async def _refer(
        self, connection: AsyncConnection, talk: Talk, person: Person, code: str, unit: str, now: datetime
    ) -> None:
        wanted = Step(self.house.workflow.after("refer").key, self._say("refer_note"), unit)
        await steps.take_step(connection, self.house, person, code, wanted, now)
        await self._reply(connection, talk, "handed_over", now, code=show_code(code), unit=self.house.unit(unit))

    async def _person(self, connection: AsyncConnection, message: Message) -> Person | None:
        account = await people.by_sender(connection, _sender(message))
        return desk_people.person(account, self.roles) if account else None

    async def _reply(self, connection: AsyncConnection, talk: Talk, name: str, now: datetime, **values: object) -> None:
        await tell.say(connection, self.house, talk.id, [Reply(self._say(name, **values))], now)

    def _say(self, name: str, /, **values: object) -> str:
        return self.house.sentences.say(f"staff.{name}", **values)


def _sender(message: Message) -> str:
    return f"{message.chat.channel}:{message.sender}"
