"""Which leaf of a topic is meant: asked only where it changes something, answered by a tap or words, taken back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import pytest

from cases import codes
from cases.case import Case
from dialogues import engine
from dialogues.actions import File
from dialogues.message import Chat, Message, Reply
from dialogues.session import Problem, Session, from_json, to_json
from dialogues.show import LEAF
from dialogues.track import likely
from dialogues.turn import Turn
from dialogues.world import Facts, World
from library import Content
from nlu.reading import Guess, Issue, Place, Reading
from persian import latin_digits

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
CHAT = Chat("memory", "1")
WHERE = Place("خیابان بهار پلاک ۱۰", 7, p=0.95, exact=True)
GUTTER, GARBAGE, CEMENT = "0804", "080401", "080403"
"""A gutter that is blocked: by garbage it is another unit's than by a builder's cement."""
POTHOLE, MOTORWAY = "0601", "060102"
"""A pothole is urgent on a motorway alone, but the same unit mends it: which it is isn't worth a question."""
WHICH = "کدام‌یک دقیق‌تر است"
SKIP, FILE, BACK, CHANGE, ANSWERS, TOPIC = "نمی‌دانم", "ثبت کن", "برگشت", "تغییر می‌دهم", "پاسخ‌ها", "موضوع"


class Scripted:
    """A reader that knows what a few sentences mean; all others say nothing."""

    def __init__(self, known: Mapping[str, Sequence[Guess]]) -> None:
        self.known = known

    def read(self, text: str) -> Reading:
        guesses = tuple(self.known.get(text, ()))
        place = WHERE if guesses else None
        if guesses:
            return Reading(text, "report", "request", (Issue(text, guesses),), place, certainty=0.95)
        return Reading(text, "chatter", says="back") if text == BACK else Reading(text, "unclear")

    def read_place(self, text: str) -> Place | None:
        return replace(WHERE, text=text)


def guess(code: str, leaf: str = "", p: float = 0.95) -> Guess:
    return Guess(code, "", p, leaf)


KNOWN: Mapping[str, Sequence[Guess]] = {
    "جوی گرفته": [guess(GUTTER)],
    "جوی پر از سیمان": [guess(GUTTER, CEMENT)],
    "جوی گرفته ملات ریختن توش": [guess(GUTTER, CEMENT)],
    "جوی گرفته چراغ هم خاموشه": [guess("1420", "142001")],
    "چاله": [guess(POTHOLE)],
    "چالهٔ وسط اتوبان": [guess(POTHOLE, MOTORWAY)],
    "جدول شکسته": [guess("0612")],
    "چاله یا جدول": [guess(POTHOLE, MOTORWAY, 0.5), guess("0602", "060202", 0.2), guess("0605", "", 0.15)],
}


@dataclass
class Talk:
    """One citizen before the pure engine."""

    world: World
    session: Session = field(default_factory=Session)
    replies: tuple[Reply, ...] = ()
    cases: list[Case] = field(default_factory=list)

    def says(self, text: str = "", tap: str = "") -> str:
        """Sends words, or presses the button whose label begins so; gives the answer."""
        data = next(data for label, data in self.session.offered if label.startswith(tap)) if tap else ""
        message = Message(CHAT, "1", NOW, text=text, tap=data)
        reading = self.world.reader.read(text) if text else None
        facts = Facts(tuple(self.cases), None, {}, {}, (codes.make(len(self.cases)),))
        made = engine.step(Turn(self.session, message, reading, facts, NOW, self.world))
        while made.seeks:
            facts = replace(facts, near={**facts.near, made.seeks.key: ()})
            made = engine.step(Turn(self.session, message, reading, facts, NOW, self.world))
        assert from_json(to_json(made.session)) == made.session
        self.session, self.replies = made.session, made.replies
        self.cases += [action.case for action in made.actions if isinstance(action, File)]
        return "\n".join(reply.text for reply in made.replies)

    def files(self) -> Case:
        """Skips what is still asked, and files."""
        for _ in range(6):
            if self.cases:
                return self.cases[-1]
            labels = [label for label, _ in self.session.offered]
            self.says(tap=next(one for one in (SKIP, "عکس ندارم", FILE) if one in labels))
        raise AssertionError(self.replies)

    @property
    def problem(self) -> Problem:
        assert self.session.draft is not None
        return self.session.draft.problems[0]

    @property
    def topic(self) -> str:
        return self.problem.topic

    @property
    def labels(self) -> list[str]:
        return [button.label for reply in self.replies for row in reply.buttons for button in row]


