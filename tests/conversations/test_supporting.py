"""Suggestions of others in the bot: listed without their author once released, supported once by each chat."""

from desk import proposals as desk
from storage import case_store, proposals
from tests.conversations.player import Player

NEIGHBOUR = "2"


async def suggested(player: Player) -> None:
    """The citizen makes a suggestion; an operator releases it in other words."""
    await player.push(text="پیشنهاد میکنم تو پارک ها سطل تفکیک زباله بذارین من رضا کریمی هستم")
    await player.push(text="ثبت کن")
    await player.push(text="ثبت کن")
    case = (await player.cases())[-1]
    assert case.kind == "suggestion", player.transcript()
    async with player.database.transaction() as connection:
        account, _ = await _hired(player, connection)
        operator = type(player.person)(account, "op", player.person.role)
        await desk.release(connection, player.house, operator, case.code, "در پارک‌ها سطل تفکیک بگذارید.", player.now)


async def _hired(player: Player, connection: object) -> tuple[int, str]:
    from desk import people

    return await people.hire(connection, "test", "op1", "op", "operator", [])  # type: ignore[arg-type]


def heard_by(player: Player, chat: str) -> list[str]:
    return [shown.reply.text for shown in player.channel.sent[player.heard :] if shown.chat.id == chat]


async def support_of(player: Player) -> int:
    case = (await player.cases())[-1]
    async with player.database.transaction() as connection:
        found = await proposals.of_case(connection, case.id or 0)
        return found[1] if found else -1


async def test_a_neighbour_reads_and_supports_once(player: Player) -> None:
    await suggested(player)
    case = (await player.cases())[-1]
    await player.push(chat=NEIGHBOUR, sender=NEIGHBOUR, text="پیشنهادها")
    shown = heard_by(player, NEIGHBOUR)
    assert "سطل تفکیک بگذارید" in shown[-1]
    assert "کریمی" not in "".join(shown)
    assert case.code not in "".join(shown)
    for answer in ("حمایت شما", "پیش‌تر حمایت کرده‌اید"):
        await player.push(chat=NEIGHBOUR, sender=NEIGHBOUR, tap=f"p:yes:{case.id}")
        assert answer in heard_by(player, NEIGHBOUR)[-1]
        assert await support_of(player) == 1


async def test_a_typed_number_supports_what_it_stands_beside(player: Player) -> None:
    await suggested(player)
    await player.push(chat=NEIGHBOUR, sender=NEIGHBOUR, text="/suggestions")
    await player.push(chat=NEIGHBOUR, sender=NEIGHBOUR, text="۱")
    assert "حمایت شما" in heard_by(player, NEIGHBOUR)[-1]
    assert await support_of(player) == 1


async def test_nobody_supports_their_own(player: Player) -> None:
    await suggested(player)
    await player.push(text="پیشنهادها")
    assert "پیشنهاد خودتان" in player.replies[-1].text
    await player.push(tap=player.button("حمایت از").data)
    assert "خودتان است" in player.replies[-1].text
    assert await support_of(player) == 0


async def test_what_was_withdrawn_is_no_longer_listed(player: Player) -> None:
    await suggested(player)
    case = (await player.cases())[-1]
    await player.push(tap=f"c:withdrawn:{case.code}")
    async with player.database.transaction() as connection:
        assert (await case_store.by_code(connection, case.code)).status == "withdrawn"
    await player.push(chat=NEIGHBOUR, sender=NEIGHBOUR, text="پیشنهادها")
    assert "هنوز پیشنهادی" in heard_by(player, NEIGHBOUR)[-1]
