"""How fast candidates are placed, beside PyPI's `matching` and OR-Tools in the same run, in CPU seconds."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from naruteo_testing.measuring import Report
from naruteo_testing.oracles import installed

ROOT = Path(__file__).parents[2]
PATHS = os.pathsep.join(str(ROOT / each) for each in ("tests", "matching"))
SIZES = {
    "10,000 x 1,000": (10_000, 1_000),
    "100,000 x 5,000": (100_000, 5_000),
    "1,000,000 x 50,000": (1_000_000, 50_000),
}


def measured(program: str, people: int, places: int, python: str = sys.executable, more: str = "") -> dict[str, Any]:
    done = subprocess.run(
        [python, "-m", "naruteo_testing.matching_rate", program, str(people), str(places)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, (PATHS, more)))},
        capture_output=True, text=True, check=True, cwd=ROOT / "tests",
    )  # fmt: skip
    return json.loads(done.stdout)  # type: ignore[no-any-return]


@pytest.mark.parametrize("size", SIZES)
def test_matching_rate(size: str, report: Report) -> None:
    people, places = SIZES[size]
    numba, numpy = (measured(engine, people, places) for engine in ("numba", "numpy"))
    assert numba["placed"] == numpy["placed"]
    other = measured("flow", people, places) if people < 1_000_000 else {"seconds": None}
    for engine, found in (("numba", numba), ("NumPy alone", numpy)):
        report(f"{size} placed, {engine}", found["seconds"] * 1000, "ms", "OR-Tools' flow",
               other["seconds"] and other["seconds"] * 1000)  # fmt: skip
        report(f"{size}, {engine}: memory at most", found["peak"], "MiB")
    if people < 1_000_000:
        flexible, rounds = (measured(f"flexible-{engine}", people, places) for engine in ("numba", "numpy"))
        assert flexible["placed"] == rounds["placed"]
        report(f"{size}, 17 caps, numba", flexible["seconds"] * 1000, "ms", "NumPy alone", rounds["seconds"] * 1000)


def test_beside_the_matching_package(report: Report, tmp_path: Path) -> None:
    """`matching` (MIT) is nothing that Naruteo needs, so it goes into a folder of its own, for this run only."""
    others = installed("matching==1.4.3", tmp_path)
    for people, places in ((1_000, 100), (10_000, 1_000)):
        theirs = measured("matching", people, places, more=others)
        ours, numpy = (measured(engine, people, places) for engine in ("numba", "numpy"))
        assert theirs["placed"] == ours["placed"]
        size = f"{people:,} x {places:,}"
        for engine, found in (("numba", ours), ("NumPy alone", numpy)):
            report(
                f"{size} placed, {engine}", found["seconds"] * 1000, "ms", "PyPI's matching", theirs["seconds"] * 1000
            )
