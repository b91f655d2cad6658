"""Ready sentences: the shipped ones are whole, blanks are found, faults are told with their line."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases import templates
from cases.templates import blanks, fault, pieces
from content import Faults
from library import Content

RESULTS = ("done", "no_action", "planned", "waiting_other", "outside", "waiting_info")


def test_every_group_has_sentences_of_its_own_for_each_result(content: Content) -> None:
    assert set(content.templates.groups) == set(content.topics.groups)
    for code, table in content.templates.groups.items():
        assert set(RESULTS) <= set(table), code


def test_every_step_of_staff_has_sentences_for_any_topic(content: Content) -> None:
    steps = {status.key for status in content.workflow.statuses.values() if status.button}
    assert set(content.templates.general) == steps
    assert min(len(said) for said in content.templates.general.values()) >= 3


def test_there_are_many_sentences_and_none_stands_twice(content: Content) -> None:
    tables = [content.templates.general, *content.templates.groups.values()]
    said = [text for table in tables for texts in table.values() for text in texts]
    assert len(said) >= 150
    assert len(said) == len(set(said))


def test_a_sentence_fits_into_what_its_status_tells(content: Content) -> None:
    for table in (content.templates.general, *content.templates.groups.values()):
        for status, said in table.items():
            for text in said:
                told = content.workflow[status].tells.format(
                    code="۱", title="چاله", unit="واحد", note=text, due="فردا", date="فردا", opinion=""
                )
                assert text in told
                assert "؟." not in told


def test_those_of_the_group_come_before_those_for_all(content: Content) -> None:
    found = content.templates.fitting("06", "done")
    assert "آسفالت گرم" in found[0]
    assert found[-1] == content.templates.general["done"][-1]
    assert content.templates.fitting("99", "done") == content.templates.general["done"]


@given(st.lists(st.tuples(st.text("آبپ .", max_size=5), st.text("روزماه ", min_size=1, max_size=6)), max_size=4))
def test_pieces_join_to_the_text_and_blanks_are_its_marked_pieces(parts: list[tuple[str, str]]) -> None:
    text = "".join(f"{plain}{{{blank}}}" for plain, blank in parts)
    made = pieces(text)
    assert "".join(f"{{{piece}}}" if blank else piece for piece, blank in made) == text
    assert blanks(text) == tuple(dict.fromkeys(piece for piece, blank in made if blank))


@pytest.mark.parametrize(
    ("text", "wrong"),
    [("کار {روز} تمام شد.", False), ("کار تمام شد", True), ("کار {روز تمام شد.", True), ("کار {} شد.", True),
     ("", True), ("کار done شد.", True), (f"{'آ' * 300}.", True), ("کجاست؟", False)],
)  # fmt: skip
def test_what_is_wrong_with_a_sentence(text: str, wrong: bool) -> None:
    assert bool(fault(text)) == wrong


def test_faults_are_told_with_their_line(content: Content, tmp_path: Path) -> None:
    path = tmp_path / "templates.yml"
    path.write_text(
        'general:\n  done: ["شد.", "شد."]\n  confirmed: ["شد."]\n  accepted: "شد."\n'
        'groups:\n  nowhere:\n    done: ["شد."]\n  roads:\n    planned: ["ناتمام"]\n',
        encoding="utf-8",
    )
    faults = Faults()
    templates.load(path, content.topics, content.workflow, faults)
    told = {(one.line, one.what.split(":")[0]) for one in faults.found}
    assert told == {
        (2, "stands twice"), (3, "staff never set a status «confirmed»"), (4, "«accepted» must be a list of sentences"),
        (6, "there is no group of topics «nowhere»"), (9, "a sentence ends with a full stop or a question mark"),
    }  # fmt: skip
