"""Units, topics, working time, sentences and answers, as an administrator sees and changes them."""

from typing import Annotated, Any

from fastapi import APIRouter, Form
from fastapi.responses import Response

from cities.working import WEEK
from desk import overlay
from desk import rules as desk_rules
from dialogues import changes as sentence_changes
from errors import NotAllowedError, NotFoundError
from panel.entry import find_topics
from panel.gate import StaffRoute, Visit, goto
from panel.rules import Keeper, change
from panel.show import now
from persian import fold, latin_digits
from storage import overrides

Text = Annotated[str, Form()]
FOUND = 60
"""Sentences and units that are shown of a search."""
NOTE_LIMIT = 300
HOURS_DIGITS = 6
inside = APIRouter(route_class=StaffRoute, include_in_schema=False)


async def _changed(visit: Visit, kind: str) -> dict[str, overrides.Override]:
    async with visit.transaction() as connection:
        found = await overrides.all_of(connection, visit.parts.city.key)
    return {one.key: one for one in found if one.kind == kind}


async def _units(visit: Visit, status: int = 200, q: str = "", problem: str = "", open: str = "") -> Response:
    units = [one for one in visit.parts.city.units.values() if fold(q) in fold(f"{one.title} {one.short} {one.key}")]
    changes = await _changed(visit, "unit")
    shown = sorted(units, key=lambda one: (one.key != open, one.key not in changes))[:FOUND]
    return visit.page("units.html", status, units=shown, q=q, changes=changes, problem=problem, open=open)


@inside.get("/panel/rules/units")
async def units_page(visit: Keeper, q: str = "") -> Response:
    """Every unit, to be renamed or switched off."""
    return await _units(visit, q=q[:80])


@inside.post("/panel/rules/units/{key}")
async def change_unit(
    visit: Keeper, key: str, title: Text = "", short: Text = "", successor: Text = "", note: Text = ""
) -> Response:  # fmt: skip
    """Renames a unit, or switches it off and gives its open cases to its successor."""
    before = visit.parts.city.units.get(key)
    if before is None:
        raise NotFoundError("unit")
    try:
        async with visit.transaction() as connection:
            value = _names(title, short) | {"successor": before.successor}
            if value["title"] != before.title or value["short"] != before.short:
                await desk_rules.put(connection, visit.house, visit.person, "unit", key, value)
            if successor and successor != before.successor:
                said = note.strip()[:NOTE_LIMIT]
                await desk_rules.switch_off(connection, visit.house, visit.person, key, successor, said, now())
    except NotAllowedError as error:
        return await _units(visit, 422, problem=visit.reason(error), open=key)
    await overlay.refresh(visit.parts.database, visit.house)
    return goto(visit.request, "/panel/rules/units?done=changed")


def _names(title: str, short: str) -> dict[str, str]:
    """A unit's names as they were written; raises NotAllowedError when one is missing."""
    if not (title.strip() and short.strip()):
        raise NotAllowedError("empty")
    return {"title": title.strip(), "short": short.strip()}


async def _topics(visit: Visit, status: int = 200, q: str = "", problem: str = "", code: str = "") -> Response:
    topics, changes = visit.parts.topics.by_code, await _changed(visit, "topic")
    shown = find_topics(q, topics.values()) if q else [topics[one] for one in changes if one in topics]
    if code in topics:
        shown = [topics[code]]
    shipped = visit.house.shipped.topics
    return visit.page("topics.html", status, found=shown, q=q, changes=changes, problem=problem, shipped=shipped)


@inside.get("/panel/rules/topics")
async def topics_page(visit: Keeper, q: str = "") -> Response:
    """Topics by their words, to be switched off or given another deadline."""
    return await _topics(visit, q=q[:80])


@inside.post("/panel/rules/topics/{code}")
async def change_topic(
    visit: Keeper, code: str, hours: Text = "", off: Text = "", guide: Text = ""
) -> Response:  # fmt: skip
    """Switches a topic on or off in this city, and sets its deadline in hours."""
    shipped = visit.house.shipped.topics.by_code.get(code)
    if shipped is None:
        raise NotFoundError("topic")
    value: dict[str, Any] = {"off": True, "guide": guide.strip()} if off else {}
    try:
        value |= _hours(hours, shipped.hours)
        if value:
            await change(visit, "topic", code, value)
        elif code in await _changed(visit, "topic"):
            async with visit.transaction() as connection:
                await desk_rules.remove(connection, visit.house, visit.person, "topic", code)
            await overlay.refresh(visit.parts.database, visit.house)
    except NotAllowedError as error:
        return await _topics(visit, 422, problem=visit.reason(error), code=code)
    return goto(visit.request, "/panel/rules/topics?done=changed")


