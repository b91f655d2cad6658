"""What is taught and asked, tables for a page, and what is skipped with a word."""

import json
from collections import Counter
from io import StringIO
from pathlib import Path
from random import Random

import pytest
from rich.console import Console

import library
from bench import matching, nlu, paper, public, robust
from bench.sheet import Sheet, share, write
from library import Content


def test_rasa_is_taught_every_utterance_as_it_stands(content: Content) -> None:
    taught = paper.utterances_taught()
    assert len(taught) == len(library.spoken(content))
    assert any("](place)" in text for text, _ in taught)


def test_peers_are_taught_every_topic_and_nothing_of_the_examination(content: Content) -> None:
    taught = paper.topics_taught(content)
    assert {label for _, label in taught} == {code for code in content.topics.by_code if len(code) == 4}
    assert len({text for text, _ in taught} & {one.text for one in library.examination()}) < 10


def test_a_sample_line_is_asked_as_topics_or_as_an_act(tmp_path: Path, content: Content) -> None:
    lines = [
        {"text": "زباله", "codes": ["1201", "120101"], "place": "", "numbers_any": [110]},
        {"text": "سلام", "codes": ["chatter"], "place": None},
        {"text": "زباله و چاله", "codes": [], "codes_all": [["1201"], ["0601"]], "place": ""},
    ]
    path = tmp_path / "sample.jsonl"
    path.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    one, two, three = paper.sampled(path, content.topics)
    assert (one.codes, one.act, one.numbers) == (("1201",), "report", ("110",))
    assert (two.codes, two.act) == ((), "chatter")
    assert (three.several, three.act) == ((("1201",), ("0601",)), "report")


def test_what_is_absent_is_named_below_the_tables(tmp_path: Path, content: Content) -> None:
    console = Console(file=StringIO())
    assert "HAMYAR_PUBLIC" in public.sheets(None, content, tmp_path, console)[0].notes[0]
    notes = public.sheets(tmp_path, content, tmp_path, console)[0].notes
    assert len(notes) == 5
    assert all("is skipped" in note for note in notes)


def test_a_page_holds_head_rows_and_notes(tmp_path: Path) -> None:
    write(tmp_path / "page.md", [Sheet("title", ("a", "b"), [("1", share(None))], ["note"])])
    page = (tmp_path / "page.md").read_text(encoding="utf-8")
    assert page == "## title\n\n| a | b |\n| --- | --- |\n| 1 | — |\n\nnote\n"


def test_the_command_line_names_peers_and_what_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HAMYAR_SAMPLE", "")
    run = nlu.asked_for(["svc", "--kept"])
    assert (run.peers, run.kept, run.sample) == (("svc",), True, None)
    with pytest.raises(AssertionError, match="no peer"):
        nlu.asked_for(["nobody"])


def test_the_same_sentence_is_found_again_in_latin_letters() -> None:
    said = ["salam khoobi", "kooche tarik ast", "zobale ha mande"]
    assert matching.found_again(said, ["سلام خوبی", "کوچه تاریک است", "زباله ها مانده"], matching.BONES) == 1


def test_a_word_that_sounds_alike_comes_before_the_commoner_one() -> None:
    near = matching.neighbours(matching.spelling(), Counter({"صبر": 1, "سیر": 9}))
    assert near("سبر")[0] == "صبر"


def test_words_that_differ_are_paired_only_in_sentences_of_one_length() -> None:
    assert matching.differing("من میرم خونه", "من می‌روم خانه") == []
    assert matching.differing("من خونه ام", "من خانه ام") == [("خونه", "خانه")]


def test_a_slip_changes_one_letter_of_a_long_word() -> None:
    assert robust.slip("سلام به همه", {"س": ["ص"]}, Random(1)) == "صلام به همه"
