"""Scores by a model that was saved as JSON, with what each feature added; NumPy alone, so that it loads at once."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from naruteo_matching import forbidden

FORMAT = "naruteo-suitability/1"


class BadModel(ValueError):
    """A saved model that cannot be used: what is wrong with it."""


def canonical(content: Mapping[str, Any]) -> bytes:
    """JSON with sorted keys and no spaces, UTF-8: the bytes that hashes are of."""
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def sigmoid(logit: NDArray[np.float64]) -> NDArray[np.float64]:
    """The probability of log-odds."""
    return np.exp(-np.logaddexp(0.0, -logit))


def log_odds(probability: ArrayLike) -> NDArray[np.float64]:
    """The log-odds of probabilities, kept finite."""
    kept = np.clip(np.asarray(probability, np.float64), 1e-6, 1 - 1e-6)
    return np.log(kept) - np.log1p(-kept)


@dataclass(frozen=True)
class Contributions:
    """What a score is made of. ``base + values.sum(axis=1)`` are the scores' log-odds, exactly.

    Attributes
    ----------
    features : tuple of str
    base : float
        The log-odds of a pair whose features are all as on average.
    values : float64 array of shape (n_pairs, n_features)
        What each feature adds to the log-odds; 0 for one that is not known.
    known : bool array of shape (n_pairs, n_features)
        Which features are known; one that is not counts as average.
    """

    features: tuple[str, ...]
    base: float
    values: NDArray[np.float64]
    known: NDArray[np.bool_]


@dataclass(frozen=True)
class Scorer:
    """A fitted model of one side: the chance that this side says yes.

    Attributes
    ----------
    content : mapping
        The saved model as it stands in the file, without its hash. See `SuitabilityModel.as_content`.
    """

    content: Mapping[str, Any]

    @classmethod
    def load(cls, path: Path) -> "Scorer":
        """Read a saved model.

        Raises
        ------
        BadModel
            Another format, content that does not fit its hash or cannot score, or a feature that may not be used.
        """
        try:
            content = json.loads(path.read_text(encoding="utf-8"))
        except (ValueError, RecursionError):
            raise BadModel(f"{path.name} is no JSON.") from None
        if not isinstance(content, dict) or content.get("format") != FORMAT:
            raise BadModel(f"{path.name} is no saved model ({FORMAT}).")
        stated = content.pop("sha256", None)
        model = cls(content)
        try:
            forbidden.refuse(model.features)
            terms = model.contributions(np.zeros((1, len(model.features)))).values
            whole = (
                stated == model.sha256
                and terms.shape == (1, len(model.features))
                and all(_is_reference(content["reference"][name]) for name in (*model.features, "score"))
            )
        except forbidden.Forbidden as fault:
            raise BadModel(f"{path.name}: {fault}") from None
        except (AttributeError, IndexError, KeyError, RecursionError, TypeError, ValueError):
            whole = False
        if not whole:
            raise BadModel(f"{path.name} was changed after it was saved: its hash does not fit. Fit the model again.")
        return model

    def save(self, path: Path) -> None:
        """Write the model as plain JSON with its hash."""
        content = {**self.content, "sha256": self.sha256}
        path.write_text(json.dumps(content, indent=1, ensure_ascii=False, sort_keys=True) + "\n", encoding="utf-8")

    @cached_property
    def sha256(self) -> str:
        """The SHA-256 of the model's content in canonical JSON; kept with every score."""
        return hashlib.sha256(canonical(self.content)).hexdigest()

    @property
    def features(self) -> tuple[str, ...]:
        """The names of the features, in the order of the columns."""
        return tuple(self.content["features"])

    def matrix(self, records: Sequence[Mapping[str, Any]]) -> NDArray[np.float64]:
        """Lay records {feature: number} out as (n_pairs, n_features); None and missing are not known."""
        rows = [
            [np.nan if record.get(name) is None else float(record[name]) for name in self.features]
            for record in records
        ]
        return np.array(rows, np.float64).reshape(-1, len(self.features))

    def score(self, X: ArrayLike) -> NDArray[np.float64]:
        """The chance of a yes.

        Parameters
        ----------
        X : float array of shape (n_pairs, n_features)
            Features in the order of `features`, NaN where one is not known.

        Returns
        -------
        float64 array of shape (n_pairs,)
        """
        found = self.contributions(X)
        return sigmoid(found.base + found.values.sum(axis=1))

    def contributions(self, X: ArrayLike) -> Contributions:
        """What each feature adds to the scores' log-odds.

        For the logistic model that is its weight times the distance from the mean; for boosted trees the change of a
        tree's expected value at each split, summed by the feature of the split: exact sums, and one of several fair
        ways of sharing them out.
        """
        X = np.asarray(X, np.float64).reshape(-1, len(self.features))
        known = ~np.isnan(X)
        if self.content["learner"] == "logistic":
            base, distance = self.content["intercept"], np.where(known, X - np.array(self.content["means"]), 0.0)
            values = distance * np.array(self.content["weights"])
        else:
            base, values = self._through_trees(X)
        slope, intercept = self.content["calibration"]["slope"], self.content["calibration"]["intercept"]
        return Contributions(self.features, float(intercept + slope * base), slope * values, known)

    def _through_trees(self, X: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        base, values = self.content["intercept"], np.zeros(X.shape)
        rows = np.arange(len(X))
        for tree in self.content["trees"]:
            feature, left, right = (np.array(tree[key]) for key in ("feature", "left", "right"))
            threshold, value, missing_left = (np.array(tree[key]) for key in ("threshold", "value", "missing_left"))
            base += tree["value"][0]
            at = np.zeros(len(X), np.int64)
            while (inside := rows[left[at] > 0]).size:
                node = at[inside]
                asked = X[inside, feature[node]]
                goes_left = np.where(np.isnan(asked), missing_left[node], asked <= threshold[node])
                at[inside] = np.where(goes_left, left[node], right[node])
                values[inside, feature[node]] += value[at[inside]] - value[node]
        return base, values


def _is_reference(kept: Mapping[str, Any]) -> bool:
    """Whether `drift` can compare with it."""
    edges, shares = (np.array(kept[key], np.float64) for key in ("edges", "shares"))
    known = np.isfinite([*edges, *shares, kept["rows"]]).all() and kept["rows"] > 0
    return bool(known and edges.ndim == 1 and shares.shape == (len(edges) + 2,))


@dataclass(frozen=True)
class TwoSided:
    """Both sides' wish for one another: the product of the candidate's and the opening's chance of a yes.

    The product was better than either side alone where both answers are known of every pair (matching notes, 4.3).
    It takes the two answers to be independent once the features are known; the model card of a fit shows both sides.
    """

    candidate: Scorer
    opening: Scorer

    def score(self, of_candidates: ArrayLike, of_openings: ArrayLike) -> NDArray[np.float64]:
        """The chance that both say yes, (n_pairs,), from each side's features (n_pairs, n_features of that side)."""
        return self.candidate.score(of_candidates) * self.opening.score(of_openings)

    def contributions(self, of_candidates: ArrayLike, of_openings: ArrayLike) -> tuple[Contributions, Contributions]:
        """What the features add, each side for itself: a product has no shares of its own."""
        return self.candidate.contributions(of_candidates), self.opening.contributions(of_openings)
