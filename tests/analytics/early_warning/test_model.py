"""The estimator is calibrated, explains itself, is saved as plain JSON, and refuses what it must not learn from."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray
from sklearn.utils.estimator_checks import check_estimator

from naruteo_analytics.early_warning.model import BadModel, EarlyWarning, TooLittle
from naruteo_analytics.shape import ATTRIBUTES

NAMES = ("activity", "submitted", "score")


def people(rows: int = 1500, seed: int = 0) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
    """Features with gaps, who dropped out, and cohorts."""
    random = np.random.default_rng(seed)
    X = random.normal(size=(rows, 3))
    y = random.random(rows) < 1 / (1 + np.exp(1.2 * X[:, 0] + 0.7 * X[:, 1] + 0.8))
    X[random.random((rows, 3)) < 0.05] = np.nan
    return X, y.astype(int), np.arange(rows) % 7


@pytest.mark.thorough
def test_it_is_a_scikit_learn_estimator() -> None:
    check_estimator(EarlyWarning(least_rows=0, least_of_each=0, least_per_feature=0), on_skip=None)


def test_chances_are_calibrated_and_contributions_add_up_to_them() -> None:
    X, y, cohorts = people()
    model = EarlyWarning(NAMES).fit(X, y, cohorts)
    later, happened, _cohorts = people(seed=1)
    chances = model.predict_proba(later)[:, 1]
    assert abs(chances.mean() - happened.mean()) < 0.03
    found = model.contributions(later)
    assert np.allclose(1 / (1 + np.exp(-(found.base + found.values.sum(axis=1)))), chances)
    assert (found.values[np.isnan(later)] == 0).all()
    # Little activity speaks for dropping out.
    assert found.values[later[:, 0] < -1, 0].min() > 0
    assert (model.predict(later) == (chances > 0.5)).all()


def test_a_saved_model_gives_the_same_chances(tmp_path: Path) -> None:
    X, y, cohorts = people()
    model, path = EarlyWarning(NAMES).fit(X, y, cohorts), tmp_path / "model.json"
    model.save(path)
    again = EarlyWarning.load(path)
    assert (again.predict_proba(X) == model.predict_proba(X)).all()
    assert again.sha256 == model.sha256 == EarlyWarning(NAMES).fit(X, y, cohorts).sha256
    changed = json.loads(path.read_text())
    changed["intercept"] = 9.0
    path.write_text(json.dumps(changed))
    with pytest.raises(BadModel, match="changed after it was saved"):
        EarlyWarning.load(path)
    path.write_text(json.dumps({"format": changed["format"], "features": ["activity"]}))
    with pytest.raises(BadModel, match="lacks calibration, intercept, means, trained, weights"):
        EarlyWarning.load(path)
    path.write_text("[]")
    with pytest.raises(BadModel, match="no saved model"):
        EarlyWarning.load(path)


@pytest.mark.parametrize("never", [*ATTRIBUTES, "person"])
def test_who_somebody_is_is_never_a_feature(never: str) -> None:
    X, y, _cohorts = people()
    with pytest.raises(ValueError, match=f"leave out {never}"):
        EarlyWarning().fit(pd.DataFrame(X, columns=["activity", never, "score"]), y)
    with pytest.raises(ValueError, match=f"leave out {never}"):
        EarlyWarning(NAMES).fit(pd.DataFrame(X, columns=["activity", never, "score"]), y)


def test_too_little_is_refused_in_both_languages() -> None:
    X, y, _cohorts = people(rows=60)
    with pytest.raises(TooLittle, match="only 60 enrolments") as refused:
        EarlyWarning(NAMES).fit(X, y)
    assert "60건뿐입니다" in refused.value.ko
    X, y, _cohorts = people()
    with pytest.raises(TooLittle, match="seen only 20 times"):
        EarlyWarning(NAMES).fit(X, np.arange(1500) < 20)