@pytest.fixture
def talk(content: Content) -> Talk:
    reader = Scripted(KNOWN)
    return Talk(World(content.topics, content.city, content.workflow, content.sentences, reader))


def title(talk: Talk, code: str) -> str:
    return talk.world.topics[code].title


def unit(talk: Talk, code: str) -> str:
    found = talk.world.city.route(talk.world.topics[code].owner, code, WHERE.region)
    assert found is not None
    return found.key


def test_the_examples_differ_in_what_matters(talk: Talk) -> None:
    assert unit(talk, GARBAGE) == unit(talk, GUTTER) != unit(talk, CEMENT)
    assert talk.world.topics[POTHOLE].urgency != talk.world.topics[MOTORWAY].urgency


def test_the_titles_of_the_leaves_are_the_choices(talk: Talk) -> None:
    assert WHICH in talk.says("جوی گرفته")
    assert talk.labels[:-1] == [leaf.title for leaf in talk.world.topics.under(GUTTER)]
    assert talk.labels[-1] == SKIP


def test_a_tap_leads_the_case_to_the_unit_of_the_leaf(talk: Talk) -> None:
    talk.says("جوی گرفته")
    assert WHICH not in talk.says(tap=title(talk, CEMENT))
    case = talk.files()
    assert (case.topic, case.unit) == (CEMENT, unit(talk, CEMENT))
    assert WHICH not in str(case.answers)


@pytest.mark.parametrize("way", ["label", "number", "words"])
def test_typed_words_are_an_answer_too(talk: Talk, way: str) -> None:
    talk.says("جوی گرفته")
    place = [leaf.code for leaf in talk.world.topics.under(GUTTER)].index(CEMENT) + 1
    text = {"label": title(talk, CEMENT), "number": str(place), "words": "ملات ریختن توش"}[way]
    assert WHICH not in talk.says(text)
    case = talk.files()
    assert (case.topic, case.unit) == (CEMENT, unit(talk, CEMENT))
    assert ("ملات" in case.words) == (way == "words")


@pytest.mark.parametrize("text", ["چراغ هم خاموشه", "والا چه عرض کنم"])
def test_words_that_mean_no_leaf_are_kept_and_it_is_not_asked_again(talk: Talk, text: str) -> None:
    talk.says("جوی گرفته")
    assert WHICH not in talk.says(text)
    case = talk.files()
    assert (case.topic, case.unit) == (GUTTER, unit(talk, GUTTER))
    assert text in case.words


def test_who_does_not_know_files_under_the_topic(talk: Talk) -> None:
    talk.says("جوی گرفته")
    assert WHICH not in talk.says(tap=SKIP)
    case = talk.files()
    assert (case.topic, case.unit) == (GUTTER, unit(talk, GUTTER))


def test_nobody_is_asked_what_was_said(talk: Talk) -> None:
    assert WHICH not in talk.says("جوی پر از سیمان")
    case = talk.files()
    assert (case.topic, case.unit) == (CEMENT, unit(talk, CEMENT))


def test_nobody_is_asked_where_it_changes_nothing(talk: Talk) -> None:
    alike = [
        topic for topic in talk.world.topics
        if len(leaves := talk.world.topics.under(topic.code)) > 1
        and len({(leaf.owner, leaf.urgency, leaf.call, leaf.guide) for leaf in leaves}) == 1
    ]  # fmt: skip
    assert alike
    for topic in alike:
        reader = Scripted({"x": [guess(topic.code)]})
        assert WHICH not in Talk(replace(talk.world, reader=reader)).says("x"), topic.code


def test_every_topic_whose_leaves_differ_can_be_told_apart_by_a_tap(talk: Talk) -> None:
    """Titles differ and fit the question's buttons; a stale or forged number is no answer."""
    for topic in talk.world.topics:
        leaves = talk.world.topics.under(topic.code)
        if len({(leaf.owner, leaf.urgency, leaf.call, leaf.guide) for leaf in leaves}) < 2 or topic.guidance:
            continue
        one = Talk(replace(talk.world, reader=Scripted({"x": [guess(topic.code)]})))
        one.says("x")
        if one.session.draft and one.session.draft.asked.endswith(f".{LEAF}"):
            assert len(set(one.labels)) == len(leaves) + 1, topic.code
            one.says(tap=leaves[-1].title)
            assert one.topic == leaves[-1].code


