"""What every act on a case needs: content, rules, the queue; made once by app.py."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from cases.case import Case
from cases.filing import HOURS_UNSURE
from cases.policy import Role
from cases.workflow import Workflow
from cities.city import City
from dialogues.sentences import Sentences
from dialogues.world import Pace
from storage.jobs import Jobs
from storage.media import Media
from topics.tree import TOPIC_DIGITS, Topic, Topics


@dataclass(frozen=True, slots=True)
class House:
    """Content and rules behind the desk."""

    topics: Topics
    city: City
    workflow: Workflow
    sentences: Sentences
    jobs: Jobs
    media: Media
    feedback_minutes: int
    panel_url: str
    pace: Pace = field(default_factory=Pace)
    roles: Mapping[str, Role] = field(default_factory=dict)
    """Who may do what; needed to know whom a rung of the ladder concerns."""

    def topic(self, case: Case) -> Topic | None:
        """The topic of a case; None while nobody has settled it."""
        return self.topics.by_code.get(case.topic)

    def hours(self, case: Case) -> int:
        """The hours that the unit has for a case."""
        topic = self.topic(case)
        return topic.hours if topic else HOURS_UNSURE

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
