"""Suggestions that others made: a list without their authors, and one support from each chat."""

from dataclasses import replace

from dialogues.actions import Support
from dialogues.message import Button, Reply
from dialogues.proposal import Proposal
from dialogues.sentences import Sentences
from dialogues.session import Session
from dialogues.show import topic_title
from dialogues.world import Facts, Step, World, rows
from persian import count, persian_digits

PAGE = 5
COMMAND = "/suggestions"


def wanted(text: str, sentences: Sentences) -> bool:
    """Whether somebody asks for the list."""
    return text.strip().startswith(COMMAND) or sentences.means("suggest.list", text)


def show(session: Session, facts: Facts, world: World, begin: int = 0) -> Step:
    """The list, page by page, the most supported first."""
    say, shown = world.sentences.say, facts.proposals[begin : begin + PAGE]
    if not shown:
        return Step(session, (Reply(say("suggest.none")),))
    lines = [say("suggest.list", city=world.city.title)]
    lines += [_line(number, one, world) for number, one in enumerate(shown, 1)]
    buttons = [
        Button(world.sentences.button("suggest.support", number=persian_digits(number)), f"p:yes:{one.id}")
        for number, one in enumerate(shown, 1)
    ]
    if len(facts.proposals) > begin + PAGE:
        buttons.append(Button(world.sentences.button("suggest.next"), f"p:from:{begin + PAGE}"))
    reply = Reply("\n".join([*lines, say("suggest.pick")]), rows(buttons))
    return Step(replace(session, adding="", rating=""), (reply,))


def _line(number: int, one: Proposal, world: World) -> str:
    say = world.sentences.say
    region = world.city.regions.get(one.region or -1)
    area = say("suggest.area", region=say("cards.area", region=region.title)) if region else ""
    mine = say("suggest.own") if one.own else say("suggest.mine") if one.supported else ""
    return say(
        "suggest.line", number=persian_digits(number), text=one.text, topic=topic_title(one.topic, world), area=area,
        count=count(one.support), mine=mine,
    )  # fmt: skip


def press(session: Session, tap: str, facts: Facts, world: World) -> Step | None:
    """A press under the list; None if unknown."""
    _, act, number = (*tap.split(":"), "", "")[:3]
    if not number.isdecimal():
        return None
    if act == "from":
        return show(session, facts, world, int(number))
    return _support(session, int(number), facts, world) if act == "yes" else None


def _support(session: Session, number: int, facts: Facts, world: World) -> Step:
    say = world.sentences.say
    one = next((one for one in facts.proposals if one.id == number), None)
    if one is None:
        return Step(session, (Reply(say("suggest.gone")),))
    if one.own or one.supported:
        return Step(session, (Reply(say("suggest.yours" if one.own else "suggest.already")),))
    again = Button(world.sentences.button("suggest.list"), "m:suggestions")
    text = say("suggest.supported", text=one.text, count=count(one.support + 1))
    return Step(session, (Reply(text, ((again,),)),), (Support(one.id),))
