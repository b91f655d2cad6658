"""What the dry run of routing tells is what filing really does, whatever rules an office has made."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cases.case import Where
from cases.filing import new_case
from cities.changes import covers, own_rule
from desk import dryrun, overlay
from desk.dryrun import Route
from desk.house import House, Shipped
from library import Content
from storage.overrides import Override

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)


class Bare(House):
    """A house without what touches the world: routing needs none of it."""

    def __init__(self, content: Content, changes: list[Override]) -> None:
        self.workflow = content.workflow
        self.shipped = Shipped(content.topics, content.city, content.sentences)
        made = overlay.applied(self.shipped, changes)
        self.adopt(made.topics, made.city, made.sentences, made.left_out)


def changes_of(content: Content) -> st.SearchStrategy[list[Override]]:
    codes, units = sorted(content.topics.by_code), sorted(content.city.units)
    roles = sorted({unit.role for unit in content.city.units.values()})
    regions = st.none() | st.sampled_from(sorted(content.city.regions))
    prefix = st.sampled_from(codes).flatmap(lambda code: st.sampled_from([code[:2], code[:4], code, ""]))
    rule = st.builds(
        lambda number, **value: Override("rule", f"r{number}", {**value, "order": number}), st.integers(-9, 9),
        to=st.sampled_from([*units, *roles, "nobody"]), topic=prefix, region=regions,
        owner=st.sampled_from([*roles, ""]),
    )  # fmt: skip
    unit = st.builds(
        lambda key, other: Override("unit", key, {"successor": other}), st.sampled_from(units), st.sampled_from(units)
    )
    topic = st.builds(
        lambda code, hours, off: Override("topic", code, {"hours": hours, "off": off}), st.sampled_from(codes),
        st.integers(-1, 900), st.booleans(),
    )  # fmt: skip
    return st.lists(rule | unit | topic, max_size=8)


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_the_dry_run_is_what_filing_does(content: Content, data: st.DataObject) -> None:
    house = Bare(content, data.draw(changes_of(content)))
    topic = house.topics.by_code.get(data.draw(st.sampled_from([*sorted(content.topics.by_code), ""])))
    region = data.draw(st.none() | st.sampled_from(sorted(content.city.regions)))
    urgency = data.draw(st.sampled_from(["normal", "urgent", "emergency"]))
    told = {"kind": "request", "words": "x", "urgency": urgency}
    filed = new_case(
        "1000000008", topic, told, Where("", region), "memory:1", NOW, house.city, house.workflow, {}
    )  # fmt: skip
    found: Route = dryrun.route(house, topic, region, urgency, NOW)
    assert found.unit
    assert (found.unit.key, tuple(one.key for one in found.also)) == (filed.unit, filed.also)
    assert (found.alarm, found.term) == (filed.alarm, filed.term)
    assert not found.unit.successor
    if found.rule and topic:
        assert found.rule == next(one for one in house.city.rules if one.fits(topic.owner, topic.code, region))


@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_a_rule_that_is_covered_never_decides(content: Content, data: st.DataObject) -> None:
    values = st.fixed_dictionaries(
        {"to": st.just("works")},
        optional={"topic": st.sampled_from(["06", "0601", "060101", "07"]), "region": st.sampled_from([1, 6])},
    )
    broad, narrow = (own_rule(key, data.draw(values)) for key in "ab")
    cases = [(topic.owner, topic.code, region) for topic in content.topics.by_code.values() for region in (1, 6, 7)]
    fitting = [broad.fits(*one) for one in cases if narrow.fits(*one)]
    assert not covers(broad, narrow) or all(fitting)


def test_the_same_content_without_changes(content: Content) -> None:
    house = Bare(content, [])
    assert (house.topics, house.city, house.sentences) == (content.topics, content.city, content.sentences)


@pytest.mark.parametrize("order", [0, 1])
def test_the_first_rule_that_fits_decides(content: Content, order: int) -> None:
    rules: list[Mapping[str, Any]] = [{"to": "parks", "topic": "06"}, {"to": "services", "topic": "0601"}]
    changes = [
        Override("rule", f"r{at}", {**one, "order": at if order else -at}) for at, one in enumerate(rules)
    ]  # fmt: skip
    house = Bare(content, changes)
    found = dryrun.route(house, house.topics["0601"], 6, "normal", NOW)
    assert found.unit
    assert found.unit.key == ("parks-6" if order else "services-6")
    assert found.place == 1


def test_what_would_go_elsewhere_is_counted(content: Content) -> None:
    then = Bare(content, [Override("rule", "r", {"to": "parks", "topic": "0601", "region": 6})])
    filed = [("1", "0601", 6), ("2", "0601", 7), ("3", "0601", 6), ("4", "", None)]
    found = dryrun.elsewhere(then.topics, content.city, then.city, filed)
    assert (found.tried, found.moved, found.ways, found.codes) == (4, 2, (("works-6", "parks-6", 2),), ("1", "3"))
