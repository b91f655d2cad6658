"""What people have put right: cases whose topic staff corrected or confirmed, or the citizen chose."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from nlu.learned import CITIZEN, STAFF, Lesson
from storage.tables import cases, events, evidence

CORRECT, CHOSEN, REVIEWED = "correct", "chosen", "reviewed"


async def corrected(connection: AsyncConnection, since: datetime | None) -> list[Lesson]:
    """Lessons after a moment, oldest first, one a case; what is protected never leaves the database."""
    made = dict(await _chosen(connection, since, CHOSEN, CITIZEN))
    made |= dict(await _chosen(connection, since, REVIEWED, STAFF)) | dict(await _by_staff(connection, since))
    return sorted(made.values(), key=lambda one: (one.at, one.text))


async def _by_staff(connection: AsyncConnection, since: datetime | None) -> list[tuple[int, Lesson]]:
    """The last correction of each case that still holds."""
    former, later = events.c.more["topic"][0].astext, events.c.more["topic"][1].astext
    query = (
        select(cases.c.id, cases.c.words, later, events.c.at, former)
        .join(cases, cases.c.id == events.c.case)
        .where(events.c.what == CORRECT, events.c.by.startswith(f"{STAFF}:"), former != later)
        .where(later == cases.c.topic, cases.c.protected.is_(False))
        .order_by(events.c.id)
    )
    rows = await connection.execute(query.where(events.c.at > since) if since else query)
    return [(case, Lesson(words, topic, at, STAFF, before)) for case, words, topic, at, before in rows]


async def _chosen(
    connection: AsyncConnection, since: datetime | None, how: str, who: str
) -> list[tuple[int, Lesson]]:  # fmt: skip
    """Topics that citizens or operators picked among several, as long as nobody has changed them."""
    query = (
        select(cases.c.id, cases.c.words, evidence.c.final, evidence.c.at)
        .join(cases, cases.c.id == evidence.c.case)
        .where(evidence.c.chosen == how, evidence.c.final == cases.c.topic, cases.c.protected.is_(False))
        .order_by(evidence.c.id)
    )
    rows = await connection.execute(query.where(evidence.c.at > since) if since else query)
    return [(case, Lesson(words, topic, at, who)) for case, words, topic, at in rows]
