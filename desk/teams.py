"""Young helpers and their coach: codes to join by, joining, leaving, letting go; each is recorded, without a name."""

import secrets
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from cases.policy import Person
from desk import tell
from desk.house import House
from desk.people import CODE_LIFE
from desk.people import person as as_person
from dialogues import quiet
from dialogues.message import Reply
from errors import NotAllowedError, NotFoundError, StaleError
from storage import people, teams

MOST_CODES = 30
"""As many as a class."""


async def give_codes(connection: AsyncConnection, person: Person, many: int, now: datetime) -> list[tuple[int, str]]:
    """One-time codes for new helpers, each with the number that its helper will have."""
    if not person.may("accompany"):
        raise NotAllowedError("accompany")
    made = [f"{secrets.randbelow(10**8):08d}" for _ in range(max(1, min(many, MOST_CODES)))]
    numbers = await teams.add_codes(connection, person.id, made, now, now + CODE_LIFE)
    await people.record(connection, f"staff:{person.id}", "team_codes", count=len(made))
    return list(zip(numbers, made, strict=True))


async def invites(connection: AsyncConnection, house: House, code: str, now: datetime) -> bool:
    """Whether a code holds: fresh, unused, and of somebody who is a coach at this moment."""
    coach = await teams.coach_of_code(connection, code, now) if code else None
    account = await people.by_id(connection, coach) if coach is not None else None
    return bool(
        account and account.active and account.role in house.roles and as_person(account, house.roles).may("accompany")
    )


async def join(connection: AsyncConnection, chat: int, code: str, now: datetime) -> None:
    """Entrusts a chat to the coach whose code it agreed to; raises StaleError if the code was used just now."""
    made = await teams.join(connection, code, chat, now)
    if made is None:
        raise StaleError("team")
    await people.record(connection, f"staff:{made['coach']}", "team_join", number=made["number"])


async def leave(connection: AsyncConnection, chat: int) -> None:
    """A helper leaves: from now on the coach sees nothing of theirs."""
    if had := await teams.leave(connection, chat):
        coach, number = had
        await people.record(connection, f"staff:{coach}", "team_leave", number=number)


async def let_go(connection: AsyncConnection, house: House, person: Person, number: int, now: datetime) -> None:
    """A coach lets a helper go, who hears of it; raises NotFoundError if there is no such helper of theirs."""
    if not person.may("accompany"):
        raise NotAllowedError("accompany")
    chat = await teams.let_go(connection, person.id, number)
    if chat is None:
        raise NotFoundError("helper")
    await people.record(connection, f"staff:{person.id}", "team_let_go", number=number)
    told = Reply(house.sentences.say("team.let_go"))
    await tell.say(connection, house, chat, [told], now, hold=quiet.ends(now, house.pace))
