"""Drift watch: whether those who are scored today resemble those whom a model learned from.

The population stability index compares the shares of ten bins, of which each held a tenth of the training rows (fewer
where values repeat), and a bin of its own for what is not known. By the usual convention up to 0.1 is no change worth
speaking of, up to 0.25 is to be looked at, and more asks for a new fit. The index grows with small samples by about
bins / rows even if nothing changed, so that part is taken off. Where rows share few values (a rate of each of 69
specialties) it is high even between years that are alike: such a feature is for a person to look at.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from naruteo_matching.suitability.scoring import Scorer

BINS = 10
LOOK, FIT_AGAIN = 0.1, 0.25
FEWEST = 100
"""Rows below which nothing is said."""


@dataclass(frozen=True)
class Drift:
    """A feature's drift: its index and what that means (``stable``, ``look``, ``fit_again``, ``undetermined``)."""

    feature: str
    index: float | None
    meaning: str


def reference(column: NDArray[np.float64]) -> dict[str, Any]:
    """What is kept of a training column, (n_rows,) with NaN for not known: bin edges, shares and the number of rows."""
    known = column[~np.isnan(column)]
    edges = np.unique(np.quantile(known, np.arange(1, BINS) / BINS)) if known.size else np.empty(0)
    return {"edges": edges.tolist(), "shares": _shares(column, edges).tolist(), "rows": len(column)}


def _shares(column: NDArray[np.float64], edges: NDArray[np.float64]) -> NDArray[np.float64]:
    known = column[~np.isnan(column)]
    # Values equal to an edge lie below it: a value that many share stays in one bin.
    counts = np.bincount(np.searchsorted(edges, known, side="left"), minlength=len(edges) + 1)
    return np.append(counts, len(column) - len(known)) / max(len(column), 1)


def _index(kept: Mapping[str, Any], column: NDArray[np.float64]) -> float:
    edges, before = (np.array(kept[key], np.float64) for key in ("edges", "shares"))
    now = _shares(column, edges)
    # Half a row in an empty bin keeps the logarithm finite.
    low = 0.5 / min(kept["rows"], len(column))
    used = (before > 0) | (now > 0)
    before, now = np.maximum(before, low)[used], np.maximum(now, low)[used]
    expected = (used.sum() - 1) * (1 / kept["rows"] + 1 / len(column))
    return max(0.0, float(((now - before) * np.log(now / before)).sum() - expected))


def watch(model: Scorer, X: ArrayLike) -> list[Drift]:
    """How far each feature, and the score itself, has moved since the fit.

    Parameters
    ----------
    model : Scorer
    X : float array of shape (n_pairs, n_features)
        What is scored now.

    Returns
    -------
    list of Drift
        For each feature, and last for ``score``.
    """
    X = np.asarray(X, np.float64).reshape(-1, len(model.features))
    columns = {name: X[:, at] for at, name in enumerate(model.features)} | {"score": model.score(X)}
    if len(X) < FEWEST:
        return [Drift(name, None, "undetermined") for name in columns]
    found = {name: _index(model.content["reference"][name], column) for name, column in columns.items()}
    return [Drift(name, index, _meaning(index)) for name, index in found.items()]


def _meaning(index: float) -> str:
    return "stable" if index <= LOOK else "look" if index <= FIT_AGAIN else "fit_again"
