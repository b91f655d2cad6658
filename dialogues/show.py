"""How a place, a topic, a case or a draft is put into words."""

from datetime import datetime

from cases.case import Case
from cases.filing import owners
from cities.city import Spot as Pin
from dialogues import timeline
from dialogues.session import Draft, Problem, Spot
from dialogues.world import Facts, World
from persian import code as show_code
from persian import count, day_hour, fold, persian_digits
from persian import day as show_day
from topics.tree import Choice, Question, Topic

LEAF = "leaf"
"""Key of the question which leaf of a topic is meant."""
WORDS_SHOWN = 160
"""Letters of the citizen's own words on the summary; the whole text is filed."""


def topic_of(problem: Problem, world: World) -> Topic | None:
    """The settled topic of a problem."""
    return world.topics.by_code.get(problem.topic)


def title(problem: Problem, world: World) -> str:
    """What a problem is about, for people."""
    return topic_title(problem.topic, world)


def topic_title(code: str, world: World) -> str:
    """What a topic is called before a citizen: in the broad words that are rarely wrong, not those of its leaf."""
    topic = world.topics.by_code.get(code)
    return world.topics[topic.parent].title if topic else world.sentences.say("cards.no_topic")


def questions(problem: Problem, world: World) -> tuple[Question, ...]:
    """What the unit must know: which leaf, if that changes who answers, then the topic's own questions."""
    topic = topic_of(problem, world)
    if topic is None:
        return ()
    leaves = world.topics.under(topic.code)
    if len({(leaf.owner, leaf.guide) for leaf in leaves}) < 2:
        return topic.ask
    which = Question(LEAF, world.sentences.say("report.leaf"), tuple(Choice(leaf.title) for leaf in leaves))
    return (which, *topic.ask)


def short(words: str, limit: int = WORDS_SHOWN) -> str:
    """The beginning of a text, on one line."""
    line = " ".join(words.split())
    return line if len(line) <= limit else line[: limit - 1].rsplit(" ", 1)[0] + "…"


def area(region: int | None, neighbourhood: str | None, world: World) -> str:
    """Region and neighbourhood in words; empty when unknown."""
    if region is None:
        return ""
    name = world.city.regions[region].title
    if neighbourhood:
        return world.sentences.say("cards.area_near", region=name, neighbourhood=neighbourhood)
    return world.sentences.say("cards.area", region=name)


def place(spot: Spot, world: World) -> str:
    """A place as the citizen should recognise it: their own words, with the region we understood."""
    where = area(spot.region, spot.neighbourhood, world)
    if spot.neighbourhood and fold(spot.neighbourhood) in fold(spot.text):
        where = area(spot.region, None, world)
    words = short(spot.text, 80) or (world.sentences.say("cards.pin") if spot.lat is not None else "")
    if words and where:
        return world.sentences.say("cards.place_with_area", place=words, area=where)
    return words or where


def located(lat: float, lon: float, old: Spot | None, world: World) -> Spot | None:
    """A pin as a place, keeping the words said before; None outside the city."""
    found = world.city.locate(Pin(lat, lon))
    if found is None:
        return None
    words = old.text if old else ""
    return Spot(words, found.region, found.neighbourhood, lat, lon, exact=True, pinned=True, sure=found.certain)


def heard(question: Question, draft: Draft) -> str:
    """The answer that the citizen's words already gave to a question; empty if none."""
    said = f" {fold(' '.join(draft.words))} "
    for choice in question.choices:
        if any(f" {fold(word)} " in said for word in choice.words if word.strip()):
            return choice.say
    return ""


def unit(problem: Problem, region: int | None, world: World) -> str:
    """Short name of the unit that will answer for a problem."""
    key, _, _ = owners(topic_of(problem, world), region, world.city)
    found = world.city.units.get(key)
    return found.short if found else key


def answered(problem: Problem, world: World) -> list[str]:
    """The answers given to a topic's questions, a line each."""
    topic, answers = topic_of(problem, world), dict(problem.answers)
    return [
        world.sentences.say("report.summary_answer", question=question.say, answer=short(answers[question.key]))
        for question in (topic.ask if topic else ())
        if answers.get(question.key)
    ]


def summary(draft: Draft, world: World) -> str:
    """The card before filing: everything that will be filed, in the citizen's own order."""
    say = world.sentences.say
    several = len(draft.problems) > 1
    lines = [say("report.summary_several", count=count(len(draft.problems))) if several else say("report.summary")]
    for problem in draft.problems:
        lines.append(say("report.summary_topic", title=title(problem, world)))
        lines += answered(problem, world)
    if draft.kind != "request":
        lines.append(say("report.summary_kind", kind=world.sentences.table("report", "kinds")[draft.kind]))
    if draft.spot:
        where = place(draft.spot, world)
        lines.append(say("report.summary_place", place=where) if where else say("report.summary_noplace"))
    if draft.words:
        lines.append(say("report.summary_words", words=short(" / ".join(draft.words))))
    if draft.photos:
        lines.append(say("report.summary_photos", count=count(len(draft.photos))))
    return "\n".join(lines)


def case_title(case: Case, world: World) -> str:
    """What a filed case is about."""
    return topic_title(case.topic, world)


def case_unit(case: Case, world: World) -> str:
    """Who answers for a filed case."""
    found = world.city.units.get(case.unit)
    return found.short if found else case.unit


def case_place(case: Case, world: World) -> str:
    """Where a filed case is, in a few words."""
    where = case.where
    return short(where.text, 40) or area(where.region, where.neighbourhood, world)


def brief(case: Case, world: World) -> str:
    """A case in one line: code, topic, place, status, deadline."""
    say, status = world.sentences.say, world.workflow[case.status]
    where = case_place(case, world)
    return say(
        "track.brief", code=show_code(case.code), title=case_title(case, world), status=status.title,
        place=say("track.brief_place", place=where) if where else "",
        due=say("track.brief_due", due=day_hour(case.term.due)) if status.clock else "",
    )  # fmt: skip


def details(case: Case, facts: Facts, now: datetime, world: World) -> str:
    """A case on a card, for the person who filed it."""
    say, where = world.sentences.say, case_place(case, world)
    news = facts.news.get(case.code, "")
    return say(
        "track.details", code=show_code(case.code), title=case_title(case, world),
        status=world.workflow[case.status].title, unit=case_unit(case, world), filed=show_day(case.filed),
        due=day_hour(case.term.due), place=say("track.details_place", place=where) if where else "",
        note=say("track.details_note", note=news) if news else "", past=timeline.lines(case, facts.past, now, world),
    )  # fmt: skip


def listed(cases: tuple[Case, ...], world: World) -> str:
    """A citizen's cases as a numbered list."""
    lines = [world.sentences.say("track.list")]
    for number, case in enumerate(cases, 1):
        lines.append(
            world.sentences.say(
                "track.list_line", number=persian_digits(number), title=case_title(case, world),
                status=world.workflow[case.status].title, code=show_code(case.code), day=show_day(case.filed),
            )
        )  # fmt: skip
    return "\n".join(lines)
