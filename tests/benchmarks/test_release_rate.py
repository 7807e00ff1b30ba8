"""What a release of OULAD, and of OULAD tiled five times, takes: processor time, memory, and what is shown."""

import resource
import time
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from naruteo_analytics import oulad, rollup
from naruteo_analytics.disclosure import Policy, audit
from naruteo_analytics.release.making import make
from naruteo_analytics.shape import Programme
from naruteo_testing.measuring import Report
from naruteo_testing.shared_folder import ANALYTICS_DATA, needs_analytics_data

DAY, SECRET = date(2026, 11, 28), b"only for benchmarks, long enough"
AUDITED = 50

pytestmark = needs_analytics_data


def tiled(programme: Programme, rolled: pd.DataFrame, times: int) -> tuple[Programme, pd.DataFrame]:
    """So many times as many persons in each cohort."""
    step = int(programme.enrolments["enrolment"].max()) + 1

    def again(frame: pd.DataFrame) -> pd.DataFrame:
        parts = []
        for number in range(times):
            moved = frame.assign(enrolment=(frame["enrolment"].astype(np.int64) + number * step))
            parts.append(moved.assign(person=moved["person"] + number * 10**7) if "person" in frame else moved)
        return pd.concat(parts, ignore_index=True)

    many = replace(programme, enrolments=again(programme.enrolments), results=again(programme.results))
    return many, again(rolled)


@pytest.mark.parametrize("times", [1, 5])
def test_a_release(times: int, tmp_path: Path, report: Report) -> None:
    programme = oulad.read(ANALYTICS_DATA / "oulad", tmp_path / "events")
    rollup.refresh(programme.events, tmp_path / "rollup")
    rolled = rollup.read(tmp_path / "rollup", programme.events)
    programme, rolled = tiled(programme, rolled, times)
    began = time.process_time()
    made = make(programme, rolled, Policy(), DAY, secret=SECRET)
    seconds = time.process_time() - began
    name = f"release of OULAD x{times}"
    report(name, seconds, "CPU s")
    report(f"{name}: most memory", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, "MB")
    report(f"{name}: counts shown", made.summary["shown"], "counts", "all", made.summary["cells"])
    found = audit(made.protected, AUDITED)
    report(f"{name}: recovered of {AUDITED} hidden", found.recovered, "counts")
    assert found.recovered == found.narrow == 0
