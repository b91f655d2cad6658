"""Everything that is no report: greetings, thanks, questions, chatter, help, and the way to a human."""

from dataclasses import replace
from datetime import datetime

from dialogues.actions import Desk, Say
from dialogues.message import Button, Reply
from dialogues.session import Session
from dialogues.world import Step, World, rows
from nlu.reading import Reading
from persian import TEHRAN, fold, persian_digits
from persian import code as show_code

COMMANDS = {
    "/help": "help", "/cancel": "cancel", "/back": "back", "/new": "restart", "/restart": "restart",
    "/mine": "mine", "/reports": "mine", "/operator": "operator", "/mute": "mute", "/unmute": "unmute",
    "/suggestions": "suggestions", "/team": "team", "/leave": "quit",
}  # fmt: skip
ANYTIME = ("back", "restart", "help", "mine")


def _menu(world: World, *names: str) -> tuple[tuple[Button, ...], ...]:
    return rows([Button(world.sentences.button(f"talk.{name}"), f"m:{name}") for name in names], wide=20)


def welcome(session: Session, world: World) -> Step:
    """The first words to anybody."""
    reply = Reply(world.sentences.say("talk.welcome"), _menu(world, "report", "mine", "help"))
    return Step(replace(session, greeted=True), (reply,))


def show_help(session: Session, world: World) -> Step:
    """How to use the bot."""
    more = (Button(world.sentences.button("suggest.list"), "m:suggestions"),)
    less = (Button(world.sentences.button("mute.mute"), "m:mute"),)
    buttons = (*_menu(world, "report", "mine", "operator"), more, less)
    return Step(session, (Reply(world.sentences.say("talk.help"), buttons),))


def answer(session: Session, reading: Reading, world: World) -> Step:
    """A kind answer to what is no report."""
    if reading.act == "greet" and not session.greeted:
        return welcome(session, world)
    say = world.sentences.say
    if reading.act == "ask":
        return Step(session, (Reply(say("talk.ask"), _menu(world, "operator", "help")),))
    if not fold(reading.text):
        return Step(session, (Reply(say("talk.wordless"), _menu(world, "report", "mine", "help")),))
    name = {"greet": "greet", "thank": "thank", "cancel": "thank"}.get(reading.act, "chatter")
    buttons = () if name == "thank" else _menu(world, "report", "mine", "help")
    return Step(replace(session, greeted=True), (Reply(say(f"talk.{name}"), buttons),))


def operator(session: Session, now: datetime, world: World) -> Step:
    """Hands the conversation to the operator's inbox at once, and says when somebody answers."""
    hour = now.astimezone(TEHRAN).hour
    say = world.sentences.say
    if world.pace.opens <= hour < world.pace.closes:
        when = say("talk.operator_open")
    else:
        when = say("talk.operator_closed", hour=persian_digits(world.pace.opens))
    leave = Button(world.sentences.button("talk.leave_operator"), "m:leave")
    reply = Reply(say("talk.operator", when=when), ((leave,),))
    return Step(replace(session, operator=True, greeted=True), (reply,), (Desk(True),))


def with_operator(session: Session, reading: Reading | None, world: World) -> Step:
    """While a human talks, the bot is silent; danger is the one exception."""
    if reading and reading.urgency == "emergency" and reading.numbers:
        text = world.sentences.say("report.call_now", numbers=world.sentences.numbers(reading.numbers))
        return Step(session, (Reply(text),))
    return Step(session)


def back_to_bot(session: Session, world: World) -> Step:
    """The operator's part is over."""
    reply = Reply(world.sentences.say("talk.operator_left"), _menu(world, "report", "mine"))
    return Step(replace(session, operator=False), (reply,), (Desk(False),))


def added(session: Session, code: str, text: str, photos: tuple[str, ...], world: World) -> Step:
    """Words or photos added to a case; more may follow until the person says it is all."""
    done = Button(world.sentences.button("track.finished"), f"c:finished:{code}")
    reply = Reply(world.sentences.say("track.added", code=show_code(code)), ((done,),))
    return Step(session, (reply,), (Say(code, "add", text, photos),))


def edited_late(session: Session, world: World) -> Step:
    """A message changed after its report was filed: the change may be added to the case."""
    code = session.filed[0]
    add = Button(world.sentences.button("report.add"), f"c:add:{code}")
    return Step(session, (Reply(world.sentences.say("report.edited_late", code=show_code(code)), ((add,),)),))
