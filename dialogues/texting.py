"""News as text messages too: the bot asks for the number once, and its owner agrees by a text message."""

from dataclasses import replace

from dialogues import telephone
from dialogues.message import Button, Message, Reply
from dialogues.session import Session
from dialogues.turn import Turn
from dialogues.world import Facts, Step, Text, Untext, World


def button(facts: Facts, world: World) -> tuple[tuple[Button, ...], ...]:
    """The offer, where text messages can be sent and are not sent yet."""
    if not world.texts or facts.texted:
        return ()
    return ((Button(world.sentences.button("sms.on"), "m:sms"),),)


def start(turn: Turn) -> Step:
    """Asks for the number, unless there is nothing to ask for."""
    say, session = turn.world.sentences.say, turn.session
    if not turn.world.texts:
        return Step(session, (Reply(say("sms.unready")),))
    if turn.facts.texted:
        return Step(session, (Reply(say("sms.already")),))
    return Step(replace(session, texting=True), (Reply(say("sms.number")),))


def said(turn: Turn) -> Step | None:
    """Words that turn it on or off, and the number that was asked for; None for all other words."""
    session, means = turn.session, turn.world.sentences.means
    if session.texting and telephone.tried(turn.text):
        return _number(turn)
    if means("sms.on", turn.text):
        return start(turn)
    if means("sms.off", turn.text):
        calm = replace(session, texting=False)
        return Step(calm, (Reply(turn.world.sentences.say("sms.ended")),), (Untext(),))
    return None


def _number(turn: Turn) -> Step:
    say, found = turn.world.sentences.say, telephone.mobile(turn.text)
    if not found:
        return Step(turn.session, (Reply(say("sms.wrong_number")),))
    return Step(replace(turn.session, texting=False), (Reply(say("sms.invited")),), (Text(found),))


def hushed(session: Session, message: Message) -> Message:
    """The message as it may be kept: a number that was asked for does not stay in the talk."""
    if not (session.texting and telephone.tried(message.text)):
        return message
    return replace(message, text=telephone.masked(message.text))
