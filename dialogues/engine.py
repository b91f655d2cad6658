"""The pure step: (session, message, reading, facts, now) -> (session, replies, actions)."""

from dataclasses import replace
from datetime import datetime, timedelta

from dialogues import alike, anytime, feedback, followed, questions, report, suggest, talk, taps, team, track, typed
from dialogues.actions import Drop, File
from dialogues.hear import POLITE, heard
from dialogues.message import Button, Reply
from dialogues.session import Session
from dialogues.texting import begin_texting, texted
from dialogues.turn import Turn
from dialogues.words import in_draft
from dialogues.world import Facts, Step, Wake, World
from nlu.reading import Reading
from persian import code as show_code

TAP_LIMIT = 64
"""Bytes of data that a button of ours carries; a longer one is somebody's invention."""


def wake(session: Session, timer: Wake, facts: Facts, now: datetime, world: World) -> Step:
    """A timer went off; it never counts as the person's word."""
    if timer.what == "draft":
        return _offer(report.remind(session, timer.ref, now, world))
    if timer.what == "feedback":
        return _offer(feedback.wake(session, timer.ref, facts, now, world))
    if timer.what in ("review", "rest"):
        return track.ring(timer.what, session, timer.ref, facts, now, world)
    if timer.what == "review_again":
        return track.review_again(session, timer.ref, facts, world)
    if timer.what == "operator" and session.operator:
        made = talk.back_to_bot(session, world)
        again = report.resume(made.session, world).replies if session.draft else ()
        return _offer(replace(made, replies=(*made.replies, *again)))
    return Step(session)


def step(turn: Turn) -> Step:
    """What comes of one message; total: any message in any state gives a valid state."""
    session = replace(_awake(turn), touched=turn.now.isoformat())
    turn = heard(turn.with_session(session))
    made = alike.offer(turn, _step(turn))
    return made if made.seeks else _offer(_warned(turn, made))


def _awake(turn: Turn) -> Session:
    """After a long silence the next words are no addition to what was spoken of then."""
    touched, pause = turn.session.touched, timedelta(minutes=turn.world.pace.remind_minutes)
    if touched and turn.now - datetime.fromisoformat(touched) > pause:
        return replace(turn.session, adding="", rating="")
    return turn.session


def _warned(turn: Turn, made: Step) -> Step:
    """Whoever speaks of danger reads the numbers first, whatever else the words were about."""
    reading, draft = turn.reading, made.session.draft
    if reading is None or reading.urgency != "emergency" or turn.session.operator or not made.replies:
        return made
    fresh = [number for number in reading.numbers if draft is None or number not in draft.told]
    filed = any(isinstance(action, File) for action in made.actions)
    if not fresh or filed:
        return made
    line = turn.world.sentences.say("report.call_now", numbers=turn.world.sentences.numbers(fresh))
    first = replace(made.replies[0], text=f"{line}\n{made.replies[0].text}")
    session = replace(made.session, draft=replace(draft, told=(*draft.told, *fresh))) if draft else made.session
    return replace(made, session=session, replies=(first, *made.replies[1:]))


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
    if written := texted(turn):
        return anytime.over(turn, written)
    if said := anytime.said(turn):
        return said
    if turn.session.adding or (turn.session.rating and not turn.draft):
        added = _added(turn)
        if added:
            return added
    return in_draft(turn) if turn.draft else _fresh(turn)


def _tap(turn: Turn, tap: str) -> Step:
    session, facts, now, world = turn.session, turn.facts, turn.now, turn.world
    head = tap.partition(":")[0]
    made: Step | None = None
    if len(tap) > TAP_LIMIT:
        head = ""
    if head == "m":
        made = _menu(turn, tap.partition(":")[2])
    elif head.startswith("d") and tap.endswith(":operator"):
        made = talk.operator(session, now, world)
    elif head == "c":
        made = track.press(session, tap, facts, now, world)
        made = made if made is None or made.session.adding else anytime.over(turn, made)
    elif head == "p":
        made = suggest.press(session, tap, facts, world)
        made = anytime.over(turn, made) if made else None
    elif head == "t":
        made = team.press(turn, tap)
        made = anytime.over(turn, made) if made else None
    elif head == "q":
        made = _question(turn, tap)
    elif head in ("f", "r"):
        made = feedback.press(session, tap, facts, now, world)
    elif head.startswith("d") and head[1:].isdecimal():
        made = taps.press(session, tap, facts, world, now, turn.message.chat.key, {"near": alike.press})
    return made or Step(session, (Reply(world.sentences.say("talk.unknown_button")),))


def _question(turn: Turn, tap: str) -> Step | None:
    """A question that was offered is answered; «it is a report» begins one with the very words of the question."""
    words = turn.session.question
    if tap != "q:-":
        made = questions.press(turn.session, tap, turn.now, turn.world)
        return anytime.over(turn, made) if made else None
    if not words or turn.draft:
        return report.resume(turn.session, turn.world) if turn.draft else anytime.start(turn)
    reading = replace(turn.world.reader.read(words), act="report")
    asked = replace(turn, message=replace(turn.message, tap=None, text=words), reading=reading)
    return _begin(asked.with_session(replace(turn.session, question="")))


