"""The review pool: one doubtful case after another, each settled by one choice of an operator, kept as a lesson."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from cases.case import Case
from cases.policy import Person
from desk import steps
from desk.house import House
from errors import NotAllowedError, NotFoundError, StaleError
from persian import TEHRAN
from storage import case_store, claims, reviews
from storage.claims import REVIEW
from topics.tree import TOPIC_DIGITS

MOST, LEAST = 6, 2
REVIEWED = "reviewed"
"""How evidence calls a topic that an operator chose in the pool."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """A case in the pool: what may be chosen, and what a unit said when it sent the case back."""

    case: Case
    options: Sequence[str]
    evidence: Mapping[str, Any]
    reason: str = ""
    region: int | None = None
    """The region that the unit proposed."""


def _check(person: Person) -> None:
    if not (person.may("desk") and person.may("correct")):
        raise NotAllowedError("desk")


async def take(connection: AsyncConnection, house: House, person: Person, now: datetime) -> Doubt | None:
    """The next case, in this person's hands from now on; None when nothing waits."""
    _check(person)
    while code := await reviews.next_case(connection, house.workflow.open, person.id, now):
        case = await case_store.by_code(connection, code)
        # A colleague may have taken it between the two looks; then the next one is asked for.
        if await claims.take(connection, REVIEW, case.id or 0, person.id, now):
            return await look(connection, house, case)
    return None


async def look(connection: AsyncConnection, house: House, case: Case) -> Doubt:
    """What may be chosen for a case."""
    kept = await case_store.evidence_of(connection, case.id or 0)
    told: Mapping[str, Any] = next(
        (event.more for event in reversed(await case_store.history(connection, case.id or 0))
         if event.what == "misrouted"), {},
    )  # fmt: skip
    evidence = kept[-1] if kept else {"scores": [], "model": ""}
    likely = [str(code) for code, _ in _pairs(evidence["scores"])]
    wanted = [str(told.get("topic") or ""), *(likely or [case.topic[:TOPIC_DIGITS]]), case.topic[:TOPIC_DIGITS]]
    options = [code for code in dict.fromkeys(wanted) if code in house.topics]
    if len(options) < LEAST:
        options += _siblings(house, options)
    return Doubt(case, options[:MOST], evidence, str(told.get("text", "")), told.get("region"))


def _pairs(scores: Any) -> list[tuple[str, float]]:
    """Topics with their odds, likeliest first."""
    found = scores.items() if isinstance(scores, Mapping) else scores
    return sorted(((str(code), float(odds)) for code, odds in found), key=lambda pair: -pair[1])


def _siblings(house: House, known: Sequence[str]) -> list[str]:
    """Topics of the same group, where the reader itself had no second thought."""
    groups = {code[:2] for code in known}
    near = (code for code in house.topics.by_code if len(code) == TOPIC_DIGITS and code[:2] in groups)
    return [code for code in near if code not in known]


async def settle(
    connection: AsyncConnection, house: House, person: Person, code: str, topic: str, now: datetime,
    region: int | None = None, version: int | None = None, kind: str = "",
) -> Case:  # fmt: skip
    """One choice: the case is routed anew unless everything stays as it was, and the choice is kept as evidence."""
    _check(person)
    before = await case_store.by_code(connection, code, lock=True)
    if topic not in house.topics:
        raise NotFoundError("topic")
    if version is not None and version != before.version:
        raise StaleError(before.status)
    found = await look(connection, house, before)
    same = topic in (before.topic, before.topic[:TOPIC_DIGITS]) and region in (None, before.where.region)
    same = same and kind in ("", before.kind)
    case = before
    if not same or before.alarm in reviews.POOL:
        chosen = before.topic if topic == before.topic[:TOPIC_DIGITS] else topic
        case = await steps.correct(connection, house, person, code, now, chosen, region, kind=kind)
    await _keep(connection, person, found, case, reviews.KEPT if same else reviews.CHANGED, now)
    return case


async def _keep(
    connection: AsyncConnection, person: Person, found: Doubt, case: Case, outcome: str, now: datetime
) -> None:  # fmt: skip
    number = case.id or 0
    issue = {
        "scores": found.evidence["scores"], "shown": list(found.options), "chosen": REVIEWED, "final": case.topic,
    }  # fmt: skip
    chat = await case_store.chat_of(connection, number)
    await case_store.keep_evidence(connection, chat, number, str(found.evidence["model"]), issue)
    await reviews.note(connection, number, person.id, outcome, now)
    await claims.drop(connection, REVIEW, number)


async def skip(connection: AsyncConnection, person: Person, code: str, now: datetime) -> None:
    """Leaves a case to the others for a while."""
    _check(person)
    case = await case_store.by_code(connection, code)
    await reviews.note(connection, case.id or 0, person.id, reviews.SKIPPED, now)
    await claims.drop(connection, REVIEW, case.id or 0)


async def counts(connection: AsyncConnection, house: House, person: Person, now: datetime) -> tuple[int, int]:
    """How many wait, and how many this person has settled since midnight."""
    midnight = now.astimezone(TEHRAN).replace(hour=0, minute=0, second=0, microsecond=0)
    waiting = await reviews.waiting(connection, house.workflow.open, person.id, now)
    return waiting, await reviews.done(connection, person.id, midnight)
