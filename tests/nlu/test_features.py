import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.feature_extraction.text import TfidfVectorizer

from nlu import features
from nlu.linear import fit
from nlu.train import matrix
from persian import fold, skeleton

TEXTS = [
    fold(text)
    for text in (
        "یه چاله گنده وسط خیابونه", "چاله پر آب شده", "سطل آشغال سر کوچه پره", "آشغال ها رو نمی‌برن سطل پره",
        "kooche ma chale dare", "چراغ کوچه خاموشه خاموشه", "چراغ پارک سوخته", "satl ashghal pore",
    )
]  # fmt: skip
WORDS = features.Block("word", features.words, (1, 2), fewest=1)
LETTERS = features.Block("letter", features.letters, (2, 3, 4, 5), fewest=1)


@pytest.mark.parametrize(
    ("block", "theirs"),
    [
        (WORDS, {"token_pattern": r"\S+", "ngram_range": (1, 2)}),
        (LETTERS, {"analyzer": "char_wb", "ngram_range": (2, 5)}),
    ],
)
def test_our_numbers_are_those_of_scikit_learn(block: features.Block, theirs: dict[str, object]) -> None:
    ours = features.fit(TEXTS, [block])
    judge = TfidfVectorizer(sublinear_tf=True, lowercase=False, **theirs)
    table = judge.fit_transform(TEXTS)
    names = judge.get_feature_names_out().tolist()
    assert set(names) == set(ours.places[block.key])
    for row, text in enumerate(TEXTS):
        places, values = ours(text)
        mine = dict(zip(places.tolist(), values.tolist(), strict=True))
        for column, name in enumerate(names):
            assert mine.get(ours.places[block.key][name], 0) == pytest.approx(table[row, column], abs=1e-4)


def test_the_blend_gives_the_scores_of_a_machine_when_nothing_is_added(monkeypatch: pytest.MonkeyPatch) -> None:
    from sklearn.svm import LinearSVC

    monkeypatch.setattr("nlu.linear.CENTRE", 0)
    monkeypatch.setattr("nlu.linear.ODDS", 0)
    labels, weights = ["a", "a", "b", "b", "a", "c", "c", "b"], np.ones(8)
    table = matrix(features.fit(TEXTS), TEXTS)
    judge = LinearSVC(tol=0.01, random_state=0).fit(table, labels)
    assert fit(table, labels, weights).scores(table) == pytest.approx(judge.decision_function(table), abs=1e-4)


@pytest.mark.parametrize(
    ("persian", "latin"),
    [
        ("کوچه", "kooche"), ("کوچه", "kuche"), ("چاله", "chale"), ("آسفالت", "asfalt"), ("خیابان", "khiaban"),
        ("خیابون", "kheyaboon"), ("زباله", "zobale"), ("آشغال", "ashghal"), ("چراغ", "cheragh"), ("چراغ", "cheraq"),
        ("سعادت آباد", "saadat abad"), ("صادقیه", "sadeghieh"), ("قلهک", "gholhak"), ("میدون", "meydoon"),
        ("شهرداری", "shahrdari"), ("پیاده رو", "piade ro"), ("مترو", "metro"), ("فاضلاب", "fazelab"),
        ("درخت", "derakht"), ("تابلو", "tablo"), ("موش", "moosh"), ("ژاله", "zhale"),
    ],
)  # fmt: skip
def test_both_scripts_have_the_same_bones(persian: str, latin: str) -> None:
    assert skeleton(fold(persian)) == skeleton(fold(latin)) != ""


@given(st.text(max_size=3000))
def test_preparing_keeps_within_the_limit(text: str) -> None:
    assert len(features.prepare(text)) <= features.LIMIT
