"""Who hears of an inspector's notice: the unit's group, those who answer for it, the inspectors; without its words."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from cases.cautions import OPEN, Caution
from cases.policy import Person
from desk import people, tell
from desk.house import House
from dialogues import quiet
from dialogues.message import Reply
from persian import code as show_code
from persian import count, day_hour, join, persian_digits
from storage import cautions, days, talks, watch_list
from storage import people as stored
from storage.database import announce


async def able(connection: AsyncConnection, house: House, act: str, unit: str) -> Sequence[Person]:
    """Everybody who may do an act on a unit's notices now."""
    roles = {key for key, role in house.roles.items() if act in role.may}
    found = await watch_list.holding(connection, roles)
    return [one for one in (people.person(account, house.roles) for account in found) if one.may_with(act, unit)]


async def _text(connection: AsyncConnection, house: House, caution: Caution, name: str) -> str:
    named = await days.by_ids(connection, caution.cases)
    codes = join([show_code(case.code) for case in named])
    return house.sentences.say(
        f"cautions.{name}", number=persian_digits(caution.id), unit=house.unit(caution.unit),
        due=day_hour(caution.due), about=house.sentences.say("cautions.about", codes=codes) if codes else "",
        url=f"{house.panel_url}/cautions/{caution.id}",
    )  # fmt: skip


async def _privately(
    connection: AsyncConnection, house: House, to: Sequence[Person], text: str, now: datetime
) -> None:  # fmt: skip
    hold = quiet.ends(now, house.pace)
    for key in await watch_list.own_chats(connection, [one.id for one in to]):
        await tell.say(connection, house, await talks.chat_id(connection, key), [Reply(text)], now, hold=hold)


async def to_unit(connection: AsyncConnection, house: House, caution: Caution, name: str, now: datetime) -> None:
    """Tells the unit's group, and privately those who may answer; where nobody may, the inspector hears of it."""
    text = await _text(connection, house, caution, name)
    hold = quiet.ends(now, house.pace) if house.pace.group_quiet else None
    for chat in await stored.groups_of(connection, [caution.unit]):
        await tell.say(connection, house, chat, [Reply(text)], now, hold=hold)
    heads = await able(connection, house, "explain", caution.unit)
    await _privately(connection, house, heads, text, now)
    if not heads and caution.state == OPEN:
        await to_inspector(connection, house, caution, "unmanned", now)
    await pages(connection, caution)


async def to_inspector(connection: AsyncConnection, house: House, caution: Caution, name: str, now: datetime) -> None:
    """Tells privately who asked last; if that person may no longer look after it, everybody who may."""
    found = await able(connection, house, "inspect", caution.unit)
    own = [one for one in found if one.id == caution.by] or found
    await _privately(connection, house, own, await _text(connection, house, caution, name), now)
    await pages(connection, caution)


async def pages(connection: AsyncConnection, caution: Caution) -> None:
    """Announces a changed notice to every open page."""
    await announce(connection, f"caution {caution.unit}")


async def overdue(connection: AsyncConnection, house: House, id: str, now: datetime) -> bool:
    """Tells unit and inspector once that an answer is late; False if there is nothing to tell any more."""
    caution = await cautions.by_id(connection, int(id), lock=True)
    if caution.told or not caution.late(now):
        return False
    await cautions.set_told(connection, caution.id, now)
    await to_unit(connection, house, caution, "late", now)
    await to_inspector(connection, house, caution, "late", now)
    return True


async def today(connection: AsyncConnection, house: House, unit: str, now: datetime) -> list[str]:
    """What a unit's overview of the day says of its notices; nothing if it owes no answer."""
    found = await cautions.counts(connection, cautions.Wanted(frozenset([unit])), now)
    lines = [("today", found[OPEN]), ("today_late", found[cautions.LATE])]
    return [house.sentences.say(f"cautions.{name}", n=count(number)) for name, number in lines if number]
