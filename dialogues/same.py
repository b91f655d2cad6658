"""How the question «is this the same?» is put, and what a typed word answers to it."""

from datetime import datetime

from dialogues.session import Draft, Nearby
from dialogues.show import area, topic_title
from dialogues.turn import Turn
from dialogues.world import World
from persian import code as show_code
from persian import count, day

BUTTONS = {
    "open": (("follow", "near:follow"), ("file", "near:file")),
    "done": (("again", "near:file"), ("enough", "near:enough")),
    "own": (("add", "near:add"), ("anew", "near:file")),
    "own_done": (("back", "near:back"), ("anew", "near:file"), ("enough", "near:enough")),
    "followed": (("anew", "near:file"), ("enough", "near:enough")),
}
"""For each question its buttons: the label in near.yml, and the act of the draft."""
TYPED = {
    "open": {"yes": "near:follow", "no": "near:file", "same": "near:follow", "other": "near:file"},
    "done": {"yes": "near:file", "no": "near:enough", "same": "near:follow", "other": "near:file"},
    "own": {"yes": "near:add", "no": "near:file", "same": "near:add", "other": "near:file"},
    "own_done": {"yes": "near:back", "no": "near:enough", "same": "near:back", "other": "near:file"},
    "followed": {"yes": "near:file", "no": "near:enough", "same": "near:enough", "other": "near:file"},
}
"""What a typed yes, no, «the same» and «something else» press."""


def kind(near: Nearby) -> str:
    """Which question it is."""
    if near.whose == "followed":
        return "followed"
    if near.whose == "own":
        return "own_done" if near.ended else "own"
    return "done" if near.ended else "open"


def text(near: Nearby, world: World) -> str:
    """The question; of somebody else's case it tells no more than the area, the topic and the status."""
    say = world.sentences.say
    where = area(near.region, near.neighbourhood, world)
    return say(
        f"near.{kind(near)}", title=topic_title(near.topic, world), status=world.workflow[near.status].title,
        area=say("near.at", area=where) if where else "", when=near.filed, code=show_code(near.code),
        day=day(datetime.fromisoformat(near.ended)) if near.ended else "",
        more=say("near.more", n=count(near.followers)) if near.followers else "",
    )  # fmt: skip


def buttons(near: Nearby, world: World) -> tuple[tuple[str, str], ...]:
    """Labels and acts; what is declared done but not closed yet can be followed as well."""
    which = kind(near)
    more = (("follow", "near:follow"),) if which == "done" and not world.workflow[near.status].final else ()
    return tuple((f"near.{label}", act) for label, act in (BUTTONS[which][0], *more, *BUTTONS[which][1:]))


def typed(turn: Turn, draft: Draft) -> str:
    """The act that a typed answer means; empty if it is none: «yes, the same», «no, another one»."""
    if draft.near is None:
        return ""
    means = turn.world.sentences.means
    if means("report.file", turn.text):
        return "near:hurry"
    name = next((name for name in ("same", "other") if means(f"near.{name}", turn.text)), "")
    said = name or (turn.reading.says if turn.reading else "") or ""
    act = TYPED[kind(draft.near)].get(said, "")
    offered = [one for _, one in buttons(draft.near, turn.world)]
    return act if act in offered or not act else offered[0]
