"""Plays every transcript in this folder: what a citizen says, what the bot must answer, what must be stored.

A step is a mapping with one of: c (citizen says), quick (several at once), tap, pin, photo, edit, fault, later, staff,
operator, group (the unit's group: bind, link, tap, say, leaves), others (staff move somebody else's case), joins (staff
join the newest case to somebody else's), splits (staff split it into these topics too), extend (the deadline: days,
reason), coach (gives a code, lets the helper go, is switched off), raw (an update as it is); in any step:
b (fragments that the replies must hold), not (fragments that they must not hold), buttons and no_buttons (labels),
silent (true: no reply at all), cases (what is stored, field by field), card and card_not (fragments of the last message
to the unit's group), history (what happened to the newest case, in this order), evidence (how its topic was found),
pictures (how many photos the citizen gets).
`{code}` stands for the newest case's code, `{code0}` for the first one's, `{other}` for a case of somebody else;
`{long}` for ten thousand letters, `{team}` for the coach's last code.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from storage import work_photos
from tests.conversations.player import Player, about, plain

HERE = Path(__file__).parent
ACTS = (
    "c", "tap", "pin", "photo", "edit", "fault", "later", "staff", "operator", "raw", "quick", "group", "others",
    "joins", "splits", "extend", "coach",
)  # fmt: skip
CHECKS = ("b", "not", "buttons", "no_buttons", "silent", "cases", "card", "card_not", "history", "evidence", "pictures")

LONG = "از این کوچه هر روز رد می‌شویم و کسی کاری نمی‌کند. " * 200
"""Ten thousand letters of it."""


def transcripts() -> Iterator[Any]:
    for path in sorted(HERE.glob("*.yml")):
        for talk in yaml.safe_load(path.read_text(encoding="utf-8")):
            yield pytest.param(talk, id=f"{path.stem}-{talk['name']}")


@pytest.mark.parametrize("talk", list(transcripts()))
async def test_transcript(player: Player, talk: dict[str, Any]) -> None:
    for step in talk["talk"]:
        unknown = set(step) - set(ACTS) - set(CHECKS)
        assert not unknown, f"unknown keys {unknown}"
        await act(player, step)
        await check(player, step)


async def act(player: Player, step: dict[str, Any]) -> None:
    kind = next((key for key in ("pin", "photo", *ACTS) if key in step), None)
    if kind is None:
        return
    player.note(kind, str(step[kind]))
    if kind in ("staff", "group", "others", "extend"):
        await getattr(player, kind)(**step[kind])
    elif kind in ("later", "operator", "quick", "joins", "splits", "coach"):
        await getattr(player, kind)(step[kind])
    else:
        await player.push(**await filled(player, raw(player, kind, step)))
    for reply in player.replies:
        player.note("B", reply.text + "".join(f" [{button.label}]" for row in reply.buttons for button in row))


def raw(player: Player, kind: str, step: dict[str, Any]) -> dict[str, Any]:
    """The update that a citizen's act arrives as."""
    value = step[kind]
    words = {"text": step["c"]} if "c" in step else {}
    if kind == "tap":
        return {"tap": player.button(value).data}
    if kind == "raw":
        return dict(value)
    key = {"c": "text", "edit": "text", "pin": "point", "photo": "file", "fault": "fault"}[kind]
    return {key: value, **({"edited": True} if kind == "edit" else {}), **words}


async def check(player: Player, step: dict[str, Any]) -> None:
    said = plain("\n".join(reply.text for reply in player.replies))
    labels = [plain(button.label) for reply in player.replies for row in reply.buttons for button in row]
    for fragment in listed(step.get("b")):
        wanted = plain(await filled(player, fragment))
        assert wanted in said, f"missing «{wanted}» in:\n{player.transcript()}"
    for fragment in listed(step.get("not")):
        assert plain(fragment) not in said, f"unwanted «{fragment}» in:\n{player.transcript()}"
    for label in listed(step.get("buttons")):
        assert any(one.startswith(plain(label)) for one in labels), f"no button «{label}» in:\n{player.transcript()}"
    if "pictures" in step:
        seen = [reply.photo for reply in player.replies if reply.photo]
        assert len(seen) == step["pictures"], f"{len(seen)} photos were sent:\n{player.transcript()}"
    if step.get("silent"):
        assert not player.replies, f"should be silent:\n{player.transcript()}"
    for label in listed(step.get("no_buttons")):
        assert not any(one.startswith(plain(label)) for one in labels), f"button «{label}» in:\n{player.transcript()}"
    for fragment in listed(step.get("card")):
        assert plain(await filled(player, fragment)) in plain(player.cards[-1].text), player.cards[-1].text
    for fragment in listed(step.get("card_not")):
        assert plain(fragment) not in plain(player.cards[-1].text), player.cards[-1].text
    await check_stored(player, step)


async def check_stored(player: Player, step: dict[str, Any]) -> None:
    if "cases" in step:
        await check_cases(player, step["cases"])
    if "history" in step:
        happened = await player.history()
        assert happened == step["history"], happened
    if "evidence" in step:
        kept = await player.evidence()
        assert {key: kept[key] for key in step["evidence"]} == step["evidence"], kept
        assert kept["scores"], "no scores were kept"


async def check_cases(player: Player, wanted: list[dict[str, Any]]) -> None:
    cases = await player.cases()
    assert len(cases) == len(wanted), f"{len(cases)} cases instead of {len(wanted)}:\n{player.transcript()}"
    for case, fields in zip(cases, wanted, strict=True):
        where = {"region": case.where.region, "neighbourhood": case.where.neighbourhood, "place": case.where.text}
        for key, value in fields.items():
            if key == "photos":
                async with player.database.transaction() as connection:
                    found: Any = len(await work_photos.of_case(connection, case.id or 0, work_photos.CITIZEN))
            else:
                found = where[key] if key in where else getattr(case, key)
            assert fits(key, found, value), f"{key} is {found!r}, not {value!r}:\n{player.transcript()}"


def fits(key: str, found: Any, value: Any) -> bool:
    """Texts need only hold the wanted words, and a topic may be a leaf of the wanted one; all else is equal."""
    if key in ("words", "place") and isinstance(value, str):
        return value in found
    return about(found, value) if key == "topic" else bool(found == value)


def listed(value: Any) -> list[str]:
    return [] if value is None else [value] if isinstance(value, str) else list(value)


async def filled(player: Player, value: Any) -> Any:
    """Codes in the place of their names, in a text or in the texts of an update."""
    if isinstance(value, dict):
        return {key: await filled(player, part) for key, part in value.items()}
    if not isinstance(value, str) or "{" not in value:
        return value
    value = value.replace("{long}", LONG).replace("{team}", player.team_code)
    if "{other}" in value:
        value = value.replace("{other}", await player.stranger())
    codes = [case.code for case in await player.cases()] or [""]
    return value.replace("{code}", codes[-1]).replace("{code0}", codes[0])
