"""Content is checked like code: every fault at once, with file and line."""

from pathlib import Path

import pytest

from cases import policy, workflow
from cities import city
from content import Faults, read
from dialogues import sentences
from errors import ContentError
from library import Content
from settings import ROOT
from topics import tree


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def found(faults: Faults) -> list[str]:
    return [f"{fault.path.name}:{fault.line} {fault.what}" for fault in faults.found]


def test_a_repeated_key_is_refused_with_its_line(tmp_path: Path) -> None:
    faults = Faults()
    read(write(tmp_path / "a.yml", "one: 1\ntwo: 2\none: 3\n"), faults)
    assert found(faults) == ["a.yml:3 key «one» stands twice; keep one"]


def test_what_is_no_yaml_is_told_with_its_line(tmp_path: Path) -> None:
    faults = Faults()
    read(write(tmp_path / "a.yml", "one: 1\n  two: [\n"), faults)
    assert found(faults)[0].startswith("a.yml:2 is not YAML")


def test_a_missing_file_is_a_fault_not_a_crash(tmp_path: Path) -> None:
    faults = Faults()
    assert read(tmp_path / "none.yml", faults) == {}
    assert "can't be read" in found(faults)[0]


BROKEN = """group: {code: "06", title: t, about: a, owner: works}
topics:
  "0601": {title: t, about: a, names: [x], owner: works, hours: 0, place: here, photo: useful}
  "0701": {title: t, about: a, names: [x], owner: outside, hours: 1, place: point, photo: useful, protected: true}
  "0602": {title: t, about: a, names: [x], owner: works, hours: 1, place: point, photo: useful, colour: red}
"""


def test_all_faults_of_a_topic_file_come_together(tmp_path: Path) -> None:
    faults = Faults()
    tree.load(write(tmp_path / "roads.yml", BROKEN).parent, faults)
    told = "\n".join(found(faults))
    for part in (
        "«place» is «here»",
        "hours must be",
        "begin with 06",
        "must forbid photos",
        "needs a guide",
        "«colour»",
    ):
        assert part in told
    assert all(line.startswith("roads.yml:") for line in found(faults))
    with pytest.raises(ContentError, match=r"roads\.yml:3"):
        faults.close()


def test_staff_can_never_be_given_a_closing_step(tmp_path: Path) -> None:
    text = (ROOT / "cases" / "workflow.yml").read_text(encoding="utf-8")
    broken = text.replace("next: [in_progress]\n  reopened", "next: [in_progress, confirmed]\n  reopened")
    assert broken != text
    faults = Faults()
    workflow.load(write(tmp_path / "workflow.yml", broken), faults)
    assert any("staff may not close a case" in line for line in found(faults))


def test_an_unknown_permission_is_a_fault(tmp_path: Path, content: Content) -> None:
    faults = Faults()
    text = "roles:\n  x: {title: t, scope: all, may: [fly]}\n"
    policy.load(write(tmp_path / "p.yml", text), content.topics, faults)
    assert found(faults) == ["p.yml:2 permission «fly» is not known"]


def test_a_role_for_tags_that_no_topic_carries_is_a_fault(tmp_path: Path, content: Content) -> None:
    faults = Faults()
    text = "roles:\n  x: {title: t, scope: tags, may: [see], tags: [moon]}\n"
    policy.load(write(tmp_path / "p.yml", text), content.topics, faults)
    assert found(faults) == ["p.yml:2 «x» has scope «tags» exactly if it names tags that topics carry"]


def test_a_city_must_lead_every_owner_to_a_unit(content: Content) -> None:
    faults = Faults()
    city.load(ROOT / "cities" / "tehran", frozenset({"works", "moon_base"}), faults)
    assert any("moon_base" in line for line in found(faults))


def test_a_sentence_with_a_broken_placeholder_is_a_fault(tmp_path: Path) -> None:
    faults = Faults()
    sentences.load(write(tmp_path / "talk.yml", 'say:\n  a: "{name"\n').parent, faults)
    assert found(faults)[0].startswith("talk.yml:2 «a»")


def test_the_content_of_the_house_is_whole(content: Content) -> None:
    assert len(content.topics) == 368
    assert len(content.topics.groups) == 25
    assert len(content.topics.leaves) >= 700
    for topic in content.topics.by_code.values():
        assert len(topic.ask) <= 2, topic.code
        assert len({question.key for question in topic.ask}) == len(topic.ask), topic.code
        assert not (topic.protected and topic.photo != "forbidden"), topic.code


def test_nothing_identifying_is_asked_of_anybody(content: Content) -> None:
    forbidden = ("کد ملی", "شمارهٔ تلفن", "شماره تلفن", "شمارهٔ شما", "نام خانوادگی", "نشانی خانه", "نام شما", "نام کودک")
    for topic in content.topics.by_code.values():
        for question in topic.ask:
            asked = question.say.replace("به نام شما", "")  # Whether a card is theirs is not who they are.
            assert not any(words in asked for words in forbidden), (topic.code, question.say)


def test_every_topic_of_the_city_reaches_a_unit_in_every_region(content: Content) -> None:
    for topic in content.topics:
        if not topic.guidance:
            for region in content.city.regions:
                assert content.city.route(topic.owner, topic.code, region), (topic.code, region)
