"""Noise: cell keys and differential privacy."""

import sys

import numpy as np
import pandas as pd
import pytest

from naruteo_analytics.disclosure import Table, noise
from naruteo_analytics.disclosure.cell_keys import _TABLE, KEYS, MOST, NEVER, cell_key, perturb, record_key
from naruteo_analytics.disclosure.private import MissingOpenDP, private

SECRET = b"only for these tests"


@pytest.mark.parametrize("count", range(8))
def test_the_table_is_the_one_that_its_conditions_give(count: int) -> None:
    assert _TABLE[count] == noise.thresholds(count)
    chances = noise.distribution(count)
    assert sum(chances.values()) == pytest.approx(1)
    assert sum(chance * each for each, chance in chances.items()) == pytest.approx(0)
    assert sum(chance * each**2 for each, chance in chances.items()) == pytest.approx(2 if count else 0)
    assert all(abs(each) <= MOST and count + each >= 0 and count + each not in NEVER for each in chances)


def test_no_noise_has_more_entropy() -> None:
    chances = np.array(list(noise.distribution(9).values()))
    values = np.array(list(noise.distribution(9)))
    keeps = np.linalg.svd(np.vstack([np.ones(9), values, values**2]))[2][3:]
    entropy = -(chances * np.log(chances)).sum()
    for direction in keeps:
        for step in (1e-3, -1e-3):
            other = chances + step * direction
            assert -(other * np.log(other)).sum() < entropy


def test_the_same_persons_get_the_same_noise_and_no_secret_no_key() -> None:
    keys = [record_key(SECRET, str(person)) for person in range(40)]
    assert len({perturb(40, cell_key(reversed(keys))) for _ in range(100)}) == 1
    assert perturb(40, cell_key(keys)) == perturb(40, sum(keys))
    assert record_key(SECRET, "1") != record_key(b"another secret, long", "1")
    with pytest.raises(ValueError, match="16 bytes"):
        record_key(b"short", "1")


def test_noise_is_as_often_as_said() -> None:
    keys = np.random.default_rng(5).integers(0, KEYS, 20_000).tolist()
    given = np.array([perturb(20, key) for key in keys]) - 20
    assert abs(given.mean()) < 0.05 and given.var() == pytest.approx(2, abs=0.1)
    assert not set(NEVER) & {perturb(count, key) for count in range(7) for key in keys[:300]}


def test_averaging_over_partitions_gains_little() -> None:
    chance = np.random.default_rng(2)
    keys = chance.integers(0, KEYS, 60)
    whole, hits = perturb(60, int(keys.sum())), 0
    for _ in range(200):
        # Twelve other attributes of eight levels each, every cell asked for.
        levels = chance.integers(0, 8, (12, 60))
        sums = [
            sum(perturb(int((each == level).sum()), int(keys[each == level].sum())) for level in range(8))
            for each in levels
        ]
        hits += round(np.mean([whole, *sums])) == 60
    assert hits / 200 < noise.distribution(60)[0] + 0.2


def test_a_private_set_spends_its_epsilon_once(monkeypatch: pytest.MonkeyPatch) -> None:
    atoms = pd.DataFrame({"sex": ["F", "M"], "count": [300, 200]})
    noisy = private({"sex": Table(["sex"], atoms)}, epsilon=1.0)["sex"]
    assert noisy["sex"].tolist() == ["F", "M"]
    assert (noisy["count"] - [300, 200]).abs().max() < 60
    with pytest.raises(ValueError, match="epsilon"):
        private({"sex": Table(["sex"], atoms)}, epsilon=0)
    monkeypatch.setitem(sys.modules, "opendp.prelude", None)
    with pytest.raises(MissingOpenDP, match="naruteo\\[private\\]"):
        private({"sex": Table(["sex"], atoms)}, epsilon=1.0)
