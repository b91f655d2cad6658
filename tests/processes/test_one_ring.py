"""Two processes look at one clock: each thing that is due happens once, and what was due in a pause is not lost."""

import pytest

from storage import people, talks
from storage.database import Database
from tests.fake_bot_api import FakeBotApi
from tests.processes.house import Installation, Nursery, until

GROUP, CASES = -1001, 5
SECRET = "a-secret-of-a-test-0123456789"
DUE = """
INSERT INTO cases (code, city, topic, kind, status, unit, chat, words, urgency, protected,
  filed, soon, due, changed, bell, ring)
SELECT '100000000' || n, 'tehran', '0602', 'request', 'registered', 'works-3', %(chat)s, 'x', 'emergency', false,
  now() - interval '1 hour', now() + interval '5 hours', now() + interval '6 hours', now(), now() - interval '1 minute',
  now() - interval '1 minute'
FROM generate_series(1, %(many)s) AS n RETURNING id
"""


@pytest.fixture
async def pair(installation: Installation, telegram: FakeBotApi, nursery: Nursery) -> Installation:
    installation.serves(telegram, webhook="http://127.0.0.1:9", secret=SECRET)
    telegram.group(GROUP, [7])
    for _ in range(2):
        await installation.born(nursery)
    return installation


async def test_two_processes_ring_and_climb_once(pair: Installation, telegram: FakeBotApi) -> None:
    database = Database(pair.database_url)
    async with database.transaction() as connection:
        group, chat = await talks.chat_id(connection, f"telegram:{GROUP}"), await talks.chat_id(connection, "web:1")
        await talks.set_grouped(connection, group)
        account = await people.add(connection, "binder", "a", "administrator", "no hash")
        await people.bind(connection, group, "works-3", account)
    await database.close()
    await pair.rows(DUE, chat=chat, many=CASES)
    done = "SELECT count(*) = %(many)s FROM cases WHERE rings = 1 AND rung = 1 AND ring > now() AND bell > now()"
    await until(lambda: pair.one(done, many=CASES), "every case to ring")
    await until(lambda: pair.one("SELECT NOT EXISTS (SELECT FROM lines WHERE state = 'waiting')"), "calm")
    assert await pair.one("SELECT count(*) FROM events WHERE what = 'climb'") == CASES
    cards = [shown for shown in telegram.sent(GROUP) if "صبح" not in shown.text]
    assert len(cards) == 2 * CASES
