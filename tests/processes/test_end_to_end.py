"""From the first word to the reopened case, over real HTTP, in the dialects of Telegram and Bale."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import telegram as ptb

from cities.city import Spot
from desk import people as desk_people
from library import Content
from storage.database import Database
from tests.conversations.player import about, picture
from tests.fake_bot_api import FakeBotApi
from tests.fake_bot_api.people import Group
from tests.fake_bot_api.world import Shown
from tests.processes import house
from tests.processes.citizen import WORDS, Citizen, street
from tests.processes.house import Installation, Running, until

ASCII = str.maketrans("۰۱۲۳۴۵۶۷۸۹", "0123456789")
CONFIG = """
city: tehran
bot: {feedback_minutes: 0, idle_minutes: 0, quiet_from: "00:00", quiet_until: "00:00"}
messengers: {telegram: {api_base: "http://127.0.0.1:9"}, bale: {api_base: "http://127.0.0.1:9"}}
"""
ACCEPT, DONE, NOT_DONE = "می‌پذیرم", "انجام شد", "انجام نشده"
NUMBERS = count(1)


@dataclass
class Town:
    """A running process that speaks in both messengers."""

    installation: Installation
    process: Running
    fakes: dict[str, FakeBotApi]
    content: Content


@pytest.fixture(scope="module")
async def town(
    database_url: str, model: Path, content: Content, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Town]:
    home = tmp_path_factory.mktemp("town")
    async with (
        house.installed(database_url, home, model) as made,
        FakeBotApi("telegram") as telegram,
        FakeBotApi("bale") as bale,
    ):
        (home / "config.yml").write_text(CONFIG, encoding="utf-8")
        made.env["HAMYAR_CONFIG"] = str(home / "config.yml")
        made.serves(telegram)
        made.serves(bale)
        yield Town(made, await made.start(), {"telegram": telegram, "bale": bale}, content)


class Story:
    """One messenger: a citizen, a unit's group, a member of the unit, and a stranger in the group."""

    def __init__(self, town: Town, name: str) -> None:
        self.town, self.fake = town, town.fakes[name]
        number = next(NUMBERS)
        self.number, self.pin = 7_654_000 + number * 10, street(number)
        self.citizen = Citizen(self.fake, self.number, self.pin)
        self.member, self.stranger = self.number + 1, self.number + 2
        self.group: Group = self.fake.group(self.number + 3, [self.member, self.stranger])

    async def settled(self) -> None:
        """Waits until nothing waits any more."""

        async def calm() -> bool:
            return not self.fake.world.updates and bool(await self.town.installation.one(CALM))

        await until(calm, f"calm\n{self.town.process.told}")

    async def files(self) -> str:
        """The citizen tells everything; the tracking code of the last message."""
        for number, act in enumerate(self.citizen.acts.values(), len(self.citizen.seen) + 1):
            act()
            await self.fake.wait_for(self.citizen.id, number)
        return next(word for word in self.citizen.seen[-1].text.translate(ASCII).split() if CODE(word)).strip(MARKS)

    async def hires(self) -> tuple[str, str]:
        """A member of the unit that answers for the pothole; the code of the group and the code of the person."""
        here = self.town.content.city.locate(Spot(*self.pin))
        assert here is not None
        unit = self.town.content.city.route("works", "0601", here.region)
        assert unit is not None
        database, now = Database(self.town.installation.database_url), datetime.now(UTC)
        async with database.transaction() as connection:
            login = f"m{self.number}"
            account, _ = await desk_people.hire(connection, "test", login, "کارشناس", "unit_staff", [unit.key])
            group = await desk_people.give_code(connection, account, unit.key, now)
            person = await desk_people.give_code(connection, account, None, now)
        await database.close()
        return group, person

    async def opens(self) -> None:
        """The group is bound and the member is linked."""
        group, person = await self.hires()
        self.group.member(self.member).says(f"/bind {group}")
        self.fake.user(self.member).says(f"/link {person}")
        await self.settled()

    def cards(self) -> list[Shown]:
        return [shown for shown in self.fake.sent(self.group.id) if ACCEPT in shown.labels or DONE in shown.labels]

    async def case(self, code: str) -> dict[str, Any]:
        [found] = await self.town.installation.rows("SELECT * FROM cases WHERE code = %(code)s", code=code)
        return found

    async def presses(self, who: int, label: str) -> None:
        """Somebody presses a button of the newest card."""
        self.group.member(who).taps(label)
        await self.settled()


