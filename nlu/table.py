"""Many texts as one table of numbers, a row a text and a column an n-gram; half of the work in another process."""

from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from functools import partial

import numpy as np
import numpy.typing as npt

from nlu import features
from nlu.features import Vectoriser
from nlu.lexicon import Lexicon
from nlu.linear import Matrix
from nlu.rows import Row


def matrix(vectoriser: Vectoriser, texts: Sequence[str]) -> Matrix:
    """TF-IDF rows of many texts as one sparse matrix."""
    from scipy.sparse import csr_matrix

    parts = [vectoriser.grams(text) for text in texts]
    ends = np.cumsum([0, *map(len, parts)])
    places = np.concatenate(parts)
    counted = csr_matrix((np.ones(len(places), np.int32), places, ends), shape=(len(texts), len(vectoriser)))
    counted.sum_duplicates()
    rows = np.arange(len(texts)).repeat(np.diff(counted.indptr))
    values = vectoriser.values(rows, counted.indices, counted.data)
    return csr_matrix((values, counted.indices, counted.indptr), shape=counted.shape)


def _halved[T](beside: Executor, act: Callable[[Sequence[str]], T], texts: Sequence[str]) -> list[T]:
    """What an act makes of the two halves of the texts, one of them in a process beside this one."""
    middle = len(texts) // 2
    others = beside.submit(act, texts[middle:])
    return [act(texts[:middle]), others.result()]


def numbers(beside: Executor, rows: Sequence[Row], lexicon: Lexicon) -> tuple[Vectoriser, dict[str, int], Matrix]:
    """The vectoriser that knows the texts' n-grams, and each text's row in the table of all."""
    from scipy.sparse import vstack

    plain = sorted({row.text for row in rows if not row.copy})
    vectoriser = features.known(_halved(beside, partial(features.tally, lexicon=lexicon), plain), lexicon)
    texts = tuple(dict.fromkeys(row.text for row in rows))
    whole = vstack(_halved(beside, partial(matrix, vectoriser), texts), format="csr")
    return vectoriser, {text: at for at, text in enumerate(texts)}, whole


def standing(table: Matrix) -> npt.NDArray[np.int32]:
    """The n-grams that stand in any of these texts, in order; to mark them is quicker than to sort their places."""
    marked = np.zeros(table.shape[1], bool)
    marked[table.indices] = True
    return np.flatnonzero(marked).astype(np.int32)
