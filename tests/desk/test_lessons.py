"""From a correction at the desk to the sentences that teach: proposed, looked through, taken in."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

import library
import school
from cases import codes
from cases.case import Case, Where
from cases.filing import new_case
from cases.policy import Person
from content import Faults
from desk import filing, steps
from desk.house import House
from errors import ContentError, StartError
from library import Content
from nlu import learned
from nlu.learned import CITIZEN, MOST, STAFF, Lesson
from nlu.reading import Place, Reading
from settings import Settings
from storage import lessons, talks
from storage.database import Database
from storage.jobs import Jobs
from storage.media import Media
from tests.nlu.small import small

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
WORDS = "جناب آقای رضایی‌فر سلام، کنار خیابان ولیعصر یک فرورفتگی عمیق پیدا شده، پلاک ۱۲، تماس ۰۹۱۲۱۲۳۴۵۶۷"
CLEAN = "سلام، کنار خیابان ولیعصر یک فرورفتگی عمیق پیدا شده"


class Ours:
    def read(self, text: str) -> Reading:
        return Reading(text, "report", place=Place("خیابان ولیعصر") if "خیابان ولیعصر" in text else None)

    def read_place(self, text: str) -> Place | None:
        return None


@pytest.fixture
async def house(database: Database, database_url: str, content: Content, tmp_path: Path) -> AsyncIterator[House]:
    jobs = Jobs(database_url)
    await jobs.open()
    yield House(
        content.topics,
        content.city,
        content.workflow,
        content.sentences,
        jobs,
        Media(tmp_path / "media"),
        120,
        "http://p",
    )
    await jobs.close()


async def filed(
    database: Database, house: House, words: str, topic: str, number: int, chosen: str = "sure"
) -> Case:  # fmt: skip
    told = {"words": words, "kind": "request", "urgency": "normal"}
    where = Where("ونک", 3)
    case = new_case(codes.make(number), house.topics[topic], told, where, "web:1", NOW, house.city, house.workflow, {})
    evidence: dict[str, Any] = {"scores": [], "shown": (), "chosen": chosen, "final": topic}
    async with database.transaction() as connection:
        chat = await talks.chat_id(connection, "web:1")
        return await filing.file(connection, house, case, chat, (), evidence)


async def corrected(database: Database, house: House, content: Content, case: Case, topic: str, days: int = 0) -> None:
    person = Person(1, "a", content.roles["operator"], frozenset())
    async with database.transaction() as connection:
        await steps.correct(connection, house, person, case.code, NOW + timedelta(days=days), topic=topic)


async def found(database: Database, since: datetime | None = None) -> list[Lesson]:
    async with database.transaction() as connection:
        return await lessons.corrected(connection, since)


async def test_a_correction_is_proposed_reviewed_and_taught_without_personal_data(
    database: Database, house: House, content: Content, tmp_path: Path
) -> None:
    case = await filed(database, house, WORDS, "1201", 1)
    await corrected(database, house, content, case, "060101")
    root = tmp_path / "root"
    few = small(root, content)
    proposal = tmp_path / "learned" / "2026-11-21.yml"
    assert school.propose(proposal, await found(database), few, Ours(), NOW, root) == 1
    text = proposal.read_text(encoding="utf-8")
    assert "# 2026-11-21, staff\n- intent: report_060101\n" in text
    assert f"    - {CLEAN.replace('خیابان ولیعصر', '[خیابان ولیعصر](place)')}" in text
    assert not any(part in text for part in ("رضایی", "۰۹۱۲", "پلاک", "۱۲"))
    assert not (root / "nlu" / "data" / "learned").exists(), "nothing teaches before somebody has looked"
    told = list(school.accept(proposal, few, root))
    assert told[0] == "roads: 1 lines"
    assert not proposal.exists()
    assert school.since(proposal.parent) == NOW
    (lesson,) = [one for one in library.spoken(few, root) if one.path.parent.name == "learned"]
    assert (lesson.code, lesson.path.name) == ("060101", "roads.yml")
    assert lesson.text.startswith(CLEAN)
    assert [lesson.text[span.start : span.end] for span in lesson.spans] == ["خیابان ولیعصر"]
    # Once taught, the same words are no news, and what was looked through is not asked again.
    assert school.propose(proposal, await found(database), few, Ours(), NOW, root) == 0
    assert await found(database, NOW) == []


async def test_staff_outrank_the_citizen_and_only_the_last_correction_holds(
    database: Database, house: House, content: Content
) -> None:
    first = await filed(database, house, "شاخه روی کابل خم شده است", "1201", 1, chosen="chosen")
    await filed(database, house, "کیسه‌ها جلوی در مانده است", "1201", 2, chosen="chosen")
    await filed(database, house, "این را کسی انتخاب نکرد", "1201", 3)
    await corrected(database, house, content, first, "0601", 1)
    await corrected(database, house, content, first, "1301", 2)
    known = {lesson.text: (lesson.code, lesson.how, lesson.former) for lesson in await found(database)}
    assert known == {
        "شاخه روی کابل خم شده است": ("1301", STAFF, "0601"),
        "کیسه‌ها جلوی در مانده است": ("1201", CITIZEN, ""),
    }


async def test_a_changed_region_alone_teaches_nothing(database: Database, house: House, content: Content) -> None:
    case = await filed(database, house, WORDS, "1201", 1)
    person = Person(1, "a", content.roles["operator"], frozenset())
    async with database.transaction() as connection:
        await steps.correct(connection, house, person, case.code, NOW, region=4)
    assert await found(database) == []


async def test_protected_words_are_never_given_out(database: Database, house: House, content: Content) -> None:
    into = await filed(database, house, "بچه‌ای در سطل است و گریه می‌کند", "1201", 1)
    await corrected(database, house, content, into, "0201")
    away = await filed(database, house, "کودکی را کتک می‌زنند در حیاط", "0212", 2)
    await corrected(database, house, content, away, "0601")
    made = learned.clean(await found(database), content.topics, str)
    assert list(made) == []


async def test_the_command_finds_them_in_its_own_database(
    database: Database, database_url: str, house: House, content: Content, tmp_path: Path
) -> None:
    from dialogues.world import Pace
    from settings import SiteSettings

    case = await filed(database, house, WORDS, "1201", 1)
    await corrected(database, house, content, case, "060101")
    made = Settings("tehran", 0, "127.0.0.1", tmp_path, database_url, SiteSettings(), Pace(), ())
    assert [lesson.code for lesson in await school._corrected(made, None)] == ["060101"]


def lesson(text: str, code: str = "0601", day: int = 1, how: str = STAFF) -> Lesson:
    return Lesson(text, code, NOW + timedelta(days=day), how)


def test_near_copies_are_one_and_the_newest_of_staff_counts() -> None:
    made = learned.fresh(
        [lesson("چاله بزرگ وسط کوچه ماست", day=1), lesson("چاله‌ی بزرگ وسط کوچه‌ی ماست", "1301", day=2),
         lesson("چاله بزرگ وسط کوچه ماست!", "1201", day=3, how=CITIZEN), lesson("لامپ تیر سوخته", "1420")],
        ["لامپ تیر سوخته است"], {},
    )  # fmt: skip
    assert [(one.code, one.how) for one in made] == [("1301", STAFF)]


def test_a_topic_takes_no_more_than_its_share() -> None:
    many = [
        lesson(f"{word} {'آ' * 3}{place} نو", day=place) for place, word in enumerate("بجدرزسصطعفقکلمنهیپچخذضظغ" * 2)
    ]
    texts = [
        replace(one, text=" ".join(chr(1575 + (place * k) % 30) * 4 for k in range(1, 6)))
        for place, one in enumerate(many)
    ]
    kept = learned.fresh(texts, [], {"0601": MOST - 2})
    assert len(kept) == 2
    assert len(learned.fresh(texts, [], {})) <= MOST


def test_the_file_is_sorted_stable_and_reads_back(tmp_path: Path, content: Content) -> None:
    some = [lesson("ب دوم", "060101", 2), lesson("الف [اینجا](place) است", "060101"), lesson("پ", "1201", 1, CITIZEN)]
    text = learned.render(some)
    assert text == learned.render(reversed(some))
    path = tmp_path / "roads.yml"
    path.write_text(text, encoding="utf-8")
    faults = Faults()
    back = learned.read(path, content.topics, faults, NOW.date())
    faults.close()
    assert learned.render(back) == text
    assert [(one.day, one.how) for one in back] == [(one.day, one.how) for one in learned.in_order(some)]
    assert yaml.safe_load(learned.render([])) == {"version": "3.1", "nlu": []}


def test_a_proposal_that_was_spoilt_is_refused_whole(tmp_path: Path, content: Content) -> None:
    root = tmp_path / "root"
    few = small(root, content)
    path = tmp_path / "p.yml"
    path.write_text(learned.render([lesson("چاله", "9999")]), encoding="utf-8")
    with pytest.raises(ContentError):
        list(school.accept(path, few, root))
    assert path.exists()
    with pytest.raises(StartError, match="no file"):
        list(school.accept(tmp_path / "none.yml", few, root))


def test_what_a_reviewer_wrote_is_cleaned_too(tmp_path: Path, content: Content) -> None:
    root = tmp_path / "root"
    few = small(root, content)
    path = tmp_path / "p.yml"
    path.write_text(learned.render([lesson("یک گودی تازه، زنگ بزنید 09121234567", "060101")]), encoding="utf-8")
    list(school.accept(path, few, root))
    text = (root / "nlu" / "data" / "learned" / "roads.yml").read_text(encoding="utf-8")
    assert "0912" not in text
    assert "یک گودی تازه" in text
