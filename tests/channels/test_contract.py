"""What every channel must do, whatever the messenger."""

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.channels.port import Abilities
from dialogues.message import Message, Reply
from errors import ChatGoneError, PhotoError, UpdateError
from nlu.reading import Point
from tests.channels.benches import BENCHES, PHOTO, YES_NO, Bench, Inbox, heard

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.fixture(params=sorted(BENCHES))
async def made(request: pytest.FixtureRequest) -> AsyncIterator[Bench]:
    async with BENCHES[request.param]() as one:
        yield one


@pytest.fixture
async def inbox(made: Bench) -> Inbox:
    """The channel is started with this intake."""
    found = Inbox()
    await made.channel.start(found)
    return found


class TestEveryChannel:
    async def test_text_becomes_a_message_of_its_chat(self, made: Bench, inbox: Inbox) -> None:
        await made.says("سلام، چاله هست")
        message = await heard(made, inbox)
        assert message.chat == made.chat
        assert message.text == "سلام، چاله هست"
        assert message.sender
        assert message.at.tzinfo is not None
        assert (message.tap, message.point, message.file, message.fault, message.edited) == (None,) * 4 + (False,)

    async def test_updates_have_different_ids_and_can_be_stored(self, made: Bench, inbox: Inbox) -> None:
        await made.says("یک")
        await made.says("دو")
        await inbox.next()
        await inbox.next()
        assert [name for name, _, _ in inbox.all] == [made.channel.name] * 2
        assert len({number for _, number, _ in inbox.all}) == 2
        assert [json.loads(json.dumps(raw)) for _, _, raw in inbox.all] == [raw for _, _, raw in inbox.all]

    async def test_an_update_can_be_parsed_again_after_being_stored(self, made: Bench, inbox: Inbox) -> None:
        await made.says("سلام")
        raw = await inbox.next()
        again = made.channel.parse(json.loads(json.dumps(raw)))
        first = made.channel.parse(raw)
        assert isinstance(again, Message)
        assert isinstance(first, Message)
        assert again == replace(first, at=again.at)

    async def test_a_place_becomes_a_point(self, made: Bench, inbox: Inbox) -> None:
        await made.sends_place(35.7, 51.4)
        assert (await heard(made, inbox)).point == Point(35.7, 51.4)

    async def test_a_photo_is_a_reference_that_can_be_fetched_whole(self, made: Bench, inbox: Inbox) -> None:
        await made.sends_photo(PHOTO)
        message = await heard(made, inbox)
        assert message.file
        assert await made.channel.fetch(message.file, len(PHOTO)) == PHOTO

    async def test_a_photo_that_is_too_large_is_not_fetched(self, made: Bench, inbox: Inbox) -> None:
        await made.sends_photo(PHOTO)
        message = await heard(made, inbox)
        assert message.file
        with pytest.raises(PhotoError, match="size"):
            await made.channel.fetch(message.file, len(PHOTO) - 1)

    async def test_a_reply_shows_its_text_and_buttons(self, made: Bench) -> None:
        sent = await made.channel.send(made.chat, YES_NO)
        assert sent.id
        (seen,) = await made.sees(1)
        assert seen.text == "همین است؟"
        assert seen.labels == ["بله", "نه"]

    async def test_a_pressed_button_brings_its_data_back(self, made: Bench, inbox: Inbox) -> None:
        await made.channel.send(made.chat, YES_NO)
        await made.taps("نه")
        message = await heard(made, inbox)
        assert message.tap == "say:no"
        assert message.chat == made.chat
        await made.channel.answer_tap(message, "باشد")

    async def test_a_question_for_a_place_reaches_the_person(self, made: Bench) -> None:
        await made.channel.send(made.chat, Reply("کجاست؟", YES_NO.buttons, need="place"))
        assert (await made.sees(1))[0].text.startswith("کجاست؟")

    async def test_a_text_over_the_limit_arrives_whole(self, made: Bench) -> None:
        words = [f"کلمه{n}" for n in range(1500)]
        await made.channel.send(made.chat, Reply(" ".join(words), YES_NO.buttons))
        seen = await made.sees(1)
        assert " ".join(each.text for each in seen).split() == words
        assert [each.labels for each in seen] == [[]] * (len(seen) - 1) + [["بله", "نه"]]

    async def test_a_photo_goes_out_with_its_words(self, made: Bench) -> None:
        await made.channel.send(made.chat, Reply("پیش از کار", photo="p1"), PHOTO)
        (seen,) = await made.sees(1)
        assert seen.photo
        assert seen.text == "پیش از کار"

    async def test_a_photo_with_many_words_loses_none(self, made: Bench) -> None:
        words = [f"کلمه{n}" for n in range(300)]
        await made.channel.send(made.chat, Reply(" ".join(words), photo="p1"), PHOTO)
        seen = await made.sees(1)
        assert seen[0].photo
        assert " ".join(each.text for each in seen).split() == words

    async def test_an_edit_shows_the_new_words(self, made: Bench) -> None:
        first = await made.channel.send(made.chat, YES_NO)
        again = await made.channel.send(made.chat, Reply("ثبت شد", edits=first.id))
        assert again.id
        seen = await made.sees(1)
        assert seen[-1].text == "ثبت شد"
        assert seen[-1].labels == []
        assert len(seen) == (1 if made.channel.can.edits else 2)

    async def test_an_edit_of_a_message_that_is_gone_is_sent_anew(self, made: Bench) -> None:
        await made.channel.send(made.chat, Reply("ثبت شد", edits="123456"))
        assert (await made.sees(1))[-1].text == "ثبت شد"

    async def test_a_person_who_left_is_told_apart(self, made: Bench) -> None:
        if not await made.leaves():
            pytest.skip("nobody can leave this channel and still be spoken to")
        with pytest.raises(ChatGoneError):
            await made.channel.send(made.chat, Reply("سلام"))

    async def test_an_unknown_shape_is_refused_by_name(self, made: Bench) -> None:
        with pytest.raises(UpdateError):
            made.channel.parse({"unreadable": "<html>"})

    async def test_signs_of_courtesy_never_fail(self, made: Bench) -> None:
        await made.leaves()
        await made.channel.typing(made.chat)
        message = Message(made.chat, "7", at=NOON, tap="x", tap_id="no-such-press")
        await made.channel.answer_tap(message, "باشد")

    async def test_stopping_twice_is_as_good_as_once(self, made: Bench, inbox: Inbox) -> None:
        await made.channel.stop()
        await made.channel.stop()

    def test_it_says_what_it_can(self, made: Bench) -> None:
        assert isinstance(made.channel.can, Abilities)
        assert made.channel.name == made.chat.channel
