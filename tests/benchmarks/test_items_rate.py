"""How fast items and times are analysed, beside PyPI's `girth` and lifelines in the same run, in CPU seconds."""

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
PATHS = os.pathsep.join(str(ROOT / each) for each in ("tests", "analytics"))


def measured(program: str, rows: int, items: int = 0, more: str = "") -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "naruteo_testing.items_rate", program, str(rows), str(items)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, (PATHS, more)))},
        capture_output=True, text=True, check=True, cwd=ROOT / "tests",
    )  # fmt: skip
    return json.loads(done.stdout)  # type: ignore[no-any-return]


def test_a_hundred_thousand_persons_and_forty_items(report: Report) -> None:
    models = measured("2PL", 100_000, 40)
    report("2PL and Rasch, 100,000 x 40", models["seconds"], "s")
    everything = measured("everything", 100_000, 40)
    report("all figures and DIF of 4,000,000 answers", everything["seconds"], "s")
    report("all figures and DIF of 4,000,000 answers: memory at most", everything["peak"], "MiB")


def test_beside_girth(report: Report, tmp_path: Path) -> None:
    """`girth` (MIT) is nothing that Naruteo needs, so it goes into a folder of its own, for this run only."""
    others = installed("girth==0.8.0", tmp_path)
    for persons, items in ((1_000, 5), (10_000, 40)):
        theirs, ours = measured("girth", persons, items, more=others), measured("2PL", persons, items)
        assert ours["answer"] == pytest.approx(theirs["answer"], abs=3e-3)
        report(f"2PL and Rasch, {persons:,} x {items}", ours["seconds"], "s", "girth, 2PL alone", theirs["seconds"])


def test_causes_beside_lifelines(report: Report) -> None:
    ours, theirs = measured("causes", 30_000), measured("lifelines", 30_000)
    assert ours["answer"] == pytest.approx(theirs["answer"], abs=1e-3)
    report("three causes of 30,000 rows", ours["seconds"] * 1000, "ms", "lifelines", theirs["seconds"] * 1000)
