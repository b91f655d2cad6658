import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.feature_extraction.text import TfidfVectorizer

from nlu import features
from nlu.lexicon import Lexicon
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
CONCEPTS = features.Block("concept", features.sets, (1, 2), "concepts", fewest=1)


@pytest.mark.parametrize(
    ("block", "theirs"),
    [
        (WORDS, {"token_pattern": r"\S+", "ngram_range": (1, 2)}),
        (LETTERS, {"analyzer": "char_wb", "ngram_range": (2, 5)}),
    ],
)
def test_our_numbers_are_those_of_scikit_learn(block: features.Block, theirs: dict[str, object]) -> None:
    ours = features.fit(TEXTS, Lexicon({}), [block])
    judge = TfidfVectorizer(sublinear_tf=True, lowercase=False, **theirs)
    table = judge.fit_transform(TEXTS)
    names = judge.get_feature_names_out().tolist()
    assert set(names) == set(ours.places[block.key])
    for row, text in enumerate(TEXTS):
        places, values = ours(text)
        mine = dict(zip(places.tolist(), values.tolist(), strict=True))
        for column, name in enumerate(names):
            assert mine.get(ours.places[block.key][name], 0) == pytest.approx(table[row, column], abs=1e-4)


def test_concepts_stand_alone_and_in_pairs_wherever_they_are() -> None:
    words = Lexicon({"hole": ("چاله", "گودال"), "road": ("خیابان", "جاده"), "wet": ("پر آب",)})
    ours = features.fit([fold("چاله پر آب وسط خیابان")], words, [CONCEPTS])
    assert set(ours.places["concept"]) == {"hole", "road", "wet", "hole+road", "hole+wet", "road+wet"}
    one, other = (ours(fold(text)) for text in ("گودال تو جاده", "تو جاده یه گودال هست"))
    assert one[0].tolist() == other[0].tolist()
    assert len(one[0]) == 3
    assert float(np.linalg.norm(one[1])) == pytest.approx(1)


def test_a_pair_of_concepts_is_in_a_part_that_names_both() -> None:
    words = Lexicon({"hole": ("چاله", "گودال"), "road": ("خیابان", "جاده")})
    ours = features.fit([fold("چاله وسط خیابان")], words, [CONCEPTS])
    seen = ours.see(fold("چاله خیابان چاله گودال"))
    parts = np.array([seen.part(0, 4), seen.part(2, 4), seen.part(1, 2), seen.part(1, 3)])
    found = [set(seen.grams[row > 0].tolist()) for row in seen.values(parts)]
    hole, road, both = (ours.places["concept"][name] for name in ("hole", "road", "hole+road"))
    assert found == [{hole, both, road}, {hole}, {road}, {hole, both, road}]


def test_a_text_without_any_known_run_is_nothing() -> None:
    places, values = features.fit(TEXTS, Lexicon({}), [WORDS])("zzz")
    assert (len(places), len(values)) == (0, 0)


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


@given(st.lists(st.sampled_from(" ".join(TEXTS).split()), min_size=2, max_size=12), st.data())
def test_words_of_a_text_are_read_as_if_they_were_written_alone(said: list[str], data: st.DataObject) -> None:
    ours = features.fit(TEXTS, Lexicon({}))
    begin = data.draw(st.integers(0, len(said) - 1))
    end = data.draw(st.integers(begin + 1, len(said)))
    seen = ours.see(" ".join(said))
    whole, part = seen.values(np.array([seen.all_of(), seen.part(begin, end)]))
    for numbers, words in ((whole, said), (part, said[begin:end])):
        places, values = ours(" ".join(words))
        assert seen.grams[numbers > 0].tolist() == places.tolist()
        assert numbers[numbers > 0] == pytest.approx(values, abs=1e-6)
