"""Notices that no transcript can play: what staff send beside their steps, and what codes and faults are answered."""

from dataclasses import replace

import pytest

from cases.case import Step
from desk import attach, orders, people, steps
from storage import orders as stored
from tests.conversations.player import Player
from tests.desk.test_groups import filed, member


async def test_a_photo_sent_beside_a_step_comes_with_the_unit_s_words(player: Player) -> None:
    code = await filed(player)
    player.heard = len(player.channel.sent)
    async with player.database.transaction() as connection:
        photos = (await player._uploaded(connection, code, "good"),)
        await attach.attach(
            connection, player.house, player.person, code, photos, "نیمی پر شده است.", for_citizen=True, now=player.now
        )
    await player.courier.deliver("memory:1")
    (told,) = player.replies
    assert "عکس فرستاد. نیمی پر شده است." in told.text
    assert told.photo == photos[0]


async def test_the_group_hears_that_an_order_is_reported_and_waits_for_its_word(player: Player) -> None:
    await member(player)
    code = await filed(player)
    async with player.database.transaction() as connection:
        case = await steps.take_step(
            connection, player.house, player.person, code, Step("work_ordered", "فردا"), player.now
        )
        (order,) = await stored.of_case(connection, case.id or 0)
        role = player.house.roles["contractor"]
        worker = replace(player.person, role=role, orders=frozenset({case.id or 0}))
        await orders.report(connection, player.house, worker, order.id, "شب بود و عکس نشد.", (), player.now)
    await player.courier.deliver("memory:-100")
    assert "انجام‌شده گزارش شد. لطفاً بازدید کنید" in player.cards[-1].text


async def test_the_inspector_s_notice_stands_on_the_card(player: Player) -> None:
    await member(player)
    code = await filed(player)
    async with player.database.transaction() as connection:
        await steps.warn(connection, player.house, player.person, code, "دیر شده است", player.now)
    await player.courier.deliver("memory:-100")
    assert "تذکر بازرس | " in player.cards[-1].text
    assert "دیر شده است" not in player.cards[-1].text


async def test_the_code_of_a_group_binds_no_private_chat(player: Player) -> None:
    async with player.database.transaction() as connection:
        account, _ = await people.hire(connection, "house", "u", "کارشناس", "unit_staff", ["works-3"])
        code = await people.give_code(connection, account, "works-3", player.now)
    await player.push(text=f"/bind {code}", chat="77", sender="77")
    await player.courier.deliver("memory:77")
    told = [shown.reply.text for shown in player.channel.sent if shown.chat.id == "77"]
    assert told == ["این کد برای گروه یک واحد است؛ آن را در همان گروه بفرستید."]


async def test_an_update_that_fails_is_said_kindly_and_the_next_one_goes_on(
    player: Player, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = player.conversation.world.reader

    def broken(*_: object, **__: object) -> object:
        raise ZeroDivisionError

    with monkeypatch.context() as patched:
        patched.setattr(type(reader), "read", broken)
        await player.push(text="چاله")
    assert "یک لحظه مشکلی پیش آمد. پیام شما نگه داشته شد" in player.replies[-1].text
    await player.push(text="سلام")
    assert "سلام" in player.replies[-1].text
