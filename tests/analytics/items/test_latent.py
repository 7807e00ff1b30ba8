"""Item response models: against plain maximisation, with missing answers, and recovering what was simulated."""

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.optimize import minimize

from naruteo_analytics.items import latent


def simulated(persons: int, a: NDArray[np.float64], b: NDArray[np.float64], seed: int = 1) -> NDArray[np.int8]:
    chance = np.random.default_rng(seed)
    ability = chance.normal(size=(persons, 1))
    return (chance.uniform(size=(persons, len(a))) < 1 / (1 + np.exp(-a * (ability - b)))).astype(np.int8)


def test_it_is_what_plain_maximisation_finds_also_with_missing_answers() -> None:
    right = simulated(300, np.array([0.8, 1.2, 1.6]), np.array([-1, 0, 0.5]))
    right[::3, 1] = -1
    points, weights = np.polynomial.hermite_e.hermegauss(61)

    def unlikely(parameters: NDArray[np.float64]) -> float:
        a, d = np.split(parameters, 2)
        chance = 1 / (1 + np.exp(-(np.outer(points, a) + d)))
        each = np.where(right[:, None] == 1, chance, np.where(right[:, None] == 0, 1 - chance, 1)).prod(axis=2)
        return -float(np.log(each @ weights / weights.sum()).sum())

    theirs = minimize(unlikely, np.array([1.0, 1, 1, 0, 0, 0]))
    found, _ = latent.fit(right)
    assert found.log_likelihood == pytest.approx(-theirs.fun, abs=1e-5)
    assert np.append(found.a, -found.a * found.b) == pytest.approx(theirs.x, abs=2e-3)


def test_it_recovers_what_was_simulated_within_its_standard_errors() -> None:
    a, b = np.linspace(0.6, 1.8, 10), np.linspace(-1.5, 1.5, 10)
    found, rasch = latent.fit(simulated(20_000, a, b))
    assert np.abs((found.a - a) / found.a_se).max() < 3
    assert np.abs((found.b - b) / found.b_se).max() < 3
    assert (found.parameters, rasch.parameters) == (20, 11)
    assert found.log_likelihood - rasch.log_likelihood > 100
    assert np.ptp(rasch.a) == 0


def test_missing_answers_say_nothing() -> None:
    right = simulated(250, np.ones(4), np.zeros(4))
    more = np.vstack((right, np.full((50, 4), -1, np.int8)))
    assert latent.fit(more)[0].a == pytest.approx(latent.fit(right)[0].a, abs=1e-6)
