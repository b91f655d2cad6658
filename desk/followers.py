"""Who follows the case of somebody else: they begin, they stop, and they hear what its citizen hears."""

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from cases.case import Case, Event
from desk import joins, tell
from desk.house import House
from dialogues.message import Button, Reply
from dialogues.world import rows
from storage import case_store, follows


async def follow(
    connection: AsyncConnection, house: House, chat: int, code: str, text: str, photos: tuple[str, ...], now: datetime
) -> None:
    """Begins to follow a case; what the person told of it is added for the unit."""
    case = await case_store.by_code(connection, code, lock=True)
    topic = house.topic(case)
    if topic and topic.photo == "forbidden":
        await house.media.drop(connection, photos, chat)
        photos = ()
    begun = await follows.add(connection, case.id or 0, chat)
    await house.media.give(connection, photos, chat, case.id or 0)
    event = Event("follow", "follower", now, more={"text": text, "photos": list(photos)})
    await case_store.append(connection, case.id or 0, event)
    if begun:
        await _counted(connection, house, code, now)
    await tell.panel(connection, case)


async def _counted(connection: AsyncConnection, house: House, code: str, now: datetime) -> None:
    """The card in the groups says how many follow; nobody is disturbed by an edit."""
    await tell.groups(connection, house, await case_store.by_code(connection, code), now)


async def stop(connection: AsyncConnection, house: House, chat: int, key: str, code: str, now: datetime) -> None:
    """Stops following a case; its question is no longer asked."""
    case = await case_store.by_code(connection, code, lock=True)
    if await follows.mute(connection, case.id or 0, chat):
        await _counted(connection, house, code, now)
    await house.jobs.forget(connection, key, "feedback", code)
    await tell.panel(connection, case)


async def hear(connection: AsyncConnection, house: House, case: Case, event: Event) -> None:
    """A case has moved: those who follow it hear so, and cases that are joined to it go along."""
    asks = house.workflow[case.status].asks == "feedback"
    if asks:
        await follows.forget_answers(connection, case.id or 0)
    text = tell.words(house, case, event, followers=True)
    if text:
        await tell_all(connection, house, case, text, event.at)
    for follower in await follows.of_case(connection, case.id or 0):
        await house.jobs.forget(connection, follower.key, "feedback", case.code)
        if asks:
            at = event.at + timedelta(minutes=house.feedback_minutes)
            await house.jobs.wake(connection, follower.key, at, "feedback", case.code)
    await joins.go_along(connection, house, case, event)


async def tell_all(connection: AsyncConnection, house: House, case: Case, text: str, now: datetime) -> None:
    """Says something to everybody who follows a case and has not muted it; at night it waits."""
    hold = tell.morning(house, case, now)
    for follower in await follows.of_case(connection, case.id or 0):
        if not await tell.spared(connection, house, case, follower.chat):
            await tell.say(connection, house, follower.chat, [_news(house, case, text)], now, hold=hold)


def _news(house: House, case: Case, text: str) -> Reply:
    label = house.sentences.button
    acts = {"cards.details": "details", "near.stop": "stop"}
    buttons = [Button(label(name), f"c:{act}:{case.code}") for name, act in acts.items()]
    return Reply(house.sentences.say("near.news", text=text), rows(buttons, wide=20))
