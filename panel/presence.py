"""Who has a case open right now: known from heartbeats, in memory alone, forgotten within a minute."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

OPEN, WRITES, GONE = "open", "writes", "gone"
STATES = (OPEN, WRITES, GONE)
FRESH = timedelta(seconds=45)
"""A browser gives a sign every 15 seconds; who gave none for so long has left."""
KIND = "here"
"""The notice: «here 17 4 writes» says that person 4 writes about case 17."""


@dataclass(frozen=True, slots=True)
class Sign:
    """The last sign of life of one person on one case."""

    state: str
    at: datetime


@dataclass(slots=True)
class Presence:
    """What this process has heard; every process hears the same notices."""

    _signs: dict[tuple[int, int], Sign] = field(default_factory=dict)

    def hear(self, notice: str, at: datetime) -> int | None:
        """Takes a notice in; the number of its case, or None if it is of another kind."""
        match notice.split():
            case [kind, case, person, state] if (
                kind == KIND and case.isdecimal() and person.isdecimal() and state in STATES
            ):
                self._keep((int(case), int(person)), Sign(state, at))
                return int(case)
        return None

    def _keep(self, who: tuple[int, int], sign: Sign) -> None:
        self._signs = {key: one for key, one in self._signs.items() if sign.at - one.at < FRESH}
        if sign.state == GONE:
            self._signs.pop(who, None)
        else:
            self._signs[who] = sign

    def others(self, case: int, person: int, at: datetime) -> Mapping[int, str]:
        """Who else has a case open, and whether they only read or write; by person."""
        return {
            who: sign.state
            for (where, who), sign in sorted(self._signs.items())
            if where == case and who != person and at - sign.at < FRESH
        }


def notice(case: int, person: int, state: str) -> str:
    """How a sign of life is announced to all processes: numbers only."""
    return f"{KIND} {case} {person} {state}"
