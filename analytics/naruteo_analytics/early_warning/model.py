"""The chance that somebody drops out, as a scikit-learn estimator: a regularised logistic model, calibrated."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import expit
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, StratifiedKFold
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import check_is_fitted, validate_data

from naruteo_analytics.shape import ATTRIBUTES

FORMAT = "naruteo-early-warning/1"
NEVER = frozenset({*ATTRIBUTES, "person", "nationality", "age", "gender", "name"})
"""What is never a feature."""
_PARTS = 5
_PARTS_OF_MODEL = frozenset({"features", "means", "weights", "intercept", "calibration", "trained"})


class TooLittle(ValueError):
    """Data that a model must not be trained on: why, and what to do, in both languages.

    Attributes
    ----------
    ko, en : str
    """

    def __init__(self, ko: str, en: str) -> None:
        self.ko, self.en = ko, en
        super().__init__(en)


class BadModel(ValueError):
    """A saved model that cannot be used: what is wrong with it."""


@dataclass(frozen=True)
class Contributions:
    """What chances are made of: ``base + values.sum(axis=1)`` are their log-odds, exactly.

    Attributes
    ----------
    features : tuple of str
    base : float
        The log-odds of somebody of whom everything is as on average.
    values : float64 array of shape (n, n_features)
        What each feature adds; above 0 it speaks for dropping out. 0 for what is not known.
    """

    features: tuple[str, ...]
    base: float
    values: NDArray[np.float64]

    @property
    def chances(self) -> NDArray[np.float64]:
        """The chances of dropping out, (n,)."""
        found: NDArray[np.float64] = expit(self.base + self.values.sum(axis=1))
        return found


class EarlyWarning(ClassifierMixin, BaseEstimator):  # type: ignore[misc]  # scikit-learn has no types
    """The chance of dropping out.

    A logistic regression on standardised features, calibrated by Platt's method on rows that it did not learn from (of
    other cohorts, where cohorts are given). A feature that is not known counts as average.

    Parameters
    ----------
    features : tuple of str, default=None
        Names of the columns. None: as the frame that is learned from names them, or else by their number (x0, x1, …).
    regularisation : float
        The inverse strength of the penalty on standardised weights (scikit-learn's C).
    least_rows, least_of_each, least_per_feature : int
        What `fit` asks for: rows, rows of the rarer outcome, rows of the rarer outcome for each feature.
    seed : int
        Of the parts for calibration.

    Attributes
    ----------
    classes_ : ndarray of shape (2,)
        The outcomes, dropping out last.
    content_ : dict
        All that scores, as it is saved.

    Examples
    --------
    >>> random = np.random.default_rng(0)
    >>> X = random.normal(size=(500, 2))
    >>> y = X[:, 0] + random.normal(size=500) > 0
    >>> model = EarlyWarning(features=("activity", "submitted")).fit(X, y)
    >>> model.contributions(X[:1]).values.shape
    (1, 2)
    """

    def __init__(
        self, features: tuple[str, ...] | None = None, *, regularisation: float = 0.1, least_rows: int = 300,
        least_of_each: int = 50, least_per_feature: int = 10, seed: int = 0,
    ) -> None:  # fmt: skip
        self.features = features
        self.regularisation = regularisation
        self.least_rows = least_rows
        self.least_of_each = least_of_each
        self.least_per_feature = least_per_feature
        self.seed = seed

    def __sklearn_tags__(self) -> Any:
        """Two outcomes, and features may be unknown."""
        tags = super().__sklearn_tags__()
        tags.classifier_tags.multi_class = False
        tags.input_tags.allow_nan = True
        return tags

    def fit(self, X: Any, y: Any, cohorts: ArrayLike | None = None) -> Self:
        """Learn from enrolments whose outcome is known.

        Parameters
        ----------
        X : array of shape (n, n_features)
            NaN where something is not known.
        y : array of shape (n,)
            The outcomes, of two kinds.
        cohorts : array of shape (n,), optional
            Of which cohort each is.

        Raises
        ------
        TooLittle
            Too few rows, or too few of one outcome.
        ValueError
            A feature that is an attribute of the person.
        """
        X, y = validate_data(self, X, y, dtype=np.float64, ensure_all_finite="allow-nan", ensure_min_samples=2)
        named = self.features or getattr(self, "feature_names_in_", None)
        names = tuple(f"x{at}" for at in range(X.shape[1])) if named is None else tuple(map(str, named))
        if len(names) != X.shape[1]:
            raise ValueError(f"There are {len(names)} names for {X.shape[1]} columns.")
        if never := NEVER & {*names, *getattr(self, "feature_names_in_", ())}:
            raise ValueError(
                f"Who somebody is may not say whether they need help: leave out {', '.join(sorted(never))}."
            )
        check_classification_targets(y)
        self.classes_, outcome = np.unique(y, return_inverse=True)
        if len(self.classes_) > 2:
            raise ValueError(
                "Only binary classification is supported. The type of the target is multiclass: people drop out or not."
            )
        self._refuse(outcome, len(names))
        if len(self.classes_) < 2:
            raise ValueError("There is only one class among the outcomes; a model needs both.")
        learned = _learn(X, outcome, self.regularisation)
        groups = None if cohorts is None else np.unique(np.asarray(cohorts), return_inverse=True)[1]
        slope, intercept = self._calibrated(X, outcome, groups)
        self.content_ = {
            "format": FORMAT, "features": list(names), **learned,
            "calibration": {"slope": slope, "intercept": intercept},
            "trained": {"rows": len(y), "dropped": int(outcome.sum()), "regularisation": float(self.regularisation)},
        }  # fmt: skip
        return self

    def predict_proba(self, X: ArrayLike) -> NDArray[np.float64]:
        """The chances of both outcomes, (n, 2), in the order of `classes_`."""
        chance = self.contributions(X).chances
        return np.column_stack([1 - chance, chance])

    def predict(self, X: ArrayLike) -> NDArray[Any]:
        """The likelier outcome, (n,)."""
        likely = self.predict_proba(X)[:, 1] > 0.5
        found: NDArray[Any] = self.classes_[likely.astype(np.intp)]
        return found

    def contributions(self, X: ArrayLike) -> Contributions:
        """What each feature adds to the log-odds of dropping out: its weight times its distance from the mean."""
        check_is_fitted(self)
        checked = validate_data(self, X, reset=False, dtype=np.float64, ensure_all_finite="allow-nan")
        base, values = _terms(self.content_, np.asarray(checked, np.float64))
        slope, intercept = self.content_["calibration"]["slope"], self.content_["calibration"]["intercept"]
        return Contributions(tuple(self.content_["features"]), intercept + slope * base, slope * values)

    @property
    def sha256(self) -> str:
        """The SHA-256 of the model in canonical JSON."""
        text = json.dumps(self.content_, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
        return hashlib.sha256(text.encode()).hexdigest()

    def save(self, path: Path) -> None:
        """Write the model as plain JSON with its hash."""
        check_is_fitted(self)
        content = {**self.content_, "sha256": self.sha256}
        path.write_text(json.dumps(content, indent=1, ensure_ascii=False, sort_keys=True) + "\n", encoding="utf-8")

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read a saved model back as a fitted estimator of the outcomes 0 and 1.

        Raises
        ------
        BadModel
            Another format, something is missing, or content that does not fit its hash.
        """
        try:
            content = json.loads(path.read_text(encoding="utf-8"))
        except ValueError:
            raise BadModel(f"{path.name} is no JSON.") from None
        if not isinstance(content, dict) or content.get("format") != FORMAT:
            raise BadModel(f"{path.name} is no saved model ({FORMAT}).")
        stated = content.pop("sha256", None)
        if lacking := _PARTS_OF_MODEL - content.keys():
            raise BadModel(
                f"{path.name} is no whole model: it lacks {', '.join(sorted(lacking))}. Train the model again."
            )
        model = cls()
        model.content_, model.classes_, model.n_features_in_ = content, np.array([0, 1]), len(content["features"])
        if stated != model.sha256:
            raise BadModel(f"{path.name} was changed after it was saved: its hash does not fit. Train the model again.")
        model.features = tuple(content["features"])
        model.regularisation = content["trained"]["regularisation"]
        return model

    def _refuse(self, outcome: NDArray[np.intp], features: int) -> None:
        rarer, least = int(min(outcome.sum(), len(outcome) - outcome.sum())), self.least_per_feature * features
        least = max(self.least_of_each, least)
        if len(outcome) < self.least_rows:
            raise TooLittle(
                f"학습할 수강 기록이 {len(outcome)}건뿐입니다. "
                f"끝난 기수의 기록이 {self.least_rows}건 이상 모이면 다시 학습하세요.",
                f"There are only {len(outcome)} enrolments to learn from. Train again once {self.least_rows} of ended "
                "cohorts are there.",
            )
        if rarer < least:
            raise TooLittle(
                f"중도 포기한 기록과 그렇지 않은 기록 가운데 적은 쪽이 {rarer}건뿐입니다. "
                f"{least}건 이상 모이면 다시 학습하세요.",
                f"The rarer outcome was seen only {rarer} times. Train again once there are {least}.",
            )

    def _calibrated(
        self, X: NDArray[np.float64], y: NDArray[np.intp], groups: NDArray[np.intp] | None
    ) -> tuple[float, float]:
        """Slope and intercept for the log-odds, from parts that were not learned from (Platt 1999)."""
        parts = min(_PARTS, int(np.bincount(y).min()), _PARTS if groups is None else int(groups.max()) + 1)
        if parts < 2:
            return 1.0, 0.0
        split = (
            StratifiedKFold(parts, shuffle=True, random_state=self.seed).split(X, y)
            if groups is None
            else GroupKFold(parts).split(X, y, groups)
        )
        logits = np.full(len(y), np.nan)
        for seen, rest in split:
            if len(np.unique(y[seen])) == 2:
                base, values = _terms(_learn(X[seen], y[seen], self.regularisation), X[rest])
                logits[rest] = base + values.sum(axis=1)
        there = ~np.isnan(logits)
        if len(np.unique(y[there])) < 2:
            return 1.0, 0.0
        found = LogisticRegression(C=1.0, max_iter=1000).fit(logits[there, None], y[there])
        # A slope below 0 would turn the order round: noise, which the shrunken weights already say.
        return max(float(found.coef_[0, 0]), 0.0), float(found.intercept_[0])


def _learn(X: NDArray[np.float64], y: NDArray[np.intp], regularisation: float) -> dict[str, Any]:
    """Means, weights per unit of each feature, and the log-odds at the means."""
    known = ~np.isnan(X)
    means = np.where(known, X, 0.0).sum(axis=0) / np.maximum(known.sum(axis=0), 1)
    centred = np.where(known, X - means, 0.0)
    scales = np.sqrt((centred**2).sum(axis=0) / np.maximum(known.sum(axis=0), 1))
    scales[scales < 1e-12] = 1.0
    found = LogisticRegression(C=regularisation, max_iter=1000).fit(centred / scales, y)
    return {
        "means": means.tolist(), "weights": (found.coef_[0] / scales).tolist(), "intercept": float(found.intercept_[0]),
    }  # fmt: skip


def _terms(content: Mapping[str, Any], X: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
    distance = np.where(np.isnan(X), 0.0, X - np.array(content["means"]))
    return float(content["intercept"]), distance * np.array(content["weights"])
