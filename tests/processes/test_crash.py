"""Killed at any moment of any step of a report, the programme loses nothing and does nothing twice.

For each moment there is one person at every step of a report; all act at once, stand at the moment, and the process is
killed; after a new start everybody goes on. So one kill covers all steps, and one file covers steps times moments.
"""

import asyncio
from itertools import pairwise

import pytest

from dialogues.message import reply_from_json
from tests.fake_bot_api import FakeBotApi
from tests.processes.citizen import Citizen, street
from tests.processes.house import Installation, Nursery, Running, until
from tests.processes.moments import MOMENTS, Moment, Scene, fetching

STEPS = ("words", "pin", "harm", "lane", "photo", "file")


class City:
    """People of one installation, and what they have done so far."""

    def __init__(self, installation: Installation, fake: FakeBotApi, nursery: Nursery) -> None:
        self.installation, self.fake, self.nursery = installation, fake, nursery
        self.people: list[Citizen] = []
        self.acts, self.asked = 0, 0
        self.process: Running | None = None

    async def start(self) -> None:
        self.asked = len(self.fake.called("getUpdates"))
        self.process = await self.installation.born(self.nursery)
        await self.calm()

    async def kill(self) -> None:
        assert self.process is not None
        await self.process.kill()

    def joined(self, number: int) -> list[Citizen]:
        """More people, each in a street of their own: nobody is asked whether theirs is the pothole of another."""
        begin = len(self.people)
        made = [Citizen(self.fake, 1000 + each, street(each)) for each in range(begin, begin + number)]
        self.people += made
        return made

    def act(self, who: Citizen, step: str) -> None:
        who.acts[step]()
        self.acts += 1

    async def calm(self) -> None:
        """Waits until everything that was said is handled, answered and forgotten by the messenger."""
        query = (
            "SELECT (SELECT count(*) FROM updates WHERE state = 'done') = %(acts)s "
            "AND NOT EXISTS (SELECT FROM updates WHERE state <> 'done') "
            "AND NOT EXISTS (SELECT FROM lines WHERE state = 'waiting')"
        )
        await until(lambda: self._calm(query), f"calm after {self.acts} acts\n{self.process and self.process.told}")

    async def _calm(self, query: str) -> bool:
        listening = len(self.fake.called("getUpdates")) > self.asked and not self.fake.world.updates
        return listening and bool(await self.installation.one(query, acts=self.acts))

    async def goes_on(self, steps: dict[Citizen, tuple[str, ...]]) -> None:
        """Everybody does their steps, all at the same time, each one after the answer to the last."""
        for number in range(len(STEPS)):
            for who, left in steps.items():
                if number < len(left):
                    self.act(who, left[number])
            await self.calm()

    async def killed_at(self, moment: Moment, steps: dict[Citizen, str]) -> None:
        """Everybody does one step; the process dies at the moment, and another one is started."""
        scene = Scene(self.installation, self.fake, list(steps))
        async with moment(scene) as reached:
            for who, step in steps.items():
                self.act(who, step)
            await reached()
            await self.kill()
        await self.start()


@pytest.fixture
async def city(installation: Installation, telegram: FakeBotApi, nursery: Nursery) -> City:
    installation.serves(telegram)
    made = City(installation, telegram, nursery)
    await made.start()
    return made


@pytest.mark.parametrize("moment", MOMENTS, ids=lambda moment: moment.__name__)
async def test_killed_at_this_moment_of_every_step(city: City, moment: Moment) -> None:
    people = dict(zip(city.joined(len(STEPS)), STEPS, strict=True))
    await city.goes_on({who: STEPS[: STEPS.index(step)] for who, step in people.items()})
    await city.killed_at(moment, people)
    await city.goes_on({who: STEPS[STEPS.index(step) + 1 :] for who, step in people.items()})
    await asyncio.gather(*(nothing_lost_nothing_doubled(city, who) for who in people))


async def test_killed_while_a_photo_is_fetched(city: City) -> None:
    [who] = city.joined(1)
    await city.goes_on({who: STEPS[:4]})
    await city.killed_at(fetching, {who: "photo"})
    await city.goes_on({who: STEPS[5:]})
    await nothing_lost_nothing_doubled(city, who)


async def test_killed_at_every_step_of_one_report(city: City) -> None:
    [who] = city.joined(1)
    for step, moment in zip(STEPS, MOMENTS[2:], strict=True):
        await city.killed_at(moment, {who: step})
    await nothing_lost_nothing_doubled(city, who)


async def nothing_lost_nothing_doubled(city: City, who: Citizen) -> None:
    counted = {"updates": len(STEPS), "heard": len(STEPS), "cases": 1, "events": 1, "photos": 1, "evidence": 1}
    [found] = await city.installation.rows(COUNT, key=who.key)
    assert found == counted
    lines = await city.installation.rows(SAID, key=who.key)
    assert [line["state"] for line in lines] == ["sent"] * len(STEPS)
    said = [reply_from_json(line["body"]).text for line in lines]
    told = [message.text for message in who.seen]
    assert [said[0], *(after for before, after in pairwise(told) if after != before)] == said, told
    code = await city.installation.one(
        "SELECT code FROM cases JOIN chats c ON c.id = chat WHERE key = %(key)s", key=who.key
    )
    assert code in told[-1].translate(ASCII)


ASCII = str.maketrans("۰۱۲۳۴۵۶۷۸۹", "0123456789")
SAID = 'SELECT state, body FROM lines JOIN chats c ON c.id = chat WHERE key = %(key)s AND "out" ORDER BY lines.id'
CODE = "SELECT code FROM cases JOIN chats c ON c.id = chat WHERE key = %(key)s"
COUNT = """
WITH me AS (SELECT id FROM chats WHERE key = %(key)s), mine AS (SELECT id FROM cases WHERE chat IN (SELECT id FROM me))
SELECT (SELECT count(*) FROM updates WHERE chat = %(key)s AND state = 'done') AS updates,
    (SELECT count(*) FROM lines WHERE chat IN (SELECT id FROM me) AND NOT out) AS heard,
    (SELECT count(*) FROM mine) AS cases,
    (SELECT count(*) FROM events WHERE "case" IN (SELECT id FROM mine) AND what = 'file') AS events,
    (SELECT count(*) FROM photos WHERE "case" IN (SELECT id FROM mine)) AS photos,
    (SELECT count(*) FROM evidence WHERE "case" IN (SELECT id FROM mine)) AS evidence
"""
