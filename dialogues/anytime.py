"""What means the same at any time: cancel, back, start over, help, operator, my reports, track, object."""

from dataclasses import replace

from dialogues import mute, questions, report, suggest, take, talk, team, track, why
from dialogues.actions import Drop
from dialogues.hear import stray
from dialogues.message import Reply
from dialogues.take import Taken
from dialogues.turn import FREE, Turn
from dialogues.world import Step
from nlu.reading import Reading

LEAST_SURE = 0.5
"""An act other than reporting interrupts a report only when the reader is at least this sure of it."""
QUITE_SURE = 0.85
"""And so sure when a question is open to which these very words may be the answer."""


def over(turn: Turn, made: Step) -> Step:
    """A digression: after it, an open report asks its question again."""
    if made.session.draft is None or turn.draft is None or made.session.operator:
        return made
    again = report.resume(made.session, turn.world)
    return Step(made.session, (*made.replies, *again.replies), made.actions)


def said(turn: Turn) -> Step | None:
    """What the words do whatever is open; None when they belong to what is open."""
    reading, session, world = turn.reading, turn.session, turn.world
    if reading is None or not turn.text:
        return None
    command = turn.text.split()[0].lower() if turn.text.startswith("/") else ""
    if command.startswith("/start"):
        return over(turn, talk.welcome(session, world))
    does = talk.COMMANDS.get(command) or (reading.says if reading.says in talk.ANYTIME else None)
    if does:
        return do(turn, does)
    if teamed := team.said(turn):
        return over(turn, teamed)
    if suggest.wanted(turn.text, world.sentences):
        return do(turn, "suggestions")
    begins = not turn.draft and world.sentences.means("report.begin", turn.text)
    answering = turn.draft and (stray(turn.text, world) or (_answering(turn) and not reading.codes))
    return None if begins or answering else _switches(turn) or _acts(turn, reading)


def _switches(turn: Turn) -> Step | None:
    """Words that mute or unmute, and words that ask why."""
    session, facts, world = turn.session, turn.facts, turn.world
    if switch := mute.said(turn.text, world):
        return do(turn, switch)
    about = None if turn.draft or session.adding or session.rating else why.said(turn.text, turn.reading, facts, world)
    if about is None:
        return None
    assert turn.reading is not None, "said() has read the words"  # noqa: S101 - A slip of code, not of input.
    found = why.spoken_of(session, facts) if not turn.reading.codes else ()
    found = found or track.likely(turn.reading, facts.cases, world)
    if len(found) > 1:
        text = world.sentences.say("track.which")
        return Step(session, (Reply(text, track.pick(found[: track.LIST_MOST], "why", world)),))
    return why.answer(session, found[0], about, turn.text, facts, turn.now, world)


def _acts(turn: Turn, reading: Reading) -> Step | None:
    session, world = turn.session, turn.world
    sure = reading.certainty >= LEAST_SURE
    if reading.says == "objection" and (session.adding or session.rating) and not reading.codes:
        return None
    if reading.says == "objection" and turn.facts.cases:
        return over(turn, track.objection(session, reading, turn.facts, turn.now, world))
    if reading.act == "operator" and sure:
        return talk.operator(session, turn.now, world)
    if reading.act == "cancel" and sure:
        return cancel(turn, reading)
    if turn.draft and reading.act == "ask" and reading.certainty >= QUITE_SURE and (made := questions.aside(turn)):
        return over(turn, made)
    # Who was just asked why it isn't done and says «nobody came» tells the reason; only a plain question interrupts.
    least = QUITE_SURE if session.rating and not turn.draft else LEAST_SURE
    if reading.codes or (reading.act == "track" and reading.certainty >= least):
        return over(turn, track.track(session, reading, turn.facts, turn.now, world))
    return None


def _answering(turn: Turn) -> bool:
    sure = turn.reading.certainty if turn.reading else 0.0
    return turn.asked in FREE and sure < QUITE_SURE


def do(turn: Turn, does: str) -> Step:
    """One of the acts that have a word, a command or a button of their own."""
    session, world = turn.session, turn.world
    if does == "cancel":
        return cancel(turn, turn.reading)
    if does == "back":
        return _back(turn)
    if does == "restart":
        made, photos = start(turn.with_session(replace(session, draft=None))), turn.draft.photos if turn.draft else ()
        return replace(made, actions=(*made.actions, Drop(photos))) if photos else made
    if does == "mine":
        return over(turn, track.mine(session, turn.facts, turn.now, world))
    if does in ("mute", "unmute"):
        return over(turn, mute.everything(session, turn.facts, world, on=does == "mute"))
    if does == "suggestions":
        return over(turn, suggest.show(session, turn.facts, world))
    if does in ("team", "quit"):
        return over(turn, team.do(turn, does))
    if does == "operator":
        return talk.operator(session, turn.now, world)
    return over(turn, talk.show_help(session, world))


def start(turn: Turn) -> Step:
    """An empty draft, and its first question."""
    session, actions = report.opened(turn.session, turn.now, turn.world)
    assert session.draft is not None, "opened() makes a draft"  # noqa: S101 - A slip of code, not of input.
    return report.advance(session, Taken(session.draft), turn.world, actions=actions)


def cancel(turn: Turn, reading: Reading | None) -> Step:
    """Cancels what is open; with nothing open, offers to take an earlier report back."""
    if turn.draft:
        return report.drop(turn.session, turn.world.sentences.say("report.cancelled"))
    if turn.session.adding or turn.session.rating:
        calm = replace(turn.session, adding="", rating="")
        return Step(calm, (Reply(turn.world.sentences.say("talk.thank_done")),))
    if reading is None or not turn.facts.cases:
        return Step(turn.session, (Reply(turn.world.sentences.say("report.nothing_to_cancel")),))
    return track.ask_withdraw(turn.session, reading, turn.facts, turn.world)


def _back(turn: Turn) -> Step:
    say = turn.world.sentences.say
    if turn.draft is None:
        return Step(turn.session, (Reply(say("report.nothing_to_cancel")),))
    undone = take.undo(turn.draft)
    if undone is None:
        return report.resume(turn.session, turn.world, say("report.back_none"))
    return report.advance(turn.session, Taken(undone), turn.world)
