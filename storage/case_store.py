"""Cases and their histories in tables; the rules are in cases/."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from cases import search
from cases.case import Case, Event, Where
from cases.terms import Term
from errors import NotFoundError, StaleError
from storage.replays import changed, lock, plain
from storage.tables import cases, chats, events, evidence, photos

CLOCK = ("rung", "bell", "unmanned", "ring", "rings")
"""What the watch alone moves; it changes nothing that somebody at a page would have to know of before a step."""
_COLUMNS = (*(column for column in cases.c if column.name != "search"), chats.c.key.label("chat_key"))


def to_case(row: Mapping[str, Any]) -> Case:
    """A stored row as a case."""
    where = Where(row["place"], row["region"], row["neighbourhood"], row["lat"], row["lon"])
    same = (
        "code", "topic", "kind", "status", "unit", "words", "urgency", "protected", "answers", "filed",
        "changed", "city", "alarm", "reopened", "review", "stopped", "finished", "version", "id",
        "disputed", "added", "assignee", "followers", "recurring", "joined_to", *CLOCK,
    )  # fmt: skip
    told = {key: row[key] for key in same}
    return Case(chat=row["chat_key"], where=where, term=Term(row["soon"], row["due"]), also=tuple(row["also"]), **told)


def _row(case: Case) -> dict[str, Any]:
    same = (
        "code", "topic", "kind", "status", "unit", "words", "urgency", "protected", "filed", "changed", "city", "alarm",
        "reopened", "review", "stopped", "finished", "version", "disputed", "assignee", "recurring", "joined_to",
        *CLOCK,
    )  # fmt: skip
    made: dict[str, Any] = {key: getattr(case, key) for key in same}
    where = case.where
    return made | {
        "soon": case.term.soon, "due": case.term.due,
        "also": list(case.also), "answers": dict(case.answers), "place": where.text, "region": where.region,
        "neighbourhood": where.neighbourhood, "lat": where.lat, "lon": where.lon,
        "search": search.vector(case),
    }  # fmt: skip


def values_of(case: Case) -> dict[str, Any]:
    """The columns of a case, for those who store many at once."""
    return _row(case)


def select_case() -> Select[Any]:
    """Asks for whole cases; to_case makes one of each row."""
    return select(*_COLUMNS).join(chats, chats.c.id == cases.c.chat)


async def add(connection: AsyncConnection, case: Case, chat: int, event: Event) -> int:
    """Stores a new case with the first line of its history; its number."""
    values = _row(case)
    row = await connection.execute(insert(cases).values(**values, chat=chat).returning(cases.c.id))
    number = int(row.scalar_one())
    await append(connection, number, event, plain(values))
    return number


async def append(
    connection: AsyncConnection, case: int, event: Event, change: Mapping[str, Any] | None = None
) -> None:  # fmt: skip
    """Appends to a history, with what changed of the case; nothing in it is ever changed."""
    await connection.execute(
        insert(events).values(
            case=case, what=event.what, by=event.by, at=event.at, status=event.status, unit=event.unit,
            note=event.note, more=dict(event.more), change=dict(change or {}),
        )
    )  # fmt: skip


async def save(connection: AsyncConnection, case: Case, event: Event) -> None:
    """Stores the case after an event; raises StaleError if somebody else was faster."""
    values = _row(case)
    before = await lock(connection, case.id or 0)
    if before["version"] != case.version - 1:
        raise StaleError(str(before["status"]))
    await connection.execute(update(cases).where(cases.c.id == case.id).values(**values))
    await append(connection, case.id or 0, event, changed(before, plain(values)))


async def tick(connection: AsyncConnection, case: Case, event: Event | None = None) -> None:
    """Stores what the clock did to a case that the caller has locked; it is no new version of the case."""
    values = {key: getattr(case, key) for key in CLOCK}
    await connection.execute(update(cases).where(cases.c.id == case.id).values(**values))
    if event:
        await append(connection, case.id or 0, event)


async def by_code(connection: AsyncConnection, code: str, lock: bool = False) -> Case:
    """A case by its tracking code; `lock` holds it for this transaction. Raises NotFoundError."""
    query = select_case().where(cases.c.code == code)
    return await _one(connection, query.with_for_update(of=cases) if lock else query)


async def by_id(connection: AsyncConnection, id: int) -> Case:
    """A case by its number; raises NotFoundError."""
    return await _one(connection, select_case().where(cases.c.id == id))


async def maybe(connection: AsyncConnection, code: str) -> Case | None:
    """A case by its tracking code, or None."""
    row = (await connection.execute(select_case().where(cases.c.code == code))).mappings().first()
    return to_case(dict(row)) if row else None


async def _one(connection: AsyncConnection, query: Select[Any]) -> Case:
    row = (await connection.execute(query)).mappings().first()
    if row is None:
        raise NotFoundError("case")
    return to_case(dict(row))


async def of_chat(connection: AsyncConnection, chat: int, limit: int = 20) -> list[Case]:
    """A citizen's cases, newest first."""
    query = select_case().where(cases.c.chat == chat).order_by(cases.c.id.desc()).limit(limit)
    return [to_case(dict(row)) for row in (await connection.execute(query)).mappings()]


