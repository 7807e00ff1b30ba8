"""The most similar openings: what comparing all pairs gives, among admissible ones only, by both engines."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy import sparse
from sklearn.feature_extraction.text import TfidfTransformer

from naruteo_matching import nearest_compiled
from naruteo_matching.market import UNMATCHED
from naruteo_matching.nearest import Engine, document_frequency, nearest, weigh

ENGINES: tuple[Engine, Engine] = ("numba", "scipy")
BOTH = pytest.mark.parametrize("engine", ENGINES)


def table(seed: int, rows: int, terms: int = 40) -> sparse.csr_array:
    """Rows whose weights are quarters, so that sums are exact and many scores are equal."""
    random = np.random.default_rng(seed)
    dense = random.integers(1, 5, (rows, terms)) / 4
    return sparse.csr_array(np.where(random.random((rows, terms)) < 0.2, dense, 0), dtype=np.float32)


def expected(scores: NDArray[np.float32], k: int) -> NDArray[np.int64]:
    """All pairs compared: the best first, the earlier of equals, nothing that scores 0."""
    order = np.argsort(-scores, axis=1, kind="stable")[:, :k]
    return np.where(np.take_along_axis(scores, order, 1) > 0, order, UNMATCHED)


@BOTH
@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10**6), rows=st.integers(0, 30), others=st.integers(1, 90), k=st.integers(1, 12))
def test_what_comparing_all_pairs_gives(engine: Engine, seed: int, rows: int, others: int, k: int) -> None:
    left, right = table(seed, rows), table(seed + 1, others)
    allowed = np.random.default_rng(seed).random((rows, others)) < 0.7
    scores = (left @ right.T).toarray()
    for mask in (None, allowed, lambda start, stop: allowed[start:stop]):
        best = nearest(left, right, k, mask, engine=engine)
        wanted = expected(scores if mask is None else np.where(allowed, scores, 0), min(k, others))
        assert best.places[:, : wanted.shape[1]].tolist() == wanted.tolist()
        assert (best.places[:, wanted.shape[1] :] == UNMATCHED).all()
        found = best.places != UNMATCHED
        rows_of, _ = np.nonzero(found)
        assert best.scores[found].tolist() == scores[rows_of, best.places[found]].tolist()
        assert (best.scores[~found] == 0).all()


def test_engines_agree_over_blocks_and_common_terms(monkeypatch: pytest.MonkeyPatch) -> None:
    left, right = table(1, 1100, 200), table(2, 700, 200)
    left.data /= 3
    by_numba, by_scipy = (nearest(left, right, 50, engine=engine) for engine in ENGINES)
    assert by_numba.places.tolist() == by_scipy.places.tolist()
    monkeypatch.setattr(nearest_compiled, "COMMON", 2.0)
    assert nearest(left, right, 50, engine="numba").places.tolist() == by_scipy.places.tolist()
    assert nearest(left, right, 50).places.tolist() == by_scipy.places.tolist(), "the engine that suits"


@BOTH
def test_nobody_and_nothing_in_common(engine: Engine) -> None:
    none = sparse.csr_array((0, 3), dtype=np.float32)
    some = sparse.csr_array(np.eye(3, dtype=np.float32))
    assert nearest(none, some, 2, engine=engine).places.shape == (0, 2)
    assert nearest(some, none, 2, engine=engine).places.tolist() == [[UNMATCHED] * 2] * 3
    assert nearest(some, some[1:], 2, engine=engine).places.tolist() == [[UNMATCHED] * 2, [0, UNMATCHED], [1, -1]]


def test_what_cannot_be_compared_is_refused() -> None:
    left, right = table(1, 3), table(2, 4)
    with pytest.raises(ValueError, match="rows have 40 terms and others 39"):
        nearest(left, right[:, 1:], 1)
    with pytest.raises(ValueError, match="k is 0"):
        nearest(left, right, 0)
    with pytest.raises(ValueError, match="below 0"):
        nearest(left, right * -1, 1)
    with pytest.raises(ValueError, match=r"shape \(4, 3\), not \(3, 4\)"):
        nearest(left, right, 1, np.ones((4, 3), bool))
    with pytest.raises(ValueError, match=r"shape \(1, 1\) for rows 0 to 3"):
        nearest(left, right, 1, lambda start, stop: np.ones((1, 1), bool))


def test_weights_are_those_of_scikit_learn() -> None:
    counts = sparse.csr_array(sparse.vstack([table(5, 20), sparse.csr_array((1, 40))]))
    ours = weigh(counts)
    assert np.allclose(ours.toarray(), TfidfTransformer().fit_transform(sparse.csr_matrix(counts)).toarray(), atol=1e-6)
    few = weigh(counts[:2], document_frequency(counts), 21)
    assert np.allclose(few.toarray(), ours[:2].toarray())
    assert weigh(sparse.csr_array((2, 3))).nnz == 0
