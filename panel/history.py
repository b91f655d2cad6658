"""A case's history as lines that people read: who, when, what; the citizen's words only for those who may see them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cases.case import Case, Event
from panel.gate import Visit
from persian import code as show_code
from persian import day_hour, join, persian_digits


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the history."""

    at: datetime
    who: str
    title: str
    colour: str
    note: str = ""
    """The sentence the citizen saw."""
    text: str = ""
    """Words of the citizen, or an internal remark."""
    inner: bool = False
    changes: tuple[tuple[str, str, str], ...] = ()
    """What was corrected: name of the field, before, after."""
    meant: tuple[str, ...] = ()
    """Colleagues for whom a remark is meant."""


def entries(visit: Visit, case: Case, events: Sequence[Event], names: Mapping[int, str]) -> list[Entry]:
    """The whole history, oldest first."""
    return [_entry(visit, case, event, names) for event in events]


def _entry(visit: Visit, case: Case, event: Event, names: Mapping[int, str]) -> Entry:
    status = visit.house.workflow.statuses.get(event.status)
    return Entry(
        event.at, who(visit, event.by, names), _by(visit, event, names), status.colour if status else "grey",
        event.note, _text(visit, case, event), event.what == "note" or "inner" in event.more, _changes(visit, event),
        tuple(who(visit, f"staff:{one}", names) for one in event.more.get("meant", ())),
    )  # fmt: skip


def _assigned(visit: Visit, event: Event, names: Mapping[int, str]) -> str:
    """Who has a case from now on."""
    table, to = visit.pages.words["events"], event.more.get("to")
    if to is None:
        return str(table["freed"])
    if event.by == f"staff:{to}":
        return str(table["taken"])
    return str(table["given"]).format(name=who(visit, f"staff:{to}", names))


def _by(visit: Visit, event: Event, names: Mapping[int, str]) -> str:
    """What happened, and how the citizen's word came to us if somebody else wrote it down."""
    table = visit.pages.words["events"]
    said = _assigned(visit, event, names) if event.what == "assign" else title(visit, event)
    if event.more.get("way") == "sms":
        return str(table["by_sms"]).format(title=said)
    for key, form in (("called_by", "by_call"), ("taken_by", "taken_by")):
        if key in event.more:
            return str(table[form]).format(title=said, who=who(visit, str(event.more[key]), names))
    return said


def who(visit: Visit, by: str, names: Mapping[int, str]) -> str:
    """Who did it, for people; a number that nobody has any more is a former colleague."""
    table = visit.pages.words["who"]
    kind, _, number = by.partition(":")
    if kind == "staff" and number.isdecimal():
        return names.get(int(number), table["gone"])
    return str(table.get(by, by))


def title(visit: Visit, event: Event) -> str:
    """What happened, for people; a kind that has no sentence yet is shown by its own name."""
    table, house = visit.pages.words["events"], visit.house
    if event.what == "rate":
        return str(table.get(str(event.more.get("answer")), event.what))
    if event.what == "echo":
        return str(table.get(f"echo_{event.more.get('answer')}", event.what))
    if event.what == "main":
        return str(table["main"]).format(status=house.workflow[event.status].title)
    if event.what in ("join", "joined", "split"):
        codes = event.more.get("cases") or [event.more.get("to", "")]
        return str(table[event.what]).format(codes=join([show_code(str(code)) for code in codes]))
    if event.what == "climb":
        return str(table["climb"]).format(rung=house.workflow.ladder.title(str(event.more.get("rung"))))
    if event.what == "deadline":
        before, after = (day_hour(datetime.fromisoformat(event.more[key])) for key in ("before", "after"))
        return str(table["deadline"]).format(before=before, after=after)
    if event.what != "move":
        return str(table.get(event.what, event.what)).format(number=persian_digits(str(event.more.get("order", ""))))
    if event.unit:
        return str(table["refer"]).format(unit=house.unit(event.unit))
    status = house.workflow[event.status]
    opinion = status.opinions.get(str(event.more.get("opinion")))
    moved = str(table["move"]).format(status=status.title)
    return str(table["found"]).format(moved=moved, opinion=opinion.title) if opinion else moved


def _text(visit: Visit, case: Case, event: Event) -> str:
    text = str(event.more.get("text", event.more.get("public", "")))
    if text and not visit.person.sees_words(case):
        return str(visit.pages.words["events"]["hidden"])
    without = visit.pages.words["events"].get(f"without_{event.more.get('without', '')}")
    return str(without).format(text=text) if without else text


def _changes(visit: Visit, event: Event) -> tuple[tuple[str, str, str], ...]:
    if event.what != "correct":
        return ()
    pairs = ((field, *event.more.get(field, (None, None))) for field in ("topic", "kind", "region"))
    return tuple(
        (field, _name(visit, field, before), _name(visit, field, after))
        for field, before, after in pairs if after is not None and before != after
    )  # fmt: skip


def _name(visit: Visit, field: str, value: Any) -> str:
    if field == "topic":
        topic = visit.house.topics.by_code.get(value or "")
        return topic.title if topic else visit.house.sentences.say("cards.no_topic")
    if field == "kind":
        return str(visit.parts.sentences.table("report", "kinds").get(value, value))
    region = visit.house.city.regions.get(value or -1)
    return region.title if region else visit.house.sentences.say("cards.no_area")
