"""Staff: accounts, units, linked messenger accounts, bound groups, sign-ins, one-time codes, and what was recorded."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection

from cases.orders import OPEN
from storage import teams
from storage.tables import audit, chats, link_codes, logins, staff, staff_links, staff_units, unit_groups
from storage.work_tables import contractor_staff, contractors, work_orders


@dataclass(frozen=True, slots=True)
class Account:
    """A member of staff as stored; `role` is a key of cases/policy.yml."""

    id: int
    login: str
    name: str
    role: str
    password: str
    must_change: bool
    active: bool
    failed: int
    locked_until: datetime | None
    units: frozenset[str] = frozenset()
    orders: frozenset[int] = frozenset()
    """Cases with an open work order of the contractor whom the person works for."""
    helped: frozenset[int] = frozenset()
    """Cases of the helpers who are entrusted to the person."""


def fingerprint(secret: str) -> str:
    """What is stored of a cookie or one-time code: they are long and random, so a plain hash is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()


_ACCOUNT = (
    staff.c.id, staff.c.login, staff.c.name, staff.c.role, staff.c.password, staff.c.must_change, staff.c.active,
    staff.c.failed, staff.c.locked_until,
)  # fmt: skip


async def _account(connection: AsyncConnection, where: Any) -> Account | None:
    row = (await connection.execute(select(*_ACCOUNT).where(where))).first()
    if row is None:
        return None
    units = await connection.execute(select(staff_units.c.unit).where(staff_units.c.staff == row.id))
    orders, helped = await _orders(connection, row.id), await teams.helped(connection, row.id)
    return Account(*row, units=frozenset(units.scalars()), orders=orders, helped=helped)


async def _orders(connection: AsyncConnection, id: int) -> frozenset[int]:
    mine = contractor_staff.c.contractor == work_orders.c.contractor
    query = select(work_orders.c.case).join(contractor_staff, mine)
    query = query.join(contractors, (contractors.c.id == work_orders.c.contractor) & contractors.c.active)
    found = await connection.execute(query.where(contractor_staff.c.staff == id, work_orders.c.state == OPEN))
    return frozenset(found.scalars())


async def by_login(connection: AsyncConnection, login: str) -> Account | None:
    """An account by its login name, lower case."""
    return await _account(connection, staff.c.login == login.strip().lower())


async def by_id(connection: AsyncConnection, id: int) -> Account | None:
    """An account by its number."""
    return await _account(connection, staff.c.id == id)


async def by_sender(connection: AsyncConnection, sender: str) -> Account | None:
    """The active account linked to a messenger account; a removed member loses power at once."""
    linked = select(staff_links.c.staff).where(staff_links.c.sender == sender).scalar_subquery()
    return await _account(connection, (staff.c.id == linked) & staff.c.active)


async def everyone(connection: AsyncConnection) -> list[Account]:
    """All accounts, by name."""
    rows = (await connection.execute(select(*_ACCOUNT).order_by(staff.c.name))).all()
    units: dict[int, set[str]] = {}
    for row in await connection.execute(select(staff_units)):
        units.setdefault(row.staff, set()).add(row.unit)
    return [Account(*row, units=frozenset(units.get(row.id, ()))) for row in rows]


async def names(connection: AsyncConnection) -> Mapping[int, str]:
    """Names by number, to show who did what."""
    return {row.id: row.name for row in await connection.execute(select(staff.c.id, staff.c.name))}


async def add(connection: AsyncConnection, login: str, name: str, role: str, password: str) -> int:
    """Makes an account whose password must be changed at the first sign-in."""
    made = insert(staff).values(login=login.strip().lower(), name=name, role=role, password=password)
    return int((await connection.execute(made.returning(staff.c.id))).scalar_one())


async def change(connection: AsyncConnection, id: int, **values: Any) -> None:
    """Changes columns of an account."""
    await connection.execute(update(staff).where(staff.c.id == id).values(**values))


async def set_units(connection: AsyncConnection, id: int, units: Sequence[str]) -> None:
    """Replaces the units a person works for."""
    await connection.execute(delete(staff_units).where(staff_units.c.staff == id))
    if units:
        await connection.execute(insert(staff_units).values([{"staff": id, "unit": unit} for unit in set(units)]))


async def any_account(connection: AsyncConnection) -> bool:
    """Whether anybody can sign in at all."""
    return bool((await connection.execute(select(func.count(staff.c.id)))).scalar())


async def sign_in(connection: AsyncConnection, id: int, token: str, csrf: str, expires: datetime) -> None:
    """Stores a sign-in; only the token's fingerprint is kept."""
    await connection.execute(insert(logins).values(token=fingerprint(token), staff=id, csrf=csrf, expires=expires))


async def signed_in(connection: AsyncConnection, token: str, now: datetime) -> tuple[Account, str] | None:
    """The active account behind a cookie and its CSRF token; None if it has ended."""
    query = select(logins.c.staff, logins.c.csrf).where(logins.c.token == fingerprint(token), logins.c.expires > now)
    row = (await connection.execute(query)).first()
    account = await by_id(connection, row.staff) if row else None
    return (account, row.csrf) if row and account and account.active else None


