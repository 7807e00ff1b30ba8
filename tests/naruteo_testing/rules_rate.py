"""Judges a million worker-course rows with the engine and with bare NumPy, and prints times and memory as JSON."""

import json
import resource
import time
from collections.abc import Callable
from datetime import date

import numpy as np
from numpy.typing import NDArray

from naruteo_portal.rules.judging import judge
from naruteo_portal.rules.reading import read_programme
from naruteo_testing.rule_folders import TOY

ROWS = 1_000_000
TIMES = 5
FIRST, LATER = ((day - date(1970, 1, 1)).days for day in (date(2025, 1, 1), date(2026, 7, 1)))
Columns = dict[str, NDArray[np.int64]]


def rows() -> Columns:
    """A million rows as they come from a table: small types, 27 bytes a row."""
    rng = np.random.default_rng(11)
    shapes = {
        "ended_on": (FIRST, FIRST + 1090, np.int32), "attendance": (5_000, 10_001, np.int32),
        "score": (300, 1_001, np.int32), "hours": (20, 800, np.int32), "fee": (0, 400_000, np.int64),
        "mode": (0, 2, np.int8), "size": (0, 3, np.int8), "region": (0, 2, np.int8),
    }  # fmt: skip
    return {name: rng.integers(low, high, ROWS).astype(kind) for name, (low, high, kind) in shapes.items()}


def by_hand(rows: Columns) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
    """The same rules as a person would write them in NumPy for these two regimes alone; won times 1000."""
    later = (rows["ended_on"] >= LATER).astype(np.intp)
    unit = np.array([7000, 5600, 7700, 6160])[later * 2 + rows["mode"]]
    rate = np.array([90, 100, 60, 70, 40, 40, 95, 100, 65, 75, 40, 45])[later * 6 + rows["size"] * 2 + rows["region"]]
    cost = np.minimum(rows["hours"].astype(np.int64) * unit * rate, rows["fee"] * 1000)
    eligible = (rows["attendance"] >= 8000) & (rows["score"] >= 600) & (rows["hours"] >= np.array([80, 40])[later])
    return eligible, np.where(eligible, cost // 10_000 * 10_000, 0)


def best(work: Callable[[], object]) -> float:
    """The CPU seconds of the fastest of several times."""
    times = []
    for _ in range(TIMES):
        began = time.process_time()
        work()
        times.append(time.process_time() - began)
    return min(times)


def peak() -> float:
    """The most memory so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Measure and print."""
    programme, table = read_programme(TOY), rows()
    before = peak()
    found = judge(programme, table)
    grown = peak() - before
    whole = peak()
    eligible, amount = by_hand(table)
    other = {**table, "attendance": np.full(ROWS, 10_000, np.int32)}
    print(  # noqa: T201 - this is what the benchmark reads
        json.dumps(
            {
                "differences": int(((found.outcome == 1) != eligible).sum() + (found.amount != amount).sum()),
                "engine": best(lambda: judge(programme, table)),
                "numpy": best(lambda: by_hand(table)),
                "what_if": best(lambda: judge(programme, other).amount.sum() - found.amount.sum()),
                "peak": whole,
                "grown": grown,
            }
        )
    )


if __name__ == "__main__":
    main()
