"""Who has a case, who could have it, and who can be named in a remark: for the page of a case."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncConnection

from cases.case import Case
from cases.policy import Person
from desk import owning as desk_owning
from desk.remarks import readers
from panel.gate import Visit
from storage import owning


@dataclass(frozen=True, slots=True)
class Owner:
    """What the card of the owner shows and offers to this person."""

    name: str
    """Who has the case; empty for nobody."""
    mine: bool
    may_take: bool
    may_free: bool
    others: Sequence[tuple[Person, int]]
    """To whom it may be given, each with the number of open cases they have."""
    readers: Sequence[Person]
    """Who can be named in a remark."""


async def owner(connection: AsyncConnection, visit: Visit, case: Case, names: Mapping[int, str]) -> Owner:
    """The card for one case."""
    person, closed = visit.person, visit.house.workflow[case.status].final
    works = person.may_on("work", case)
    everybody = await desk_owning.colleagues(connection, visit.parts.roles) if works else ()
    near = sorted(readers(everybody, case), key=lambda one: case.unit not in one.units)
    free = case.assignee is None or person.may_on("assign", case)
    return Owner(
        name=names.get(case.assignee, str(visit.pages.words["who"]["gone"])) if case.assignee else "",
        mine=case.assignee == person.id,
        may_take=works and free and not closed and case.assignee != person.id,
        may_free=case.assignee is not None and person.may_free(case),
        others=() if closed else await _others(connection, person, case, near),
        readers=[one for one in near if one.id != person.id],
    )


async def _others(
    connection: AsyncConnection, person: Person, case: Case, near: Sequence[Person]
) -> Sequence[tuple[Person, int]]:  # fmt: skip
    fit = [one for one in near if one.id not in (person.id, case.assignee) and person.may_give(case, one)]
    if not fit:
        return ()
    loads = await owning.loads(connection)
    return [(one, loads.get(one.id, 0)) for one in fit]
