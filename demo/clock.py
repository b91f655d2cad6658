"""The clock of the demonstration: rungs that fall due are climbed, and urgent cases that are new ring."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from cases.case import Case, Event
from cases.ladder import Rung
from cases.workflow import Workflow
from cities.working import Working

FRESH = timedelta(days=1)
"""An urgent case that nobody has taken for longer has long rung in vain."""


def climbed(
    case: Case, hours: int, until: datetime, flow: Workflow, working: Working
) -> tuple[Case, list[Event]]:  # fmt: skip
    """The case with every rung that fell due until a moment, and what its history tells of them."""
    if case.bell is None or case.bell > until or case.stopped:
        return case, []
    if not _runs(case, flow):
        return replace(case, bell=None), []
    ladder, bell, events = flow.ladder, case.bell, list[Event]()
    for number, rung in enumerate(ladder.of(case.urgency)[case.rung :], case.rung + 1):
        events.append(Event("climb", "house", bell, case.status, more=_told(case, rung, hours, bell, flow, working)))
        following = ladder.next(case.urgency, number, bell, case.term, hours, working)
        if following is None or following > until:
            return replace(case, rung=number, bell=following), events
        bell = following
    return case, events


def _told(
    case: Case, rung: Rung, hours: int, at: datetime, flow: Workflow, working: Working
) -> Mapping[str, object]:  # fmt: skip
    if not rung.citizen:
        return {"rung": rung.key, "people": 1}
    until = flow.ladder.expected(case.urgency, case.term, hours, working)
    return {"rung": rung.key, "until": until.isoformat(), "told": at < case.term.due}


def rung(case: Case, steps: int, until: datetime, flow: Workflow) -> Case:
    """The case as it rings now, if it is urgent, new, and nobody has taken a step."""
    waits = steps == 0 and case.urgency != "normal" and until - case.filed <= FRESH and _runs(case, flow)
    return replace(case, ring=until, rings=1) if waits else case


def _runs(case: Case, flow: Workflow) -> bool:
    return flow[case.status].clock and case.status not in flow.life(case.kind).rests
