"""Callers, and people in a talk: an operator goes through the bot's own questions for them."""

import secrets
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from cases.case import Case
from cases.policy import Person
from desk import filing, replies, tell
from desk.house import House
from dialogues.message import Reply
from dialogues.session import Session, to_json
from dialogues.telephone import mobile, number
from errors import NotAllowedError, NotFoundError
from persian import code as show_code
from storage import contacts, intakes, people, talks
from storage.contacts import Contact
from storage.intakes import PHONE


def _check(person: Person) -> None:
    if not person.may("desk"):
        raise NotAllowedError("desk")


async def begin(
    connection: AsyncConnection, house: House, person: Person, now: datetime, telephone: str = "",
    owner: int | None = None,
) -> int:  # fmt: skip
    """Opens a conversation for a call and gives its number; a known telephone number brings the caller's own back."""
    _check(person)
    chat = await _known(connection, house, telephone) if telephone.strip() else None
    if chat is None:
        session = to_json(Session(greeted=True, spoken=True))
        chat = (await talks.open_talk(connection, f"{PHONE}:{secrets.token_hex(8)}")).id
        await talks.save_session(connection, chat, session, None)
    await intakes.begin(connection, chat, person.id, now, owner)
    if telephone.strip():
        await agree(connection, house, person, chat, telephone, now)
    await people.record(connection, f"staff:{person.id}", "intake", chat=chat)
    return chat


async def _known(connection: AsyncConnection, house: House, telephone: str) -> int | None:
    plain = number(telephone)
    if not plain:
        raise NotAllowedError("telephone")
    row = await contacts.find(connection, house.seal, plain)
    return await contacts.spoken_chat(connection, row, PHONE) if row is not None else None


async def hold(connection: AsyncConnection, person: Person, chat: int) -> Mapping[str, Any]:
    """An intake, for those who may write in it; raises NotFoundError for every other conversation."""
    _check(person)
    found = await intakes.of_chat(connection, chat)
    if found is None:
        raise NotFoundError("intake")
    return found


async def agree(
    connection: AsyncConnection, house: House, person: Person, chat: int, telephone: str, now: datetime,
    texts: bool = False, calls: bool = False,
) -> None:  # fmt: skip
    """The caller gives a number, for exactly what they want: text messages, a call about the result, or both."""
    await hold(connection, person, chat)
    plain, before = number(telephone), await contacts.of_chat(connection, chat)
    if not plain and (telephone.strip() or before is None):
        raise NotAllowedError("telephone")
    if texts and plain and not mobile(plain):
        raise NotAllowedError("mobile")
    row = await contacts.keep(connection, house.seal, plain) if plain else (before.number if before else 0)
    agreed = _agreed(before, texts, calls, now)
    await contacts.join(connection, chat, row, **agreed)
    after = await contacts.of_chat(connection, chat)
    if house.texts and after and after.reads and not (before and before.reads):
        await replies.say(connection, house, row, house.sentences.say("sms.agreed"), now)
    await people.record(connection, f"staff:{person.id}", "contact", chat=chat)


def _agreed(before: Contact | None, texts: bool, calls: bool, now: datetime) -> dict[str, Any]:
    """What is agreed to now; opening a call with a known number alone takes nothing back."""
    if before and not (texts or calls):
        return {"texts": before.texts, "calls": before.calls, "agreed": before.agreed}
    return {"texts": texts, "calls": calls, "agreed": now if texts else None}


async def end(connection: AsyncConnection, person: Person, chat: int, now: datetime) -> None:
    """The call is over."""
    await hold(connection, person, chat)
    await intakes.end(connection, chat, now)


async def file(
    connection: AsyncConnection, house: House, case: Case, chat: int, photos: tuple[str, ...],
    evidence: Mapping[str, Any],
) -> Case:  # fmt: skip
    """Files what came of an intake: for the caller, or in the talk of the person it was written for."""
    found = await intakes.of_chat(connection, chat)
    if found is None:
        return await filing.file(connection, house, case, chat, photos, evidence)
    more = {"taken_by": f"staff:{found['staff']}"}
    if found["owner"] is None:
        return await filing.file(connection, house, case, chat, photos, evidence, more)
    theirs = replace(case, chat=found["owner_key"])
    filed = await filing.file(connection, house, theirs, found["owner"], photos, evidence, more)
    told = {"code": show_code(filed.code), "title": house.told(filed), "unit": house.unit(filed.unit)}
    reply = Reply(house.sentences.say("talk.operator_filed", **told))
    await tell.say(connection, house, found["owner"], [reply], case.filed)
    return filed
