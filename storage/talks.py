"""Chats, their sessions, and every line said in them; lines that wait to be sent are the outbox."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, insert, or_, select, text, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection

from dialogues.message import Reply, reply_from_json, reply_to_json
from storage.tables import chats, lines

SEND_LOCK = 2
"""First half of the advisory lock that lets one process at a time send to a chat."""


@dataclass(frozen=True, slots=True)
class Talk:
    """A chat as stored: its number, key and session."""

    id: int
    key: str
    session: Mapping[str, Any]
    heard: datetime | None
    waiting: datetime | None


@dataclass(frozen=True, slots=True)
class Line:
    """One message of a conversation, in or out."""

    id: int
    out: bool
    body: Mapping[str, Any]
    state: str
    at: datetime
    tries: int = 0
    sent_as: str | None = None
    case: int | None = None

    @property
    def reply(self) -> Reply:
        """What is to be sent, for a line that goes out."""
        return reply_from_json(dict(self.body))


_LINE = (
    lines.c.id, lines.c.out, lines.c.body, lines.c.state, lines.c.at, lines.c.tries, lines.c.sent_as, lines.c.case,
)  # fmt: skip


async def open_talk(connection: AsyncConnection, key: str) -> Talk:
    """The chat, made if new, and locked for this transaction: its messages are handled strictly in order."""
    columns = (chats.c.id, chats.c.key, chats.c.session, chats.c.heard, chats.c.waiting)
    query = select(*columns).where(chats.c.key == key).with_for_update(key_share=True)
    row = (await connection.execute(query)).first()
    if row is None:
        await connection.execute(upsert(chats).values(key=key).on_conflict_do_nothing())
        row = (await connection.execute(query)).one()
    return Talk(*row)


async def set_grouped(connection: AsyncConnection, id: int) -> None:
    """Notes that a chat is a group: other limits hold there."""
    await connection.execute(update(chats).where(chats.c.id == id, chats.c.grouped.is_(False)).values(grouped=True))


def _waits(now: datetime) -> ColumnElement[bool]:
    """A line that waits to be sent, and not for the morning."""
    return and_(lines.c.state == "waiting", or_(lines.c.hold.is_(None), lines.c.hold <= now))


async def to_send(connection: AsyncConnection, key: str, now: datetime) -> tuple[int, bool] | None:
    """Number of a chat with lines that wait, and whether it is a group; None if nothing waits there."""
    waits = exists().where(lines.c.chat == chats.c.id, _waits(now))
    row = (await connection.execute(select(chats.c.id, chats.c.grouped).where(chats.c.key == key, waits))).first()
    return (row.id, row.grouped) if row else None


async def chat_id(connection: AsyncConnection, key: str) -> int:
    """Number of a chat, made if new; takes no lock that lasts."""
    found = (await connection.execute(select(chats.c.id).where(chats.c.key == key))).scalar()
    return found if found is not None else (await open_talk(connection, key)).id


async def chat_key(connection: AsyncConnection, id: int) -> str:
    """Key of a chat by its number."""
    return str((await connection.execute(select(chats.c.key).where(chats.c.id == id))).scalar_one())


async def save_session(
    connection: AsyncConnection, id: int, session: Mapping[str, Any], heard: datetime | None
) -> None:
    """Stores the session; `heard` is when the person wrote, None when only a timer spoke."""
    values: dict[str, Any] = {"session": dict(session)}
    if heard is not None:
        values |= {"heard": heard, "gone": False}
    await connection.execute(update(chats).where(chats.c.id == id).values(**values))


async def set_waiting(connection: AsyncConnection, id: int, since: datetime | None) -> None:
    """Notes that a person waits for an operator, or no longer does."""
    await connection.execute(update(chats).where(chats.c.id == id).values(waiting=since))


async def hear_line(connection: AsyncConnection, id: int, body: Mapping[str, Any]) -> int:
    """Keeps what a person said."""
    row = await connection.execute(
        insert(lines).values(chat=id, out=False, body=dict(body), state="heard").returning(lines.c.id)
    )
    return int(row.scalar_one())


async def say_lines(
    connection: AsyncConnection, id: int, replies: Sequence[Reply], case: int | None = None,
    hold: datetime | None = None,
) -> None:  # fmt: skip
    """Puts replies into the outbox, in order; with `hold` they are not sent before."""
    if replies:
        rows = [
            {"chat": id, "out": True, "body": reply_to_json(reply), "state": "waiting", "case": case, "hold": hold}
            for reply in replies
        ]
        await connection.execute(insert(lines).values(rows))


async def may_send(connection: AsyncConnection, id: int) -> bool:
    """Takes the right to send to a chat for this transaction; False if another process has it."""
    query = text("SELECT pg_try_advisory_xact_lock(:kind, :chat)")
    return bool((await connection.execute(query, {"kind": SEND_LOCK, "chat": id % 2**31})).scalar())


async def waiting_lines(
    connection: AsyncConnection, id: int, now: datetime | None = None, limit: int = 20
) -> list[Line]:
    """What is to be sent to a chat, oldest first; without a moment also what waits for the morning."""
    waits = _waits(now) if now else lines.c.state == "waiting"
    query = select(*_LINE).where(lines.c.chat == id, waits).order_by(lines.c.id).limit(limit)
    return [Line(*row) for row in await connection.execute(query)]


async def settle_line(connection: AsyncConnection, id: int, state: str, sent_as: str | None = None) -> None:
    """Notes what became of a line: sent, gone, refused, or still waiting after one more try."""
    values: dict[str, Any] = {"state": state, "tries": lines.c.tries + 1}
    if sent_as is not None:
        values["sent_as"] = sent_as
    await connection.execute(update(lines).where(lines.c.id == id).values(**values))


async def mark_gone(connection: AsyncConnection, id: int) -> None:
    """The messenger can't reach this chat: its waiting lines are given up, not tried for ever."""
    await connection.execute(update(chats).where(chats.c.id == id).values(gone=True))
    gone = update(lines).where(lines.c.chat == id, lines.c.state == "waiting").values(state="gone")
    await connection.execute(gone)