def test_leaves_of_one_unit_are_not_asked_apart(talk: Talk) -> None:
    assert WHICH not in talk.says("چاله")


def test_the_leaf_decides_how_soon(talk: Talk) -> None:
    talk.says("چالهٔ وسط اتوبان")
    case = talk.files()
    assert (case.topic, case.urgency) == (MOTORWAY, talk.world.topics[MOTORWAY].urgency)


def test_the_citizen_reads_the_broad_title(talk: Talk) -> None:
    talk.says("جوی گرفته")
    talk.says(tap=title(talk, CEMENT))
    while FILE not in talk.labels:
        talk.says(tap=SKIP if SKIP in talk.labels else "عکس ندارم")
    said = talk.says(tap=FILE)
    assert title(talk, GUTTER) in said
    assert title(talk, CEMENT) not in said


def test_back_asks_for_the_leaf_again(talk: Talk) -> None:
    talk.says("جوی گرفته")
    talk.says(tap=title(talk, CEMENT))
    assert talk.topic == CEMENT
    assert WHICH in talk.says(BACK)
    assert talk.topic == GUTTER
    talk.says(tap=title(talk, GARBAGE))
    assert talk.files().topic == GARBAGE


def test_a_leaf_counts_as_chosen_by_whoever_tapped_it(talk: Talk) -> None:
    """What a citizen chose teaches; what only the reader thought does not."""
    talk.says("جوی گرفته")
    assert talk.problem.how == "sure"
    talk.says(tap=title(talk, CEMENT))
    assert talk.problem.how == "chosen"
    talk.says(BACK)
    assert talk.problem.how == "sure"
    talk.says(tap=SKIP)
    assert talk.problem.how == "sure"


def test_changing_the_answers_asks_for_the_leaf_again(talk: Talk) -> None:
    talk.says("جوی گرفته")
    talk.says(tap=title(talk, CEMENT))
    while CHANGE not in talk.labels:
        talk.says(tap=SKIP if SKIP in talk.labels else "عکس ندارم")
    talk.says(tap=CHANGE)
    assert WHICH in talk.says(tap=ANSWERS)
    talk.says(tap=title(talk, GARBAGE))
    assert talk.files().topic == GARBAGE


def test_a_leaf_that_the_words_told_is_kept_when_answers_change(talk: Talk) -> None:
    talk.says("جوی پر از سیمان")
    talk.says(tap=talk.labels[0])
    assert talk.topic == CEMENT
    talk.says(BACK)
    assert talk.topic == CEMENT


def test_another_topic_is_not_offered_the_same_one_again(talk: Talk) -> None:
    """After a leaf was chosen, «the topic is something else» leaves its whole topic out."""
    talk.says("چاله یا جدول")
    while CHANGE not in talk.labels:
        talk.says(tap=SKIP if SKIP in talk.labels else "عکس ندارم")
    talk.says(tap=CHANGE)
    talk.says(tap=TOPIC)
    assert title(talk, POTHOLE) not in talk.labels
    assert title(talk, "0602") in talk.labels


def test_a_case_of_a_leaf_is_found_by_its_topic(talk: Talk) -> None:
    """«What became of the gutter?» means the case of a leaf as well as one of the topic."""
    for words in ("جوی پر از سیمان", "جدول شکسته"):
        talk.says(words)
        before = len(talk.cases)
        while len(talk.cases) == before:
            talk.says(tap=next(one for one in (SKIP, "عکس ندارم", "همین نشانی کافی است", FILE) if one in talk.labels))
    asked = Reading("چی شد", "track", issues=(Issue("", (guess(GUTTER, p=0.4), guess("0612", p=0.3))),))
    assert [case.topic for case in likely(asked, tuple(talk.cases), talk.world)] == [CEMENT]


def test_in_danger_nobody_is_asked_which(talk: Talk) -> None:
    """Numbers and the place; the leaf can be mended by an operator."""
    reader = Scripted({"x": [guess("0602")]})
    one = Talk(replace(talk.world, reader=reader))
    said = one.says("x")
    assert WHICH not in said
    assert "125" in latin_digits(said)
