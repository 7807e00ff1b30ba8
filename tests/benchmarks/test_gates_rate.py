"""How fast gates judge: 100,000 candidates against 5,000 openings, and three million listed pairs."""

from datetime import date
from time import process_time

import numpy as np

from naruteo_matching.conditions import gate
from naruteo_matching.gates import apply
from naruteo_testing.measuring import Report

CANDIDATES, OPENINGS, PAIRS = 100_000, 5_000, 3_000_000


def test_gates_rate(report: Report) -> None:
    random = np.random.default_rng(0)
    levels, years = random.integers(0, 7, CANDIDATES).tolist(), random.integers(0, 10, CANDIDATES).tolist()
    people = [{"id": at, "topik": levels[at], "years": years[at]} for at in range(CANDIDATES)]
    asked, least = random.integers(1, 7, OPENINGS).tolist(), random.integers(0, 5, OPENINGS).tolist()
    gates = {
        at: [gate("topik", "topik", "at_least", asked[at]), gate("years", "years", "at_least", least[at])]
        for at in range(OPENINGS)
    }
    before = process_time()
    found = apply(people, gates, on=date(2026, 3, 2))
    report("gates of 100,000 x 5,000 judged", process_time() - before, "s CPU")
    candidates, openings = random.integers(0, CANDIDATES, PAIRS), random.integers(0, OPENINGS, PAIRS)
    before = process_time()
    outcomes = found.outcomes(candidates, openings)
    report("gates of 3,000,000 listed pairs", process_time() - before, "s CPU")
    fails = (np.array(levels)[candidates] < np.array(asked)[openings]) | (
        np.array(years)[candidates] < np.array(least)[openings]
    )
    assert ((outcomes == 0) == fails).all()
