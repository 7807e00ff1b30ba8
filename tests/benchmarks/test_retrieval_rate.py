"""How long the 50 nearest of 10,000 openings take for 100,000 candidates, beside SciPy's products in the same run."""

import json
import os
import subprocess
import sys
from pathlib import Path

from naruteo_testing.measuring import Report
from naruteo_testing.shared_folder import MATCHING_DATA, needs_matching_data

TESTS = Path(__file__).parents[1]


@needs_matching_data
def test_retrieval_rate(report: Report) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "naruteo_testing.retrieval_rate", str(MATCHING_DATA / "esco")],
        env={**os.environ, "PYTHONPATH": str(TESTS), "OMP_NUM_THREADS": "1"},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    found = json.loads(done.stdout)
    assert found["numba_recall"] >= 0.999
    assert found["scipy_recall"] >= 0.999
    report("top 50 of 10,000 openings for 100,000 candidates", found["numba"], "CPU s", "scipy", found["scipy"])
    report("recall of the exact lists", found["numba_recall"], "", "scipy", found["scipy_recall"])
    report("top 50 of 100,000 candidates for 1,000 openings", found["per_thousand_openings"], "CPU s")
    report("memory of all this, most", found["peak"], "MB")