def _hours(text: str, shipped: int) -> dict[str, int]:
    """The deadline that was written, if it is another than the shipped one; raises NotAllowedError."""
    digits = latin_digits(text.strip())
    if not digits.isdecimal() or len(digits) > HOURS_DIGITS:
        raise NotAllowedError("hours_number")
    return {"hours": int(digits)} if int(digits) != shipped else {}


async def _working(visit: Visit, status: int = 200, problem: str = "", typed: dict[str, str] | None = None) -> Response:
    week = dict(zip(WEEK, visit.parts.city.working.week, strict=True))
    hours = {day: f"{span[0]:%H:%M}-{span[1]:%H:%M}" if span else "" for day, span in week.items()}
    today = now().date()
    days = sorted(day for day in visit.parts.city.working.holidays if day >= today)[:FOUND]
    changes = await _changed(visit, "holiday")
    return visit.page("working.html", status, hours=typed or hours, days=days, changes=changes, problem=problem)


@inside.get("/panel/rules/working")
async def working_page(visit: Keeper) -> Response:
    """Office hours of the week, and the holidays to come."""
    return await _working(visit)


@inside.post("/panel/rules/working")
async def change_week(visit: Keeper) -> Response:
    """Sets the office hours; an empty day is free."""
    sent = await visit.request.form()
    typed = {day: latin_digits(str(sent.get(day, "")).strip())[:40] for day in WEEK}
    try:
        await change(visit, "week", "week", {day: text for day, text in typed.items() if text})
    except NotAllowedError as error:
        return await _working(visit, 422, visit.reason(error), typed)
    return goto(visit.request, "/panel/rules/working?done=changed")


@inside.post("/panel/rules/working/day")
async def change_day(visit: Keeper, day: Text = "", free: Text = "") -> Response:
    """Makes one day a holiday, or an ordinary day."""
    key = latin_digits(day.strip())[:10]
    try:
        await change(visit, "holiday", key, {"free": bool(free)})
    except NotAllowedError as error:
        return await _working(visit, 422, visit.reason(error))
    return goto(visit.request, "/panel/rules/working?done=changed")


@inside.get("/panel/rules/sentences")
async def sentences_page(visit: Keeper, q: str = "") -> Response:
    """The bot's sentences by their words; without a search, those that were changed."""
    changes, texts = await _changed(visit, "sentence"), sentence_changes.texts(visit.parts.sentences)
    wanted = fold(q[:80])
    found = {key: text for key, text in texts.items() if (wanted in fold(text) if wanted else key in changes)}
    shown = dict(list(found.items())[:FOUND])
    return visit.page("sentences.html", found=shown, more=len(found) - len(shown), q=q[:80], changes=changes)


async def _sentence(visit: Visit, key: str, status: int = 200, text: str | None = None, problem: str = "") -> Response:
    texts = sentence_changes.texts(visit.parts.sentences)
    if key not in texts:
        raise NotFoundError("sentence")
    shipped = sentence_changes.texts(visit.house.shipped.sentences)[key]
    typed, known = texts[key] if text is None else text, sorted(sentence_changes.names(shipped))
    changed = key in await _changed(visit, "sentence")
    values = {"key": key, "typed": typed, "shipped": shipped, "names": known, "changed": changed}
    return visit.page("sentence.html", status, **values, problem=problem, preview=text is not None and not problem)


@inside.get("/panel/rules/sentences/{key}")
async def sentence_page(visit: Keeper, key: str) -> Response:
    """One sentence."""
    return await _sentence(visit, key)


@inside.post("/panel/rules/sentences/{key}")
async def change_sentence(visit: Keeper, key: str, text: Text = "", act: Text = "preview") -> Response:
    """Shows how a sentence would look, or saves it; what code fills in must stay."""
    text = text.replace("\r\n", "\n").strip()
    try:
        sentence_changes.check(visit.house.shipped.sentences, key, text)
        if act != "save":
            return await _sentence(visit, key, text=text)
        await change(visit, "sentence", key, {"text": text})
    except NotAllowedError as error:
        return await _sentence(visit, key, 422, text, visit.reason(error))
    return goto(visit.request, "/panel/rules/sentences?done=changed")


@inside.get("/panel/rules/answers")
async def answers_page(visit: Keeper) -> Response:
    """The reviewed answers to questions, those first that somebody should look at again."""
    answers, months, today = visit.house.answers, visit.parts.answer_months, now().date()
    stale = answers.stale(today, months)
    fresh = [one for one in answers.by_key.values() if one not in stale]
    return visit.page("answers.html", stale=stale, fresh=fresh, months=months)
