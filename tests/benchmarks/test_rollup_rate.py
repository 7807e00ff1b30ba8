"""How fast five questions about OULAD, and about it several times over, are answered from the log on, in CPU seconds.

Beside each engine stands the least that reading the needed columns once takes in the same run, and every engine has to
give the same answers. It takes some minutes, and half a gigabyte of disk for a while.
"""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from naruteo_testing.checkout import ROOT
from naruteo_testing.measuring import Report
from naruteo_testing.shared_folder import ANALYTICS_DATA, needs_analytics_data

pytestmark = needs_analytics_data
TILES = (1, 5, 20)
RUNS = 3
PATHS = os.pathsep.join(str(ROOT / each) for each in ("tests", "analytics"))


def measured(engine: str, folder: Path, work: Path) -> dict[str, Any]:
    """The fastest of some runs, each in a process of its own."""
    found = []
    for _ in range(RUNS):
        work.mkdir()
        done = subprocess.run(
            [sys.executable, "-m", "naruteo_testing.rollup_rate", engine, str(folder), str(work)],
            env={**os.environ, "PYTHONPATH": PATHS}, capture_output=True, text=True, check=True, cwd=ROOT / "tests",
        )  # fmt: skip
        found.append(json.loads(done.stdout))
        shutil.rmtree(work)
    return {**min(found, key=lambda each: each["seconds"]), "peak": max(each["peak"] for each in found)}


@pytest.fixture(scope="module", params=TILES, ids="x{}".format)
def tiled(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, Path]]:
    from naruteo_analytics import oulad  # noqa: PLC0415 - loads pandas, which other benchmarks do without
    from naruteo_testing.tiled import write_tiled  # noqa: PLC0415 - the same

    folder = tmp_path_factory.mktemp("tiled")
    write_tiled(oulad.read(ANALYTICS_DATA / "oulad", folder / "once"), request.param, folder / "programme")
    shutil.rmtree(folder / "once")
    yield request.param, folder / "programme"
    shutil.rmtree(folder)


def test_five_answers(tiled: tuple[int, Path], report: Report, tmp_path: Path) -> None:
    times, folder = tiled
    found = {name: measured(name, folder, tmp_path / name) for name in ("limit", "naruteo", "duckdb", "polars")}
    for name in ("naruteo", "duckdb", "polars"):
        assert found[name]["digest"] == found["naruteo"]["digest"], name
        what = f"five answers, OULAD x{times}, {name}"
        report(what, found[name]["seconds"] * 1000, "ms", "reading once", found["limit"]["seconds"] * 1000)
        report(f"{what}: memory at most", found[name]["peak"], "MiB")


def test_one_changed_cohort(tiled: tuple[int, Path], report: Report, tmp_path: Path) -> None:
    from naruteo_analytics import rollup, shape  # noqa: PLC0415 - loads pandas, which other benchmarks do without
    from naruteo_testing.tiled import touched  # noqa: PLC0415 - the same

    times, folder = tiled
    events = dict(shape.read(folder).events)
    rollup.refresh(events, tmp_path / "rollups")
    events["FFF-2014J"] = touched(events["FFF-2014J"], tmp_path / "FFF-2014J.parquet")
    began = time.process_time()
    assert rollup.refresh(events, tmp_path / "rollups") == ["FFF-2014J"]
    seconds = time.process_time() - began
    rows = int(rollup.read(tmp_path / "rollups", ["FFF-2014J"])["events"].sum())
    report(f"refresh of one changed cohort among 22, OULAD x{times}, per million of its events",
           seconds * 1000 / (rows / 1e6), "ms", "target", 200.0)  # fmt: skip
