"""What a draft still needs, in order: the first thing missing is the next question."""

from dataclasses import dataclass

from dialogues.session import Draft, Problem
from dialogues.show import heard, questions, topic_of
from dialogues.world import World
from topics.tree import Topic

PLACELESS_KINDS = ("suggestion", "opinion", "thanks")
"""Kinds that may be about no place at all: nobody is asked «where?» for an opinion."""
LEADING = ("objection", "track")
"""Topics that are about an earlier report: beside another matter they are no report of their own."""
QUESTIONS_MOST = 2


@dataclass(frozen=True, slots=True)
class Need:
    """One missing thing; `index` is the problem it belongs to, `key` a question of its topic."""

    what: str
    index: int = 0
    key: str = ""

    def __str__(self) -> str:
        return f"{self.what}.{self.index}.{self.key}" if self.key else f"{self.what}.{self.index}"


def topics_of(draft: Draft, world: World) -> list[Topic]:
    """The settled topics of a draft."""
    return [topic for problem in draft.problems if (topic := topic_of(problem, world))]


def photo_forbidden(draft: Draft, world: World) -> bool:
    """Whether one of the topics forbids photos: then none is asked for or kept."""
    return any(topic.photo == "forbidden" for topic in topics_of(draft, world))


def emergency(draft: Draft) -> bool:
    """Whether somebody is in danger: then only the place is asked, and filing takes one tap."""
    return draft.urgency == "emergency"


def _seen(draft: Draft, world: World) -> bool:
    """Whether a crew would find something there: a thing to photograph, or trouble that can't wait."""
    topics = topics_of(draft, world)
    return any(one.photo == "useful" or (one.photo != "forbidden" and one.urgency != "normal") for one in topics)


def general(draft: Draft, world: World) -> bool:
    """Whether this is about how things are rather than about one spot: a view, or criticism of no visible thing."""
    if draft.kind in PLACELESS_KINDS:
        return draft.kind != "opinion" or not _seen(draft, world)
    return draft.kind == "criticism" and draft.spot is None and not _seen(draft, world)


def needs_place(draft: Draft, world: World) -> bool:
    """Whether a place must be known before filing."""
    if draft.placeless or (general(draft, world) and not draft.placed):
        return False
    topics = topics_of(draft, world)
    return not topics or any(topic.place != "none" for topic in topics)


def _place(draft: Draft, world: World) -> Need | None:
    spot, topics = draft.spot, topics_of(draft, world)
    if draft.clash and not draft.hurried:
        return Need("clash")
    if draft.rivals:
        return Need("which")
    if spot is None:
        return Need("place")
    if spot.enough or spot.lat is not None:
        return None
    ours = [topic for topic in topics if not topic.guidance]
    regional = any(world.city.route(topic.owner, topic.code, None) is None for topic in ours)
    if spot.region is None and regional:
        return Need("region")
    point = any(topic.place == "point" for topic in topics) and not general(draft, world)
    return Need("exact") if point and not spot.exact and not (emergency(draft) or draft.hurried) else None


def _topic(index: int, problem: Problem, world: World) -> Need | None:
    topic = topic_of(problem, world)
    if not problem.topic:
        return Need("topic", index)
    if topic and topic.guidance and not problem.file:
        return Need("outside", index)
    return None


def _question(draft: Draft, world: World) -> Need | None:
    for index, problem in enumerate(draft.problems):
        answers = dict(problem.answers)
        for question in questions(problem, world)[:QUESTIONS_MOST]:
            if question.key not in answers and not heard(question, draft):
                return Need("ask", index, question.key)
    return None


def _details(draft: Draft, world: World) -> Need | None:
    if emergency(draft) or draft.hurried or general(draft, world):
        return None
    if need := _question(draft, world):
        return need
    useful = any(topic.photo == "useful" for topic in topics_of(draft, world))
    wanted = useful and not draft.photos and not draft.photo_settled and not photo_forbidden(draft, world)
    return Need("photo") if wanted else None


def next_need(draft: Draft, world: World) -> Need:
    """The next thing to ask for; «confirm» when nothing is missing."""
    if not draft.problems:
        return Need("what")
    if len(draft.problems) > 1 and not draft.several_settled:
        return Need("several")
    for index, problem in enumerate(draft.problems):
        if need := _topic(index, problem, world):
            return need
    place = _place(draft, world) if needs_place(draft, world) else None
    return place or _near(draft) or _details(draft, world) or Need("confirm")


def _near(draft: Draft) -> Need | None:
    """Whether it is to be asked if this is the same as an earlier report; nobody in danger waits for that."""
    if draft.near is None or draft.near.problem >= len(draft.problems) or emergency(draft) or draft.hurried:
        return None
    return Need("near", draft.near.problem)
