"""What every act on a case needs: content, rules, the queue; made once by app.py."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from cases.case import Case
from cases.filing import hours
from cases.policy import Role
from cases.workflow import Workflow
from cities.city import City
from dialogues.guidance import NO_ANSWERS, Answers
from dialogues.sentences import Sentences
from dialogues.world import Pace
from storage.jobs import Jobs
from storage.media import Media
from storage.seal import Seal, fleeting
from topics.tree import TOPIC_DIGITS, Topic, Topics


@dataclass(frozen=True, slots=True)
class Shipped:
    """What the files say, whatever an office has changed."""

    topics: Topics
    city: City
    sentences: Sentences


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A change of the office's that could not be made, with the reason's key."""

    kind: str
    key: str
    reason: str


@dataclass(slots=True)
class House:
    """Content and rules behind the desk; the content is the present one, see overlay.py."""

    topics: Topics
    city: City
    workflow: Workflow
    sentences: Sentences
    jobs: Jobs
    media: Media
    feedback_minutes: int
    panel_url: str
    answers: Answers = NO_ANSWERS
    seal: Seal = field(default_factory=fleeting)
    """Closes telephone numbers."""
    texts: bool = False
    """Whether text messages can be sent at all."""
    pace: Pace = field(default_factory=Pace)
    roles: Mapping[str, Role] = field(default_factory=dict)
    """Who may do what; needed to know whom a rung of the ladder concerns."""
    shipped: Shipped = field(init=False)
    left_out: tuple[LeftOut, ...] = ()

    def __post_init__(self) -> None:
        """Remembers what was shipped."""
        self.shipped = Shipped(self.topics, self.city, self.sentences)

    def adopt(self, topics: Topics, city: City, sentences: Sentences, left_out: tuple[LeftOut, ...]) -> None:
        """Takes another content in; whoever asks the house from now on gets it."""
        self.topics, self.city, self.sentences, self.left_out = topics, city, sentences, left_out

    def topic(self, case: Case) -> Topic | None:
        """The topic of a case; None while nobody has settled it."""
        return self.topics.by_code.get(case.topic)

    def hours(self, case: Case) -> int:
        """The hours that the unit has for a case."""
        return hours(self.topic(case), case.kind, self.workflow)

    def title(self, case: Case) -> str:
        """What a case is about, for staff: the title of its leaf if it has one."""
        return self._named(case.topic)

    def told(self, case: Case) -> str:
        """What a case is about, as the citizen has read it: the title of the topic, not of its leaf."""
        return self._named(case.topic[:TOPIC_DIGITS])

    def _named(self, code: str) -> str:
        topic = self.topics.by_code.get(code)
        return topic.title if topic else self.sentences.say("cards.no_topic")

    def unit(self, key: str) -> str:
        """Short name of a unit, for people."""
        unit = self.city.units.get(key)
        return unit.short if unit else key

    def area(self, case: Case) -> str:
        """Roughly where a case is: region and neighbourhood, never the address."""
        where = case.where
        if where.region is None:
            return self.sentences.say("cards.no_area")
        region = self.city.regions[where.region].title
        if where.neighbourhood:
            return self.sentences.say("cards.area_near", region=region, neighbourhood=where.neighbourhood)
        return self.sentences.say("cards.area", region=region)