async def sign_out(connection: AsyncConnection, token: str | None = None, id: int | None = None) -> None:
    """Ends one sign-in, or all of an account."""
    where = logins.c.token == fingerprint(token) if token else logins.c.staff == id
    await connection.execute(delete(logins).where(where))


async def add_code(connection: AsyncConnection, code: str, id: int, unit: str | None, expires: datetime) -> None:
    """Stores a one-time code: for a unit's group, or (unit None) for the person's own messenger account."""
    await connection.execute(insert(link_codes).values(code=fingerprint(code), staff=id, unit=unit, expires=expires))


async def use_code(connection: AsyncConnection, code: str, now: datetime) -> tuple[int, str | None] | None:
    """Uses a code up: (account, unit), or None if it is unknown, too old or used."""
    fits = (link_codes.c.code == fingerprint(code)) & (link_codes.c.expires > now) & link_codes.c.used.is_(None)
    used = update(link_codes).where(fits).values(used=now).returning(link_codes.c.staff, link_codes.c.unit)
    row = (await connection.execute(used)).first()
    return (row.staff, row.unit) if row else None


async def link(connection: AsyncConnection, sender: str, id: int) -> None:
    """Links a messenger account to a staff account, replacing an older link of that messenger account."""
    made = upsert(staff_links).values(sender=sender, staff=id)
    await connection.execute(made.on_conflict_do_update(index_elements=["sender"], set_={"staff": id}))


async def unlink(connection: AsyncConnection, sender: str, id: int | None = None) -> int | None:
    """Takes a messenger account away from its person (only if it is `id`); whose it was, None if nobody's."""
    gone = delete(staff_links).where(staff_links.c.sender == sender).returning(staff_links.c.staff)
    gone = gone if id is None else gone.where(staff_links.c.staff == id)
    return (await connection.execute(gone)).scalar()


async def unlink_all(connection: AsyncConnection, id: int) -> None:
    """Takes all messenger accounts away from a person."""
    await connection.execute(delete(staff_links).where(staff_links.c.staff == id))


async def links(connection: AsyncConnection) -> Mapping[int, int]:
    """How many messenger accounts each person has linked."""
    query = select(staff_links.c.staff, func.count()).group_by(staff_links.c.staff)
    return {row[0]: row[1] for row in await connection.execute(query)}


async def senders(connection: AsyncConnection, id: int) -> list[tuple[str, datetime]]:
    """The messenger accounts that a person has linked, and since when."""
    query = select(staff_links.c.sender, staff_links.c.at).where(staff_links.c.staff == id).order_by(staff_links.c.at)
    return [(row.sender, row.at) for row in await connection.execute(query)]


async def last_sign_ins(connection: AsyncConnection) -> Mapping[int, datetime]:
    """When each person last signed in."""
    query = select(audit.c.by, func.max(audit.c.at)).where(audit.c.what == "sign_in").group_by(audit.c.by)
    rows = await connection.execute(query)
    return {int(row[0].partition(":")[2]): row[1] for row in rows if row[0].startswith("staff:")}


async def bind(connection: AsyncConnection, chat: int, unit: str, id: int) -> None:
    """Makes a chat a group of a unit."""
    made = upsert(unit_groups).values(chat=chat, unit=unit, staff=id)
    await connection.execute(made.on_conflict_do_nothing())


async def unbind(connection: AsyncConnection, chat: int, unit: str) -> None:
    """Takes a group away from a unit."""
    fits = (unit_groups.c.chat == chat) & (unit_groups.c.unit == unit)
    await connection.execute(delete(unit_groups).where(fits))


async def groups_of(connection: AsyncConnection, units: Sequence[str]) -> list[int]:
    """Chats bound to any of these units."""
    query = select(unit_groups.c.chat).where(unit_groups.c.unit.in_(units)).distinct().order_by(unit_groups.c.chat)
    return list((await connection.execute(query)).scalars())


async def all_groups(connection: AsyncConnection) -> list[Mapping[str, Any]]:
    """Every bound group: chat, its key, unit, since when."""
    query = select(unit_groups.c.chat, chats.c.key, chats.c.gone, unit_groups.c.unit, unit_groups.c.at)
    joined = query.join(chats, chats.c.id == unit_groups.c.chat).order_by(unit_groups.c.unit)
    return [dict(row) for row in (await connection.execute(joined)).mappings()]


async def record(connection: AsyncConnection, by: str, what: str, **more: Any) -> None:
    """Writes down an act of administration or a refused attempt."""
    await connection.execute(insert(audit).values(by=by, what=what, more=more))


async def recorded(connection: AsyncConnection, limit: int = 100) -> list[Mapping[str, Any]]:
    """What was recorded, newest first."""
    query = select(audit).order_by(audit.c.id.desc()).limit(limit)
    return [dict(row) for row in (await connection.execute(query)).mappings()]
