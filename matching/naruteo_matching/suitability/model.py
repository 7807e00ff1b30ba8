"""The suitability of pairs for one side, as a scikit-learn estimator: few named features, regularised, calibrated."""

from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import check_is_fitted, validate_data
from threadpoolctl import threadpool_limits

from naruteo_matching import forbidden
from naruteo_matching.suitability import drift
from naruteo_matching.suitability.scoring import FORMAT, Contributions, Scorer, log_odds
from naruteo_matching.suitability.soundness import (
    LEAST_OF_EACH,
    LEAST_PER_FEATURE,
    LEAST_ROWS,
    UnsoundTraining,
    find_faults,
)

LEARNERS = ("logistic", "boosting")


class SuitabilityModel(ClassifierMixin, BaseEstimator):  # type: ignore[misc]  # scikit-learn has no types
    """The chance that one side says yes to a pair.

    A logistic regression on standardised features, calibrated by Platt's method on rows that it did not learn from.
    Boosted trees take its place only if ``learner="auto"``, periods are given, and they are better on the last period,
    in mean squared error of the chances, by more than a standard error of the paired difference.

    Parameters
    ----------
    features : sequence of str, default=None
        Names of the columns; None numbers them, and such a model cannot be saved. Names of what may not be used
        (`forbidden`) are refused by `fit`.
    side : {"candidate", "opening"}
        Whose yes is learned.
    learner : {"auto", "logistic", "boosting"}
    regularisation : float
        The inverse strength of the penalty on standardised weights (scikit-learn's C).
    least_rows, least_of_each, least_per_feature : int
        What `fit` asks for: rows, rows of the rarer outcome, rows of the rarer outcome for each feature.
    seed : int
        For folds and trees.

    Attributes
    ----------
    classes_ : ndarray of shape (2,)
        The outcomes, the positive one last.
    scorer_ : Scorer
        What scores, and is saved.
    comparison_ : dict or None
        How the learners compared on the last period.

    Examples
    --------
    >>> import numpy as np
    >>> random = np.random.default_rng(0)
    >>> X = random.normal(size=(500, 2))
    >>> y = X[:, 0] + random.normal(size=500) > 0
    >>> model = SuitabilityModel(features=("skill_cover", "region_match")).fit(X, y)
    >>> model.contributions(X[:1]).features
    ('skill_cover', 'region_match')
    """

    def __init__(
        self, features: tuple[str, ...] | None = None, *, side: str = "candidate", learner: str = "auto",
        regularisation: float = 0.1, least_rows: int = LEAST_ROWS, least_of_each: int = LEAST_OF_EACH,
        least_per_feature: int = LEAST_PER_FEATURE, seed: int = 0,
    ) -> None:  # fmt: skip
        self.features = features
        self.side = side
        self.learner = learner
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

    def fit(self, X: Any, y: Any, periods: ArrayLike | None = None) -> Self:
        """Learn from pairs whose outcome is known.

        Parameters
        ----------
        X : array of shape (n_pairs, n_features)
            Features, NaN where one is not known.
        y : array of shape (n_pairs,)
            The outcomes, of two kinds.
        periods : int array of shape (n_pairs,), optional
            When (a year): breaks are looked for, and the learners are compared on the last period.

        Raises
        ------
        UnsoundTraining
            Too little data, or data that breaks between periods.
        Forbidden
            A feature that may not be used.
        """
        if self.features is not None:
            forbidden.refuse(self.features)
        if self.side not in ("candidate", "opening") or self.learner not in ("auto", *LEARNERS):
            raise ValueError("side is candidate or opening; learner is auto, logistic or boosting.")
        X, y = validate_data(self, X, y, dtype=np.float64, ensure_all_finite="allow-nan", ensure_min_samples=2)
        # A data frame names its columns itself.
        forbidden.refuse(getattr(self, "feature_names_in_", ()))
        check_classification_targets(y)
        self.classes_, outcome = np.unique(y, return_inverse=True)
        if len(self.classes_) > 2:
            raise ValueError(
                "Only binary classification is supported. The type of the target is multiclass: outcomes of pairs "
                f"are of two kinds, here are {len(self.classes_)} classes."
            )
        names = tuple(self.features or (f"x{at}" for at in range(X.shape[1])))
        if len(names) != X.shape[1]:
            raise ValueError(f"There are {len(names)} names for {X.shape[1]} columns.")
        when = None if periods is None else np.asarray(periods, np.int64)
        faults = find_faults(X, outcome == 1, when, names, self.least_rows, self.least_of_each, self.least_per_feature)
        if faults:
            raise UnsoundTraining(faults)
        if len(self.classes_) < 2:
            raise ValueError("There is only one class among the outcomes; a model needs both.")
        self.comparison_ = self._compare(X, outcome, when)
        chosen = self.comparison_["chosen"] if self.comparison_ else LEARNERS[0]
        learner = self.learner if self.learner != "auto" else chosen
        content = {
            "format": FORMAT, "side": self.side, "features": list(names), "learner": learner,
            **self._learn(learner, X, outcome), "calibration": {"slope": 1.0, "intercept": 0.0},
        }  # fmt: skip
        content["calibration"] = self._calibrate(learner, X, outcome)
        content["trained"] = {
            "rows": len(y), "positive": int(outcome.sum()),
            "periods": None if when is None else sorted({int(each) for each in when}),
            "regularisation": float(self.regularisation), "seed": int(self.seed), "comparison": self.comparison_,
        }  # fmt: skip
        content["reference"] = {name: drift.reference(column) for name, column in zip(names, X.T, strict=True)}
        content["reference"]["score"] = drift.reference(Scorer(content).score(X))
        self.scorer_ = Scorer(content)
        return self

    def predict_proba(self, X: ArrayLike) -> NDArray[np.float64]:
        """The chances of both outcomes, (n_pairs, 2), in the order of `classes_`."""
        checked = self._checked(X)
        chance = self.scorer_.score(checked)
        return np.column_stack([1 - chance, chance])

    def predict(self, X: ArrayLike) -> NDArray[Any]:
        """The likelier outcome, (n_pairs,)."""
        likely = self.predict_proba(X)[:, 1] > 0.5
        found: NDArray[Any] = self.classes_[likely.astype(np.intp)]
        return found

    def contributions(self, X: ArrayLike) -> Contributions:
        """What each feature adds to the score's log-odds; see `Scorer.contributions`."""
        checked = self._checked(X)
        return self.scorer_.contributions(checked)

    def save(self, path: Path) -> None:
        """Write the model as plain JSON with its hash. Raises ValueError if its features have no names."""
        check_is_fitted(self)
        if self.features is None:
            raise ValueError("A model whose features have no names cannot explain itself; name them and fit again.")
        self.scorer_.save(path)

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read a saved model back as a fitted estimator of the outcomes 0 and 1; `Scorer.load` needs only NumPy."""
        scorer = Scorer.load(path)
        model = cls(scorer.features, side=scorer.content["side"], learner=scorer.content["learner"])
        model.scorer_, model.classes_, model.n_features_in_ = scorer, np.array([0, 1]), len(scorer.features)
        model.comparison_ = scorer.content["trained"]["comparison"]
        return model

    def _checked(self, X: ArrayLike) -> NDArray[np.float64]:
        check_is_fitted(self)
        found: NDArray[np.float64] = validate_data(
            self, X, reset=False, dtype=np.float64, ensure_all_finite="allow-nan"
        )
        return found

    def _learn(self, learner: str, X: NDArray[np.float64], y: NDArray[np.int64]) -> dict[str, Any]:
        return _logistic(X, y, self.regularisation) if learner == "logistic" else _boosting(X, y, self.seed)

    def _scored(self, learner: str, X: NDArray[np.float64], y: NDArray[np.int64], at: NDArray[np.float64]) -> Any:
        """The uncalibrated log-odds of rows `at`, learned from the others."""
        names = [f"x{each}" for each in range(X.shape[1])]
        plain = {"slope": 1.0, "intercept": 0.0}
        found = Scorer({"features": names, "learner": learner, "calibration": plain, **self._learn(learner, X, y)})
        terms = found.contributions(at)
        return terms.base + terms.values.sum(axis=1)

    def _calibrate(self, learner: str, X: NDArray[np.float64], y: NDArray[np.int64]) -> dict[str, float]:
        """Slope and intercept for the log-odds, from rows that were not learned from, in five parts (Platt 1999).

        The parts are mixed in time: a model of earlier rows alone has another level than the one that is calibrated.
        """
        parts = min(5, int(np.bincount(y).min()))
        if len(y) < _FEWEST_TO_CALIBRATE or parts < 2:
            return {"slope": 1.0, "intercept": 0.0}
        logits = np.empty(len(y))
        for seen, rest in StratifiedKFold(parts, shuffle=True, random_state=self.seed).split(X, y):
            logits[rest] = self._scored(learner, X[seen], y[seen], X[rest])
        found = LogisticRegression(C=1.0, max_iter=1000).fit(logits[:, None], y)
        # A slope below 0 would turn the order round: noise, which the shrunken weights already say.
        return {"slope": max(float(found.coef_[0, 0]), 0.0), "intercept": float(found.intercept_[0])}

    def _compare(
        self,
        X: NDArray[np.float64],
        y: NDArray[np.int64],
        periods: NDArray[np.int64] | None,
    ) -> dict[str, Any] | None:
        """Boosting against the logistic model on the last period, each calibrated on what went before."""
        if periods is None or self.learner != "auto" or len(np.unique(periods)) < 2:
            return None
        last = periods == periods.max()
        if len(np.unique(y[~last])) < 2:
            return None
        chances = {}
        for learner in LEARNERS:
            fitted = self._calibrate(learner, X[~last], y[~last])
            logits = self._scored(learner, X[~last], y[~last], X[last])
            chances[learner] = 1 / (1 + np.exp(-(fitted["intercept"] + fitted["slope"] * logits)))
        errors = {learner: (chance - y[last]) ** 2 for learner, chance in chances.items()}
        gain = errors["logistic"] - errors["boosting"]
        error = float(gain.std(ddof=1) / np.sqrt(len(gain)))
        return {
            "period": int(periods.max()), "rows": int(last.sum()),
            "brier": {learner: float(each.mean()) for learner, each in errors.items()},
            "gain": float(gain.mean()), "standard_error": error,
            "chosen": "boosting" if gain.mean() > error else "logistic",
        }  # fmt: skip


_FEWEST_TO_CALIBRATE = 100


def _logistic(X: NDArray[np.float64], y: NDArray[np.int64], regularisation: float) -> dict[str, Any]:
    """Means, weights per unit of each feature, and the log-odds at the means."""
    known = ~np.isnan(X)
    counts = np.maximum(known.sum(axis=0), 1)
    means = np.where(known, X, 0.0).sum(axis=0) / counts
    centred = np.where(known, X - means, 0.0)
    scales = np.sqrt((centred**2).sum(axis=0) / counts)
    scales[scales < 1e-12] = 1.0
    found = LogisticRegression(C=regularisation, max_iter=1000).fit(centred / scales, y)
    weights = found.coef_[0] / scales
    return {"means": means.tolist(), "weights": weights.tolist(), "intercept": float(found.intercept_[0])}


def _boosting(X: NDArray[np.float64], y: NDArray[np.int64], seed: int) -> dict[str, Any]:
    """Small, slow trees; each node with the expected value of the training rows below it."""
    learner = HistGradientBoostingClassifier(
        max_iter=80, learning_rate=0.05, max_leaf_nodes=8, min_samples_leaf=40, l2_regularization=5.0,
        early_stopping=False, random_state=seed,
    )  # fmt: skip
    # So few rows are learned faster by one thread than by several that wait for each other.
    with threadpool_limits(limits=1, user_api="openmp"):
        found = learner.fit(X, y)
    share = float(y.mean())
    trees = [_tree(predictors[0].nodes) for predictors in found._predictors]
    return {"intercept": float(log_odds(share)), "trees": trees}


def _tree(nodes: Any) -> dict[str, Any]:
    value = nodes["value"].astype(np.float64)
    left, right = (np.where(nodes["is_leaf"], 0, nodes[side]).astype(np.int64) for side in ("left", "right"))
    # Children stand behind their parents.
    for at in range(len(nodes) - 1, -1, -1):
        if not nodes["is_leaf"][at]:
            pair, rows = [left[at], right[at]], nodes["count"][[left[at], right[at]]].astype(np.float64)
            value[at] = (value[pair] * rows).sum() / rows.sum()
    # JSON has no infinity: the threshold above all numbers becomes the greatest one.
    threshold = np.minimum(nodes["num_threshold"], np.finfo(np.float64).max)
    return {
        "feature": nodes["feature_idx"].astype(np.int64).tolist(), "threshold": threshold.tolist(),
        "left": left.tolist(), "right": right.tolist(), "value": value.tolist(),
        "missing_left": nodes["missing_go_to_left"].astype(bool).tolist(),
    }  # fmt: skip
