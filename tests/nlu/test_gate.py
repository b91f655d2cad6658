"""A new model is taken only if it is not worse; the one before comes back; nothing broken stands in the way."""

from dataclasses import replace
from pathlib import Path

import pytest

import library
from errors import ModelMismatchError
from library import Content
from nlu import gate, model
from nlu.gate import FILE
from tests.nlu.small import small
from topics.tree import Topics

GOOD = {"topic": (0.9, 100), "act": (0.9, 100)}


def test_a_model_that_is_not_worse_is_taken() -> None:
    verdict = gate.judge({"topic": (0.895, 100), "act": (0.95, 100)}, GOOD, force=False)
    assert (verdict.taken, verdict.worse) == (True, ())


def test_a_worse_model_is_refused_and_says_in_what() -> None:
    verdict = gate.judge({"topic": (0.7, 100), "act": (0.95, 100)}, GOOD, force=False)
    assert not verdict.taken
    assert verdict.worse == ("topic: 70.0%, was 90.0%",)
    assert any("--force" in line for line in verdict.lines())


def test_force_takes_a_worse_model_and_says_so() -> None:
    verdict = gate.judge({"topic": (0.7, 100)}, GOOD, force=True)
    assert verdict.taken
    assert any("all the same" in line for line in verdict.lines())


def test_a_broken_file_knows_nothing(tmp_path: Path, content: Content) -> None:
    path = tmp_path / FILE
    for broken in (b"", b"PK nothing", b"\x93NUMPY"):
        path.write_bytes(broken)
        assert gate.mark(path) == ""
        assert not gate.knows(path, content.topics)


def test_there_is_no_way_back_without_a_previous_model(tmp_path: Path, content: Content) -> None:
    with pytest.raises(ModelMismatchError, match="no previous"):
        gate.back(tmp_path, "x", content.topics)


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory, content: Content) -> tuple[Path, Path, Content]:
    root = tmp_path_factory.mktemp("root")
    made = small(root, content)
    folder = root / "model"
    assert not library.retrain(folder, made, root).examined
    return root, folder, made


def damaged(root: Path, content: Content) -> Content:
    """Teaches every pothole as a street lamp and the reverse."""
    path = root / "nlu" / "data" / "all.yml"
    text = path.read_text(encoding="utf-8")
    for one, other in (("report_06", "report_X"), ("report_1420", "report_0601"), ("report_X01", "report_1420")):
        text = text.replace(one, other)
    path.write_text(text, encoding="utf-8")
    by_code = {}
    for code, topic in content.topics.by_code.items():
        twin = {"0601": "1420", "1420": "0601"}.get(topic.parent, topic.parent) + code[4:]
        said = content.topics.by_code.get(twin, topic)
        by_code[code] = replace(topic, title=said.title, about=said.about, names=said.names)
    return replace(content, topics=Topics(content.topics.groups, by_code))


def test_first_worse_forced_and_back(trained: tuple[Path, Path, Content]) -> None:
    root, folder, content = trained
    first = gate.mark(folder / FILE)
    assert library.open_reader(folder, content, root).read("چاله وسط خیابان").issues[0].topics[0].code == "0601"
    content = damaged(root, content)
    verdict = library.retrain(folder, content, root)
    assert (verdict.taken, verdict.examined) == (False, True)
    assert gate.mark(folder / FILE) == first
    assert not (folder / gate.CANDIDATE).exists()
    # The next start does not train again, and reads with the model that stayed.
    assert first.startswith(library.open_reader(folder, content, root).mark)
    assert library.retrain(folder, content, root, force=True).taken
    second = gate.mark(folder / FILE)
    assert second == model.fingerprint(root / "nlu", content.topics) != first
    assert gate.mark(gate.previous(folder / FILE)) == first
    assert gate.back(folder, second, content.topics) == first
    assert gate.mark(gate.previous(folder / FILE)) == second
    assert library.open_reader(folder, content, root).read("چاله وسط خیابان").issues[0].topics[0].code == "0601"
    assert gate.back(folder, second, content.topics) == second


def test_a_broken_present_model_is_no_obstacle_and_never_kept(trained: tuple[Path, Path, Content]) -> None:
    root, folder, content = trained
    kept = gate.mark(gate.previous(folder / FILE))
    (folder / FILE).write_bytes(b"PK nothing")
    verdict = library.retrain(folder, content, root)
    assert (verdict.taken, verdict.examined) == (True, False)
    assert gate.mark(gate.previous(folder / FILE)) == kept


def test_the_report_is_whole(trained: tuple[Path, Path, Content]) -> None:
    from nlu import report

    _, folder, content = trained
    told = report.stored(folder)
    assert told is not None
    assert told["mark"] == gate.mark(folder / FILE)
    assert {code for code, *_ in told["counts"]} == {leaf.code for leaf in content.topics.leaves}
    assert sum(one["count"] for one in told["bins"]) == {name: asked for name, asked, *_ in told["heads"]}["topic"]
    page = (folder / report.PAGE).read_text(encoding="utf-8")
    assert 'dir="rtl"' in page
    assert "<svg" in page
    assert "http" not in page
    assert len(list(report.shown(told))) == 5
