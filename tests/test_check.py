"""What `hamyar check` finds beyond the form of files: gaps, twins, questions that must not be asked."""

from dataclasses import replace
from pathlib import Path

import pytest

import school
from content import Faults
from errors import ContentError
from library import Content
from nlu import twins
from nlu.reading import Guess, Issue, Place, Reading
from nlu.twins import Said
from settings import ROOT
from tests.nlu.small import small
from topics import check, tree

HERE = Path("roads.yml")
QUESTION = """group: {code: "06", title: t, about: a, owner: works}
topics:
  "0601":
    title: چاله
    about: گودی
    names: [چاله]
    owner: works
    hours: 1
    place: point
    photo: useful
    ask:
      - key: q
        say: %s
"""


def told(folder: Path) -> list[str]:
    faults = Faults()
    topics = tree.load(folder, faults)
    faults.close()
    check.check(topics, folder, faults)
    return [f"{fault.path.name}:{fault.line} {fault.what}" for fault in faults.found if " asks for " in fault.what]


def asking(folder: Path, question: str) -> Path:
    (folder / "rules").mkdir(exist_ok=True)
    for name in ("axes.yml", "forbidden.yml"):
        (folder / "rules" / name).write_text((ROOT / "topics" / "rules" / name).read_text(encoding="utf-8"), "utf-8")
    (folder / "roads.yml").write_text(QUESTION % question, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("question", "what"),
    [
        ("نشانی دقیق را بنویسید", "address"), ("عکس دارید؟", "photo"), ("نام و نام خانوادگی شما چیست؟", "name"),
        ("شمارهٔ تماس‌تان چیست؟", "phone"), ("کد ملی را بنویسید", "id"), ("کلاس چندم هستی؟", "class"),
        ("خانهٔ شما کجاست؟", "home"), ("در کدام کوچه است؟", "place"),
    ],
)  # fmt: skip
def test_what_is_none_of_ours_is_never_asked(tmp_path: Path, question: str, what: str) -> None:
    found = told(asking(tmp_path, question))
    assert any(line.startswith(f"roads.yml:3 0601 asks for {what}:") for line in found), found


def test_the_sort_of_place_may_be_asked_with_choices(tmp_path: Path) -> None:
    folder = asking(tmp_path, "چاله در کجای راه است؟\n        choices: [{say: وسط}, {say: کنار}]")
    assert told(folder) == []
    assert told(asking(tmp_path, "چاله در کجای راه است؟")) != []


def test_our_topics_are_whole(content: Content) -> None:
    faults = Faults()
    check.check(content.topics, ROOT / "topics", faults)
    faults.close()


def test_a_field_without_topics_and_a_group_without_topics_are_faults(content: Content) -> None:
    some = {code: one for code, one in content.topics.by_code.items() if one.group not in ("09", "22")}
    faults = Faults()
    check.check(tree.Topics(content.topics.groups, some), ROOT / "topics", faults)
    said = "\n".join(fault.what for fault in faults.found)
    assert "group 09 has no topic" in said
    assert "R65: no topic of this field speaks of «برف روبی»" in said
    assert "R66" in said


def test_every_topic_and_leaf_has_its_line(content: Content) -> None:
    where = check.lines(ROOT / "topics")
    assert set(where) == set(content.topics.by_code)
    path, line = where["060102"]
    assert '"060102":' in path.read_text(encoding="utf-8").splitlines()[line - 1]


def test_twins_are_found_across_topics_only() -> None:
    said = [
        Said("چراغ کوچه‌ی ما خاموش است", "1420", HERE, 1), Said("چراغ کوچهٔ ما خاموش است", "900201", HERE, 2),
        Said("چراغ کوچه ما خاموش است", "142001", HERE, 3), Said("سگ ولگرد در پارک", "1901", HERE, 4),
    ]  # fmt: skip
    found = twins.find(said)
    assert {(pair.one.code, pair.other.code) for pair in found} == {("1420", "900201"), ("900201", "142001")}
    assert found[0].alike >= found[-1].alike > twins.SAME


def test_twins_are_found_however_many_sentences_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(twins, "ROWS", 3)
    said = [
        Said(" ".join(chr(1575 + (place * k) % 30) * 4 for k in range(1, 6)), f"{place:04}", HERE, place)
        for place in range(10)
    ]
    said.append(replace(said[1], code="9999", line=99))
    assert [(pair.one.line, pair.other.line, round(pair.alike, 3)) for pair in twins.find(said)] == [(1, 99, 1.0)]


def test_the_nearest_of_many_is_told() -> None:
    alike = twins.nearest(["چاله در کوچه", "سگ"], ["چاله در کوچه ما", "درخت"])
    assert alike[0] > 0.8 > alike[1]
    assert twins.nearest([], ["الف"]).size == 0
    assert twins.nearest(["الف"], [])[0] == 0


def test_gaps_are_told_and_the_same_sentence_under_two_topics_is_a_fault(tmp_path: Path, content: Content) -> None:
    root = tmp_path / "root"
    few = small(root, content)
    (root / "topics").symlink_to(ROOT / "topics")
    with (root / "nlu" / "data" / "all.yml").open("a", encoding="utf-8") as file:
        file.write("- intent: report_1201\n  examples: |\n    - آشغال‌های ما را دو روز است نبرده‌اند ای بابا\n")
        file.write("- intent: report_1301\n  examples: |\n    - آشغال‌های ما را دو روز است نبرده‌اند ای باباا\n")
    told: list[str] = []
    with pytest.raises(ContentError, match="says the same as"):
        told.extend(school.check(few, root))


class Deaf:
    """Reads everything as a pothole."""

    def read(self, text: str) -> Reading:
        return Reading(text, "report", "request", (Issue(text, (Guess("0601", "", 1.0),)),))

    def read_place(self, text: str) -> Place | None:
        return None


def test_leaves_that_their_own_names_do_not_reach_are_told(tmp_path: Path, content: Content) -> None:
    few = small(tmp_path / "root", content)
    share, *lost = school.reach(few, Deaf())
    mine = [one for one in few.topics.leaves if one.parent == "0601"]
    asked = sum(1 + len(one.names) for one in few.topics.leaves)
    assert len(lost) == asked - sum(1 + len(one.names) for one in mine)
    assert share.endswith(f"of {asked} titles and names lead to their topic")
