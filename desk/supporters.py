"""Those who support a suggestion hear its answer once, and nothing more of it."""

import textwrap
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from cases.case import Case, Event
from desk import tell
from desk.house import House
from dialogues.message import Reply
from storage import mutes, proposals

SHOWN = 80
"""Letters of a suggestion in the news about it."""


async def hear(connection: AsyncConnection, house: House, case: Case, event: Event) -> None:
    """A case has moved: if that is the answer to a suggestion, its supporters are told what it is."""
    if not house.workflow.life(case.kind).listed or house.workflow[case.status].asks != "feedback":
        return
    found = await proposals.of_case(connection, case.id or 0)
    if found is None:
        return
    news = Reply(_words(house, case, event, found[0]))
    for chat in await proposals.untold(connection, case.id or 0, event.at):
        await _tell(connection, house, case, chat, news, event.at)


async def _tell(
    connection: AsyncConnection, house: House, case: Case, chat: int, news: Reply, now: datetime
) -> None:  # fmt: skip
    if not await mutes.muted(connection, chat, case.code):
        await tell.say(connection, house, chat, [news], now, hold=tell.morning(house, case, now))


def _words(house: House, case: Case, event: Event, text: str) -> str:
    status = house.workflow[case.status].title
    shown = textwrap.shorten(text, SHOWN, placeholder="…")
    return house.sentences.say(
        "suggest.answered", unit=house.unit(case.unit), text=shown, status=status, note=event.note
    ).strip()
