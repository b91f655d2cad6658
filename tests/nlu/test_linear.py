"""The judge of texts: a support vector machine of its own, steadied by two plainer judges."""

import numpy as np
import pytest

from nlu import features, linear
from nlu.lexicon import Lexicon
from nlu.linear import Fitted, Texts, fit
from nlu.table import matrix
from nlu.train import fit_head
from persian import fold

SAID = {
    "060101": ("یه چاله گنده وسط خیابونه", "چاله پر آب شده", "kooche ma chale dare"),
    "060102": ("چاله لاین سرعت اتوبان", "تو بزرگراه افتادم تو چاله"),
    "1201": ("سطل آشغال سر کوچه پره", "آشغال ها رو نمی‌برن سطل پره", "satl ashghal pore"),
    "1420": ("چراغ کوچه خاموشه خاموشه", "چراغ پارک سوخته"),
}
TEXTS = [fold(text) for said in SAID.values() for text in said]
LABELS = np.array([code for code, said in SAID.items() for _ in said])
NONE = 0.0


@pytest.fixture(scope="module")
def learnt() -> Texts:
    table = matrix(features.fit(TEXTS, Lexicon({})), TEXTS)
    return Texts(table, LABELS, np.ones(len(TEXTS), np.float32), np.ones(len(TEXTS), np.bool_))


def best(fitted: Fitted, learnt: Texts) -> list[str]:
    return [fitted.labels[place] for place in fitted.scores(learnt.table).argmax(axis=1)]


def test_texts_are_chosen_with_all_that_belongs_to_them(learnt: Texts) -> None:
    own = learnt.only(learnt.labels == "1201")
    assert own.table.shape == (3, learnt.table.shape[1])
    assert (own.labels.tolist(), own.weights.tolist(), own.core.tolist()) == (["1201"] * 3, [1.0] * 3, [True] * 3)
    assert (own.table != learnt.table[5:8]).nnz == 0


def test_a_code_cut_short_is_the_topic_or_the_group(learnt: Texts) -> None:
    assert set(learnt.cut(4).labels) == {"0601", "1201", "1420"}
    assert set(learnt.cut(2).labels) == {"06", "12", "14"}
    assert learnt.cut(2).table is learnt.table


def test_with_nothing_added_it_is_the_machine_alone(learnt: Texts) -> None:
    from sklearn.svm import LinearSVC

    made = fit(learnt, NONE)
    for column, label in zip(made.scores(learnt.table).T, made.labels, strict=True):
        judge = LinearSVC(C=linear.PENALTY, tol=0.01, random_state=0).fit(learnt.table, learnt.labels == label)
        assert column == pytest.approx(judge.decision_function(learnt.table), abs=1e-4)


def test_of_two_labels_each_has_its_own_weights(learnt: Texts) -> None:
    two = learnt.cut(2).only(learnt.cut(2).labels != "14")
    made = linear.machine(two)
    assert made.labels == ("06", "12")
    assert made.weights[0] == pytest.approx(-made.weights[1], abs=0.01)
    assert best(made, two) == two.labels.tolist()


def test_a_label_is_told_apart_from_its_nearest_rivals_alone(learnt: Texts) -> None:
    own = learnt.labels == "1201"
    likeness = (learnt.table @ learnt.table[np.flatnonzero(own)].sum(axis=0).T).A1
    near = own | (likeness >= sorted(likeness[~own])[-2])
    assert near.sum() == own.sum() + 2
    weights = [made.weights[made.labels.index("1201")] for made in (
        linear.machine(learnt, rivals=2), linear.machine(learnt.only(near)), linear.machine(learnt)
    )]  # fmt: skip
    assert weights[0] == pytest.approx(weights[1], abs=1e-4)
    assert weights[0] != pytest.approx(weights[2], abs=1e-2)


def test_what_was_learnt_is_known_again(learnt: Texts) -> None:
    assert best(fit(learnt), learnt) == learnt.labels.tolist()


def test_the_plainer_judges_add_the_middle_of_a_label_and_its_odds(learnt: Texts) -> None:
    labels = fit(learnt).labels
    sums = np.stack([np.asarray(learnt.table[learnt.labels == label].sum(axis=0)).ravel() for label in labels])
    own, others = sums + linear.SMOOTH, sums.sum(axis=0) - sums + linear.SMOOTH
    odds = np.log(own / own.sum(axis=1, keepdims=True)) - np.log(others / others.sum(axis=1, keepdims=True))
    middle = sums / np.linalg.norm(sums, axis=1, keepdims=True)
    wanted = linear.CENTRE * middle + linear.ODDS * (odds - np.median(odds, axis=0))
    assert fit(learnt, 0.4).weights - fit(learnt, NONE).weights == pytest.approx(0.4 * wanted, abs=1e-4)


def test_the_machine_is_taught_by_peoples_own_words_only(learnt: Texts) -> None:
    """A copy under a wrong label doesn't reach the machine, but the plainer judges hear it."""
    core = np.ones(len(TEXTS), np.bool_)
    core[0] = False
    labels = learnt.labels.copy()
    labels[0] = "1420"
    spoilt = Texts(learnt.table, labels, learnt.weights, core)
    without = learnt.only(np.arange(len(TEXTS)) > 0)
    assert fit(spoilt, NONE).weights == pytest.approx(fit(without, NONE).weights)
    assert fit(spoilt).weights != pytest.approx(fit(without).weights)


def test_a_heavier_text_counts_more(learnt: Texts) -> None:
    table = learnt.table[[0, 0]]
    torn = Texts(table, np.array(["a", "b"]), np.array([1.0, 3.0], np.float32), np.ones(2, np.bool_))
    scores = fit(torn, NONE).scores(table)[0]
    assert scores[1] > scores[0]


def test_a_topic_head_brings_its_leaves_along(learnt: Texts) -> None:
    topics, leaves = fit_head("topic", learnt)
    assert topics.labels == ("0601", "1201", "1420")
    assert set(leaves.labels) == {"060101", "060102"}
    assert best(topics, learnt) == learnt.cut(4).labels.tolist()
