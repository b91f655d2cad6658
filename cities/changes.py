"""A city as its office has changed it: units, rules of routing, office hours and holidays over what the files say."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import jdatetime

from cities import working
from cities.city import City
from cities.units import OPERATOR, Rule
from errors import NotAllowedError

UNIT_TITLE, UNIT_SHORT = 120, 60
"""Letters of a unit's names."""


def unit(city: City, key: str, value: Mapping[str, Any]) -> City:
    """The city with a unit renamed, or switched off in favour of another; raises NotAllowedError."""
    before = city.units.get(key)
    if before is None:
        raise NotAllowedError("unit")
    title, short = (str(value.get(name) or getattr(before, name)).strip() for name in ("title", "short"))
    if len(title) > UNIT_TITLE or len(short) > UNIT_SHORT:
        raise NotAllowedError("long")
    after = replace(before, title=title, short=short, successor=str(value.get("successor", "")))
    made = replace(city, units={**city.units, key: after})
    if after.successor and (key == OPERATOR or after.successor not in city.units or made.in_use(after) is None):
        raise NotAllowedError("successor")
    return made


def own_rule(key: str, value: Mapping[str, Any]) -> Rule:
    """A rule of the office's own from plain data."""
    region = value.get("region")
    texts = {name: str(value[name]) for name in ("owner", "topic") if value.get(name)}
    return Rule(to=str(value.get("to", "")), region=int(region) if region is not None else None, key=key, **texts)


def rule(city: City, key: str, value: Mapping[str, Any]) -> City:
    """The city with one more rule of its own, behind those and before the shipped ones; raises NotAllowedError."""
    made = own_rule(key, value)
    if made.to not in {one.role for one in city.units.values()} | set(city.units):
        raise NotAllowedError("needs_unit")
    if not (made.owner or made.topic or made.region is not None):
        raise NotAllowedError("rule_empty")
    if made.region is not None and made.region not in city.regions:
        raise NotAllowedError("rule_region")
    own = [one for one in city.rules if one.key]
    shipped = [one for one in city.rules if not one.key]
    return replace(city, rules=(*own, made, *shipped))


def week(city: City, value: Mapping[str, Any]) -> City:
    """The city with other office hours; a day that is not named is free; raises NotAllowedError."""
    try:
        spans = tuple(working.span(str(value.get(day, ""))) for day in working.WEEK)
    except ValueError as error:
        raise NotAllowedError("hours_form") from error
    if not any(spans):
        raise NotAllowedError("hours_none")
    return replace(city, working=replace(city.working, week=spans))


def holiday(city: City, key: str, value: Mapping[str, Any]) -> City:
    """The city with one more holiday, or one less; raises NotAllowedError."""
    day = jalali_day(key)
    if day is None:
        raise NotAllowedError("day_form")
    days = city.working.holidays | {day} if value.get("free") else city.working.holidays - {day}
    return replace(city, working=replace(city.working, holidays=frozenset(days)))


def jalali_day(text: str) -> date | None:
    """The day of a Jalali date like 1405/01/13; None if it is none."""
    try:
        made: date = jdatetime.date(*map(int, text.split("/"))).togregorian()
    except (TypeError, ValueError):
        return None
    return made


def covers(broad: Rule, narrow: Rule) -> bool:
    """Whether a rule fits whatever another one fits, so that the other never decides behind it."""
    begins = (narrow.topic or narrow.group or "").startswith(broad.topic or broad.group or "")
    return begins and broad.owner in (None, narrow.owner) and broad.region in (None, narrow.region)
