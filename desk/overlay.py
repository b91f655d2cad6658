"""The content as it is now: what the files say, and over it what the office has changed, swapped in as one."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncConnection

from cities import changes as city_changes
from cities.city import City
from desk.house import House, LeftOut, Shipped
from dialogues import changes as sentence_changes
from dialogues.sentences import Sentences
from errors import NotAllowedError
from storage import overrides
from storage.database import Database
from storage.overrides import Override
from topics import changes as topic_changes
from topics.tree import Topics

NOTICE = "content"
"""What is announced when the content has changed."""


@dataclass(frozen=True, slots=True)
class Applied:
    """The content with all changes, and those that could not be made."""

    topics: Topics
    city: City
    sentences: Sentences
    left_out: tuple[LeftOut, ...]


def _city(city: City, one: Override, topics: Topics) -> City:
    if one.kind == "rule":
        if one.value.get("topic") and not any(code.startswith(str(one.value["topic"])) for code in topics.by_code):
            raise NotAllowedError("topic")
        return city_changes.rule(city, one.key, one.value)
    if one.kind == "unit":
        return city_changes.unit(city, one.key, one.value)
    if one.kind == "week":
        return city_changes.week(city, one.value)
    return city_changes.holiday(city, one.key, one.value)


def _order(one: Override) -> tuple[bool, int, str]:
    """Units before rules, rules in the order that the office gave them."""
    order = one.value.get("order", 0)
    return one.kind == "rule", order if isinstance(order, int) else 0, one.key


def applied(shipped: Shipped, changes: Iterable[Override]) -> Applied:
    """Lays changes over what was shipped; one that can't be made is left out and named, and stops nothing."""
    city, codes, texts, left = shipped.city, dict[str, Mapping[str, object]](), dict[str, str](), list[LeftOut]()

    def lay(one: Override) -> None:
        nonlocal city
        if one.kind == "topic":
            topic_changes.check(shipped.topics, one.key, one.value)
            codes[one.key] = one.value
        elif one.kind == "sentence":
            sentence_changes.check(shipped.sentences, one.key, str(one.value.get("text", "")))
            texts[one.key] = str(one.value["text"])
        elif one.kind in ("unit", "rule", "week", "holiday"):
            city = _city(city, one, shipped.topics)
        else:
            raise NotAllowedError("kind")

    for one in sorted(changes, key=_order):
        fault = _fault(lay, one)
        if fault:
            left.append(LeftOut(one.kind, one.key, fault))
    topics = topic_changes.changed(shipped.topics, codes) if codes else shipped.topics
    sentences = sentence_changes.changed(shipped.sentences, texts) if texts else shipped.sentences
    return Applied(topics, city, sentences, tuple(left))


def _fault(lay: Callable[[Override], None], one: Override) -> str:
    """Why a change can't be made; empty if it was."""
    try:
        lay(one)
    except NotAllowedError as error:
        return str(error)
    except (TypeError, ValueError, KeyError, AttributeError):
        return "broken"
    return ""


async def reload(connection: AsyncConnection, house: House) -> None:
    """Reads what was changed and swaps the content of this process, all at once."""
    made = applied(house.shipped, await overrides.all_of(connection, house.shipped.city.key))
    house.adopt(made.topics, made.city, made.sentences, made.left_out)


async def refresh(database: Database, house: House) -> None:
    """The same in a transaction of its own: at the start, and when another process announces a change."""
    async with database.transaction() as connection:
        await reload(connection, house)


def tried(house: House, changes: Iterable[Override], new: Override) -> Applied:
    """The content as it would be with one change more; raises NotAllowedError where any fits no more."""
    others = [one for one in changes if (one.kind, one.key) != (new.kind, new.key)]
    made, known = applied(house.shipped, [*others, new]), applied(house.shipped, others).left_out
    for one in made.left_out:
        if one not in known:
            raise NotAllowedError(one.reason)
    return made


def stored(changes: Iterable[Override], kind: str, key: str) -> Override | None:
    """The change of a thing as it is stored, if there is one."""
    return next((one for one in changes if (one.kind, one.key) == (kind, key)), None)
