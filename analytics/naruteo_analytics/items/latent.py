"""How easy tasks are and how sharply they tell people apart whose ability is not seen: two-parameter and Rasch models.

The chance of a right answer is 1 / (1 + exp(-a (ability - b))), ability being normal with mean 0 and standard deviation
1. Slopes and intercepts maximise the marginal likelihood (Bock and Lieberman 1970; Bock and Aitkin 1981).
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import expit, logit
from threadpoolctl import threadpool_limits

Floats = NDArray[np.float64]

ABILITY = np.linspace(-6, 6, 49)
"""Where the integral over ability is summed; closer points change no printed digit."""
DENSITY = np.exp(-(ABILITY**2) / 2) / np.exp(-(ABILITY**2) / 2).sum()
PATTERNS_AT_ONCE = 4096
NEAR, NEAR_ENOUGH = 1e-4, 1e-2
"""The largest slope of the likelihood, by standard errors, at which the search is to end, and may end."""
STEEPEST = 20.0
"""A slope beyond this has run away: a task that splits people perfectly has no finite one."""


class NoMaximum(ArithmeticError):
    """The likelihood has no maximum that could be found: why, and which item's slope has run away if one has."""

    def __init__(self, why: str, item: int | None = None) -> None:
        super().__init__(why)
        self.item = item


@dataclass(frozen=True)
class Fit:
    """A fitted model.

    Attributes
    ----------
    a, b : float64 arrays of shape (n_items,)
        Slope, and the ability at which half answer rightly. In the Rasch model all slopes are equal.
    a_se, b_se : float64 arrays of shape (n_items,)
        Standard errors, from the cross-products of people's scores.
    log_likelihood : float
    parameters : int
    """

    a: Floats
    b: Floats
    a_se: Floats
    b_se: Floats
    log_likelihood: float
    parameters: int


def fit(right: NDArray[np.int8]) -> tuple[Fit, Fit]:
    """Fit the two-parameter logistic model, and the Rasch model as its reference.

    Parameters
    ----------
    right : int8 array of shape (n_persons, n_items)
        1 right, 0 wrong, -1 no answer that was graded; such answers tell nothing and change nothing. Every item needs
        answers of both kinds.

    Returns
    -------
    (Fit, Fit)
        Of the two-parameter logistic model, and of the Rasch model.

    Raises
    ------
    NoMaximum
        Where a slope runs away, or no step improves.
    """
    # The products are too small to gain by several threads, which would only wait for one another.
    with threadpool_limits(1):
        return _fitted(right)


def _fitted(right: NDArray[np.int8]) -> tuple[Fit, Fit]:
    patterns, counts = _patterns(right)
    n_items = right.shape[1]
    answered = counts @ (patterns >= 0)
    easiness = 1.2 * logit((counts @ (patterns == 1) + 0.5) / (answered + 1))
    # The Rasch model is the other one with a single slope for all.
    single = np.zeros((2 * n_items, 1 + n_items))
    single[:n_items, 0] = 1
    single[n_items:, 1:] = np.eye(n_items)
    rasch, start = _maximised(patterns, counts, single, np.append(1.0, easiness))
    free, _ = _maximised(patterns, counts, np.eye(2 * n_items), start)
    return free, rasch


def _patterns(right: NDArray[np.int8]) -> tuple[NDArray[np.int8], Floats]:
    """Each pattern of answers once, and how many persons gave it."""
    rows = np.ascontiguousarray(right, np.int8)
    keys = rows.view(np.dtype((np.void, rows.shape[1]))).ravel()
    _, first, counts = np.unique(keys, return_index=True, return_counts=True)
    return rows[first], counts.astype(np.float64)


