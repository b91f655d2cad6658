"""The life of every kind, walked at random with disputes, rungs, rings and deadlines that are moved."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule

from cases.case import DISPUTED, Event, Step, afresh, climb, may_reopen, move, refused, step, termed
from cases.terms import until
from errors import NotAllowedError
from tests.cases.test_life import CITY, EVERYTHING, FLOW, UNITS, Life

KINDS = ("request", "criticism", "complaint", "suggestion", "opinion", "thanks")
HOURS = 48
UNIT_STAFF = EVERYTHING - {"inspect"}


class WholeLife(Life):
    """A case of any kind; staff with and without the inspector's power; the ladder, the ring and moved deadlines."""

    bell_left: timedelta | None = None
    """How long its bell had still to wait when its clock was stopped."""

    @initialize(kind=st.sampled_from(KINDS), rings=st.booleans())
    def it_is_filed(self, kind: str, rings: bool) -> None:
        self.case = replace(self.case, kind=kind, ring=self.now + timedelta(hours=1) if rings else None)

    def happen(self, event: Event, by: str) -> None:
        before = self.case
        if before.stopped is None:
            self.bell_left = CITY.working.between(self.now, before.bell) if before.bell else None
        super().happen(event, by)
        if before.stopped and self.case.stopped is None and self.case.bell is not None:
            assert self.bell_left is not None
            assert CITY.working.between(self.now, self.case.bell) == self.bell_left
        assert self.case.ring is None
        assert self.case.rung == before.rung

    @rule(number=st.integers(0, 100), unit=st.sampled_from(UNITS), inspects=st.booleans())
    def staff_try_a_step(self, number: int, unit: str, inspects: bool) -> None:
        fitting = tuple(one.key for one in FLOW.steps(self.case.status, EVERYTHING, self.case.kind))
        ways = (*fitting, *FLOW[self.case.status].next, FLOW.after("refer").key)
        to = ways[number % len(ways)]
        refers = to == FLOW.after("refer").key
        opinion = next(iter(FLOW[to].opinions), "")
        wanted = Step(to, "دلیل", unit if refers else "", self.now + timedelta(days=30), opinion)
        disputed = self.case.disputed
        try:
            event = step(self.case, wanted, "staff:1", EVERYTHING if inspects else UNIT_STAFF, self.now, FLOW)
        except NotAllowedError:
            return
        assert not FLOW[to].final
        assert FLOW[to].fits(self.case.kind) or refers
        assert inspects or not (disputed and FLOW[to].asks == "feedback")
        self.happen(event, "staff")
        assert self.case.disputed == (disputed and FLOW[to].asks != "feedback")

    @precondition(lambda self: FLOW[self.case.status].asks == "feedback")
    @rule(what=st.sampled_from(("happy", "silence")))
    def the_result_is_settled(self, what: str) -> None:
        by = "citizen" if what == "happy" else "silence"
        self.happen(Event("rate", by, self.now, FLOW.after(what, self.case.kind).key), by)

    @precondition(lambda self: FLOW[self.case.status].asks == "information")
    @rule()
    def the_citizen_answers(self) -> None:
        self.happen(Event("add", "citizen", self.now, FLOW.after("answer", self.case.kind).key), "citizen")

    @precondition(lambda self: may_reopen(self.case, self.now, FLOW))
    @rule()
    def the_citizen_objects(self) -> None:
        times = self.case.reopened + 1
        self.case = afresh(refused(self.case), self.now, HOURS, CITY.working, FLOW.ladder)
        assert self.case.rung == 0
        self.happen(Event("objection", "citizen", self.now, FLOW.after("unhappy", self.case.kind).key), "citizen")
        assert (self.case.reopened, self.case.disputed) == (times, times >= 2)
        self.case = replace(self.case, ring=self.now + timedelta(hours=1))

    @precondition(lambda self: self.case.status in FLOW.life(self.case.kind).rests)
    @rule()
    def all_stays_quiet(self) -> None:
        self.happen(Event("hear", "house", self.now, FLOW.after("hear", self.case.kind).key), "silence")

    @precondition(lambda self: FLOW[self.case.status].clock)
    @rule(days=st.integers(1, 30))
    def the_deadline_is_moved(self, days: int) -> None:
        due = CITY.working.closing((self.now + timedelta(days=days)).date())
        if due is None or due <= self.case.term.due:
            return
        term = until(self.now, due, self.case.urgency, CITY.working)
        self.case = termed(self.case, term, self.now, HOURS, CITY.working, FLOW.ladder)
        assert self.case.rung == 0
        assert self.case.bell is not None
        assert self.case.bell <= due

    @precondition(lambda self: self.case.bell and self.case.stopped is None and self.case.bell <= self.now)
    @rule()
    def a_rung_is_climbed(self) -> None:
        before = self.case
        self.case = climb(before, HOURS, CITY.working, FLOW.ladder)
        assert self.case.rung == before.rung + 1
        assert self.case.bell is None or before.bell is None or self.case.bell >= before.bell

    @invariant()
    def what_waits_neither_rings_nor_comes_nearer_to_its_bell(self) -> None:
        if self.case.stopped is None:
            return
        assert self.case.ring is None
        going_on = move(self.case, Event("x", "x", self.now, FLOW.after("unhappy").key), FLOW, CITY.working)
        if going_on.bell is not None:
            assert CITY.working.between(self.now, going_on.bell) == self.bell_left

    @invariant()
    def it_never_stands_where_its_kind_does_not_belong(self) -> None:
        assert FLOW[self.case.status].fits(self.case.kind)

    @invariant()
    def a_dispute_is_seen_until_it_is_settled(self) -> None:
        assert not self.case.disputed or self.case.alarm == DISPUTED

    @invariant()
    def nobody_has_what_is_closed(self) -> None:
        assert not FLOW[self.case.status].final or self.case.assignee is None


WholeLife.TestCase.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
TestWholeLife = WholeLife.TestCase


def test_no_event_leads_a_kind_to_a_status_of_others() -> None:
    for kind in KINDS:
        asked = any(one.asks == "information" and one.fits(kind) for one in FLOW.statuses.values())
        events = {"file", "refer", "happy", "unhappy", "silence", "withdraw"} | ({"answer"} if asked else set())
        for event in events:
            assert FLOW.after(event, kind).fits(kind), (kind, event)
