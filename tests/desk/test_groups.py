"""The unit's group: bound by a one-time code, cards without personal data, buttons for linked staff only."""

from sqlalchemy import text

from desk import people
from dialogues.message import Button, Reply
from storage import people as stored_people
from tests.conversations.player import Player, plain

STAFF = {"chat": "-100", "group": True, "sender": "77"}
WORDS = "چاله گنده وسط خیابون شریعتی روبروی پلاک ۱۲۰ نزدیک سینما فرهنگ"


async def member(player: Player, unit: str = "works-3") -> int:
    """A member of a unit's staff whose group is bound and whose messenger account is linked."""
    async with player.database.transaction() as connection:
        account, _ = await people.hire(connection, "house", "u", "کارشناس", "unit_staff", [unit])
        bind = await people.give_code(connection, account, unit, player.now)
        link = await people.give_code(connection, account, None, player.now)
    await player.push(text=f"/bind {bind}", **STAFF)
    await player.push(text=f"/link {link}", chat="77", sender="77")
    return account


async def filed(player: Player) -> str:
    """A pothole in region 3, filed by the citizen."""
    await player.push(text=WORDS, point=[35.7606, 51.4334])
    await player.push(text="ثبت کن")
    await player.push(tap=player.button("ثبت کن").data)
    (case,) = await player.cases()
    assert case.unit == "works-3", case
    return case.code


def pressed(card: Reply, label: str) -> Button:
    return next(button for row in card.buttons for button in row if button.label == label)


async def test_a_card_shows_no_words_no_address_nobody(player: Player) -> None:
    await member(player)
    code = await filed(player)
    card = plain(player.cards[-1].text)
    assert code in card
    assert "چاله در" in card
    for hidden in ("شریعتی", "پلاک", "سینما", "memory"):
        assert hidden not in card


async def test_a_linked_member_accepts_and_finishes(player: Player) -> None:
    await member(player)
    await filed(player)
    await player.push(tap=pressed(player.cards[-1], "می‌پذیرم").data, **STAFF)
    assert [case.status for case in await player.cases()] == ["accepted"]
    await player.push(tap=pressed(player.cards[-1], "انجام شد").data, **STAFF)
    assert [case.status for case in await player.cases()] == ["accepted"], "a photo of the work comes first"
    await player.push(file="good", answers=player.channel.sent[-1].id, **STAFF)
    assert [case.status for case in await player.cases()] == ["done"]
    assert any(card.edits and "انجام شد" in card.text for card in player.cards), "the card is changed where it stands"


async def test_a_referral_takes_two_taps_and_the_other_unit_has_the_case(player: Player) -> None:
    await member(player)
    await filed(player)
    await player.push(tap=pressed(player.cards[-1], "ارجاع").data, **STAFF)
    choice = next(button for row in player.cards[-1].buttons for button in row if "traffic-3" in button.data)
    await player.push(tap=choice.data, **STAFF)
    (case,) = await player.cases()
    assert (case.unit, case.status) == ("traffic-3", "referred")


async def test_anybody_elses_tap_is_refused_and_recorded(player: Player) -> None:
    await member(player)
    await filed(player)
    await player.push(tap=pressed(player.cards[-1], "می‌پذیرم").data, chat="-100", group=True, sender="666")
    assert "به پنل وصل شده" in player.cards[-1].text
    assert [case.status for case in await player.cases()] == ["registered"]
    async with player.database.transaction() as connection:
        assert "refused_tap" in [one["what"] for one in await stored_people.recorded(connection)]


async def test_who_was_removed_has_no_power_left(player: Player) -> None:
    account = await member(player)
    await filed(player)
    async with player.database.transaction() as connection:
        await people.change(connection, "house", account, "unit_staff", ["works-3"], active=False)
    await player.push(tap=pressed(player.cards[-1], "می‌پذیرم").data, **STAFF)
    assert [case.status for case in await player.cases()] == ["registered"]


async def test_the_talk_of_a_group_is_never_stored(player: Player) -> None:
    await member(player)
    await player.push(text="بچه‌ها امروز ناهار چی بگیریم", **STAFF)
    async with player.database.transaction() as connection:
        kept = await connection.execute(text("SELECT count(*) FROM updates WHERE raw::text LIKE '%ناهار%'"))
        assert kept.scalar() == 0
        said = await connection.execute(text("SELECT count(*) FROM lines WHERE body::text LIKE '%ناهار%'"))
        assert said.scalar() == 0


async def stored(player: Player) -> tuple[int, int]:
    """How many updates and photos are kept."""
    async with player.database.transaction() as connection:
        counts = [await connection.execute(text(f"SELECT count(*) FROM {table}")) for table in ("updates", "photos")]
        return counts[0].scalar_one(), counts[1].scalar_one()


async def test_a_photo_of_a_group_is_kept_only_if_it_answers_our_question(player: Player) -> None:
    await member(player)
    await filed(player)
    card = next(shown for shown in reversed(player.channel.sent) if shown.chat.group)
    await player.push(tap=pressed(player.cards[-1], "انجام شد").data, **STAFF)
    before = await stored(player)
    await player.push(file="good", **STAFF)
    await player.push(file="good", answers=card.id, **STAFF)
    await player.push(file="good", answers="123456", text="ناهار دیروز", **STAFF)
    await player.push(text="رسیدم", answers=player.channel.sent[-1].id, **STAFF)
    assert await stored(player) == before
    assert [case.status for case in await player.cases()] == ["registered"]


async def test_one_question_takes_one_photo(player: Player) -> None:
    await member(player)
    await filed(player)
    await player.push(tap=pressed(player.cards[-1], "انجام شد").data, **STAFF)
    question = player.channel.sent[-1].id
    await player.push(file="good", answers=question, **STAFF)
    before = await stored(player)
    await player.push(file="good", answers=question, **STAFF)
    assert await stored(player) == before


async def test_a_photo_from_another_unit_changes_nothing(player: Player) -> None:
    account = await member(player)
    await filed(player)
    await player.push(tap=pressed(player.cards[-1], "انجام شد").data, **STAFF)
    question = player.channel.sent[-1].id
    async with player.database.transaction() as connection:
        await people.change(connection, "house", account, "unit_staff", ["works-4"], active=True)
    await player.push(file="good", answers=question, **STAFF)
    assert "در اختیار واحد شما نیست" in player.cards[-1].text
    assert [case.status for case in await player.cases()] == ["registered"]


async def test_a_wrong_code_binds_nothing(player: Player) -> None:
    await player.push(text="/bind 12345678", **STAFF)
    assert "درست نیست" in player.cards[-1].text
