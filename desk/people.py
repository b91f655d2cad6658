"""Staff accounts: sign-in with lockout, passwords, units, one-time codes for groups and messenger accounts."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from sqlalchemy.ext.asyncio import AsyncConnection

from cases.policy import Person, Role
from errors import NotAllowedError
from storage import people, watch_list
from storage.people import Account

HASHER = PasswordHasher()
NOBODY = HASHER.hash(secrets.token_urlsafe(12))
"""Compared with when there is no such login, so that a guess takes as long as a real one."""
TRIES = 5
LOCK = timedelta(minutes=15)
SIGNED_IN = timedelta(hours=12)
CODE_LIFE = timedelta(minutes=30)
PASSWORD_LENGTH = 10


@dataclass(frozen=True, slots=True)
class SignIn:
    """A fresh sign-in: the cookie's secret and the token that forms must carry."""

    account: Account
    token: str
    csrf: str


def person(account: Account, roles: Mapping[str, Role]) -> Person:
    """A stored account as policy sees it."""
    return Person(account.id, account.name, roles[account.role], account.units, account.orders, account.helped)


async def sign_in(connection: AsyncConnection, login: str, password: str, now: datetime) -> SignIn | None:
    """Checks a password; None when wrong. Raises NotAllowedError("locked") while the account rests after five tries."""
    account = await people.by_login(connection, login)
    if account and account.locked_until and account.locked_until > now:
        raise NotAllowedError("locked")
    if not _fits(account.password if account else NOBODY, password) or account is None or not account.active:
        if account:
            await _failed(connection, account, now)
        return None
    await people.change(connection, account.id, failed=0, locked_until=None)
    token, csrf = secrets.token_urlsafe(32), secrets.token_urlsafe(24)
    await people.sign_in(connection, account.id, token, csrf, now + SIGNED_IN)
    await people.record(connection, f"staff:{account.id}", "sign_in")
    return SignIn(account, token, csrf)


def _fits(hashed: str, password: str) -> bool:
    try:
        return HASHER.verify(hashed, password)
    except VerificationError:
        return False


async def _failed(connection: AsyncConnection, account: Account, now: datetime) -> None:
    failed = account.failed + 1
    locked = now + LOCK if failed >= TRIES else None
    await people.change(connection, account.id, failed=0 if locked else failed, locked_until=locked)
    if locked:
        await people.record(connection, f"staff:{account.id}", "locked")


async def set_password(connection: AsyncConnection, account: int, password: str) -> None:
    """Sets a person's own password and ends other sign-ins; raises NotAllowedError("short")."""
    if len(password) < PASSWORD_LENGTH:
        raise NotAllowedError("short")
    await people.change(connection, account, password=HASHER.hash(password), must_change=False)
    await people.sign_out(connection, id=account)
    await people.record(connection, f"staff:{account}", "password")


async def hire(
    connection: AsyncConnection, by: str, login: str, name: str, role: str, units: Sequence[str]
) -> tuple[int, str]:  # fmt: skip
    """Makes an account; its number and the one-time password, which is shown once and stored only as a hash."""
    if await people.by_login(connection, login):
        raise NotAllowedError("login")
    password = secrets.token_urlsafe(9)
    account = await people.add(connection, login, name, role, HASHER.hash(password))
    await people.set_units(connection, account, units)
    await people.record(connection, by, "hire", account=account, role=role, units=list(units))
    return account, password


async def new_password(connection: AsyncConnection, by: str, account: int) -> str:
    """Gives somebody a new one-time password and ends all sign-ins."""
    password = secrets.token_urlsafe(9)
    await people.change(
        connection, account, password=HASHER.hash(password), must_change=True, failed=0, locked_until=None
    )
    await people.sign_out(connection, id=account)
    await people.record(connection, by, "new_password", account=account)
    return password


async def first_administrator(connection: AsyncConnection, name: str) -> str | None:
    """Makes the first account of an empty house; its one-time password, or None if there are accounts."""
    if await people.any_account(connection):
        return None
    return (await hire(connection, "house", "admin", name, "administrator", ()))[1]


async def change(
    connection: AsyncConnection, by: str, account: int, role: str, units: Sequence[str], active: bool
) -> None:  # fmt: skip
    """Changes role, units or activity; a person who is switched off loses every power at once."""
    before = await people.by_id(connection, account)
    await people.change(connection, account, role=role, active=active)
    await people.set_units(connection, account, units)
    if not active:
        await people.sign_out(connection, id=account)
    was = [before.role, sorted(before.units), before.active] if before else []
    await people.record(connection, by, "change", account=account, before=was, after=[role, sorted(units), active])


async def left(connection: AsyncConnection, chat: int, sender: str) -> None:
    """Somebody left a unit's group: their messenger account has no power any more until it is linked anew."""
    if await watch_list.units_of(connection, chat) and (account := await people.unlink(connection, sender)):
        await people.record(connection, f"staff:{account}", "left", chat=chat)


async def give_code(connection: AsyncConnection, account: int, unit: str | None, now: datetime) -> str:
    """A one-time code: for binding a unit's group, or (no unit) for linking the person's own messenger account."""
    code = f"{secrets.randbelow(10**8):08d}"
    await people.add_code(connection, code, account, unit, now + CODE_LIFE)
    await people.record(connection, f"staff:{account}", "code", unit=unit)
    return code


async def unlink(connection: AsyncConnection, by: str, account: int, sender: str) -> None:
    """Takes a messenger account away from somebody, who can no longer act by it."""
    if await people.unlink(connection, sender, account) is None:
        raise NotAllowedError("nothing")
    await people.record(connection, by, "unlink", account=account, channel=sender.partition(":")[0])
