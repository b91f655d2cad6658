"""The inspector's notice to a unit: given, answered, accepted or asked again; each act adds a word, none is changed."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from cases import cautions as rules
from cases.cautions import AGAIN, ANSWER, CALL_OFF, GIVE, SETTLE, Caution, Word
from cases.policy import Person
from desk import caution_news as news
from desk.house import House
from desk.proposals import PERSONAL
from errors import NotAllowedError, NotFoundError, StaleError
from persian import TEHRAN, latin_digits
from storage import case_store, cautions

NEEDS = {ANSWER: "explain", AGAIN: "inspect", SETTLE: "inspect", CALL_OFF: "inspect"}
"""The permission that each act takes."""
TOLD = {AGAIN: "again", SETTLE: "settled", CALL_OFF: "called_off"}
"""What the unit hears of each act of the inspector."""


def _words(text: str, needed: bool = True) -> str:
    """What was written, as it may be kept: the council reads it, so nobody's number or address stands in it."""
    words = text.strip()
    if needed and not words:
        raise NotAllowedError("nothing")
    if PERSONAL.search(latin_digits(words)):
        raise NotAllowedError("caution_personal")
    return words


def _due(house: House, day: datetime | None, now: datetime) -> datetime:
    working = house.city.working
    if day is None:
        return rules.default_due(now, working)
    closes = working.closing(day.astimezone(TEHRAN).date())
    return rules.until(day, closes, now, house.workflow.ladder.furthest_days)


async def _grounds(connection: AsyncConnection, person: Person, unit: str, codes: Sequence[str]) -> list[int]:
    """Numbers of the cases that a notice names: within the person's reach, and at some time with this unit."""
    found = []
    for code in codes:
        case = await case_store.maybe(connection, code)
        if case is None or not person.may_on("see", case):
            raise NotAllowedError("caution_code")
        had = {case.unit, *case.also, *(event.unit for event in await case_store.history(connection, case.id or 0))}
        if unit not in had:
            raise NotAllowedError("caution_code")
        found.append(case.id or 0)
    return found


async def give(
    connection: AsyncConnection, house: House, person: Person, unit: str, text: str, codes: str, day: datetime | None,
    now: datetime,
) -> Caution:  # fmt: skip
    """Puts a notice to a unit; `day` is the last one for its answer. Raises NotAllowedError with the reason's key."""
    if not person.may("inspect"):
        raise NotAllowedError("inspect")
    if unit not in house.city.working_units or not person.may_with("inspect", unit):
        raise NotAllowedError("unit")
    word = Word(now, person.id, GIVE, _words(text), _due(house, day, now))
    grounds = await _grounds(connection, person, unit, rules.read_codes(codes))
    made = await cautions.add(connection, unit, word, grounds)
    await news.to_unit(connection, house, made, "given", now)
    return made


async def hold(connection: AsyncConnection, person: Person, id: int, lock: bool = False) -> Caution:
    """A notice that this person may see; for everybody else it is as if there were none."""
    caution = await cautions.by_id(connection, id, lock)
    if not person.may_with("cautions", caution.unit):
        raise NotFoundError("caution")
    return caution


def choices(person: Person, caution: Caution) -> list[str]:
    """What this person may do with a notice now."""
    fits = (what for what, (begin, _) in rules.STEPS.items() if begin == caution.state)
    return [what for what in fits if person.may_with(NEEDS[what], caution.unit)]


async def act(
    connection: AsyncConnection, house: House, person: Person, id: int, what: str, text: str, version: int,
    now: datetime, day: datetime | None = None,
) -> Caution:  # fmt: skip
    """Answers a notice, asks again, accepts the answer or calls it off; a word to an accepted answer may be empty.

    Raises NotFoundError, NotAllowedError with the reason's key, or StaleError when somebody was faster.
    """
    caution = await hold(connection, person, id, lock=True)
    if not person.may_with(NEEDS[what], caution.unit):
        raise NotAllowedError(NEEDS[what])
    if version != caution.version:
        raise StaleError(caution.state)
    due = _due(house, day, now) if what == AGAIN else caution.due
    word = Word(now, person.id, what, _words(text, needed=what != SETTLE), due)
    after = rules.step(caution, word)
    await cautions.save(connection, after, word)
    await _tell(connection, house, after, what, now)
    return after


async def _tell(connection: AsyncConnection, house: House, after: Caution, what: str, now: datetime) -> None:
    if what == ANSWER:
        await news.to_inspector(connection, house, after, "answered", now)
    else:
        await news.to_unit(connection, house, after, TOLD[what], now)
