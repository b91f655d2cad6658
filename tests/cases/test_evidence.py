"""What proves work, and the life of a work order."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from cases import evidence, orders
from cases.case import Case, Where
from cases.filing import new_case
from cases.orders import WorkOrder
from errors import NotAllowedError
from library import Content

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
MOVES = {
    "report": lambda one, at: orders.reported(one, "شد", at),
    "accept": orders.accepted,
    "refuse": lambda one, at: orders.refused(one, "نشد", at),
    "call off": orders.called_off,
}


def case_of(content: Content, topic: str, kind: str = "request") -> Case:
    told = {"kind": kind, "words": "چاله", "urgency": "normal"}
    found = content.topics[topic]
    where = Where("فاطمی", 6)
    return new_case("1000000008", found, told, where, "web:1", NOW, content.city, content.workflow, {})


def want(content: Content, topic: str, kind: str = "request", event: str = "finish") -> str:
    case, flow = case_of(content, topic, kind), content.workflow
    return evidence.wanted(flow.after(event), case, content.topics[topic], flow)


def test_a_finished_pothole_must_be_seen(content: Content) -> None:
    assert want(content, "0601") == evidence.PHOTO
    assert want(content, "0601", event="accept") == ""


def test_where_nobody_may_take_a_photo_a_report_is_written(content: Content) -> None:
    forbidden = [one.code for one in content.topics.by_code.values() if one.photo == "forbidden"]
    assert forbidden
    assert {want(content, code) for code in forbidden} == {evidence.REPORT}
    protected = replace(case_of(content, "0601"), protected=True)
    assert evidence.forbids_photo(protected, content.topics["0601"])


def test_thanks_and_suggestions_have_no_work_to_be_seen(content: Content) -> None:
    assert {want(content, "0601", kind) for kind in ("suggestion", "opinion", "thanks", "criticism")} == {""}


@pytest.mark.parametrize(
    ("wanted", "photos", "reason", "lacks"),
    [
        ("", False, "", ""), ("photo", True, "", ""), ("photo", False, "شب بود", ""),
        ("photo", False, "  ", "needs_photo"),
        ("report", True, "", "needs_report"), ("report", False, "رسیدگی شد", ""),
    ],
)  # fmt: skip
def test_a_reason_stands_for_a_photo_but_a_photo_never_for_a_report(
    wanted: str, photos: bool, reason: str, lacks: str
) -> None:
    assert evidence.lacking(wanted, photos, reason) == lacks


@given(some.lists(some.sampled_from(sorted(MOVES)), max_size=6))
def test_an_order_is_settled_at_most_once_and_accepted_only_after_a_report(moves: list[str]) -> None:
    order = WorkOrder(1, 1, None, "works-6", "کار", NOW, "staff:1", NOW)
    for number, move in enumerate(moves):
        try:
            after = MOVES[move](order, NOW + timedelta(hours=number))
        except NotAllowedError:
            continue
        assert order.settled is None, "what is settled stays settled"
        if after.state in (orders.ACCEPTED, orders.REFUSED):
            assert order.state == orders.REPORTED
        assert (after.settled is None) == (after.state in (orders.OPEN, orders.REPORTED))
        order = after
    assert order.state in orders.STATES
