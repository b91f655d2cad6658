"""The whole life of a case, walked at random: who may close it, when its clock runs, what never comes back."""

from datetime import UTC, datetime, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from cases.case import Case, Event, Step, afresh, may_reopen, move, step
from cases.policy import PERMISSIONS
from cases.terms import resumed
from cases.workflow import Workflow
from cities.city import City
from content import Faults
from errors import NotAllowedError
from library import load
from tests.cases.test_case import make

BEGIN = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
EVERYTHING = frozenset(PERMISSIONS)
FAULTS = Faults()
CONTENT = load("tehran", FAULTS)
FAULTS.close()
FLOW: Workflow = CONTENT.workflow
CITY: City = CONTENT.city
"""Content is read once for the whole walk: it never changes."""
UNITS = ("works-3", "works-6", "parks-6", "operator")


class Life(RuleBasedStateMachine):
    """One case, its staff with every permission there is, its citizen, and time."""

    def __init__(self) -> None:
        super().__init__()
        self.now = BEGIN
        self.case: Case = make(CONTENT)
        self.closed_by = ""
        self.left = self.office_time_left()
        self.closed_at: datetime | None = None

    def office_time_left(self) -> timedelta:
        """How much of its term a case has left, in office time."""
        return CITY.working.between(self.now, self.case.term.due) if self.now < self.case.term.due else timedelta()

    def happen(self, event: Event, by: str) -> None:
        ran = self.case.stopped is None
        if ran:
            self.left = self.office_time_left()
        was_final = FLOW[self.case.status].final
        self.case = move(self.case, event, FLOW, CITY.working)
        if FLOW[self.case.status].final and not was_final:
            self.closed_by, self.closed_at = by, self.now
        if not FLOW[self.case.status].final:
            self.closed_at = None

    @rule(hours=st.integers(1, 400))
    def time_passes(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    @rule(to=st.sampled_from(sorted(FLOW.statuses)), unit=st.sampled_from(UNITS), whole=st.booleans())
    def staff_try_a_step(self, to: str, unit: str, whole: bool) -> None:
        refers = to == FLOW.after("refer").key
        opinion = next(iter(FLOW[to].opinions), "") if whole else ""
        wanted = Step(to, "دلیل" if whole else "", unit if refers else "", self.now + timedelta(days=30), opinion)
        try:
            event = step(self.case, wanted, "staff:1", EVERYTHING, self.now, FLOW)
        except NotAllowedError:
            return
        assert not FLOW[to].final
        assert whole or not {"note", "opinion"} & set(FLOW[to].needs)
        self.happen(event, "staff")

    @precondition(lambda self: FLOW[self.case.status].asks == "feedback")
    @rule(what=st.sampled_from(("happy", "silence")))
    def the_result_is_settled(self, what: str) -> None:
        by = "citizen" if what == "happy" else "silence"
        self.happen(Event("rate", by, self.now, FLOW.after(what).key), by)

    @precondition(lambda self: may_reopen(self.case, self.now, FLOW))
    @rule()
    def the_citizen_objects(self) -> None:
        self.case = afresh(self.case, self.now, 48, CITY.working, FLOW.ladder)
        self.happen(Event("objection", "citizen", self.now, FLOW.after("unhappy").key), "citizen")

    @precondition(lambda self: FLOW[self.case.status].asks == "information")
    @rule()
    def the_citizen_answers(self) -> None:
        self.happen(Event("add", "citizen", self.now, FLOW.after("answer").key), "citizen")

    @precondition(lambda self: not FLOW[self.case.status].final)
    @rule(sure=st.integers(0, 9))
    def the_citizen_may_take_it_back(self, sure: int) -> None:
        if sure == 0:
            self.happen(Event("withdraw", "citizen", self.now, FLOW.after("withdraw").key), "citizen")

    @invariant()
    def only_the_citizen_or_silence_closes(self) -> None:
        if FLOW[self.case.status].final:
            assert self.closed_by in ("citizen", "silence")

    @invariant()
    def the_clock_stands_exactly_where_the_status_says_so(self) -> None:
        assert (self.case.stopped is None) == FLOW[self.case.status].clock

    @invariant()
    def what_is_left_does_not_melt_while_others_are_waited_for(self) -> None:
        if self.case.stopped is not None:
            going_on = resumed(self.case.term, self.case.stopped, self.now, self.case.urgency, CITY.working)
            late = self.case.term.due <= self.case.stopped
            assert late or CITY.working.between(self.now, going_on.due) == self.left

    @invariant()
    def near_comes_before_late(self) -> None:
        assert self.case.term.soon <= self.case.term.due

    @invariant()
    def the_window_begins_with_the_closing_and_nothing_restarts_it(self) -> None:
        assert self.case.finished == self.closed_at

    @invariant()
    def there_is_always_a_unit_that_answers(self) -> None:
        assert self.case.unit in CITY.units


Life.TestCase.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
TestLife = Life.TestCase
