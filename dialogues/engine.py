"""The pure step: (session, message, reading, facts, now) -> (session, replies, actions)."""

from dataclasses import replace
from datetime import datetime

from dialogues import feedback, report, take, talk, taps, track, typed
from dialogues.message import Button, Reply
from dialogues.session import Session
from dialogues.take import Taken
from dialogues.turn import FREE, Turn
from dialogues.words import in_draft
from dialogues.world import Drop, Facts, Step, Wake, World
from nlu.reading import Reading

LEAST_SURE = 0.5
"""An act other than reporting interrupts a report only when the reader is at least this sure of it."""


def wake(session: Session, timer: Wake, facts: Facts, now: datetime, world: World) -> Step:
    """A timer went off; it never counts as the person's word."""
    if timer.what == "draft":
        return _offer(report.remind(session, timer.ref, now, world))
    if timer.what == "feedback":
        return _offer(feedback.wake(session, timer.ref, facts, now, world))
    if timer.what == "operator" and session.operator:
        return talk.back_to_bot(session, world)
    return Step(session)


def step(turn: Turn) -> Step:
    """What comes of one message; total: any message in any state gives a valid state."""
    touched = replace(turn.session, touched=turn.now.isoformat())
    return _offer(_step(turn.with_session(touched)))


def _offer(made: Step) -> Step:
    """Remembers the buttons of the last reply, so that they can be typed."""
    buttons = [button for reply in made.replies for row in reply.buttons for button in row]
    if not made.replies:
        return made
    offered = tuple((button.label, button.data) for button in buttons)
    return replace(made, session=replace(made.session, offered=offered))


def _step(turn: Turn) -> Step:
    message = turn.message
    tap = message.tap or typed.pressed(turn)
    if tap:
        return _tap(turn, tap)
    if turn.session.operator:
        return talk.with_operator(turn.session, turn.reading, turn.world)
    if message.fault:
        return _fault(turn)
    if said := _says(turn):
        return said
    if turn.session.adding or turn.session.rating:
        added = _added(turn)
        if added:
            return added
    return in_draft(turn) if turn.draft else _fresh(turn)


def _tap(turn: Turn, tap: str) -> Step:
    session, facts, now, world = turn.session, turn.facts, turn.now, turn.world
    head = tap.partition(":")[0]
    made: Step | None = None
    if head == "m":
        made = _menu(turn, tap.partition(":")[2])
    elif tap.endswith(":operator") and head.startswith("d"):
        made = talk.operator(session, now, world)
    elif head == "c":
        made = track.press(session, tap, facts, now, world)
    elif head in ("f", "r"):
        made = feedback.press(session, tap, facts, now, world)
    elif head.startswith("d") and head[1:].isdecimal():
        made = taps.press(session, tap, facts, world, now, turn.message.chat.key)
    return made or Step(session, (Reply(world.sentences.say("talk.unknown_button")),))


def _menu(turn: Turn, act: str) -> Step | None:
    session, world = turn.session, turn.world
    if act == "mine":
        return _over(turn, track.mine(session, turn.facts, turn.now, world))
    if act == "leave":
        return talk.back_to_bot(session, world)
    if act == "operator":
        return talk.operator(session, turn.now, world)
    if act == "help":
        return _over(turn, talk.show_help(session, world))
    return _start(turn) if act == "report" else None


def _over(turn: Turn, made: Step) -> Step:
    """A digression: after it, an open report asks its question again."""
    if made.session.draft is None or turn.draft is None:
        return made
    again = report.resume(made.session, turn.world)
    return Step(made.session, (*made.replies, *again.replies), made.actions)


def _start(turn: Turn) -> Step:
    session, actions = report.opened(turn.session, turn.now, turn.world)
    assert session.draft is not None, "opened() makes a draft"  # noqa: S101 - A slip of code, not of input.
    return report.advance(session, Taken(session.draft), turn.world, actions=actions)


def _fault(turn: Turn) -> Step:
    """Something was sent that can't be used: said kindly, and the question stands."""
    say, fault = turn.world.sentences.say, turn.message.fault
    text = say("report.voice") if fault == "voice" else say(f"report.fault_{fault}")
    if turn.draft:
        return report.resume(turn.session, turn.world, text)
    operator = Button(turn.world.sentences.button("talk.operator"), "m:operator")
    return Step(turn.session, (Reply(text, ((operator,),)),))


