"""Young helpers report with a coach: a code brings them there, they agree first, and leave whenever they like."""

import re
from dataclasses import replace

from dialogues.actions import Enlist, Quit
from dialogues.message import Button, Message, Reply
from dialogues.sentences import Sentences
from dialogues.session import Session
from dialogues.turn import Turn
from dialogues.world import Step
from persian import fold, latin_digits

COMMAND, LEAVE = "/team", "/leave"
AGREE, DECLINE, QUIT = "t:yes:", "t:no", "t:quit"
WORDS_MOST = 8
"""A longer sentence is about something else."""
_CODE = re.compile(r"(?<!\d)\d{4}[\s-]?\d{4}(?!\d)")
_BLANK = re.compile(r"[\s-]")


def written(text: str) -> str:
    """The code in a text, however its digits are written; empty if there is none."""
    found = _CODE.search(latin_digits(text))
    return _BLANK.sub("", found[0]) if found else ""


def _names_it(text: str, sentences: Sentences) -> bool:
    """Whether short words speak of a coach's code, or the command does."""
    if text.split()[:1] == [COMMAND]:
        return True
    return len(fold(text).split()) <= WORDS_MOST and sentences.holds("team.code", text)


def _bare(text: str) -> bool:
    """Whether a text is a code and nothing else."""
    return bool(_CODE.fullmatch(latin_digits(text).strip()))


def _quits(text: str, sentences: Sentences) -> bool:
    return text.split()[:1] == [LEAVE] or sentences.means("team.quit", text)


def _agreeing(session: Session) -> str:
    """The code whose terms stand above, waiting for a yes; empty if none do."""
    return next((data.removeprefix(AGREE) for _, data in session.offered if data.startswith(AGREE)), "")


def meant(session: Session, message: Message, sentences: Sentences) -> str | None:
    """The code that a message brings or agrees to, «» where it is about a coach without one; None for all others."""
    tap, text = message.tap or "", message.text.strip()
    if tap.startswith("t:"):
        return tap.removeprefix(AGREE) if tap.startswith(AGREE) else ""
    if _names_it(text, sentences) or _bare(text):
        return written(text)
    return "" if _quits(text, sentences) else _agreeing(session) or None


def said(turn: Turn) -> Step | None:
    """Words that bring a code, agree to its terms or end it; None for all other words."""
    means, text = turn.world.sentences.means, turn.text
    if _quits(text, turn.world.sentences):
        return _quit(turn)
    if _names_it(text, turn.world.sentences) or (_bare(text) and not turn.draft):
        return _offer(turn)
    code = "" if turn.draft else _agreeing(turn.session)
    if code and means("team.agree", text):
        return _agreed(turn, code)
    return _declined(turn) if code and means("team.decline", text) else None


def do(turn: Turn, does: str) -> Step:
    """The commands."""
    return _offer(turn) if does == "team" else _quit(turn)


def press(turn: Turn, tap: str) -> Step | None:
    """The buttons under the terms; None if unknown."""
    if tap.startswith(AGREE):
        return _agreed(turn, tap.removeprefix(AGREE))
    if tap == QUIT:
        return _quit(turn)
    return _declined(turn) if tap == DECLINE else None


def _say(turn: Turn, name: str, *buttons: tuple[str, str]) -> Step:
    sentences = turn.world.sentences
    shown = tuple((Button(sentences.button(f"team.{label}"), data),) for label, data in buttons)
    return Step(replace(turn.session, greeted=True), (Reply(sentences.say(f"team.{name}"), shown),))


def _offer(turn: Turn) -> Step:
    """What the code means, before anything is agreed; kind words where it does not hold."""
    code = written(turn.text)
    if not code:
        return _say(turn, "how")
    if turn.facts.team != code:
        return _say(turn, "wrong")
    return _say(turn, "moves" if turn.facts.helper else "terms", ("agree", f"{AGREE}{code}"), ("decline", DECLINE))


def _agreed(turn: Turn, code: str) -> Step:
    if not code or turn.facts.team != code:
        return _say(turn, "wrong")
    return replace(_say(turn, "joined"), actions=(Enlist(code),))


def _declined(turn: Turn) -> Step:
    return _say(turn, "stays_out")


def _quit(turn: Turn) -> Step:
    if not turn.facts.helper:
        return _say(turn, "nothing_to_leave")
    return replace(_say(turn, "left"), actions=(Quit(),))
