"""Where Bale differs, nothing is lost, mangled or tried in vain."""

from collections.abc import AsyncIterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.bale import BALE, mend, plain
from bot.channels.botapi import BotApi
from bot.channels.limiter import Limiter
from bot.channels.messenger import Messenger
from bot.channels.port import Channel
from dialogues.message import Chat, Reply
from errors import RetryLaterError
from tests.channels.benches import PHOTO, PLACE_LABEL, YES_NO, BotApiBench, Inbox, heard, served
from tests.fake_bot_api.dialects import DIALECTS

SEEN = DIALECTS["bale"].shown
MARKED = "کد *۱۳۷* و _زیر_ خط، `کد` و [پیوند](https://a.example/x) و **دو تا**"


@pytest.fixture
async def made() -> AsyncIterator[BotApiBench]:
    async with served("bale") as one:
        yield one


def without_marks(text: str) -> str:
    return "".join(letter for letter in text if letter not in "*_`[]∗＿ˋ［］")


def test_no_mark_changes_how_a_text_looks() -> None:
    assert SEEN(MARKED) != MARKED
    assert SEEN(plain(MARKED)) == plain(MARKED)
    assert without_marks(plain(MARKED)) == without_marks(MARKED)


@given(st.text(alphabet="ab *_`[]()\n۱س", max_size=60))
def test_every_letter_of_any_text_is_seen(text: str) -> None:
    assert SEEN(plain(text)) == plain(text)
    assert len(plain(text)) == len(text)


@pytest.mark.parametrize("name", ["https://city.example/a_b_c?x=1*2", "@hamyar_137_bot", "/start_now", "#گود_برداری"])
def test_a_link_or_name_still_leads_somewhere(name: str) -> None:
    assert plain(f"ببینید: {name} ،") == f"ببینید: {name} ،"


async def test_a_text_with_marks_is_seen_whole() -> None:
    async with served("bale") as made:
        await made.channel.send(made.chat, Reply(MARKED))
        assert without_marks(made.server.sent(7)[0].text) == without_marks(MARKED)


async def test_a_caption_with_marks_is_seen_whole() -> None:
    async with served("bale") as made:
        await made.channel.send(made.chat, Reply("*مهم*", photo="p1"), PHOTO)
        assert made.server.sent(7)[0].text == "∗مهم∗"


async def test_the_stub_after_an_edit_does_not_hide_which_message_it_is() -> None:
    async with served("bale") as made:
        sent = await made.channel.send(made.chat, YES_NO)
        assert await made.channel.send(made.chat, Reply("شد", edits=sent.id)) == sent
        assert await made.channel.send(made.chat, Reply("شد باز", edits=sent.id)) == sent
        assert [shown.text for shown in made.server.sent(7)] == ["شد باز"]


async def test_a_press_of_an_old_client_is_heard_but_not_answered() -> None:
    async with served("bale") as made:
        inbox = Inbox()
        await made.channel.start(inbox)
        await made.channel.send(made.chat, YES_NO)
        for old in (True, False):
            made.person.taps("بله", old_client=old)
            message = await heard(made, inbox)
            assert message.tap == "say:yes"
            await made.channel.answer_tap(message)
        assert len(made.server.called("answerCallbackQuery")) == 1


async def test_what_bale_leaves_out_is_not_missed() -> None:
    async with served("bale") as made:
        inbox = Inbox()
        await made.channel.start(inbox)
        made.person.sends_voice()
        raw = await inbox.next()
        assert "date" not in raw["message"]
        assert "duration" not in raw["message"]["voice"]
        message = made.channel.parse(raw)
        assert message is not None
        assert message.fault == "voice"


async def test_a_group_takes_twenty_a_minute_and_is_never_asked_for_more() -> None:
    waits: list[float] = []

    class GaveUpError(Exception):
        """Ends the test where the limiter would wait."""

    async def note(seconds: float) -> None:
        waits.append(seconds)
        if seconds > 10:
            raise GaveUpError
        clock[0] += seconds

    clock = [0.0]
    async with served("bale") as made:
        made.server.group(600, {7})
        channel: Channel = BotApi(
            Messenger("bale", made.server.token, made.server.base),
            PLACE_LABEL,
            BALE,
            limiter=Limiter(BALE.can.group_a_minute, lambda: clock[0], note, patience=60.0),
        )
        for _ in range(20):
            await channel.send(Chat("bale", "600", group=True), Reply("کار"))
        with pytest.raises(GaveUpError):
            await channel.send(Chat("bale", "600", group=True), Reply("کار"))
        assert waits[-1] == 45  # Bursts of five each five seconds took fifteen.
        assert len(made.server.called("sendMessage")) == 20
        await channel.stop()


async def test_the_patience_bale_asks_for_is_passed_on() -> None:
    async with served("bale") as made:
        made.server.group(600, {7})
        made.server.world.rooms[600].spoken.extend([10**9] * 20)
        with pytest.raises(RetryLaterError):
            await made.channel.send(Chat("bale", "600", group=True), Reply("کار"))


async def test_calls_are_forms_because_bale_reads_no_file_id_from_json(made: BotApiBench) -> None:
    made.server.world.files["f1"] = ("photos/f1.jpg", PHOTO)
    await made.channel.fetch("f1", 10_000)
    await made.channel.send(made.chat, YES_NO)
    assert made.server.world.encodings == {"form"}


def test_mending_never_fails_on_odd_shapes() -> None:
    shapes: list[object] = [None, 5, "x", [], {}, {"chat": 3, "photo": 7, "from": []}, {"photo": [3, {}], "voice": "v"}]
    for odd in shapes:
        mend({"message": odd, "callback_query": odd, "edited_message": odd})
        mend({"callback_query": {"message": odd, "from": odd, "id": odd}})
