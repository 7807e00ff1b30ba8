"""Measures agree with scikit-learn's and with values worked out by hand."""

import numpy as np
import pytest
from sklearn.metrics import brier_score_loss, ndcg_score, roc_auc_score

from naruteo_matching.statistics import (
    auc,
    bootstrap,
    brier,
    calibration_error,
    ranking,
    reliability,
    wilson,
)


def test_auc_and_brier_are_scikit_learns() -> None:
    random = np.random.default_rng(0)
    y, p = random.random(500) < 0.4, random.random(500).round(1)
    assert auc(y, p) == pytest.approx(roc_auc_score(y, p))
    assert brier(y, p) == pytest.approx(brier_score_loss(y, p))
    assert auc([1, 1], [0.2, 0.3]) is None


def test_ndcg_is_scikit_learns_and_lists_without_a_choice_are_left_out() -> None:
    random = np.random.default_rng(1)
    y, p = random.random((30, 20)) < 0.2, random.random((30, 20))
    y[0] = False
    queries = np.repeat(np.arange(30), 20)
    found = ranking(queries, y.ravel(), p.ravel())
    assert found is not None
    ranked = y.any(axis=1)
    assert found["queries"] == ranked.sum()
    assert found["ndcg"] == pytest.approx(ndcg_score(y[ranked].astype(int), p[ranked], k=10))
    assert ranking(["a", "b"], [1, 0], [0.1, 0.2]) is None


def test_recall_counts_what_stands_among_the_first_ten() -> None:
    y, p = np.zeros(20, bool), -np.arange(20.0)
    y[[3, 15]] = True
    found = ranking(np.zeros(20), y, p)
    assert found is not None
    assert (found["recall"], found["recall_se"]) == (0.5, None)


def test_intervals_hold_what_they_are_of() -> None:
    low, high = wilson(0, 20)
    assert (low, round(high, 3)) == (0.0, 0.161)
    assert wilson(0, 0) == (0.0, 1.0)
    values = np.random.default_rng(2).normal(5, 1, 400)
    sure = bootstrap(lambda rows: float(values[rows].mean()), 400)
    assert sure is not None
    assert sure[0] < values.mean() < sure[1]
    assert 0.15 < sure[1] - sure[0] < 0.25
    assert sure == bootstrap(lambda rows: float(values[rows].mean()), 400)
    assert bootstrap(lambda _rows: None, 10) is None


def test_reliability_has_bins_of_equally_many() -> None:
    p = np.linspace(0, 1, 1000)
    y = np.random.default_rng(3).random(1000) < p
    assert {each["rows"] for each in reliability(y, p)} == {100}
    assert calibration_error(y, p) < 0.05 < calibration_error(y, 1 - p)
