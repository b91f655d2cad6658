"""Performs what the engine asked for, at the desk, in the turn's own transaction."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from desk import answers, echoes, filing, followers, intake, replies, teams
from desk.house import House
from dialogues.actions import (
    Action,
    Asked,
    Desk,
    Drop,
    Echo,
    EchoWhy,
    Enlist,
    File,
    Follow,
    Guided,
    Later,
    Leave,
    Mute,
    Quit,
    Rate,
    Rest,
    Review,
    Say,
    Silence,
    Social,
    Stop,
    Support,
    Text,
    Unseen,
    Untext,
    Withdraw,
)
from storage import case_store, mutes, proposals, talks
from storage.database import announce
from storage.intakes import PHONE
from storage.talks import Talk


async def perform(
    connection: AsyncConnection, house: House, talk: Talk, actions: tuple[Action, ...], now: datetime,
    reminder_days: int, model: str,
) -> None:  # fmt: skip
    """Performs all actions of a step, in order."""
    for action in actions:
        if isinstance(action, File):
            evidence = {**action.evidence, "model": model}
            file = intake.file if talk.key.startswith(f"{PHONE}:") else filing.file
            await file(connection, house, action.case, talk.id, action.photos, evidence)
        elif isinstance(action, Guided):
            await case_store.keep_evidence(connection, talk.id, None, model, action.evidence)
        elif isinstance(action, Asked):
            await answers.asked(connection, house, talk.id, action.code, now, reminder_days)
        elif isinstance(action, Later | Mute | Support | Desk | Text | Untext | Drop | Enlist | Quit):
            await _talk_act(connection, house, talk, action, now)
        elif isinstance(action, Social):
            await _social_act(connection, house, talk, action, now)
        else:
            await _case_act(connection, house, talk, action, now)


async def _case_act(
    connection: AsyncConnection,
    house: House,
    talk: Talk,
    action: Rate | Say | Unseen | Silence | Review | Rest | Withdraw,
    now: datetime,
) -> None:
    """What a citizen does to a case of their own."""
    match action:
        case Rate():
            await answers.rate(connection, house, talk.id, action.code, action.answer, now)
        case Say(what="objection"):
            await answers.object_to(connection, house, talk.id, action.code, action.text, now)
        case Say():
            words = (action.what, action.text, action.photos)
            await answers.add(connection, house, talk.id, action.code, *words, now)
        case Unseen():
            await answers.unseen(connection, talk.id, action.code)
        case Silence():
            await answers.silence(connection, house, talk.id, action.code, now)
        case Review():
            await answers.review(connection, house, talk.id, action.code, now)
        case Rest():
            await answers.rest(connection, house, talk.id, action.code, now)
        case Withdraw():
            await answers.withdraw(connection, house, talk.id, action.code, now)


async def _talk_act(
    connection: AsyncConnection, house: House, talk: Talk,
    action: Later | Mute | Support | Desk | Text | Untext | Drop | Enlist | Quit, now: datetime,
) -> None:  # fmt: skip
    """What concerns the conversation itself: timers, the operator, photos not kept, what is muted or supported."""
    match action:
        case Mute():
            await mutes.turn(connection, talk.id, action.about, on=action.on)
        case Support():
            await proposals.support(connection, action.proposal, talk.id, now)
        case Later():
            await house.jobs.forget(connection, talk.key, action.what, action.ref)
            await house.jobs.wake(connection, talk.key, action.at, action.what, action.ref)
        case Desk():
            await talks.set_waiting(connection, talk.id, now if action.wanted else None)
            await announce(connection, f"talk {talk.id}")
        case Text():
            await replies.invite(connection, house, talk.id, action.number, now)
        case Untext():
            await replies.untext(connection, talk.id)
        case Drop():
            await house.media.drop(connection, action.photos, talk.id)
        case Enlist():
            await teams.join(connection, talk.id, action.code, now)
        case Quit():
            await teams.leave(connection, talk.id)


async def _social_act(connection: AsyncConnection, house: House, talk: Talk, action: Social, now: datetime) -> None:
    """What a citizen does to cases that others filed, or that were joined."""
    match action:
        case Follow():
            await followers.follow(connection, house, talk.id, action.code, action.text, action.photos, now)
        case Stop():
            await followers.stop(connection, house, talk.id, talk.key, action.code, now)
        case Echo():
            await echoes.echo(connection, house, talk.id, action.code, action.answer, now)
        case EchoWhy():
            await echoes.explain(connection, house, talk.id, action.code, action.text, action.photos, now)
        case Leave():
            await answers.leave(connection, house, talk.id, action.code, now)
