"""Many texts at once are the numbers that each has alone, however the work is parted."""

from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import library
from nlu import features, table
from nlu.rows import Row
from persian import fold

TEXTS = [
    fold(text)
    for text in (
        "یه چاله گنده وسط خیابونه", "چاله پر آب شده چاله", "سطل آشغال سر کوچه پره", "آشغال ها رو نمی‌برن سطل پره",
        "kooche ma chale dare", "چراغ کوچه خاموشه خاموشه", "چراغ پارک سوخته", "satl ashghal pore",
    )
]  # fmt: skip
LEXICON = library.concepts()
ALONE = features.fit(TEXTS, LEXICON)
SAID = st.lists(st.sampled_from([*" ".join(TEXTS).split(), "zzz"]), max_size=14).map(" ".join)


class Here(Executor):
    """Does at once and in this process what would be done beside it."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        done: Future[Any] = Future()
        done.set_result(fn(*args, **kwargs))
        return done


def rows(texts: Sequence[str]) -> list[Row]:
    return [Row(text, "0601", source=at) for at, text in enumerate(texts)]


@given(st.lists(SAID, min_size=1, max_size=5))
def test_a_row_is_what_its_text_is_alone(texts: list[str]) -> None:
    made = table.matrix(ALONE, texts).toarray()
    for row, text in zip(made, texts, strict=True):
        places, values = ALONE(text)
        wanted = np.zeros(len(ALONE), np.float32)
        wanted[places] = values
        assert row == pytest.approx(wanted, abs=1e-6)


def test_halves_make_one_dictionary_and_one_table() -> None:
    vectoriser, place, whole = table.numbers(Here(), rows([*TEXTS, TEXTS[0]]), LEXICON)
    assert vectoriser.places == ALONE.places
    assert vectoriser.weights == pytest.approx(ALONE.weights)
    assert list(place) == TEXTS
    assert whole.toarray() == pytest.approx(table.matrix(ALONE, TEXTS).toarray())


def test_what_stands_in_some_texts_is_told_in_order() -> None:
    made = table.matrix(ALONE, TEXTS[:2])
    assert table.standing(made).tolist() == sorted({*ALONE(TEXTS[0])[0].tolist(), *ALONE(TEXTS[1])[0].tolist()})
