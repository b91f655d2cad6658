"""Whose work a case is: taken by oneself, given by somebody with «assign», free again when it leaves their reach."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from cases.case import Case, Event
from cases.policy import Person, Role
from cases.workflow import Workflow
from desk import tell
from desk.people import person as as_person
from desk.steps import hold
from errors import NotAllowedError
from storage import case_store, owning, people


async def colleagues(connection: AsyncConnection, roles: Mapping[str, Role]) -> Sequence[Person]:
    """Everybody who can sign in, by name."""
    accounts = await people.everyone(connection)
    return [as_person(one, roles) for one in accounts if one.active and one.role in roles]


async def give(
    connection: AsyncConnection, workflow: Workflow, roles: Mapping[str, Role], person: Person, code: str, to: int,
    now: datetime, version: int | None = None,
) -> Case:  # fmt: skip
    """Makes a case somebody's work; raises what steps.hold does, or NotAllowedError with the reason's key."""
    case = await hold(connection, person, code, "work", version)
    if to != person.id and not person.may_on("assign", case):
        raise NotAllowedError("assign")
    chosen = next((one for one in await colleagues(connection, roles) if one.id == to), None)
    if chosen is None or not person.may_give(case, chosen):
        raise NotAllowedError("colleague")
    if workflow[case.status].final:
        raise NotAllowedError("step")
    if case.assignee not in (None, person.id) and not person.may_on("assign", case):
        raise NotAllowedError("taken")
    return case if case.assignee == to else await _change(connection, case, to, f"staff:{person.id}", now)


async def free(
    connection: AsyncConnection, person: Person, code: str, now: datetime, version: int | None = None
) -> Case:  # fmt: skip
    """Lays a case back, so that a colleague may take it."""
    case = await hold(connection, person, code, "work", version)
    if case.assignee is None:
        return case
    if not person.may_free(case):
        raise NotAllowedError("taken")
    return await _change(connection, case, None, f"staff:{person.id}", now)


async def let_go(connection: AsyncConnection, roles: Mapping[str, Role], staff: int, now: datetime) -> int:
    """Frees every open case that an account may no longer work on; how many those were."""
    account = await people.by_id(connection, staff)
    person = as_person(account, roles) if account and account.active and account.role in roles else None
    lost = [
        case
        for case in await owning.held_by(connection, staff)
        if person is None or not person.may_on("work", case)
    ]  # fmt: skip
    for case in lost:
        await _change(connection, case, None, "house", now)
    return len(lost)


async def _change(connection: AsyncConnection, case: Case, to: int | None, by: str, now: datetime) -> Case:
    event = Event("assign", by, now, case.status, more={"from": case.assignee, "to": to})
    after = replace(case, assignee=to, version=case.version + 1)
    await case_store.save(connection, after, event)
    await tell.panel(connection, after)
    return after