MARKS = "\u2066\u2069"
CALM = (
    "SELECT NOT EXISTS (SELECT FROM updates WHERE state = 'new') "
    "AND NOT EXISTS (SELECT FROM lines WHERE state = 'waiting')"
)


def CODE(word: str) -> bool:  # noqa: N802 - Reads as the noun it looks for.
    return word.strip(MARKS).isdecimal() and len(word.strip(MARKS)) == 10


@pytest.fixture(params=["telegram", "bale"])
async def story(town: Town, request: pytest.FixtureRequest) -> Story:
    made = Story(town, request.param)
    await made.opens()
    return made


async def test_a_whole_report_gives_exactly_one_case(story: Story) -> None:
    code = await story.files()
    mine = "SELECT count(*) FROM cases c JOIN chats ON chats.id = c.chat WHERE key = %(key)s"
    assert await story.town.installation.one(mine, key=story.citizen.key) == 1
    case = await story.case(code)
    assert about(case["topic"], "0601")
    assert (case["status"], case["lat"], case["lon"]) == ("registered", *story.pin)
    assert await story.town.installation.one('SELECT count(*) FROM photos WHERE "case" = %(id)s', id=case["id"]) == 1


async def test_the_card_of_the_unit_names_nobody(story: Story) -> None:
    code = await story.files()
    await story.settled()
    [card] = story.cards()
    assert code in card.text.translate(ASCII)
    hidden = (WORDS, str(story.citizen.id), story.citizen.me.me["first_name"], str(story.pin[0]), str(story.pin[1]))
    for secret in hidden:
        assert secret not in card.text + str(card.buttons)


async def test_the_press_of_a_stranger_is_refused_and_recorded(story: Story) -> None:
    code = await story.files()
    await story.settled()
    await story.presses(story.stranger, ACCEPT)
    assert (await story.case(code))["status"] == "registered"
    refused = "SELECT count(*) FROM audit WHERE what = 'refused_tap' AND by LIKE %(who)s"
    assert await story.town.installation.one(refused, who=f"%:{story.stranger}") == 1


async def test_accepted_done_asked_and_reopened(story: Story) -> None:
    code = await story.files()
    await story.settled()
    await story.presses(story.member, ACCEPT)
    assert (await story.case(code))["status"] == "accepted"
    heard = len(story.citizen.seen)
    assert "پذیرفت" in story.citizen.seen[-1].text
    await story.presses(story.member, DONE)
    asked = story.fake.sent(story.group.id)[-1]
    assert "در پاسخ به همین پیام" in asked.text
    story.group.member(story.stranger).sends_photo(picture())
    story.group.member(story.member).sends_photo(picture(), answers=asked)
    question = (await story.fake.wait_for(story.citizen.id, heard + 2))[-2:]
    assert "انجام‌شده" in question[0].text
    assert question[0].photo, "the news brings the photo of the work"
    assert NOT_DONE in question[1].labels
    story.citizen.me.taps(NOT_DONE)
    await story.fake.wait_for(story.citizen.id, heard + 3)
    await story.settled()
    case = await story.case(code)
    assert (case["status"], case["reopened"]) == ("reopened", 1)
    assert ACCEPT in story.cards()[-1].labels


async def test_another_client_understands_everything_that_was_sent(story: Story) -> None:
    await story.files()
    await story.settled()
    shown = [each for room in story.fake.world.rooms.values() for each in room.shown]
    assert len(shown) > len(story.citizen.acts)
    for each in shown:
        message = ptb.Message.de_json(each.raw, None)
        assert (message.text or message.caption or "") == each.raw.get("text", each.raw.get("caption", ""))
        rows = message.reply_markup.inline_keyboard if message.reply_markup else ()
        labels = [button.text for row in rows for button in row]
        assert labels == each.labels


async def test_the_process_ends_well(town: Town) -> None:
    assert await town.process.stop() == 0
    assert "Traceback" not in town.process.told