def _menu(turn: Turn, act: str) -> Step | None:
    session, world = turn.session, turn.world
    if act in ("mine", "help", "operator", "mute", "unmute", "suggestions"):
        return anytime.do(turn, act)
    if act == "sms":
        return anytime.over(turn, begin_texting(turn))
    if act == "leave":
        return anytime.over(turn, talk.back_to_bot(session, world))
    if act == "report":
        return report.resume(session, world) if turn.draft else anytime.start(turn)
    return None


def _fault(turn: Turn) -> Step:
    """Something was sent that can't be used: said kindly, and the question stands."""
    say, fault = turn.world.sentences.say, turn.message.fault
    text = say("report.voice") if fault == "voice" else say(f"report.fault_{fault}")
    if turn.draft:
        return report.resume(turn.session, turn.world, text)
    operator = Button(turn.world.sentences.button("talk.operator"), "m:operator")
    return Step(turn.session, (Reply(text, ((operator,),)),))


def _added(turn: Turn) -> Step | None:
    """Words or a photo for a case that was just spoken of; a clear new report is not swallowed by it."""
    session, reading, world = turn.session, turn.reading, turn.world
    code, photos = session.adding or session.rating, (turn.message.photo,) if turn.message.photo else ()
    case = turn.facts.own(code) or turn.facts.follows(code)
    if case is None or not (turn.text or photos):
        return None
    if world.workflow[case.status].final and session.adding:
        closed = Reply(world.sentences.say("track.add_closed", code=show_code(code)))
        return Step(replace(session, adding=""), (closed,), (Drop(photos),) if photos else ())
    topic = world.topics.by_code.get(case.topic)
    if photos and topic and topic.photo == "forbidden":
        return Step(session, (Reply(world.sentences.say("report.photo_forbidden")),), (Drop(photos),))
    if reading and not photos and not session.adding and _new_matter(reading, case.topic):
        return None
    if session.rating and turn.facts.own(code) is None:
        return followed.reason(session, case, turn.text, world, photos)
    if session.rating:
        return feedback.reason(session, code, turn.text, world, photos)
    return talk.added(session, code, turn.text, photos, world)


def _new_matter(reading: Reading, topic: str) -> bool:
    best = reading.issues[0].topics[0] if reading.issues and reading.issues[0].topics else None
    other = best is not None and best.p >= 0.6 and best.code[:2] != topic[:2]
    return reading.act in POLITE or other or reading.urgency == "emergency"


def _fresh(turn: Turn) -> Step:
    """No report is open: what is this person doing?"""
    reading, session, world = turn.reading, turn.session, turn.world
    if reading is None or not turn.text:
        return _begin(turn) if turn.message.point or turn.message.photo else Step(session)
    if said := _short_wish(turn) or questions.answered(turn):
        return said
    leads = _leads(reading, world)
    if reading.says == "objection" or (leads == "objection" and turn.facts.cases):
        return track.objection(session, reading, turn.facts, turn.now, world)
    if leads == "track" and turn.facts.cases:
        return track.track(session, reading, turn.facts, turn.now, world)
    if leads == "thank":
        return talk.answer(session, replace(reading, act="thank"), world)
    if turn.message.edited and session.filed and reading.act == "report":
        return talk.edited_late(session, world)
    best = max((guess.p for issue in reading.issues for guess in issue.topics), default=0.0)
    matters = reading.act in ("report", "unclear") or reading.urgency == "emergency"
    polite = reading.act == "greet" or reading.kind == "thanks"
    if matters or (polite and best >= world.pace.sure) or (reading.act == "greet" and reading.place):
        return _begin(turn)
    return talk.answer(session, reading, world)


def _short_wish(turn: Turn) -> Step | None:
    """«I want to report» and «file it», when that is all that was said."""
    means = turn.world.sentences.means
    if means("report.begin", turn.text):
        return anytime.start(turn)
    return _nothing_to_file(turn) if means("report.file", turn.text) else None


def _nothing_to_file(turn: Turn) -> Step:
    """«File it» once more after filing, or before anything was said."""
    if not turn.session.filed:
        return anytime.start(turn)
    code = show_code(turn.session.filed[0])
    return Step(turn.session, (Reply(turn.world.sentences.say("report.already_filed", code=code)),))


def _leads(reading: Reading, world: World) -> str:
    if reading.act not in ("report", "thank") or not reading.issues or not reading.issues[0].topics:
        return ""
    best = reading.issues[0].topics[0]
    return world.topics[best.code].leads if best.code in world.topics and best.p >= world.pace.sure else ""


def _begin(turn: Turn) -> Step:
    session, actions = report.opened(turn.session, turn.now, turn.world)
    made = in_draft(turn.with_session(session))
    return replace(made, actions=(*actions, *made.actions))
