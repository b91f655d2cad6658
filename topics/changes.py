"""Topics as an office has changed them: switched off, guided elsewhere, with another deadline."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from errors import NotAllowedError
from topics.tree import OUTSIDE, TOPIC_DIGITS, Topic, Topics

OPERATOR = "operator"
"""Who looks at a report of a topic that is switched off."""
LONGEST_HOURS = 8760
GUIDE_LIMIT = 600


def check(topics: Topics, code: str, value: Mapping[str, Any]) -> None:
    """Raises NotAllowedError where a change of a topic can't be made."""
    if code not in topics:
        raise NotAllowedError("topic")
    hours = value.get("hours")
    if hours is not None and (not isinstance(hours, int) or not 1 <= hours <= LONGEST_HOURS):
        raise NotAllowedError("hours_number")
    if len(str(value.get("guide", ""))) > GUIDE_LIMIT:
        raise NotAllowedError("long")
    if value.get("off") and topics[code].leads:
        raise NotAllowedError("topic_leads")


def changed(topics: Topics, changes: Mapping[str, Mapping[str, Any]]) -> Topics:
    """All topics with the changes of some; a leaf follows its topic where it is not changed itself."""
    return Topics(topics.groups, {code: _one(topics, topic, changes) for code, topic in topics.by_code.items()})


def _one(topics: Topics, topic: Topic, changes: Mapping[str, Mapping[str, Any]]) -> Topic:
    own, above = changes.get(topic.code, {}), changes.get(topic.code[:TOPIC_DIGITS], {})
    if not own and not above:
        return topic
    hours = own.get("hours")
    if hours is None and topic.hours == topics[topic.parent].hours:
        hours = above.get("hours")
    made = replace(topic, hours=hours or topic.hours)
    off = own if own.get("off") else above
    if not off.get("off"):
        return made
    if off.get("guide"):
        return replace(made, off=True, owner=OUTSIDE, also=(), guide=str(off["guide"]))
    return replace(made, off=True, owner=OPERATOR, also=())
