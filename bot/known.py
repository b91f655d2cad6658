"""What the engine must know of a person before a step, and what is kept of their words."""

import secrets
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from cases import codes
from cases.case import Event
from desk import teams as desk_teams
from desk.house import House
from dialogues import suggest, team
from dialogues.message import Message
from dialogues.session import from_json
from dialogues.world import Facts
from storage import case_store, contacts, follows, mutes, proposals, teams
from storage.talks import Talk

FRESH_CODES = 3
"""As many as one message can file."""


async def facts(connection: AsyncConnection, talk: Talk, written: tuple[str, ...], wake: str = "") -> Facts:
    """The person's own cases, what a stranger's code stands for, and fresh codes."""
    cases = await case_store.of_chat(connection, talk.id)
    strangers = [code for code in written if code not in {case.code for case in cases}]
    contact = await contacts.of_chat(connection, talk.id)
    found = await case_store.maybe(connection, strangers[0]) if strangers else None
    due = next((case for case in cases if case.code == wake), None)
    asked = {due.code: await case_store.asked(connection, due.id or 0)} if due else {}
    past = await case_store.histories(connection, [case.id or 0 for case in cases]) if cases else {}
    fresh = tuple(codes.make(secrets.randbelow(10**8)) for _ in range(FRESH_CODES))
    told = {case.code: past.get(case.id or 0, []) for case in cases}
    news = {code: said for code, events in told.items() if (said := _last_note(events))}
    muted = await mutes.of_chat(connection, talk.id)
    reached = (contact is not None and contact.reads, contact is not None and contact.called)
    followed = await follows.of_chat(connection, talk.id)
    others, echoed = tuple(case for case, _ in followed), {case.code: answer for case, answer in followed}
    return Facts(tuple(cases), found, news, asked, fresh, told, muted, (), *reached, others, echoed)


def _last_note(events: list[Event]) -> str:
    return next((event.note for event in reversed(events) if event.note), "")


async def with_proposals(
    connection: AsyncConnection, house: House, talk: Talk, message: Message, known: Facts
) -> Facts:  # fmt: skip
    """The facts with the suggestions of the city, where the message asks for them or answers their list."""
    offered = from_json(talk.session).offered
    wanted = (message.tap or "").startswith(("p:", "m:suggestions")) or suggest.wanted(message.text, house.sentences)
    if not wanted and not any(data.startswith(("p:", "m:suggestions")) for _, data in offered):
        return known
    final = [status.key for status in house.workflow.statuses.values() if status.final]
    listed = await proposals.listed(connection, house.city.key, final, talk.id)
    return replace(known, proposals=listed)


async def with_team(
    connection: AsyncConnection, house: House, talk: Talk, message: Message, known: Facts, now: datetime
) -> Facts:  # fmt: skip
    """The facts with the coach's code and whether the person has a coach, where the message is about that."""
    code = team.meant(from_json(talk.session), message, house.sentences)
    if code is None:
        return known
    holds = await desk_teams.invites(connection, house, code, now)
    helper = await teams.coach_of(connection, talk.id) is not None
    return replace(known, team=code if holds else "", helper=helper)


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
