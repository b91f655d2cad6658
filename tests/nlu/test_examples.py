from pathlib import Path

import pytest

from content import Faults
from library import Content
from nlu import examples, rows
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


def test_a_marked_matter_may_name_its_topic() -> None:
    text, spans = examples.plain('[چاله داریم]{"entity": "issue", "value": "0601"} و [بو](issue)')
    assert text == "چاله داریم و بو"
    assert [(text[span.start : span.end], span.value) for span in spans] == [("چاله داریم", "0601"), ("بو", "")]


def test_every_second_message_of_marked_matters_teaches_topics(tmp_path: Path, content: Content) -> None:
    line = '    - [چاله داریم]{"entity": "issue", "value": "0601"} و [بو](issue)\n'
    (tmp_path / "a.yml").write_text(HEAD + "- intent: several\n  examples: |\n" + 2 * line, encoding="utf-8")
    said = examples.load(tmp_path, content.topics, Faults())
    assert [rows.tells_topics(example, source) for source, example in enumerate(said)] == [True, False]
    taught = [row for row in rows.topic_rows(content.topics, said) if row.source in (0, 1) and row.core]
    assert [(row.text, row.label) for row in taught if row.text == "چاله داریم"] == [("چاله داریم", "0601")]


def test_all_utterances_of_the_house_are_fine(content: Content) -> None:
    faults = Faults()
    read = examples.load(ROOT / "nlu" / "data", content.topics, faults)
    faults.close()
    assert len(read) > 10_000
    said = {example.code for example in read if example.code}
    assert {leaf.code for leaf in content.topics.leaves} <= said <= set(content.topics.by_code)


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
        (HEAD + '- intent: several\n  examples: |\n    - [چاله]{"entity": "issue", "value": "0699"}\n', 5, "no topic"),
        (HEAD + "- intent: report_0601\n  examples: |\n    - چاله\n    گودال\n", 6, "must begin with"),
        (HEAD + "- intent: report_0601\n  examples: |\n    - چاله\n    - گود\n    - چاله!\n", 7, "roads.yml:5"),
        ('version: "2.0"\nnlu: []\n', 1, "version must be"),
    ],
)
def test_a_fault_tells_its_line(tmp_path: Path, content: Content, text: str, line: int, what: str) -> None:
    assert any(fault.startswith(f"{line}: ") and what in fault for fault in faults_of(tmp_path, content, text))


def test_a_leaf_with_few_utterances_is_a_fault(tmp_path: Path, content: Content) -> None:
    faults = Faults()
    examples.load(tmp_path, content.topics, faults)
    assert [fault.what.split()[1] for fault in faults.found] == [leaf.code for leaf in content.topics.leaves]


def test_what_is_said_of_a_topic_in_general_is_no_utterance_of_its_leaf(tmp_path: Path, content: Content) -> None:
    lines = "".join(f"    - چاله {number}\n" for number in range(examples.FEWEST))
    text = f"{HEAD}- intent: report_0601\n  examples: |\n{lines}"
    (tmp_path / "roads.yml").write_text(text, encoding="utf-8")
    faults = Faults()
    read = examples.load(tmp_path, content.topics, faults)
    assert [example.code for example in read] == ["0601"] * examples.FEWEST
    assert {leaf.code for leaf in content.topics.under("0601")} <= {fault.what.split()[1] for fault in faults.found}


def test_the_examination_and_the_lexicon_teach_nothing(tmp_path: Path, content: Content) -> None:
    for name in (examples.EXAM, examples.LEXICON, "roads.yml"):
        text = HEAD + f"- intent: report_0601\n  examples: |\n    - {name}\n"
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / examples.LEARNED).mkdir()
    learned = HEAD + "- intent: report_060101\n  examples: |\n    - learned\n"
    (tmp_path / examples.LEARNED / "roads.yml").write_text(learned, encoding="utf-8")
    read = examples.load(tmp_path, content.topics, Faults())
    assert [(example.text, example.code) for example in read] == [("roads.yml", "0601"), ("learned", "060101")]
