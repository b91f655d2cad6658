"""The limiter never goes over a window, never changes the order in a chat, and makes nobody wait for another."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.limiter import Limiter
from errors import RetryLaterError


class TravelLoop(asyncio.SelectorEventLoop):
    """A loop in which waiting takes no time: when all wait, its clock jumps to the next who wakes."""

    def __init__(self) -> None:
        self.now = 0.0
        super().__init__()

    def time(self) -> float:
        return self.now

    def _run_once(self) -> None:
        scheduled = self._scheduled  # type: ignore[attr-defined]
        if not self._ready and scheduled:  # type: ignore[attr-defined]
            self.now = max(self.now, scheduled[0].when())
        super()._run_once()  # type: ignore[misc]


def travel[T](story: Callable[[Callable[[], float]], Coroutine[Any, Any, T]]) -> T:
    """Plays a story in its own time."""
    with asyncio.Runner(loop_factory=TravelLoop) as runner:
        loop = runner.get_loop()
        return runner.run(story(loop.time))


class Log:
    """Who spoke when, by the limiter's leave."""

    def __init__(self, clock: Callable[[], float], **settings: Any) -> None:
        self.clock = clock
        self.limiter = Limiter(clock=clock, **{"patience": 60.0, **settings})
        self.spoken: list[tuple[float, str, int]] = []

    async def speak(self, chat: str, group: bool = False, after: float = 0, number: int = 0) -> None:
        await asyncio.sleep(after)
        await self.limiter.slot(chat, group)
        self.spoken.append((self.clock(), chat, number))

    def times(self, chat: str | None = None) -> list[float]:
        return [at for at, who, _ in self.spoken if chat in (None, who)]


def crowded(times: list[float], limit: int, seconds: float) -> bool:
    """Whether any half-open span of this length holds more than the limit."""
    return any(late - early < seconds - 1e-9 for early, late in zip(times, times[limit:], strict=False))


Moments = st.sampled_from([0.0, 0.3, 4.9, 5.0, 59.0]) | st.floats(0, 90, allow_nan=False)
Bursts = st.lists(st.tuples(st.integers(0, 5), Moments, st.integers(1, 25)), min_size=1, max_size=12)


@settings(max_examples=60, deadline=None)
@given(Bursts)
def test_no_window_is_ever_exceeded(bursts: list[tuple[int, float, int]]) -> None:
    asks = [(chat, after) for chat, after, many in bursts for _ in range(many)]

    async def story(clock: Callable[[], float]) -> Log:
        log = Log(clock, patience=10_000)
        await asyncio.gather(*(log.speak(f"c{chat}", group=chat < 2, after=after) for chat, after in asks))
        return log

    log = travel(story)
    assert len(log.spoken) == len(asks)
    assert not crowded(log.times(), 30, 1.0)
    for chat in range(6):
        assert not crowded(log.times(f"c{chat}"), 5, 5.0)
        assert chat >= 2 or not crowded(log.times(f"c{chat}"), 20, 60.0)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(0, 3), min_size=1, max_size=60))
def test_messages_of_a_chat_keep_their_order(chats: list[int]) -> None:
    async def story(clock: Callable[[], float]) -> Log:
        log = Log(clock, patience=10_000)
        await asyncio.gather(*(log.speak(f"c{chat}", number=n) for n, chat in enumerate(chats)))
        return log

    log = travel(story)
    for chat in set(chats):
        numbers = [number for _, who, number in log.spoken if who == f"c{chat}"]
        assert numbers == sorted(numbers)


def test_the_full_pace_is_used() -> None:
    async def story(clock: Callable[[], float]) -> Log:
        log = Log(clock)
        await asyncio.gather(*(log.speak(f"c{n}") for n in range(90)))
        return log

    assert travel(story).times() == [0.0] * 30 + [1.0] * 30 + [2.0] * 30


def test_a_chat_takes_a_burst_of_five_and_then_one_a_second_on_average() -> None:
    async def story(clock: Callable[[], float]) -> Log:
        log = Log(clock)
        await asyncio.gather(*(log.speak("one") for _ in range(12)))
        return log

    assert travel(story).times() == [0.0] * 5 + [5.0] * 5 + [10.0] * 2


def test_a_group_takes_twenty_a_minute() -> None:
    async def story(clock: Callable[[], float]) -> Log:
        log = Log(clock)
        await asyncio.gather(*(log.speak("group", group=True) for _ in range(21)))
        return log

    assert travel(story).times()[-2:] == [15.0, 60.0]


def test_a_slow_chat_holds_nobody_up() -> None:
    async def story(clock: Callable[[], float]) -> Log:
        log = Log(clock, patience=10_000)
        await asyncio.gather(*(log.speak("group", group=True) for _ in range(40)), log.speak("other", after=0.5))
        return log

    log = travel(story)
    assert log.times("other") == [0.5]
    assert log.times("group")[-1] >= 60


def test_a_refused_chat_waits_and_the_others_do_not() -> None:
    async def story(clock: Callable[[], float]) -> Log:
        log = Log(clock)
        await asyncio.gather(*(log.speak("hasty") for _ in range(3)))
        log.limiter.refused("hasty", 7)
        await asyncio.gather(log.speak("hasty", number=1), log.speak("calm"))
        return log

    log = travel(story)
    assert log.times("calm") == [0.0]
    assert log.times("hasty")[-1] == 7.0


def test_a_refusal_that_is_not_the_chats_own_fault_stops_everyone() -> None:
    async def story(clock: Callable[[], float]) -> Log:
        log = Log(clock)
        await log.speak("single")
        log.limiter.refused("single", 7)
        await log.speak("other")
        return log

    assert travel(story).times("other") == [7.0]


def test_a_pause_is_not_ended_early_by_a_shorter_one() -> None:
    async def story(clock: Callable[[], float]) -> Log:
        log = Log(clock)
        await log.speak("one")
        log.limiter.refused("one", 9)
        log.limiter.refused("one", 1)
        await log.speak("one")
        return log

    assert travel(story).times("one") == [0.0, 9.0]


def test_a_pause_beyond_patience_is_handed_back() -> None:
    async def story(clock: Callable[[], float]) -> float:
        limiter = Limiter(clock=clock, patience=60.0)
        limiter.refused("one", 600)
        with pytest.raises(RetryLaterError) as caught:
            await limiter.slot("one")
        return caught.value.seconds

    assert travel(story) == 600


def test_who_gives_up_waiting_blocks_nobody() -> None:
    async def story(clock: Callable[[], float]) -> Log:
        log = Log(clock)
        await asyncio.gather(*(log.speak("one") for _ in range(5)))
        waiting = asyncio.create_task(log.speak("one", number=6))
        await asyncio.sleep(1)
        waiting.cancel()
        await log.speak("one", number=7)
        return log

    assert travel(story).spoken[-1] == (5.0, "one", 7)


def test_silent_chats_are_forgotten_and_busy_ones_are_not() -> None:
    async def story(clock: Callable[[], float]) -> Limiter:
        limiter = Limiter(clock=clock, patience=10_000)
        for n in range(4096):
            await limiter.slot(f"c{n}")
        await limiter.slot("late")
        return limiter

    limiter = travel(story)
    assert 100 < len(limiter._lanes) < 300  # Those of the last five seconds, thirty a second.
