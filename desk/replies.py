"""What people agree to and answer by text message: yes, stop, 31, 33, and one kind answer to all else."""

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from cases.case import may_reopen
from desk import answers, tell
from desk.house import House
from dialogues import textanswer
from dialogues.message import Reply
from dialogues.telephone import masked
from persian import persian_digits
from storage import case_store, contacts, talks
from storage.talks import Talk

INVITE_AGAIN = timedelta(days=1)
LINES = 40


async def say(connection: AsyncConnection, house: House, number: int, text: str, now: datetime) -> None:
    """A text message to a number, as a line of that number's own conversation."""
    chat = await talks.chat_id(connection, f"sms:{number}")
    await tell.say(connection, house, chat, [Reply(text)], now)


async def invite(connection: AsyncConnection, house: House, chat: int, telephone: str, now: datetime) -> None:
    """Keeps the number of a conversation and asks its owner to agree; at most once a day, whoever asks for it."""
    number = await contacts.keep(connection, house.seal, telephone)
    await contacts.join(connection, chat, number, texts=True, agreed=None)
    if await contacts.may_invite(connection, number, now, now - INVITE_AGAIN):
        await say(connection, house, number, house.sentences.say("sms.invite"), now)


async def untext(connection: AsyncConnection, chat: int) -> None:
    """No text messages for this conversation any more."""
    await contacts.change(connection, chat, texts=False, agreed=None)


async def hear(connection: AsyncConnection, house: House, talk: Talk, text: str, now: datetime) -> None:
    """One text message that came in."""
    number = int(talk.key.partition(":")[2])
    await talks.hear_line(connection, talk.id, {"text": masked(text)})
    said = textanswer.read(text, house.sentences)
    act = said.act
    if act == "stop":
        await contacts.stop(connection, number, now)
        answer = house.sentences.say("sms.stopped")
    elif act == "yes":
        agreed = await contacts.confirm(connection, number, now)
        answer = house.sentences.say("sms.confirmed" if agreed else "sms.none_asked")
    elif act:
        answer = await _rate(connection, house, number, said, now)
    else:
        answer = await _unknown(connection, house, talk)
    if answer:
        await tell.say(connection, house, talk.id, [Reply(answer)], now)


async def _rate(
    connection: AsyncConnection, house: House, number: int, said: textanswer.Answer, now: datetime
) -> str:  # fmt: skip
    """The citizen's word on the case that was asked about last; what they say besides is put before a person."""
    asked = await contacts.asked(connection, number)
    if asked is None:
        return house.sentences.say("sms.none_asked")
    code, chat = asked
    after = await answers.rate(connection, house, chat, code, said.act, now, {"way": "sms"})
    name = said.act if after else await _late(connection, house, chat, code, said, now)
    if said.more and name == said.act:
        what = "reason" if said.act == "bad" else "add"
        await answers.add(connection, house, chat, code, what, masked(said.more), (), now)
    return house.sentences.say(f"sms.{name}", code=persian_digits(code))


async def _late(
    connection: AsyncConnection, house: House, chat: int, code: str, said: textanswer.Answer, now: datetime
) -> str:  # fmt: skip
    """An answer to a question of long ago: closed in silence, a «33» still brings the case back inside the window."""
    case = await case_store.by_code(connection, code)
    if house.workflow[case.status].counts != "silent":
        return "answered"
    if said.act == "bad" and may_reopen(case, now, house.workflow):
        await answers.object_to(connection, house, chat, code, "", now)
        return "bad"
    return "closed"


async def _unknown(connection: AsyncConnection, house: House, talk: Talk) -> str:
    """One kind answer; said last already, it is not said again, for the other side may be a machine."""
    said = [line.reply.text for line in await talks.lines_after(connection, talk.id, 0, LINES) if line.out]
    text = house.sentences.say("sms.unknown")
    return "" if said and said[-1] == text else text
