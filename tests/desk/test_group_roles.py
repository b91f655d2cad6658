"""The role matrix of a unit's group: every act there for every role, in the own unit's group and in a stranger's."""

import pytest

from cases.case import Case
from desk import people
from library import Content
from storage import people as stored
from tests.conversations.player import Player
from tests.desk.test_groups import WORDS, filed

HERE, ELSEWHERE = "works-3", "parks-6"
ACTS = ("accept", "done", "refer", "to.traffic-3", "np.dark")
EVERYWHERE = ("administrator", "operator")
OWN = ("supervisor", "unit_head", "unit_staff")
ROLES = (
    *EVERYWHERE, *OWN, "inspector", "social_deputy", "child_secretariat", "council", "contractor", "coach"
)  # fmt: skip


def may(role: str, unit: str, act: str) -> bool:
    """What policy.yml says of an act on a pothole."""
    if role == "inspector":
        return act in ("refer", "to.traffic-3")
    return role in EVERYWHERE or (role in OWN and unit == HERE)


async def group(player: Player, role: str, unit: str) -> int:
    """The group of the unit that has the case, and somebody of a role who is linked."""
    async with player.database.transaction() as connection:
        head, _ = await people.hire(connection, "house", "head", "a", "administrator", [])
        account, _ = await people.hire(connection, "house", "somebody", "کسی", role, [unit])
        bind = await people.give_code(connection, head, HERE, player.now)
        link = await people.give_code(connection, account, None, player.now)
    await player.push(text=f"/bind {bind}", chat="-100", group=True, sender="5")
    await player.push(text=f"/link {link}", chat="77", sender="77")
    return account


async def press(player: Player, act: str, code: str) -> str:
    """What the group reads after a press."""
    await player.push(tap=f"s:{act}:{code}", chat="-100", group=True, sender="77")
    return player.cards[-1].text


async def only(player: Player) -> Case:
    (case,) = await player.cases()
    return case


def test_the_matrix_knows_every_role(content: Content) -> None:
    assert set(ROLES) == set(content.roles)


@pytest.mark.parametrize("unit", [HERE, ELSEWHERE])
@pytest.mark.parametrize("role", ROLES)
async def test_every_press_is_allowed_or_refused_as_policy_says(player: Player, role: str, unit: str) -> None:
    await group(player, role, unit)
    code, known = await filed(player), 0
    effects = {"accept": "accepted", "np.dark": "done"}
    for act in ("accept", "refer", "done", "np.dark", "to.traffic-3"):
        before = await only(player)
        told = await press(player, act, code)
        after = await only(player)
        allowed = may(role, unit, act)
        if allowed:
            assert "در اختیار واحد شما نیست" not in told, act
            assert after.status == effects.get(act, after.status)
            continue
        known += 1
        assert (after.version, after.status, after.unit) == (before.version, before.status, before.unit), act
        assert "در اختیار واحد شما نیست" in told or "وضعیت گزارش عوض شده" in told, (act, told)
        assert WORDS not in told
    assert known == sum(not may(role, unit, act) for act in ACTS)


@pytest.mark.parametrize("act", ACTS)
async def test_whoever_is_removed_loses_each_power_at_once(player: Player, act: str) -> None:
    account = await group(player, "unit_staff", HERE)
    code = await filed(player)
    async with player.database.transaction() as connection:
        await people.change(connection, "house", account, "unit_staff", [HERE], active=False)
    assert "این دکمه فقط برای کارکنانی است" in await press(player, act, code)
    assert (await only(player)).version == 1
    async with player.database.transaction() as connection:
        assert "refused_tap" in [one["what"] for one in await stored.recorded(connection)]


async def test_whoever_is_moved_to_another_unit_works_there_alone(player: Player) -> None:
    account = await group(player, "unit_staff", HERE)
    code = await filed(player)
    async with player.database.transaction() as connection:
        await people.change(connection, "house", account, "unit_staff", [ELSEWHERE], active=True)
    assert "در اختیار واحد شما نیست" in await press(player, "accept", code)
    await player.push(text="/late", chat="-100", group=True, sender="77")
    assert "گزارش‌های این گروه در اختیار شما نیست" in player.cards[-1].text
