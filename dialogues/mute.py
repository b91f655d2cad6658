"""Less news, for those who want it: of one case, or of all; a question, a danger or a result is always told."""

from dataclasses import replace

from cases.case import Case
from dialogues.actions import Mute
from dialogues.message import Button, Reply
from dialogues.session import Session
from dialogues.timeline import Told
from dialogues.world import Facts, Step, World
from persian import code as show_code
from persian import fold

ALL = ""
"""Stands for every case."""
WORDS_MOST = 6
"""A longer sentence is about something else."""


def said(text: str, world: World) -> str:
    """Whether short words ask for less news («mute») or for all of it («unmute»); empty if for neither."""
    if len(fold(text).split()) > WORDS_MOST:
        return ""
    return next((name for name in ("unmute", "mute") if world.sentences.holds(f"mute.{name}", text)), "")


def button(case: Case, facts: Facts, world: Told) -> Button:
    """The switch under one case."""
    act = "unmute" if is_muted(case, facts) else "mute"
    return Button(world.sentences.button(f"mute.{act}_case"), f"c:{act}:{case.code}")


def is_muted(case: Case, facts: Facts) -> bool:
    """Whether the person wants less news of a case."""
    return not facts.muted.isdisjoint((ALL, case.code))


def everything(session: Session, facts: Facts, world: World, *, on: bool) -> Step:
    """The one switch for all."""
    name = ("muted_already" if ALL in facts.muted else "muted") if on else "unmuted"
    act = "unmute" if on else "mute"
    back = Button(world.sentences.button(f"mute.{act}"), f"m:{act}")
    reply = Reply(world.sentences.say(f"mute.{name}"), ((back,),))
    return Step(replace(session, adding=""), (reply,), (Mute(ALL, on),))


def one(session: Session, case: Case, facts: Facts, world: World, *, on: bool) -> Step:
    """The switch of one case; where all is muted, giving this one news back gives them all."""
    if not on and ALL in facts.muted:
        return everything(session, facts, world, on=False)
    name = "muted_case" if on else "unmuted_case"
    reply = Reply(world.sentences.say(f"mute.{name}", code=show_code(case.code)))
    return Step(session, (reply,), (Mute(case.code, on),))
