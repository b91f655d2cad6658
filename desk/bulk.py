"""One act on many cases: shown before, done after a while in which it can be undone, each case by itself."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from cases import evidence
from cases.case import Case, Step, move, step
from cases.policy import Person, Role
from desk import people as desk_people
from desk import steps, tell
from desk.house import House
from errors import NotAllowedError, NotFoundError, StaleError
from storage import pending, people
from storage.database import Database, announce
from storage.pending import Act, Item

WINDOW = timedelta(seconds=30)
"""So long an act can be undone; nothing is told or moved before."""
STEP, NOTE = "step", "note"
STALE, GONE, LEFT = "stale", "gone", "left"


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether an act could be done with a case now."""

    case: Case
    reason: str = ""
    """Why not; empty if it can."""
    sentence: str = ""
    """What the citizen will read; empty if nothing is told."""


def power(wanted: Step) -> str:
    """The permission that an act needs."""
    return "refer" if wanted.unit else "work"


def verdict(
    house: House, person: Person, case: Case, wanted: Step, now: datetime, version: int | None = None
) -> Verdict:
    """Asks policy and workflow as the act itself will; a step without a target is an internal note."""
    if not person.may_on(power(wanted), case):
        return Verdict(case, power(wanted))
    if version is not None and version != case.version:
        return Verdict(case, STALE)
    if not wanted.to:
        return Verdict(case, "" if wanted.note.strip() else "nothing")
    try:
        event = step(case, wanted, f"staff:{person.id}", person.role.may, now, house.workflow)
        _check_lacking(house, case, wanted)
    except NotAllowedError as error:
        return Verdict(case, str(error))
    after = replace(move(case, event, house.workflow, house.city.working), review=wanted.review)
    return Verdict(case, sentence=tell.words(house, after, event))


def _check_lacking(house: House, case: Case, wanted: Step) -> None:
    """Refuses a case that goes with another one, and work without a photo where nobody said why there is none."""
    if case.joined_to:
        raise NotAllowedError("joined")
    want = evidence.wanted(house.workflow[wanted.to], case, house.topic(case), house.workflow)
    if lacking := evidence.lacking(want, False, wanted.reason):
        raise NotAllowedError(lacking)


async def begin(
    connection: AsyncConnection, house: House, person: Person, wanted: Step, chosen: Sequence[Case], now: datetime
) -> int:
    """Stores an act that will be done when its window ends; its number."""
    if wanted.unit and wanted.unit not in house.city.units:
        raise NotAllowedError("unit")
    due, what = now + WINDOW, STEP if wanted.to else NOTE
    pairs = [(case.id or 0, case.version) for case in chosen]
    number = await pending.add(connection, person.id, what, _kept(wanted), due, pairs)
    await house.jobs.act(connection, due, number)
    await people.record(connection, f"staff:{person.id}", "bulk", act=number, to=wanted.to or NOTE, cases=len(pairs))
    await announce(connection, f"act {person.id}")
    return number


def _kept(wanted: Step) -> dict[str, Any]:
    """A step as it is stored."""
    return {
        "to": wanted.to, "note": wanted.note, "unit": wanted.unit, "opinion": wanted.opinion,
        "review": wanted.review.isoformat() if wanted.review else "", "reason": wanted.reason,
    }  # fmt: skip


def kept(wanted: Mapping[str, Any]) -> Step:
    """A stored step."""
    review = datetime.fromisoformat(wanted["review"]) if wanted["review"] else None
    return Step(wanted["to"], wanted["note"], wanted["unit"], review, wanted["opinion"], reason=wanted["reason"])


async def own(connection: AsyncConnection, person: Person, id: int) -> Act:
    """An act of this person's own; raises NotFoundError for everybody else's."""
    act = await pending.by_id(connection, id)
    if act is None or act.staff != person.id:
        raise NotFoundError("act")
    return act


async def undo(connection: AsyncConnection, person: Person, id: int, now: datetime) -> bool:
    """Takes an act back while its window lasts: then nothing was told or moved; False if it came too late."""
    await own(connection, person, id)
    undone = await pending.undo(connection, id, now)
    if undone:
        await people.record(connection, f"staff:{person.id}", "bulk_undo", act=id)
        await announce(connection, f"act {person.id}")
    return undone


class Bulk:
    """Does what waits, once its window has ended; each case in a transaction of its own."""

    def __init__(
        self, database: Database, house: House, roles: Mapping[str, Role],
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:  # fmt: skip
        self._database, self._house, self._roles, self._clock = database, house, roles, clock

    async def run(self, id: int) -> None:
        """Does an act; after a crash the cases that are settled stay as they are, and the rest follows."""
        async with self._database.transaction() as connection:
            act = await pending.by_id(connection, id)
            if act is None or not await pending.take(connection, id):
                return
            items = await pending.items(connection, id)
        for item in items:
            if not item.outcome:
                await self._settle(act, item)
        async with self._database.transaction() as connection:
            await pending.finish(connection, id, self._clock())
            await announce(connection, f"act {act.staff}")

    async def _settle(self, act: Act, item: Item) -> None:
        try:
            async with self._database.transaction() as connection:
                if await pending.settle(connection, act.id, item.case.id or 0, pending.DONE):
                    await self._do(connection, act, item)
        except (NotFoundError, NotAllowedError, StaleError) as error:
            async with self._database.transaction() as connection:
                await pending.settle(connection, act.id, item.case.id or 0, _why(error))

    async def _do(self, connection: AsyncConnection, act: Act, item: Item) -> None:
        """The act on one case, by the person as they are now: a power that was taken meanwhile is gone."""
        account, wanted, now = await people.by_id(connection, act.staff), kept(act.wanted), self._clock()
        if account is None or not account.active or account.role not in self._roles:
            raise NotAllowedError(LEFT)
        person, code = desk_people.person(account, self._roles), item.case.code
        if wanted.to:
            await steps.take_step(connection, self._house, person, code, wanted, now, item.version)
        else:
            await steps.note(connection, person, code, wanted.note, now)


def _why(error: Exception) -> str:
    """The outcome that a refusal becomes."""
    if isinstance(error, StaleError):
        return STALE
    return GONE if isinstance(error, NotFoundError) else str(error)
