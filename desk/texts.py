"""News and the question about a result as text messages, short enough for two parts; nothing is sent from here."""

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncConnection

from cases.case import Case
from desk.house import House
from dialogues.message import Reply
from persian import persian_digits
from storage import case_store, contacts, talks
from storage.contacts import Contact

LETTERS = 134
"""Two parts of a text message in Persian: 67 letters each."""
CUT = "…"


@dataclass(frozen=True, slots=True)
class Text:
    """A text message for a conversation of the channel «sms»."""

    chat: int
    reply: Reply


async def news(connection: AsyncConnection, house: House, case: Case) -> Text | None:
    """What became of a case; None if its citizen reads no text messages."""
    contact = await _reader(connection, house, case)
    if contact is None:
        return None
    status = house.workflow[case.status]
    name = "news_asks" if status.asks == "information" else "news"
    return await _text(connection, contact, fitted(house, name, case, status=status.title))


async def question(connection: AsyncConnection, house: House, case: Case) -> Text | None:
    """«31 or 33?»; the number is remembered as asked about this case."""
    contact = await _reader(connection, house, case)
    if contact is None:
        return None
    await contacts.set_asked(connection, contact.number, case.id or 0)
    finished = case.status == house.workflow.after("finish").key
    return await _text(connection, contact, fitted(house, "ask" if finished else "ask_answer", case))


def fitted(house: House, name: str, case: Case, **values: object) -> str:
    """A sentence with a case's code and title, the title cut to what fits."""

    def filled(title: str) -> str:
        return house.sentences.say(f"sms.{name}", code=persian_digits(case.code), title=title, **values)

    title, room = house.told(case), LETTERS - len(filled(""))
    return filled(title if len(title) <= room else title[: max(room - len(CUT), 0)].rstrip() + CUT)


async def _reader(connection: AsyncConnection, house: House, case: Case) -> Contact | None:
    if not house.texts:
        return None
    contact = await contacts.of_chat(connection, await case_store.chat_of(connection, case.id or 0))
    return contact if contact and contact.reads else None


async def _text(connection: AsyncConnection, contact: Contact, text: str) -> Text:
    return Text(await talks.chat_id(connection, f"sms:{contact.number}"), Reply(text))
