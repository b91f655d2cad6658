"""Internal remarks that name colleagues: by @login in the text, or picked from a list."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from cases.case import Case
from cases.policy import Person, Role
from desk import owning, steps
from errors import NotAllowedError
from storage import mentions, people

NAMED = re.compile(r"(?<![\w.@])@([A-Za-z0-9][A-Za-z0-9._-]{1,30}[A-Za-z0-9])")
"""A login with the sign before it; an address of a mail is none."""


def readers(everybody: Sequence[Person], case: Case) -> list[Person]:
    """Who may read a remark on this case, and so can be named in it."""
    return [one for one in everybody if one.sees_words(case)]


async def remark(
    connection: AsyncConnection, roles: Mapping[str, Role], person: Person, code: str, text: str, picked: Sequence[int],
    now: datetime,
) -> Case:  # fmt: skip
    """Writes a remark and puts it before whoever is named; raises NotAllowedError("mention") if one can't read it."""
    case = await steps.hold(connection, person, code, "work")
    meant = await _meant(connection, roles, case, text, picked)
    case = await steps.note(connection, person, code, text, now, sorted(meant))
    await mentions.add(connection, case.id or 0, meant - {person.id}, person.id, now)
    return case


async def _meant(
    connection: AsyncConnection, roles: Mapping[str, Role], case: Case, text: str, picked: Sequence[int]
) -> set[int]:  # fmt: skip
    named = {one.lower() for one in NAMED.findall(text)}
    if not named and not picked:
        return set()
    able = {one.id for one in readers(await owning.colleagues(connection, roles), case)}
    logins = {account.login: account.id for account in await people.everyone(connection)}
    meant = {*picked, *(logins.get(one, 0) for one in named)}
    if not meant <= able:
        raise NotAllowedError("mention")
    return meant
