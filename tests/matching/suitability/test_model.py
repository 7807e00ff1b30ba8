"""A side's model learns, is calibrated, explains itself, is saved as plain JSON, and refuses what it must not use."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas
import pytest
from numpy.typing import NDArray
from sklearn.utils.estimator_checks import check_estimator

from naruteo_matching.forbidden import Forbidden
from naruteo_matching.suitability import drift
from naruteo_matching.suitability.model import SuitabilityModel
from naruteo_matching.suitability.scoring import BadModel, Scorer, TwoSided, log_odds
from naruteo_matching.suitability.soundness import UnsoundTraining

NAMES = ("skill_cover", "language_margin", "region_match")


def market(rows: int = 1500, seed: int = 0, curved: bool = False) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
    """Features with gaps, outcomes and years: by a line, or by a shape that no line has."""
    random = np.random.default_rng(seed)
    X = random.normal(size=(rows, 3))
    logit = 4.0 * (np.abs(X[:, 0]) < 0.7) - 2.0 if curved else 1.2 * X[:, 0] - 0.7 * X[:, 1] - 0.4
    y = random.random(rows) < 1 / (1 + np.exp(-logit))
    X[random.random((rows, 3)) < 0.05] = np.nan
    return X, y.astype(int), 2016 + np.arange(rows) * 3 // rows


@pytest.mark.thorough
def test_it_is_a_scikit_learn_estimator() -> None:
    check_estimator(SuitabilityModel(least_rows=0, least_of_each=0, least_per_feature=0), on_skip=None)


def test_chances_are_calibrated_and_contributions_add_up_to_them() -> None:
    X, y, periods = market()
    model = SuitabilityModel(NAMES).fit(X, y, periods)
    assert model.scorer_.content["learner"] == "logistic"
    later, happened, _periods = market(seed=1)
    chances = model.predict_proba(later)[:, 1]
    assert abs(chances.mean() - happened.mean()) < 0.03
    found = model.contributions(later)
    assert np.allclose(found.base + found.values.sum(axis=1), log_odds(chances))
    assert (found.values[~found.known] == 0).all()
    weights = dict(zip(NAMES, np.nanmean(found.values * (later > 0), axis=0), strict=True))
    assert weights["skill_cover"] > 0 > weights["language_margin"]


def test_boosting_takes_over_only_where_it_wins_on_the_last_period() -> None:
    X, y, periods = market(curved=True)
    model = SuitabilityModel(NAMES).fit(X, y, periods)
    assert model.comparison_ is not None
    assert model.comparison_["chosen"] == "boosting"
    assert model.comparison_["gain"] > model.comparison_["standard_error"]
    found = model.contributions(X)
    assert np.allclose(found.base + found.values.sum(axis=1), log_odds(model.predict_proba(X)[:, 1]))
    assert SuitabilityModel(NAMES).fit(X, y).scorer_.content["learner"] == "logistic"


@pytest.mark.parametrize("curved", [False, True])
def test_a_saved_model_gives_the_same_scores_without_scikit_learn(tmp_path: Path, *, curved: bool) -> None:
    X, y, periods = market(curved=curved)
    model = SuitabilityModel(NAMES).fit(X, y, periods)
    path = tmp_path / "model.json"
    model.save(path)
    again = Scorer.load(path)
    assert (again.score(X) == model.predict_proba(X)[:, 1]).all()
    assert again.sha256 == model.scorer_.sha256
    assert (SuitabilityModel.load(path).predict(X) == model.predict(X)).all()
    records = [{"skill_cover": 1.0, "language_margin": None}]
    assert again.matrix(records).tolist()[0][:1] == [1.0]
    assert np.isnan(again.matrix(records)[0, 1:]).all()
    changed = json.loads(path.read_text())
    changed["intercept"] = 9.0
    path.write_text(json.dumps(changed))
    with pytest.raises(BadModel, match="changed after it was saved"):
        Scorer.load(path)


def test_the_same_data_gives_the_same_model() -> None:
    X, y, periods = market(curved=True)
    first, second = (SuitabilityModel(NAMES).fit(X, y, periods).scorer_.sha256 for _ in range(2))
    assert first == second


def test_forbidden_features_and_nameless_models_are_refused(tmp_path: Path) -> None:
    X, y, _periods = market()
    with pytest.raises(Forbidden, match="성별"):
        SuitabilityModel(("skill_cover", "성별", "region_match")).fit(X, y)
    with pytest.raises(Forbidden, match="age"):
        SuitabilityModel().fit(pandas.DataFrame(X, columns=["skill_cover", "age", "region_match"]), y)
    with pytest.raises(ValueError, match="no names"):
        SuitabilityModel().fit(X, y).save(tmp_path / "model.json")


def test_too_little_data_is_refused_and_said() -> None:
    X, y, _periods = market(rows=60)
    with pytest.raises(UnsoundTraining) as refused:
        SuitabilityModel(NAMES).fit(X, y)
    assert {each.kind for each in refused.value.faults} == {"too_few_rows", "too_few_outcomes"}
    X, y, _periods = market()
    with pytest.raises(UnsoundTraining, match="seen only 0 times"):
        SuitabilityModel(NAMES).fit(X, np.ones_like(y))
    X[:800, 1] = np.nan
    with pytest.raises(UnsoundTraining, match="language_margin is not known"):
        SuitabilityModel(NAMES).fit(X, y)


def test_breaks_between_periods_are_refused_and_named() -> None:
    X, y, periods = market()
    broken = np.where((periods == 2018) & (np.arange(len(y)) % 50 > 0), 1, y)
    with pytest.raises(UnsoundTraining, match="2018: 9"):
        SuitabilityModel(NAMES).fit(X, broken, periods)
    moved = X.copy()
    moved[periods == 2018, 1] += 2
    with pytest.raises(UnsoundTraining) as refused:
        SuitabilityModel(NAMES).fit(moved, y, periods)
    assert [each.about for each in refused.value.faults] == ["language_margin"]


def test_drift_names_the_feature_that_moved() -> None:
    X, y, periods = market()
    scorer = SuitabilityModel(NAMES).fit(X, y, periods).scorer_
    later = market(rows=1500, seed=5)[0]
    assert {each.meaning for each in drift.watch(scorer, later)} == {"stable"}
    later[:, 0] += 1
    meanings = {each.feature: each.meaning for each in drift.watch(scorer, later)}
    assert meanings["skill_cover"] == "fit_again"
    assert meanings["region_match"] == "stable"
    assert meanings["score"] != "stable"
    assert {each.meaning for each in drift.watch(scorer, later[:50])} == {"undetermined"}


def test_two_sides_make_a_product() -> None:
    X, y, periods = market()
    candidate = SuitabilityModel(NAMES).fit(X, y, periods).scorer_
    opening = SuitabilityModel(NAMES, side="opening").fit(X, 1 - y, periods).scorer_
    both = TwoSided(candidate, opening)
    assert np.allclose(both.score(X, X), candidate.score(X) * opening.score(X))
    assert [each.base for each in both.contributions(X, X)] == [
        candidate.contributions(X).base, opening.contributions(X).base,
    ]  # fmt: skip
