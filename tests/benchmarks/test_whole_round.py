"""A whole round of 100,000 candidates and 5,000 openings in 17 regions, from profiles to written explanations.

The target: under five minutes and 4 GB.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

from naruteo_testing.measuring import Report

ROOT = Path(__file__).parents[2]
PEOPLE, OPENINGS, LENGTH = 100_000, 5_000, 30


def test_a_whole_round(report: Report, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "naruteo_testing.whole_round", str(PEOPLE), str(OPENINGS), str(LENGTH), str(tmp_path)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(str(ROOT / each) for each in ("tests", "matching"))},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    found = json.loads(done.stdout)
    counted = found["stages"][1:]
    for each in counted:
        report(f"whole round: {each['name']}", each["cpu"], "s CPU")
        report(f"whole round: {each['name']}", each["wall"], "s passed")
    report("whole round: together", sum(each["cpu"] for each in counted), "s CPU", "target", 300)
    report("whole round: together", sum(each["wall"] for each in counted), "s passed", "target", 300)
    report("whole round: memory at most", counted[-1]["peak"], "MiB", "target", 4096)
    report("whole round: placed", found["placed"], "people")
    report("whole round: written", found["sentences"], "sentences")
    assert found["faults"] == []
    assert found["signed"] == "Ed25519"
    with (tmp_path / "explanations.jsonl").open(encoding="utf-8") as written:
        assert sum(1 for _ in written) == PEOPLE
