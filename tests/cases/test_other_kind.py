"""A case whose kind was misread goes on as one of another kind, from every status that it may stand in."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from cases.kinds import as_kind
from errors import NotAllowedError
from library import Content
from tests.cases.test_case import NOW, make
from tests.cases.test_lives import STAFF


@given(data=some.data())
def test_from_every_status_it_comes_to_one_of_its_new_kind_and_goes_on(content: Content, data: some.DataObject) -> None:
    flow, working = content.workflow, content.city.working
    former, kind = (data.draw(some.sampled_from(sorted(flow.lives))) for _ in range(2))
    status = data.draw(some.sampled_from([one for one in flow.statuses.values() if one.fits(former) and not one.final]))
    stopped = None if status.clock else NOW
    case = replace(make(content), kind=former, status=status.key, stopped=stopped)
    after = as_kind(case, kind, NOW + timedelta(hours=5), flow, working)
    now = flow[after.status]
    assert after.kind == kind
    assert now.fits(kind)
    assert (after.stopped is None) == now.clock
    assert after.status in (case.status, flow.after("file", kind).key)
    if after.status != case.status:
        assert not status.fits(kind)
        assert flow.steps(after.status, STAFF, kind)


def test_what_is_closed_keeps_its_kind(content: Content) -> None:
    flow = content.workflow
    for status in (one for one in flow.statuses.values() if one.final):
        case = replace(make(content), status=status.key)
        with pytest.raises(NotAllowedError, match="kind_closed"):
            as_kind(case, "thanks", NOW, flow, content.city.working)
        assert as_kind(case, case.kind, NOW, flow, content.city.working) == case
