"""What the engine may know and what it may ask for; it does no I/O itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from cases.case import Case, Event
from cases.nearness import Near, Report
from cases.workflow import Workflow
from cities.city import City
from dialogues.actions import Action
from dialogues.guidance import NO_ANSWERS, Answers
from dialogues.message import Button, Reply
from dialogues.proposal import Proposal
from dialogues.sentences import Sentences
from dialogues.session import Session
from nlu.reading import Reader
from topics.tree import Topics


@dataclass(frozen=True, slots=True)
class Pace:
    """How sure the bot must be, and how long it waits; set in config.yml."""

    sure: float = 0.5
    """A topic at least this likely is taken without asking between several."""
    gap: float = 0.15
    """And at least this far before the second."""
    sure_in_danger: float = 0.25
    """Where somebody is in danger, a topic this likely is taken without asking."""
    likely: float = 0.05
    """A topic less likely than this is not offered as a choice."""
    remind_minutes: int = 30
    expire_hours: int = 24
    idle_minutes: int = 10
    """A conversation that was silent for so long is idle: feedback may be asked."""
    feedback_minutes: int = 120
    reminder_days: int = 2
    opens: int = 8
    closes: int = 20
    """Hours of the day in which operators answer."""
    answer_months: int = 12
    """After so many months without a review an answer is shown with its date."""
    quiet_from: str = "22:00"
    quiet_until: str = "07:30"
    """Between these nobody gets news but answers to what they just wrote, and emergencies."""
    group_quiet: bool = True
    """Whether cards of ordinary cases wait for the morning too."""
    ring_minutes: int = 10
    ring_emergency_minutes: int = 3
    """So often an urgent case rings again until somebody takes it; 0: never."""


@dataclass(frozen=True, slots=True)
class World:
    """Content and rules; the same for every conversation."""

    topics: Topics
    city: City
    workflow: Workflow
    sentences: Sentences
    reader: Reader
    pace: Pace = Pace()
    answers: Answers = NO_ANSWERS
    texts: bool = False
    """Whether text messages can be sent."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of this person's cases at this moment; read before the step."""

    cases: tuple[Case, ...] = ()
    """The person's own cases, newest first."""
    found: Case | None = None
    """A case of somebody else whose code was written."""
    news: Mapping[str, str] = field(default_factory=dict)
    """The last sentence staff wrote to the citizen, by case code."""
    asked: Mapping[str, int] = field(default_factory=dict)
    """How often feedback was asked on the present result, by case code."""
    codes: tuple[str, ...] = ()
    """Fresh tracking codes, in case something is filed."""
    past: Mapping[str, Sequence[Event]] = field(default_factory=dict)
    """What happened to the person's cases, oldest first, by case code."""
    muted: frozenset[str] = frozenset()
    """Codes of cases whose news the person muted; «» stands for all."""
    proposals: tuple[Proposal, ...] = ()
    """What may be supported, when it was asked for."""
    texted: bool = False
    """News go to this person as text messages too."""
    called: bool = False
    """This person is asked about results by telephone, so no question is put here."""
    followed: tuple[Case, ...] = ()
    """Cases of others that the person follows, newest first."""
    echoed: Mapping[str, str] = field(default_factory=dict)
    """The person's word on the present result of a followed case, by its code."""
    near: Mapping[str, tuple[Near, ...]] = field(default_factory=dict)
    """Cases that may mean the same as what a step seeks, by the key of that; nothing before they were looked for."""
    team: str = ""
    """The code of a coach that this message brings or agrees to, if it holds; looked up only then."""
    helper: bool = False
    """The person reports with a coach; looked up with a code, or when they want to leave."""

    def own(self, code: str) -> Case | None:
        """One of the person's own cases."""
        return next((case for case in self.cases if case.code == code), None)

    def follows(self, code: str) -> Case | None:
        """A case of somebody else that the person follows."""
        return next((case for case in self.followed if case.code == code), None)


@dataclass(frozen=True, slots=True)
class Wake:
    """A timer went off: «draft» with its number, or «feedback» with a case's code."""

    what: str
    ref: str


@dataclass(frozen=True, slots=True)
class Step:
    """What comes of one message."""

    session: Session
    replies: tuple[Reply, ...] = ()
    actions: tuple[Action, ...] = ()
    seeks: Report | None = None
    """What must be looked for first: the step is taken again once the facts hold the cases near to it."""


def rows(buttons: list[Button], wide: int = 14) -> tuple[tuple[Button, ...], ...]:
    """Lays buttons out: two short ones side by side, a long one alone."""
    made: list[tuple[Button, ...]] = []
    for button in buttons:
        short = len(button.label) <= wide
        if short and made and len(made[-1]) == 1 and len(made[-1][0].label) <= wide:
            made[-1] = (made[-1][0], button)
        else:
            made.append((button,))
    return tuple(made)
