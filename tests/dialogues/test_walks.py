"""Random walks over the pure engine: whatever is sent in whatever state, a valid state and fair replies follow."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from cases import codes
from cases.case import Case
from cases.filing import new_case
from cases.nearness import Near, Report
from dialogues import engine
from dialogues.actions import Asked, Echo, File, Follow, Rate, Silence, Stop, Withdraw
from dialogues.message import Chat, Message, Reply
from dialogues.need import PLACELESS_KINDS, photo_forbidden
from dialogues.session import Session, from_json, to_json
from dialogues.taps import OPERATOR_TOPIC
from dialogues.turn import Turn
from dialogues.world import Facts, Pace, Step, Wake, World
from library import Content
from nlu.reading import Point, Reader, Reading
from persian import latin_digits
from topics.tree import TOPIC_DIGITS

START = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
CHAT = Chat("memory", "1")
CODES_GIVEN = 3
TEXTS = (
    "چاله", "چاله خیابان بهار پلاک ۱۰", "جدول شکسته میدان ونک", "سلام", "ممنون", "میدان ونک", "نارمک", "پونک", "کرج",
    "خیابان پیروزی روبروی پلاک ۱۲", "آب راه افتاده تو خیابون", "بوی گاز شدید تو کوچه نسترن یکی هم بیهوشه",
    "چاله هست و چراغ خیابون هم خاموشه", "جوب گرفته و سطل زباله هم پره و درخت هم افتاده", "کارتن خواب تو میدان ونک هست",
    "سر کوچه مون یه بچه هشت نه ساله تا کمر تو سطل آشغاله با گونی", "پسرم تو پارک لاله گم شده پنج سالشه",
    "آب خونه قطعه", "برق کوچه قطع شده", "پیشنهاد میکنم تو پارک ها سطل تفکیک زباله بذارین", "خسته نباشید دمتون گرم",
    "چرا شهرداری برای کارتن‌خواب‌ها کاری نمی‌کنه؟", "از راننده اتوبوس شکایت دارم", "قیمت دلار چنده", "نمیدونم", "بله",
    "نه", "خیر", "نه ببخشید میدان آرژانتین", "نه منظورم جدول شکسته بود", "ثبت کن", "ثبت کن دیگه", "لغو", "برگشت",
    "از نو", "راهنما", "گزارش‌های من", "اپراتور", "میخوام با آدم حرف بزنم", "هیچکدوم", "هر دو", "۱", "2", "۷", "۲۲",
    "عکس ندارم", "همین کافیه", "تغییر میدم", "این نیست", "زدید انجام شد دروغه هنوز همونه", "اون گزارش آسفالتم چی شد",
    "دیگه نمیخوام گزارشم رو پس بگیرید", "1370482916", "راضیم", "انجام نشده", "salam asfalt koochemoon kande shode",
    "چرا انجام نشد", "چرا؟", "چرا اینقدر طول کشید", "دیگه پیام نده", "خبرها را بفرست", "پیشنهادها", "/mute", "/unmute",
    "/suggestions", "/start", "/help", "/cancel", "/back", "/foo", "😡😡😡", "...", "\u200c", "long a", "long چاله",
    "'; DROP TABLE--", "{code}", "d1:confirm:file", "\u202e\u0000x", "یه تاب تو پارک لاله شکسته من کلاس سومم",
    "جوب جلوی خونه گرفته", "مسیر نابینایان مشکل داره", "فرونشست زمین", "متکدی سمج", "چاله تو اتوبان همت",
)  # fmt: skip
TAPS = (
    "", ":", "d", "d1", "d1:", "d1:confirm", "d1:topic:0.0201", "d1:topic:9.0201", "d1:topic:0.none", "d1:several:7",
    "d1:answer:0.none.3", "d1:answer:x", "d1:place:99", "d1:place:in99", "d1:place:in7", "d1:change:nothing",
    "d2:confirm:file", "d99:confirm:file", "d1:outside:5.file", "d1:outside:0.no", "c:details:1370482916", "c:add:",
    "p:yes:7", "p:from:5", "p:yes:", "p:", "m:mute", "m:unmute", "m:suggestions", "c:why:", "c:mute:",
    "f:good:", "r:none:1", "m:mine", "m:report", "m:leave", "m:what", "s:done:1370482916", "x" * 64,
    "d1:answer:0.leaf.0", "d1:answer:0.leaf.9", "d1:answer:0.leaf.skip", "d1:answer:1.leaf.1", "d1:topic:0.080403",
    "d1:near:follow", "d1:near:add", "d1:near:back", "d1:near:file", "d1:near:enough", "d1:near:", "c:stop:1",
    "c:leave:1",
)  # fmt: skip
POINTS = (Point(35.7573, 51.41), Point(35.83, 50.99), Point(0.0, 0.0), Point(35.711, 51.437))
FAULTS = ("kind", "size", "bomb", "broken", "fetch", "voice", "other")

texts = some.sampled_from(TEXTS)
acts = some.one_of(
    some.tuples(some.just("text"), texts),
    some.tuples(some.just("offered"), some.integers(0, 7)),
    some.tuples(some.just("offered"), some.integers(0, 7)),
    some.tuples(some.just("offered"), some.integers(0, 7)),
    some.tuples(some.just("typed"), some.integers(0, 7)),
    some.tuples(some.just("forged"), some.sampled_from(TAPS)),
    some.tuples(some.just("stale"), some.integers(0, 40)),
    some.tuples(some.just("pin"), some.sampled_from(POINTS)),
    some.tuples(some.just("photo"), some.one_of(some.none(), texts)),
    some.tuples(some.just("edit"), texts),
    some.tuples(some.just("fault"), some.sampled_from(FAULTS)),
    some.tuples(some.just("timer"), some.sampled_from(("draft", "feedback", "operator"))),
    some.tuples(some.just("wait"), some.sampled_from((1, 20, 60, 2000, 200_000))),
    some.tuples(
        some.just("staff"), some.sampled_from(("done", "no_action", "waiting_info", "in_progress", "confirmed"))
    ),
)


@dataclass
class Walk:
    """One person wandering through the engine; cases live in a list instead of a database."""

    world: World
    session: Session = field(default_factory=Session)
    now: datetime = START
    cases: list[Case] = field(default_factory=list)
    asked: dict[str, int] = field(default_factory=dict)
    seen: list[str] = field(default_factory=list)
    photos: int = 0
    given: int = 0
    followed: dict[str, Case] = field(default_factory=dict)
    echoed: dict[str, str] = field(default_factory=dict)
    found: tuple[Near, ...] = ()

    @property
    def facts(self) -> Facts:
        fresh = tuple(codes.make(self.given + number) for number in range(CODES_GIVEN))
        others = tuple(self.followed.values())
        return Facts(
            tuple(reversed(self.cases)), None, {}, dict(self.asked), fresh, followed=others, echoed=dict(self.echoed)
        )  # fmt: skip

    def near(self, sought: Report) -> tuple[Near, ...]:
        """What lies near: own cases of the topic, and one of somebody else that is always there."""
        own = [one for one in self.cases if one.topic[:TOPIC_DIGITS] == sought.topic.parent]
        told = {"words": "stranger", "kind": "request", "urgency": "normal"}
        number = 50_000_000 + int(sought.topic.parent)
        other = new_case(
            codes.make(number), sought.topic, told, sought.where, "memory:2", self.now, self.world.city,
            self.world.workflow, {},
        )  # fmt: skip
        return tuple(Near(case, 0.9, 10) for case in (*own, self.followed.get(other.code, other)))

    def act(self, kind: str, value: Any) -> None:
        self.now += timedelta(seconds=30)
        if kind == "wait":
            self.now += timedelta(minutes=value)
        elif kind == "staff":
            self.staff(value)
        elif kind == "timer":
            ref = self.cases[-1].code if value == "feedback" and self.cases else str(self.session.number)
            ref = next(iter(self.followed), ref) if value == "feedback" and self.now.minute % 2 else ref
            self.take(engine.wake(self.session, Wake(value, ref), self.facts, self.now, self.world), None)
        elif (message := self.message(kind, value)) is not None:
            self.hear(message)

    def staff(self, status: str) -> None:
        final = self.now if self.world.workflow[status].final else None
        if self.cases:
            self.cases[-1] = replace(self.cases[-1], status=status, finished=final)
        for code, case in self.followed.items():
            self.followed[code] = replace(case, status=status, finished=final)

    def message(self, kind: str, value: Any) -> Message | None:
        if kind in ("text", "edit") and value.startswith("long "):
            value = f"{value.removeprefix('long ')} " * 2000
        plain = Message(CHAT, "1", self.now)
        offered = self.session.offered
        if kind in ("offered", "typed"):
            if not offered:
                return None
            label, data = offered[value % len(offered)]
            return replace(plain, tap=data) if kind == "offered" else replace(plain, text=label)
        if kind == "photo":
            self.photos += 1
            return replace(plain, photo=f"photo{self.photos}", text=value or "")
        if kind == "stale":
            return replace(plain, tap=self.seen[value % len(self.seen)]) if self.seen else None
        return {
            "text": lambda: replace(plain, text=value), "edit": lambda: replace(plain, text=value, edited=True),
            "forged": lambda: replace(plain, tap=value), "pin": lambda: replace(plain, point=value),
            "fault": lambda: replace(plain, fault=value),
        }[kind]()  # fmt: skip

    def hear(self, message: Message) -> None:
        reading = self.world.reader.read(message.text) if message.text else None
        before = self.session
        turn = Turn(before, message, reading, self.facts, self.now, self.world)
        made = engine.step(turn)
        known: dict[str, tuple[Near, ...]] = {}
        while made.seeks:
            assert made.seeks.key not in known, "what is found is not sought once more"
            known[made.seeks.key] = self.near(made.seeks)
            self.found = (*self.found, *known[made.seeks.key])
            made = engine.step(replace(turn, facts=replace(turn.facts, near=known)))
        self.take(made, message)
        if reading is not None and made.replies:
            self.numbers_first(before, made, reading, message)

    def take(self, made: Step, message: Message | None) -> None:
        """Checks a step and makes it true, as desk and database would."""
        stored = json.loads(json.dumps(to_json(made.session), ensure_ascii=False))
        assert from_json(stored) == made.session
        self.session = made.session
        for reply in made.replies:
            self.fair(reply)
        self.true()
        filed = [action for action in made.actions if isinstance(action, File)]
        assert len(filed) <= CODES_GIVEN
        self.given += len(filed)
        for action in made.actions:
            self.perform(action)
        if message is not None and not self.session.operator and made.session.draft is not None:
            assert made.replies, "an open draft always answers"

    def fair(self, reply: Reply) -> None:
        buttons = [button for row in reply.buttons for button in row]
        assert 1 <= len(reply.text.strip()) <= 4000
        assert len(buttons) <= 8
        assert len({button.data for button in buttons}) == len(buttons)
        for button in buttons:
            assert 0 < len(button.data.encode()) <= 64
            assert button.label.strip()
            self.seen.append(button.data)
        assert "{" not in reply.text.replace("{code}", "")
        assert "stranger" not in reply.text, "nobody reads the words of somebody else"

    def true(self) -> None:
        draft = self.session.draft
        if draft is None:
            return
        assert draft.asked, "an open draft has a question"
        assert not (draft.photos and photo_forbidden(draft, self.world))
        assert len(draft.photos) <= 5
        assert draft.number == self.session.number
        assert len(draft.problems) <= CODES_GIVEN
        for problem in draft.problems:
            assert problem.topic in ("", OPERATOR_TOPIC) or problem.topic in self.world.topics

    def perform(self, action: object) -> None:
        if isinstance(action, File):
            self.filed(action)
        elif isinstance(action, Asked):
            self.asked[action.code] = self.asked.get(action.code, 0) + 1
            assert self.asked[action.code] <= self.world.workflow.reminders + 1
        elif isinstance(action, Rate):
            self.happen(action.code, "happy" if action.answer == "good" else "unhappy")
        elif isinstance(action, Silence):
            self.happen(action.code, "silence")
        elif isinstance(action, Withdraw):
            self.happen(action.code, "withdraw")
        elif isinstance(action, Follow):
            case = next(near.case for near in self.found if near.case.code == action.code)
            assert case.chat != CHAT.key, "nobody follows a case of their own"
            assert not case.protected
            self.followed[case.code] = case
        elif isinstance(action, Stop):
            self.followed.pop(action.code)
        elif isinstance(action, Echo):
            assert action.code in self.followed
            self.echoed[action.code] = action.answer

    def filed(self, action: File) -> None:
        case = action.case
        assert case.code not in [one.code for one in self.cases]
        assert case.unit
        assert case.unit in self.world.city.units
        assert case.status == self.world.workflow.after("file").key
        assert case.term.due > self.now - timedelta(seconds=1)
        topic = self.world.topics.by_code.get(case.topic)
        assert not (action.photos and topic and topic.photo == "forbidden")
        assert topic is not None or case.alarm
        assert case.kind in (*PLACELESS_KINDS, "request", "criticism", "complaint")
        assert case.words or case.kind == "request"
        self.cases.append(case)

    def happen(self, code: str, event: str) -> None:
        case = next(one for one in self.cases if one.code == code)
        status = self.world.workflow.after(event)
        moved = replace(case, status=status.key, finished=self.now if status.final else None)
        self.cases[self.cases.index(case)] = moved
        self.asked.pop(code, None)

    def numbers_first(self, before: Session, made: Step, reading: Reading, message: Message) -> None:
        """Whoever speaks of danger reads every number in the first reply, unless it was shown in this report before."""
        pressed = message.text in [label for label, _ in before.offered] or message.fault
        if reading.urgency != "emergency" or before.operator or pressed or message.text.startswith("/"):
            return
        told = before.draft.told if before.draft else ()
        filed = any(isinstance(action, File) for action in made.actions)
        shown = latin_digits(made.replies[0].text)
        for number in reading.numbers:
            assert number in told or number in shown or filed, f"{number} is missing in {made.replies[0].text}"


@pytest.fixture(scope="module")
def begin(content: Content, reader: Reader) -> Callable[[], Walk]:
    """Makes a new person; a function, because Hypothesis prints what a failing test was given."""
    world = World(content.topics, content.city, content.workflow, content.sentences, reader, Pace())
    return lambda: Walk(world)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(walk=some.lists(acts, min_size=10, max_size=30))
def test_any_walk_stays_valid(begin: Callable[[], Walk], walk: list[tuple[str, Any]]) -> None:
    wanderer = begin()
    for kind, value in walk:
        wanderer.act(kind, value)


@settings(max_examples=60, deadline=None)
@given(walk=some.lists(acts, min_size=5, max_size=20))
def test_cancel_ends_any_draft(begin: Callable[[], Walk], walk: list[tuple[str, Any]]) -> None:
    wanderer = begin()
    for kind, value in walk:
        wanderer.act(kind, value)
    if wanderer.session.draft is None or wanderer.session.operator:
        return
    before = len(wanderer.cases)
    wanderer.session = replace(wanderer.session, adding="")
    wanderer.act("text", "لغو")
    assert wanderer.session.draft is None
    assert len(wanderer.cases) == before


@settings(max_examples=60, deadline=None)
@given(walk=some.lists(acts, min_size=5, max_size=15))
def test_file_it_again_and_again_ends_a_report(begin: Callable[[], Walk], walk: list[tuple[str, Any]]) -> None:
    """Nobody who only repeats «file it» is held up for ever: the report is filed, or nothing was said to file."""
    wanderer = begin()
    for kind, value in walk:
        wanderer.act(kind, value)
    draft = wanderer.session.draft
    if draft is None or wanderer.session.operator or not draft.problems:
        return
    wanderer.session = replace(wanderer.session, adding="")
    for _ in range(12):
        if wanderer.session.draft is None:
            return
        wanderer.act("text", "ثبت کن")
    assert wanderer.session.draft is None, wanderer.session.draft.asked