async def unsent_chats(connection: AsyncConnection, now: datetime) -> list[tuple[int, str]]:
    """Chats with lines that wait: after a crash, at start."""
    query = select(chats.c.id, chats.c.key).where(chats.c.id.in_(select(lines.c.chat).where(_waits(now)).distinct()))
    return [(row.id, row.key) for row in await connection.execute(query)]


async def lines_after(connection: AsyncConnection, id: int, after: int, limit: int = 200) -> list[Line]:
    """The conversation from a line on, oldest first; for the web chat and the operator."""
    newest = (
        select(*_LINE).where(lines.c.chat == id, lines.c.id > after).order_by(lines.c.id.desc()).limit(limit).subquery()
    )
    query = select(newest).order_by(newest.c.id)
    return [Line(*row) for row in await connection.execute(query)]


async def shows_photo(connection: AsyncConnection, id: int, photo: str) -> bool:
    """Whether a photo was shown to a chat in one of its lines."""
    shown = lines.c.out & (lines.c.body["photo"].astext == photo)
    query = select(lines.c.id).where(lines.c.chat == id, shown).limit(1)
    return (await connection.execute(query)).first() is not None


async def card_line(connection: AsyncConnection, chat: int, case: int) -> str | None:
    """The messenger's id of the last card about a case in a group, so that it can be edited."""
    query = select(lines.c.sent_as).where(lines.c.case == case, lines.c.chat == chat, lines.c.sent_as.is_not(None))
    return (await connection.execute(query.order_by(lines.c.id.desc()).limit(1))).scalar()


async def outdate(connection: AsyncConnection, chat: int, case: int) -> bool:
    """Gives up a card that still waits for the morning, for a newer one of the same case; whether there was one."""
    older = (lines.c.chat == chat) & (lines.c.case == case) & (lines.c.state == "waiting") & lines.c.hold.is_not(None)
    return bool((await connection.execute(update(lines).where(older).values(state="gone"))).rowcount)


async def waiting_people(connection: AsyncConnection) -> list[Mapping[str, Any]]:
    """Chats that wait for an operator, longest first."""
    query = select(chats.c.id, chats.c.key, chats.c.waiting).where(chats.c.waiting.is_not(None))
    return [dict(row) for row in (await connection.execute(query.order_by(chats.c.waiting))).mappings()]


async def count_lines(connection: AsyncConnection) -> Mapping[str, int]:
    """How many lines wait and were refused, for the metrics page."""
    query = select(lines.c.state, func.count()).where(lines.c.state.in_(("waiting", "refused"))).group_by(lines.c.state)
    return {row[0]: row[1] for row in await connection.execute(query)}
