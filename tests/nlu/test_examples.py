from pathlib import Path

import pytest

from content import Faults
from library import Content
from nlu import examples
from settings import ROOT


def faults_of(tmp_path: Path, content: Content, text: str) -> list[str]:
    (tmp_path / "roads.yml").write_text(text, encoding="utf-8")
    faults = Faults()
    examples.load(tmp_path, content.topics, faults)
    return [f"{fault.line}: {fault.what}" for fault in faults.found if not fault.what.startswith("topic ")]


def test_marks_are_stripped_and_their_places_kept() -> None:
    text, spans = examples.plain("چاله [سر کوچه](place) هست [بو](issue)")
    assert text == "چاله سر کوچه هست بو"
    assert [(text[span.start : span.end], span.entity) for span in spans] == [("سر کوچه", "place"), ("بو", "issue")]


def test_all_utterances_of_the_house_are_fine(content: Content) -> None:
    faults = Faults()
    read = examples.load(ROOT / "nlu" / "data", content.topics, faults)
    faults.close()
    assert len(read) > 6000
    assert {example.code for example in read if example.code} == set(content.topics.by_code)


def test_a_place_can_be_cut_out(tmp_path: Path, content: Content) -> None:
    text = HEAD + "- intent: report_0601\n  examples: |\n    - چاله [سر کوچه](place) هست\n"
    (tmp_path / "a.yml").write_text(text, encoding="utf-8")
    (read,) = examples.load(tmp_path, content.topics, Faults())
    assert (read.without("place"), read.line, read.code) == ("چاله   هست", 5, "0601")


HEAD = 'version: "3.1"\nnlu:\n'


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        (HEAD + "- intent: report_9999\n  examples: |\n    - چاله\n", 3, "neither a topic"),
        (HEAD + "- intent: act_dance\n  examples: |\n    - چاله\n", 3, "neither a topic"),
        (HEAD + "- intent: report_0601\n  examples: |\n    - چاله [جا](spot)\n", 5, "mark «spot»"),
        (HEAD + "- intent: report_0601\n  examples: |\n    - چاله\n    گودال\n", 6, "must begin with"),
        (HEAD + "- intent: report_0601\n  examples: |\n    - چاله\n    - گود\n    - چاله!\n", 7, "roads.yml:5"),
        ('version: "2.0"\nnlu: []\n', 1, "version must be"),
    ],
)
def test_a_fault_tells_its_line(tmp_path: Path, content: Content, text: str, line: int, what: str) -> None:
    assert any(fault.startswith(f"{line}: ") and what in fault for fault in faults_of(tmp_path, content, text))


def test_a_topic_with_few_utterances_is_a_fault(tmp_path: Path, content: Content) -> None:
    faults = Faults()
    examples.load(tmp_path, content.topics, faults)
    assert len(faults.found) == len(content.topics)
