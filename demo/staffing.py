"""Opens the database for the demonstration, and makes the accounts that work in it and those to try it with."""

import asyncio
import secrets
from collections.abc import Mapping
from contextlib import AsyncExitStack

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from sqlalchemy.ext.asyncio import AsyncConnection

import app
from content import Node
from demo import filling
from demo.filling import Office, Step, Year
from desk import people as desk_people
from errors import StartError
from library import Content
from settings import Settings
from storage import bulk, people
from storage.database import Database, migrate

REFUSED = (
    "This database holds cases already, and the demonstration would mix with them. Give it a house of its own "
    "(HAMYAR_HOME=var/demo make demo, then HAMYAR_HOME=var/demo make run), or say --beside."
)


async def fill(made: Settings, year: Year, *, beside: bool) -> Mapping[str, str]:
    """Fills the database of an installation, with a bar that shows how far it is."""
    async with AsyncExitStack() as stack:
        url = await asyncio.to_thread(app.database_url, made, stack)
        await asyncio.to_thread(migrate, url)
        database = Database(url)
        stack.push_async_callback(database.close)
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        progress = stack.enter_context(Progress(*columns))
        task = progress.add_task("cases", total=year.number)
        passwords = await filled(database, year, lambda done: progress.advance(task, done), beside=beside)
        progress.update(task, description="counting")
        await bulk.tidy(database)
        return passwords


async def filled(database: Database, year: Year, step: Step, *, beside: bool) -> Mapping[str, str]:
    """Fills in one transaction; the passwords that were made. Raises StartError where there are cases."""
    async with database.transaction() as connection:
        if not beside and await bulk.any_case(connection):
            raise StartError(REFUSED)
        office, passwords = await staffed(connection, year.content, year.plan)
        await filling.fill(connection, year, office, step)
    return passwords


async def staffed(connection: AsyncConnection, content: Content, told: Node) -> tuple[Office, Mapping[str, str]]:
    """An account of every role to try, and one for each unit that nobody can sign in with; those there are stay."""
    passwords: dict[str, str] = {}
    tried: dict[str, list[int]] = {}
    regions = sorted(content.city.regions)
    for one in told["staff"]:
        units = [f"{role}-{regions[len(regions) // 4]}" for role in one.get("units", ())]
        units = [key for key in units if key in content.city.units]
        account = await people.by_login(connection, one["login"])
        number = account.id if account else 0
        if not account:
            number, passwords[one["login"]] = await desk_people.hire(
                connection, "house", one["login"], one["name"], one["role"], units
            )  # fmt: skip
        if "work" in content.roles[one["role"]].may and len(units) == 1:
            tried.setdefault(units[0], []).append(number)
    return Office(await _clerks(connection, content, told), tried), passwords


async def _clerks(connection: AsyncConnection, content: Content, told: Node) -> Mapping[str, int]:
    made = {}
    for unit in content.city.units.values():
        login = f"demo-{unit.key}".replace("_", "-")
        account = await people.by_login(connection, login)
        if account is None:
            name = told["clerk"].format(unit=unit.short)
            made[unit.key] = await people.add(connection, login, name, "unit_staff", f"none {secrets.token_hex(4)}")
            await people.change(connection, made[unit.key], active=False)
        else:
            made[unit.key] = account.id
    return made
