"""How many worker-course rows a second the rules engine judges, beside bare NumPy in the same run."""

import json
import subprocess
import sys
from pathlib import Path

from naruteo_testing.measuring import Report
from naruteo_testing.rules_rate import ROWS

TESTS = Path(__file__).parents[1]


def test_rules_rate(report: Report) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "naruteo_testing.rules_rate"], env={"PYTHONPATH": str(TESTS)},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    found = json.loads(done.stdout)
    assert found["differences"] == 0
    millions = ROWS / 1e6
    report(
        "rows judged by dated rules", millions / found["engine"], "million/s", "bare NumPy", millions / found["numpy"]
    )
    report("what-if over a million rows", found["what_if"] * 1000, "ms")
    report("memory of judging a million rows, most", found["peak"], "MB")
    report("of it grown while judging", found["grown"], "MB")