async def referrals(connection: AsyncConnection, case: int) -> int:
    """How often a case was handed from unit to unit by staff."""
    query = select(func.count()).where(events.c.case == case, events.c.what == "move", events.c.unit != "")
    return int((await connection.execute(query)).scalar_one())


async def happened(connection: AsyncConnection, case: int, what: str) -> int:
    """How often a thing stands in a history."""
    query = select(func.count()).where(events.c.case == case, events.c.what == what)
    return int((await connection.execute(query)).scalar_one())


async def reviews(connection: AsyncConnection, case: int) -> int:
    """How often the present day of review has rung: since the last step."""
    stepped = select(func.max(events.c.id)).where(events.c.case == case, events.c.what == "move").scalar_subquery()
    query = select(func.count()).where(events.c.case == case, events.c.what == "review", events.c.id > stepped)
    return int((await connection.execute(query)).scalar_one())


async def history(connection: AsyncConnection, case: int) -> list[Event]:
    """Everything that happened to a case, oldest first."""
    kept = (events.c.what, events.c.by, events.c.at, events.c.status, events.c.unit, events.c.note, events.c.more)
    query = select(*kept).where(events.c.case == case).order_by(events.c.id)
    return [Event(*row) for row in await connection.execute(query)]


async def chat_of(connection: AsyncConnection, case: int) -> int:
    """Number of the chat that filed a case."""
    return int((await connection.execute(select(cases.c.chat).where(cases.c.id == case))).scalar_one())


async def asked(connection: AsyncConnection, case: int) -> int:
    """How often the citizen was asked for feedback on the present result."""
    return int((await connection.execute(select(cases.c.asked).where(cases.c.id == case))).scalar_one())


async def set_asked(connection: AsyncConnection, case: int, number: int) -> None:
    """Notes how often feedback was asked; 0 when a new result is there."""
    await connection.execute(update(cases).where(cases.c.id == case).values(asked=number))


async def set_added(connection: AsyncConnection, case: int, since: datetime | None) -> None:
    """Notes that the citizen added something which nobody of the unit has looked at, or that somebody has."""
    await connection.execute(update(cases).where(cases.c.id == case).values(added=since))


async def histories(connection: AsyncConnection, numbers: Sequence[int]) -> Mapping[int, list[Event]]:
    """Everything that happened to several cases, oldest first, by case number."""
    kept = (events.c.what, events.c.by, events.c.at, events.c.status, events.c.unit, events.c.note, events.c.more)
    query = select(events.c.case, *kept).where(events.c.case.in_(numbers)).order_by(events.c.id)
    made: dict[int, list[Event]] = {}
    for number, *rest in await connection.execute(query):
        made.setdefault(number, []).append(Event(*rest))
    return made


async def keep_evidence(
    connection: AsyncConnection, chat: int, case: int | None, model: str, issue: Mapping[str, Any]
) -> None:
    """Stores what the reader thought, what was shown, and what it became: the basis of every accuracy figure."""
    await connection.execute(
        insert(evidence).values(
            chat=chat, case=case, model=model, scores=issue["scores"], shown=list(issue["shown"]),
            chosen=issue["chosen"], final=issue["final"],
        )
    )  # fmt: skip


async def evidence_of(connection: AsyncConnection, case: int) -> list[Mapping[str, Any]]:
    """What the reader thought of a case, oldest first."""
    kept = (evidence.c.at, evidence.c.model, evidence.c.scores, evidence.c.shown, evidence.c.chosen, evidence.c.final)
    query = select(*kept).where(evidence.c.case == case).order_by(evidence.c.id)
    return [dict(row) for row in (await connection.execute(query)).mappings()]


async def photos_of(connection: AsyncConnection, case: int) -> Sequence[str]:
    """Ids of a case's photos, oldest first."""
    query = select(photos.c.id).where(photos.c.case == case).order_by(photos.c.at, photos.c.id)
    return list((await connection.execute(query)).scalars())
