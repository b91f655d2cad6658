"""How often somebody may do a thing, kept in this process."""

import time
from collections import deque
from collections.abc import Callable

CROWD = 10_000
"""With more names than this the counting starts anew, so that strangers can't fill the memory."""


class Pace:
    """At most `limit` times in `seconds`, for each name."""

    def __init__(self, limit: int, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._limit, self._seconds, self._clock = limit, seconds, clock
        self._seen: dict[str, deque[float]] = {}

    def allows(self, name: str) -> bool:
        """Counts one more, or says that it is too much."""
        now = self._clock()
        if len(self._seen) >= CROWD:
            self._seen.clear()
        times = self._seen.setdefault(name, deque())
        while times and times[0] <= now - self._seconds:
            times.popleft()
        if len(times) >= self._limit:
            return False
        times.append(now)
        return True