def _maximised(patterns: NDArray[np.int8], counts: Floats, design: Floats, start: Floats) -> tuple[Fit, Floats]:
    """Climb by BFGS, in steps of what the standard errors are at the start, so that all directions are alike.

    `design`, (2 n_items, n_free), makes slopes and intercepts of the free parameters.
    """
    scale = _scale(patterns, counts, design, start)

    def downwards(steps: Floats) -> tuple[float, Floats]:
        value, slope = _likelihood(patterns, counts, design @ (start + scale @ steps))
        return -value, -(slope @ design @ scale)

    found = minimize(downwards, np.zeros(len(start)), jac=True, method="BFGS", options={"gtol": NEAR})
    free = start + scale @ found.x
    slopes = np.abs((design @ free)[: len(design) // 2])
    if slopes.max() > STEEPEST:
        raise NoMaximum("a slope grows without end", int(slopes.argmax()))
    if not np.abs(found.jac).max() < NEAR_ENOUGH:
        raise NoMaximum(f"the search for the most likely values ended early ({found.message})")
    return _fit(patterns, counts, design, free, -float(found.fun)), design @ free


@dataclass(frozen=True)
class _Block:
    """Some patterns, and what they say of ability. Arrays of shape (n_patterns, n_items) and (n_patterns, n_points)."""

    right: Floats
    missing: Floats | None
    times: Floats
    posterior: Floats
    logs: Floats


def _blocks(patterns: NDArray[np.int8], counts: Floats, odds: Floats) -> Iterator[_Block]:
    wrong = -np.logaddexp(0, odds)
    for begin in range(0, len(patterns), PATTERNS_AT_ONCE):
        rows = patterns[begin : begin + PATTERNS_AT_ONCE]
        right, absent = (rows == 1).astype(np.float64), rows < 0
        missing = absent.astype(np.float64) if absent.any() else None
        chances = right @ odds.T
        chances += wrong.sum(axis=1) + np.log(DENSITY)
        if missing is not None:
            chances -= missing @ wrong.T
        top = chances.max(axis=1)
        chances -= top[:, None]
        np.exp(chances, out=chances)
        total = chances.sum(axis=1)
        chances /= total[:, None]
        yield _Block(right, missing, counts[begin : begin + PATTERNS_AT_ONCE], chances, top + np.log(total))


def _likelihood(patterns: NDArray[np.int8], counts: Floats, parameters: Floats) -> tuple[float, Floats]:
    """The marginal log-likelihood and its slope, which follows from the answers expected at each ability."""
    odds = _odds(parameters)
    value, right, given = 0.0, np.zeros(odds.shape), np.zeros(odds.shape)
    for block in _blocks(patterns, counts, odds):
        value += float(block.times @ block.logs)
        persons = (block.posterior * block.times[:, None]).T
        right += persons @ block.right
        given += persons.sum(axis=1)[:, None]
        if block.missing is not None:
            given -= persons @ block.missing
    beyond = right - given * expit(odds)
    return value, np.concatenate((ABILITY @ beyond, beyond.sum(axis=0)))


def _scale(patterns: NDArray[np.int8], counts: Floats, design: Floats, free: Floats) -> Floats:
    """A root of the free parameters' covariance, which is the inverse of the cross-products of the patterns' slopes."""
    odds = _odds(design @ free)
    chance = expit(odds)
    information = np.zeros((len(free), len(free)))
    for block in _blocks(patterns, counts, odds):
        by_a = (block.posterior @ ABILITY)[:, None] * block.right - block.posterior @ (ABILITY[:, None] * chance)
        by_d = block.right - block.posterior @ chance
        if block.missing is not None:
            by_a, by_d = (np.where(block.missing > 0, 0.0, each) for each in (by_a, by_d))
        each = np.hstack((by_a, by_d)) @ design
        information += each.T @ (block.times[:, None] * each)
    try:
        return np.asarray(np.linalg.inv(np.linalg.cholesky(information)).T, np.float64)
    except np.linalg.LinAlgError:
        raise NoMaximum("the answers do not tell the parameters apart") from None


def _odds(parameters: Floats) -> Floats:
    a, d = np.split(parameters, 2)
    return np.outer(ABILITY, a) + d


def _fit(patterns: NDArray[np.int8], counts: Floats, design: Floats, free: Floats, value: float) -> Fit:
    a, d = np.split(design @ free, 2)
    root = design @ _scale(patterns, counts, design, free)
    covariance = root @ root.T
    n_items = len(a)
    var_a, var_d = np.split(np.diag(covariance), 2)
    both = np.diag(covariance[:n_items, n_items:])
    # b = -d / a, so its variance follows by the delta method.
    var_b = var_d / a**2 + d**2 * var_a / a**4 - 2 * d * both / a**3
    return Fit(a, -d / a, np.sqrt(var_a), np.sqrt(var_b), value, len(free))
