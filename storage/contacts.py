"""Who may be reached by telephone: numbers under seal, and what each citizen has agreed to."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.desk_tables import contacts, numbers
from storage.seal import Seal
from storage.tables import cases, chats


@dataclass(frozen=True, slots=True)
class Contact:
    """What a citizen has agreed to; `number` is the row of the number, never the number."""

    number: int
    texts: bool
    calls: bool
    agreed: datetime | None
    stopped: datetime | None

    @property
    def reads(self) -> bool:
        """Whether news go out as text messages."""
        return self.texts and self.agreed is not None and self.stopped is None

    @property
    def called(self) -> bool:
        """Whether this citizen is asked by telephone alone."""
        return self.calls and not self.reads


def _contact() -> Select[Any]:
    kept = (contacts.c.number, contacts.c.texts, contacts.c.calls, contacts.c.agreed, numbers.c.stopped)
    return select(*kept).join(numbers, numbers.c.id == contacts.c.number)


async def of_chat(connection: AsyncConnection, chat: int) -> Contact | None:
    """How the citizen of a conversation may be reached."""
    row = (await connection.execute(_contact().where(contacts.c.chat == chat))).first()
    return Contact(*row) if row else None


async def keep(connection: AsyncConnection, seal: Seal, number: str) -> int:
    """Row of a number, made if new."""
    put = upsert(numbers).values(digest=seal.digest(number), sealed=seal.close(number))
    known = put.on_conflict_do_update(index_elements=["digest"], set_={"digest": put.excluded.digest})
    return int((await connection.execute(known.returning(numbers.c.id))).scalar_one())


async def join(connection: AsyncConnection, chat: int, number: int, **values: Any) -> None:
    """Joins a number to a conversation, with what was agreed to; an earlier one is replaced."""
    put = upsert(contacts).values(chat=chat, number=number, **values)
    values = {"number": number, **values}
    await connection.execute(put.on_conflict_do_update(index_elements=["chat"], set_=values))


async def change(connection: AsyncConnection, chat: int, **values: Any) -> None:
    """Changes what was agreed to."""
    await connection.execute(update(contacts).where(contacts.c.chat == chat).values(**values))


async def confirm(connection: AsyncConnection, number: int, now: datetime) -> bool:
    """The number's owner writes that they agree, whatever they said before; False if nobody had asked for any."""
    await connection.execute(update(numbers).where(numbers.c.id == number).values(stopped=None))
    wanted = update(contacts).where(contacts.c.number == number, contacts.c.texts).values(agreed=now)
    return (await connection.execute(wanted)).rowcount > 0


async def stop(connection: AsyncConnection, number: int, now: datetime) -> None:
    """The number's owner wants no text messages any more; only they themselves can take that back."""
    await connection.execute(update(numbers).where(numbers.c.id == number).values(stopped=now))


async def may_invite(connection: AsyncConnection, number: int, now: datetime, since: datetime) -> bool:
    """Notes an invitation, unless there was one since a moment or the owner wants none: a number is no toy."""
    fresh = numbers.c.invited.is_(None) | (numbers.c.invited < since)
    change = update(numbers).where(numbers.c.id == number, fresh, numbers.c.stopped.is_(None)).values(invited=now)
    return (await connection.execute(change)).rowcount == 1


async def set_asked(connection: AsyncConnection, number: int, case: int) -> None:
    """Notes about which case a number was asked last."""
    await connection.execute(update(numbers).where(numbers.c.id == number).values(asked=case))


async def asked(connection: AsyncConnection, number: int) -> tuple[str, int] | None:
    """Code of the case that a number was asked about last, and the chat that filed it."""
    query = select(cases.c.code, cases.c.chat).join(numbers, numbers.c.asked == cases.c.id)
    row = (await connection.execute(query.where(numbers.c.id == number))).first()
    return (row.code, row.chat) if row else None


async def find(connection: AsyncConnection, seal: Seal, number: str) -> int | None:
    """Row of a number; None if nobody has given it."""
    query = select(numbers.c.id).where(numbers.c.digest == seal.digest(number))
    found: int | None = (await connection.execute(query)).scalar()
    return found


async def read(connection: AsyncConnection, seal: Seal, number: int) -> str | None:
    """The number itself, for sending or dialling; None if there is no such row."""
    sealed = (await connection.execute(select(numbers.c.sealed).where(numbers.c.id == number))).scalar()
    return seal.open(bytes(sealed)) if sealed is not None else None


async def spoken_chat(connection: AsyncConnection, number: int, channel: str) -> int | None:
    """The newest conversation of a channel to which a number belongs: somebody calls again."""
    query = select(contacts.c.chat).join(chats, chats.c.id == contacts.c.chat)
    query = query.where(contacts.c.number == number, chats.c.key.startswith(f"{channel}:"))
    found: int | None = (await connection.execute(query.order_by(contacts.c.chat.desc()).limit(1))).scalar()
    return found
