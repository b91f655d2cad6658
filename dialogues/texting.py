"""News as text messages too: the bot asks for the number once, and its owner agrees by a text message."""

from dataclasses import replace

from dialogues import telephone
from dialogues.actions import Text, Untext
from dialogues.message import Button, Message, Reply
from dialogues.session import Session
from dialogues.turn import Turn
from dialogues.world import Facts, Step, World


def button(facts: Facts, world: World) -> tuple[tuple[Button, ...], ...]:
    """The offer, where text messages can be sent and are not sent yet."""
    if not world.texts or facts.texted:
        return ()
    return ((Button(world.sentences.button("sms.on"), "m:sms"),),)


def begin_texting(turn: Turn) -> Step:
    """Asks for the number, unless there is nothing to ask for."""
    say, session = turn.world.sentences.say, turn.session
    if not turn.world.texts:
        return Step(session, (Reply(say("sms.unready")),))
    if turn.facts.texted:
        return Step(session, (Reply(say("sms.already")),))
    return Step(replace(session, texting=True), (Reply(say("sms.number")),))


def texted(turn: Turn) -> Step | None:
    """Words that turn it on or off, and the number that was asked for; None for all other words."""
    means = turn.world.sentences.means
    if found := _given(turn.session, turn.text, turn.world):
        agreed = replace(turn.session, texting=False)
        return Step(agreed, (Reply(turn.world.sentences.say("sms.invited")),), (Text(found),))
    if means("sms.on", turn.text):
        return begin_texting(turn)
    if means("sms.off", turn.text):
        calm = replace(turn.session, texting=False)
        return Step(calm, (Reply(turn.world.sentences.say("sms.ended")),), (Untext(),))
    return _attempt(turn)


def _given(session: Session, text: str, world: World) -> str:
    """The mobile number in an answer to our question, or behind the wish itself."""
    if not world.texts:
        return ""
    if session.texting and telephone.tried(text):
        return telephone.mobile(text)
    rest, found = telephone.parted(text)
    return found if found and world.sentences.means("sms.on", rest) else ""


def _attempt(turn: Turn) -> Step | None:
    """Digits that are no number yet, where nothing else can be meant by them."""
    meant = turn.session.texting and telephone.tried(turn.text) and not turn.draft
    if not meant or (turn.reading and turn.reading.codes):
        return None
    return Step(turn.session, (Reply(turn.world.sentences.say("sms.wrong_number")),))


def hushed(session: Session, message: Message, world: World) -> Message:
    """The message as it may be kept: a number that was asked for does not stay in the talk."""
    asked = session.texting and telephone.tried(message.text)
    if not (asked or _given(session, message.text, world)):
        return message
    return replace(message, text=telephone.masked(message.text))
