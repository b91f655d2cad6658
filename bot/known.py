"""What the engine must know of a person before a step, and what is kept of their words."""

import secrets
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from cases import codes
from dialogues.message import Message
from dialogues.world import Facts
from storage import case_store, follows
from storage.talks import Talk

FRESH_CODES = 3
"""As many as one message can file."""


async def facts(connection: AsyncConnection, talk: Talk, written: tuple[str, ...], wake: str = "") -> Facts:
    """The person's own cases, what a stranger's code stands for, and fresh codes."""
    cases = await case_store.of_chat(connection, talk.id)
    strangers = [code for code in written if code not in {case.code for case in cases}]
    found = await case_store.maybe(connection, strangers[0]) if strangers else None
    due = next((case for case in cases if case.code == wake), None)
    asked = {due.code: await case_store.asked(connection, due.id or 0)} if due else {}
    news = await case_store.last_notes(connection, [case.id or 0 for case in cases]) if cases else {}
    fresh = tuple(codes.make(secrets.randbelow(10**8)) for _ in range(FRESH_CODES))
    by_code = {case.code: news[case.id] for case in cases if case.id is not None and case.id in news}
    followed = await follows.of_chat(connection, talk.id)
    others, echoed = tuple(case for case, _ in followed), {case.code: answer for case, answer in followed}
    return Facts(tuple(cases), found, by_code, asked, fresh, others, echoed)


def spoken(message: Message) -> dict[str, Any]:
    """What is kept of a message in the conversation: words, pin, photo, press."""
    made: dict[str, Any] = {}
    if message.text:
        made["text"] = message.text
    if message.tap:
        made["tap"] = message.tap
    if message.point:
        made["point"] = [message.point.lat, message.point.lon]
    if message.photo:
        made["photo"] = message.photo
    if message.fault:
        made["fault"] = message.fault
    return made
