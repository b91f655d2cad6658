"""Questions for a photo of the work in a unit's group; an answer is known by the message that it replies to."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from dialogues.message import Reply, reply_to_json
from storage.tables import chats, lines
from storage.work_tables import photo_asks

LATE = timedelta(days=1)
"""How long after its time an answer is still taken in, so that somebody can be told that it came too late."""


@dataclass(frozen=True, slots=True)
class PhotoAsk:
    """One question: the line in which it stands, its case, and until when an answer counts."""

    line: int
    case: int
    until: datetime


async def ask(connection: AsyncConnection, chat: int, reply: Reply, case: int, until: datetime) -> None:
    """Puts the question into the outbox; the line is no card, so it does not say that it is one."""
    body = reply_to_json(reply)
    line = insert(lines).values(chat=chat, out=True, body=body, state="waiting").returning(lines.c.id)
    number = (await connection.execute(line)).scalar_one()
    await connection.execute(insert(photo_asks).values(line=number, case=case, until=until))


async def answered_by(connection: AsyncConnection, chat: str, replies_to: str, now: datetime) -> PhotoAsk | None:
    """The unanswered question that a message of a group replies to; None if it replies to anything else."""
    query = select(photo_asks.c.line, photo_asks.c.case, photo_asks.c.until)
    query = query.join(lines, lines.c.id == photo_asks.c.line).join(chats, chats.c.id == lines.c.chat)
    here = (chats.c.key == chat) & (lines.c.sent_as == replies_to) & photo_asks.c.answered.is_(None)
    row = (await connection.execute(query.where(here, photo_asks.c.until > now - LATE))).first()
    return PhotoAsk(*row) if row else None


async def settle(connection: AsyncConnection, case: int, now: datetime) -> None:
    """The case is done, one way or another: none of its questions waits any more."""
    waiting = (photo_asks.c.case == case) & photo_asks.c.answered.is_(None)
    await connection.execute(update(photo_asks).where(waiting).values(answered=now))
