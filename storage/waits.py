"""How long the people in a talk have been waiting for the next word."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import lines


@dataclass(frozen=True, slots=True)
class Last:
    """When each side last said something."""

    said: datetime | None
    answered: datetime | None

    @property
    def open(self) -> bool:
        """Whether the last word is the citizen's."""
        return self.said is not None and (self.answered is None or self.said > self.answered)


async def last_words(connection: AsyncConnection, chats: Iterable[int]) -> Mapping[int, Last]:
    """The last words of both sides in these chats."""
    said, answered = (func.max(lines.c.at).filter(lines.c.out.is_(out)) for out in (False, True))
    query = select(lines.c.chat, said.label("said"), answered.label("answered")).where(lines.c.chat.in_(list(chats)))
    rows = await connection.execute(query.group_by(lines.c.chat))
    return {row.chat: Last(row.said, row.answered) for row in rows}
