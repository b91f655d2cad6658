"""What an office may change of the content: the overview, and routing with its dry run."""

import asyncio
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form
from fastapi.responses import Response

from cities.changes import own_rule
from cities.city import Spot
from cities.units import Rule, Unit
from desk import dryrun, overlay
from desk import rules as desk_rules
from desk.dryrun import Elsewhere, Route
from errors import NotAllowedError
from nlu.reading import Reading
from panel.gate import StaffRoute, Visit, goto, needs
from panel.show import now
from persian import COMMA, latin_digits
from storage import overrides
from storage.overrides import Override
from topics.tree import Topic

Keeper = Annotated[Visit, Depends(needs("rules"))]
Text = Annotated[str, Form()]
TRIED = 1000
"""Cases of late on which a rule is tried before it is saved."""
STEP = 1000
"""The distance between two rules' orders, so that others fit between them."""
TEXT_LIMIT = 600
MOST_ROUTES = 3
inside = APIRouter(route_class=StaffRoute, include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A rule as it stands in the form."""

    key: str = ""
    to: str = ""
    owner: str = ""
    topic: str = ""
    region: str = ""
    place: str = "1"

    def value(self, own: list[Override]) -> dict[str, Any]:
        """The same as it is stored, in its place among the office's own rules; raises NotAllowedError."""
        if self.topic and not latin_digits(self.topic).isdecimal():
            raise NotAllowedError("topic")
        region = latin_digits(self.region)
        others = [int(one.value.get("order", 0)) for one in own if one.key != self.key]
        made = {"to": self.to, "owner": self.owner, "topic": latin_digits(self.topic)}
        made_region = {"region": int(region)} if region.isdecimal() else {}
        return {name: text for name, text in made.items() if text} | made_region | {"order": self._order(others)}

    def _order(self, others: list[int]) -> int:
        digits = latin_digits(self.place)
        at = min(max(int(digits) if digits.isdecimal() else 1, 1) - 1, len(others))
        if not others:
            return 0
        if at == 0:
            return others[0] - STEP
        return others[-1] + STEP if at == len(others) else (others[at - 1] + others[at]) // 2


async def form(
    key: Text = "", to: Text = "", owner: Text = "", topic: Text = "", region: Text = "", place: Text = "1"
) -> Wanted:  # fmt: skip
    """The rule that was sent."""
    return Wanted(key[:40], to[:80], owner[:40], topic.strip()[:6], region[:3], place[:4])


Sent = Annotated[Wanted, Depends(form)]


def roles(units: Mapping[str, Unit]) -> dict[str, Unit]:
    """One unit of each role, to name the role by."""
    return {unit.role: unit for unit in reversed(list(units.values()))}


async def own_rules(visit: Visit) -> list[Override]:
    """The office's own rules in their order."""
    async with visit.transaction() as connection:
        found = await overrides.all_of(connection, visit.parts.city.key)
    return sorted((one for one in found if one.kind == "rule"), key=lambda one: (one.value.get("order", 0), one.key))


@inside.get("/panel/rules")
async def overview(visit: Keeper) -> Response:
    """What was changed, by whom, and what could not be made."""
    async with visit.transaction() as connection:
        await overlay.reload(connection, visit.house)
        changes = await overrides.all_of(connection, visit.parts.city.key)
    stale = visit.house.answers.stale(now().date(), visit.parts.answer_months)
    return visit.page("rules.html", changes=changes, left_out=visit.house.left_out, stale=stale)


@inside.get("/panel/rules/routing")
async def routing(
    visit: Keeper, text: str = "", topic: str = "", region: str = "", pin: str = "", urgency: str = "normal",
    edit: str = "", like: str = "",
) -> Response:  # fmt: skip
    """The rules, and where a report with these words, or of this topic in this region, would go."""
    asked = {"text": text[:TEXT_LIMIT], "topic": topic[:6], "region": region[:3], "pin": pin[:40], "urgency": urgency}
    routes, reading = await _routes(visit, **asked)
    wanted = await _wanted(visit, edit, like, asked)
    return await _page(visit, asked=asked, routes=routes, reading=reading, wanted=wanted)


async def _page(visit: Visit, status: int = 200, **values: Any) -> Response:
    own = await own_rules(visit)
    made: dict[str, Any] = {
        "asked": {"text": "", "topic": "", "region": "", "pin": "", "urgency": "normal"}, "routes": [],
        "reading": None, "wanted": Wanted(), "problem": "", "preview": None, "before": [], "behind": [],
    }  # fmt: skip
    shown = [(one, own_rule(one.key, one.value)) for one in own]
    return visit.page("routing.html", status, own=shown, named=roles(visit.parts.city.units), **(made | values))


async def _wanted(visit: Visit, edit: str, like: str, asked: dict[str, str]) -> Wanted:
    """What the form begins with: an own rule, a shipped one to be replaced, or the case that was just tried."""
    own = await own_rules(visit)
    for at, one in enumerate(own, 1):
        if one.key == edit:
            return _as_form(own_rule(edit, one.value), edit, at)
    rules = visit.parts.city.rules
    if like.isdecimal() and 1 <= int(like) <= len(rules):
        return _as_form(rules[int(like) - 1], "", 1)
    return Wanted(topic=asked["topic"], region=asked["region"])


def _as_form(rule: Rule, key: str, place: int) -> Wanted:
    region = str(rule.region) if rule.region is not None else ""
    return Wanted(key, rule.to, rule.owner or "", rule.topic or rule.group or "", region, str(place))


async def _routes(
    visit: Visit, text: str, topic: str, region: str, pin: str, urgency: str
) -> tuple[list[tuple[Route, float]], Reading | None]:  # fmt: skip
    """Where it would go, for each matter of the words; what the words do not tell is taken from the form."""
    reader, digits = visit.parts.reader, latin_digits(region)
    reading = await asyncio.to_thread(reader.read, text) if reader and text.strip() else None
    number = int(digits) if digits.isdecimal() and int(digits) in visit.parts.city.regions else _pinned(visit, pin)
    if number is None and reading and reading.place:
        number = reading.place.region
    urgent = reading.urgency if reading and urgency == "normal" else urgency
    chosen = visit.parts.topics.by_code.get(latin_digits(topic))
    topics = [(chosen, 1.0)] if chosen else _read(visit, reading)
    at = now()
    return [(dryrun.route(visit.house, one, number, urgent, at), p) for one, p in topics], reading


def _pinned(visit: Visit, pin: str) -> int | None:
    """The region of a pin like «35.72, 51.41»."""
    try:
        lat, lon = (float(part) for part in latin_digits(pin).replace(COMMA, ",").split(","))
    except ValueError:
        return None
    found = visit.parts.city.locate(Spot(lat, lon))
    return found.region if found else None


def _read(visit: Visit, reading: Reading | None) -> list[tuple[Topic | None, float]]:
    best = [issue.topics[0] for issue in reading.issues if issue.topics] if reading else []
    return [(visit.parts.topics.by_code.get(one.finest), one.p) for one in best[:MOST_ROUTES]]


@inside.post("/panel/rules/routing/try")
async def try_rule(visit: Keeper, wanted: Sent) -> Response:
    """What the rule would change, before it is saved: nothing is stored here."""
    try:
        async with visit.transaction() as connection:
            preview, before, behind = await _tried(connection, visit, wanted)
    except NotAllowedError as error:
        return await _page(visit, 422, wanted=wanted, problem=visit.reason(error))
    return await _page(visit, wanted=wanted, preview=preview, before=before, behind=behind)


async def _tried(connection: Any, visit: Visit, wanted: Wanted) -> tuple[Elsewhere, list[Rule], list[Rule]]:
    changes = await overrides.all_of(connection, visit.parts.city.key)
    key = wanted.key or "new"
    new = Override("rule", key, wanted.value(await own_rules(visit)))
    made = overlay.tried(visit.house, changes, new)
    filed = await overrides.lately_filed(connection, TRIED)
    rule = next(one for one in made.city.rules if one.key == key)
    before, behind = dryrun.shadows(made.city.rules, rule)
    return dryrun.elsewhere(made.topics, visit.parts.city, made.city, filed), before, behind


@inside.post("/panel/rules/routing")
async def save_rule(visit: Keeper, wanted: Sent) -> Response:
    """Saves a rule of the office's own; it decides from this moment on."""
    key = wanted.key or secrets.token_hex(4)
    own = await own_rules(visit)
    try:
        await change(visit, "rule", key, replace(wanted, key=_known(wanted.key, own) or key).value(own))
    except NotAllowedError as error:
        return await _page(visit, 422, wanted=wanted, problem=visit.reason(error))
    return goto(visit.request, "/panel/rules/routing?done=changed")


def _known(key: str, own: list[Override]) -> str:
    """The key of a rule that is changed; raises NotAllowedError if somebody has just taken that rule away."""
    if key and key not in [one.key for one in own]:
        raise NotAllowedError("nothing")
    return key


async def change(visit: Visit, kind: str, key: str, value: dict[str, Any]) -> None:
    """Makes a change and takes it into this process at once; raises NotAllowedError."""
    async with visit.transaction() as connection:
        await desk_rules.put(connection, visit.house, visit.person, kind, key, value)
    await overlay.refresh(visit.parts.database, visit.house)


@inside.post("/panel/rules/reset")
async def reset(visit: Keeper, kind: Text = "", key: Text = "") -> Response:
    """Takes a change back: what was shipped holds again."""
    pages = {"rule": "routing", "unit": "units", "topic": "topics", "sentence": "sentences"}
    try:
        async with visit.transaction() as connection:
            await desk_rules.remove(connection, visit.house, visit.person, kind, key)
    except NotAllowedError as error:
        visit.reason(error)
        return goto(visit.request, "/panel/rules")
    await overlay.refresh(visit.parts.database, visit.house)
    return goto(visit.request, f"/panel/rules/{pages.get(kind, 'working')}?done=reset")