def _says(turn: Turn) -> Step | None:
    """Words that mean the same at any time: cancel, back, start over, help, operator, my reports, track."""
    reading, session, world = turn.reading, turn.session, turn.world
    if reading is None or not turn.text:
        return None
    command = turn.text.split()[0].lower() if turn.text.startswith("/") else ""
    if command.startswith("/start"):
        return _over(turn, talk.welcome(session, world))
    does = talk.COMMANDS.get(command) or (reading.says if reading.says in talk.ANYTIME else None)
    if does:
        return _does(turn, does)
    sure = reading.certainty >= LEAST_SURE and not (turn.draft and _answering(turn))
    if reading.says == "objection" and turn.facts.cases and not (turn.draft and _answering(turn)):
        return _over(turn, track.objection(session, reading, turn.facts, turn.now, world))
    if reading.act == "operator" and sure:
        return talk.operator(session, turn.now, world)
    if reading.act == "cancel" and sure:
        return _cancel(turn, reading)
    if (reading.act == "track" or reading.codes) and (sure or reading.codes):
        return _over(turn, track.track(session, reading, turn.facts, turn.now, world))
    return None


def _answering(turn: Turn) -> bool:
    """Whether a question is open to which these very words may be the answer."""
    sure = turn.reading.certainty if turn.reading else 0.0
    return turn.asked in FREE and sure < 0.85


def _does(turn: Turn, does: str) -> Step:
    session, world = turn.session, turn.world
    if does == "cancel":
        return _cancel(turn, turn.reading)
    if does == "back":
        return _back(turn)
    if does == "restart":
        return _start(turn.with_session(replace(session, draft=None)))
    if does == "mine":
        return _over(turn, track.mine(session, turn.facts, turn.now, world))
    if does == "operator":
        return talk.operator(session, turn.now, world)
    return _over(turn, talk.show_help(session, world))


def _cancel(turn: Turn, reading: Reading | None) -> Step:
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


def _added(turn: Turn) -> Step | None:
    """Words or a photo for a case that was just spoken of; a clear new report is not swallowed by it."""
    session, reading, world = turn.session, turn.reading, turn.world
    code, photos = session.adding or session.rating, (turn.message.photo,) if turn.message.photo else ()
    case = turn.facts.own(code)
    if case is None or not (turn.text or photos):
        return None
    topic = world.topics.by_code.get(case.topic)
    if photos and topic and topic.photo == "forbidden":
        return Step(session, (Reply(world.sentences.say("report.photo_forbidden")),), (Drop(photos),))
    if reading and not photos and not session.adding and _new_matter(reading, case.topic):
        return None
    if session.rating:
        return feedback.reason(session, code, turn.text, world, photos)
    return talk.added(session, code, turn.text, photos, world)


def _new_matter(reading: Reading, topic: str) -> bool:
    best = reading.issues[0].topics[0] if reading.issues and reading.issues[0].topics else None
    return reading.act != "report" or (best is not None and best.p >= 0.6 and best.code[:2] != topic[:2])


def _fresh(turn: Turn) -> Step:
    """No report is open: what is this person doing?"""
    reading, session, world = turn.reading, turn.session, turn.world
    if reading is None or not turn.text:
        return _begin(turn) if turn.message.point or turn.message.photo else Step(session)
    leads = _leads(reading, world)
    if reading.says == "objection" or (leads == "objection" and turn.facts.cases):
        return track.objection(session, reading, turn.facts, turn.now, world)
    if leads == "track" and turn.facts.cases:
        return track.track(session, reading, turn.facts, turn.now, world)
    if leads == "thank":
        return talk.answer(session, replace(reading, act="thank"), world)
    if turn.message.edited and session.filed and reading.act == "report":
        return talk.edited_late(session, world)
    matters = reading.act in ("report", "unclear") or reading.urgency == "emergency"
    if matters or (reading.kind == "thanks" and reading.issues):
        return _begin(turn)
    return talk.answer(session, reading, world)


def _leads(reading: Reading, world: World) -> str:
    if reading.act not in ("report", "thank") or not reading.issues or not reading.issues[0].topics:
        return ""
    best = reading.issues[0].topics[0]
    return world.topics[best.code].leads if best.code in world.topics and best.p >= world.pace.sure else ""


def _begin(turn: Turn) -> Step:
    session, actions = report.opened(turn.session, turn.now, turn.world)
    made = in_draft(turn.with_session(session))
    return replace(made, actions=(*actions, *made.actions))
