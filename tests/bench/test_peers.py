"""Every peer learns twelve texts and answers; what can't be measured says why."""

import json
from pathlib import Path

import pytest

from bench import rooms
from bench.peers import OUTSIDE, PEERS, Known, diet, make, own
from bench.rooms import MissingError

TAUGHT = [
    ("زباله کوچه ما را نبردند", "1201"),
    ("آشغال ها مانده", "1201"),
    ("سطل زباله پر است", "1201"),
    ("زباله جمع نشده", "1201"),
    ("چراغ خیابان خاموش است", "0804"),
    ("لامپ تیر برق سوخته", "0804"),
    ("کوچه تاریک است چراغ ندارد", "0804"),
    ("چراغ معبر قطع شده", "0804"),
    ("آسفالت چاله دارد", "0601"),
    ("چاله وسط خیابان", "0601"),
    ("آسفالت خراب و چاله", "0601"),
    ("چاله ماشین را خراب کرد", "0601"),
]
ASKED = "زباله ها را نبردند"
HERE = [name for name, known in PEERS.items() if not known.environment and name not in ("reader", "head")]


@pytest.mark.parametrize("name", HERE)
def test_a_peer_learns_is_kept_and_answers(name: str, tmp_path: Path) -> None:
    first, second = make(name), make(name)
    first.fit(*zip(*TAUGHT, strict=True))
    first.save(tmp_path)
    second.load(tmp_path)
    scores = second.scores(ASKED)
    assert scores == sorted(scores, key=lambda pair: -pair[1])
    assert scores[0][0] == "1201"
    assert sum(p for _, p in scores) == pytest.approx(1, abs=0.01)


@pytest.mark.parametrize("name", [name for name, known in PEERS.items() if known.environment == "light"])
def test_a_peer_of_another_environment_learns_and_answers_there(name: str, tmp_path: Path) -> None:
    try:
        rooms.python(PEERS[name].environment)
    except MissingError as missing:
        pytest.skip(str(missing))
    told = rooms.measured(name, TAUGHT, [ASKED, "چراغ کوچه خاموش"], tmp_path)
    assert [scores[0][0] for scores in told.answers] == ["1201", "0804"]
    assert told.memory > 0
    assert len(told.times) == 2


def test_our_judges_learn_any_labels(tmp_path: Path) -> None:
    first, second = own.Made(), own.Made()
    first.fit(*zip(*TAUGHT, strict=True))
    first.save(tmp_path)
    second.load(tmp_path)
    assert second.scores(ASKED)[0][0] == "1201"
    assert second.odds([ASKED, "چاله"]).shape == (2, 3)


def test_the_whole_reader_tells_topics_and_what_is_outside(model_folder: Path) -> None:
    reader, head = make("reader"), make("head")
    reader.load(model_folder)
    head.load(model_folder)
    assert reader.scores(ASKED)[0][0] == head.scores(ASKED)[0][0] == "1201"
    assert dict(reader.scores("سلام خوبی؟"))[OUTSIDE] > dict(reader.scores(ASKED))[OUTSIDE]


def test_a_training_of_the_same_texts_serves_again(tmp_path: Path) -> None:
    folder, seconds = rooms.trained("svc", TAUGHT, tmp_path, kept=False)
    assert rooms.trained("svc", TAUGHT, tmp_path, kept=True) == (folder, seconds)
    assert rooms.trained("svc", TAUGHT[:-1], tmp_path, kept=True)[1] != seconds


def test_a_peer_without_its_libraries_says_what_to_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rooms, "ENVIRONMENTS", tmp_path)
    with pytest.raises(MissingError, match="make peers"):
        rooms.measured("diet", [("a", "b")], ["c"], tmp_path)


def test_a_peer_whose_set_up_was_skipped_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rooms, "ENVIRONMENTS", tmp_path)
    (tmp_path / "rasa.skipped").write_text("there is no Python 3.10 on this machine\n")
    with pytest.raises(MissingError, match=r"no Python 3\.10"):
        rooms.python("rasa")


def test_a_peer_that_breaks_says_its_last_word(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(PEERS, "svc", Known("broken"))
    with pytest.raises(MissingError, match="failed: "):
        rooms.measured("svc", [], ["c"], tmp_path)


def test_rasa_is_taught_a_file_that_it_can_read() -> None:
    assert diet.written(
        ["سطل پر است", "[کوچه ما](place) تاریک", "زباله ماند"], ["report_1201", "report_0804", "report_1201"]
    ) == (
        'version: "3.1"\nnlu:\n'
        "- intent: report_0804\n  examples: |\n    - [کوچه ما](place) تاریک\n"
        "- intent: report_1201\n  examples: |\n    - سطل پر است\n    - زباله ماند\n"
    )
    assert json.loads(json.dumps(diet.config(3)))["pipeline"][-1]["epochs"] == 3


def test_intents_of_rasa_become_topics_and_the_rest_is_outside() -> None:
    ranking = {"report_120101": 0.3, "report_1201": 0.1, "report_0804": 0.1, "act_greet": 0.4, "kind_thanks": 0.1}
    found = dict(diet.topics(ranking))
    assert found == pytest.approx({"1201": 0.8, "0804": 0.2, OUTSIDE: 0.5})
    assert diet.topics({"act_greet": 1.0}) == [(OUTSIDE, 1.0)]


def test_rasa_learns_and_answers_on_its_own_python(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    try:
        rooms.python("rasa")
    except MissingError as missing:
        pytest.skip(str(missing))
    monkeypatch.setenv("BENCH_EPOCHS", "40")
    taught = [(text, f"report_{code}") for text, code in TAUGHT]
    told = rooms.measured(
        "diet", [*taught, ("سلام خوبی", "act_greet"), ("سلام وقت بخیر", "act_greet")], [ASKED], tmp_path
    )
    assert told.answers[0][0][0] == "1201"
    assert told.answers[0][-1][0] == OUTSIDE
    assert told.start > 0
