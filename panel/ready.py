"""Ready sentences on the form of a step: the unit's own, those of the topic's group, those for anything."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from cases.case import Case
from cases.templates import Templates
from panel.gate import Visit
from storage import unit_templates

GROUP_DIGITS = 2
"""The first digits of a topic are its group."""
Shelf = tuple[str, tuple[str, ...]]
"""Whose they are («own», «group», «general») and the sentences."""


def shelves(shipped: Templates, group: str, status: str, own: Sequence[str]) -> list[Shelf]:
    """What may be chosen, nearest first; empty shelves are left out."""
    made: list[Shelf] = [
        ("own", tuple(own)),
        ("group", shipped.groups.get(group, {}).get(status, ())),
        ("general", shipped.general.get(status, ())),
    ]
    return [(whose, said) for whose, said in made if said]


async def for_step(connection: AsyncConnection, visit: Visit, case: Case, status: str) -> list[Shelf]:
    """The ready sentences for a case that is to come to a status; none before a step is chosen."""
    if not status:
        return []
    group = case.topic[:GROUP_DIGITS]
    own = await unit_templates.fitting(connection, _units(visit, case), group, status)
    return shelves(visit.parts.templates, group, status, own)


def _units(visit: Visit, case: Case) -> list[str]:
    """Whose sentences are offered: those of the person's own units, else of the unit that has the case."""
    return sorted(visit.person.units) or [case.unit]
