"""Makes a case out of what a citizen told: owner, unit, deadline, protection."""

from collections.abc import Mapping
from datetime import datetime

from cases.case import UNSURE, Case, Where, afresh
from cases.terms import term
from cases.workflow import Workflow
from cities.city import City
from cities.units import OPERATOR
from topics.tree import Topic

HOURS_UNSURE = 24
"""Hours for an operator to look at a case whose topic nobody could settle."""


def owners(topic: Topic | None, region: int | None, city: City) -> tuple[str, tuple[str, ...], str]:
    """(unit, further units, alarm): no route never means silence, it means the operator and an alarm."""
    if topic is None:
        return OPERATOR, (), UNSURE
    unit = city.route(topic.owner, topic.code, region)
    further = (city.route(role, topic.code, region) for role in topic.also)
    keys = tuple(dict.fromkeys(one.key for one in further if one and one != unit))
    return (unit.key, keys, "") if unit else (OPERATOR, keys, "no_route")


def hours(topic: Topic | None, kind: str, workflow: Workflow) -> int:
    """The hours of a unit: those of the kind where an answer is owed in another time, else those of the topic.

    As long as nobody knows the topic, those of the operator.
    """
    return HOURS_UNSURE if topic is None else workflow.life(kind).hours or topic.hours


def new_case(
    code: str, topic: Topic | None, told: Mapping[str, str], where: Where, chat: str, now: datetime, city: City,
    workflow: Workflow, answers: Mapping[str, str],
) -> Case:  # fmt: skip
    """A case as it is filed; `told` holds the citizen's words, kind and urgency."""
    unit, also, alarm = owners(topic, where.region, city)
    needed = hours(topic, told["kind"], workflow)
    case = Case(
        code=code, topic=topic.code if topic else "", kind=told["kind"], status=workflow.after("file").key, unit=unit,
        chat=chat, words=told["words"], urgency=told["urgency"], protected=bool(topic and topic.protected),
        where=where, answers=dict(answers), filed=now, changed=now, city=city.key, also=also, alarm=alarm,
        term=term(now, needed, told["urgency"], city.working),
    )  # fmt: skip
    return afresh(case, now, needed, city.working, workflow.ladder)
