"""Answers five questions about a programme with one engine and prints CPU seconds, memory and the answers' digest.

`python -m naruteo_testing.rollup_rate ENGINE FOLDER WORK`: FOLDER is in the shape, WORK empty. Funnel by cohort, weekly
activity by cohort, scores with quartiles and histogram by cohort and kind, weekly retention by region and sex. Each
engine reads the log once, keeps the rollup as Parquet, and answers from that. `limit` only reads the needed columns.
"""

import hashlib
import json
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from naruteo_analytics import activity, funnel, grades, retention, rollup, shape

LOG = ["enrolment", "day", "clicks"]
NEEDED = {
    "enrolments": ["enrolment", "cohort", "outcome", "certified", "region", "sex"],
    "results": ["enrolment", "assessment", "score", "banked"],
}
EQUAL = (
    ["cohort", "stage", "registered", "count"], ["cohort", "week", "enrolments", "active", "clicks", "events"],
    ["cohort", "kind", "n", "mean", "lower", "median", "upper"], ["cohort", "kind", "low", "count"],
    ["region", "sex", "week", "started", "retained"],
)  # fmt: skip
Answers = list[pd.DataFrame]


def limit(folder: Path, _work: Path) -> Answers:
    """Read the needed columns once, and do nothing with them."""
    for name, columns in NEEDED.items():
        pq.read_table(folder / f"{name}.parquet", columns=columns)
    for path in (folder / "events").iterdir():
        for _batch in pq.ParquetFile(path).iter_batches(1 << 20, columns=LOG):
            pass
    return []


def naruteo(folder: Path, work: Path) -> Answers:
    """The library: its rollups are files, as in daily use."""
    programme = shape.read(folder)
    rollup.refresh(programme.events, work)
    rows = rollup.read(work, programme.events)
    steps = funnel.funnel(programme, funnel.furthest_stage(programme, rows))
    bins = grades.histogram(programme)
    return [
        steps[steps["registered"] > 0], activity.weekly(programme, rows), grades.grades(programme),
        bins[bins["count"] > 0], retention.retention(programme, rows, ["region", "sex"]),
    ]  # fmt: skip


def duckdb(folder: Path, work: Path) -> Answers:
    """DuckDB with as much memory as it likes: one scan of all logs, then the five queries of the library."""
    from naruteo_analytics import duck, sql  # noqa: PLC0415 - an extra

    programme = shape.read(folder)
    with duck.connected("12GB", work) as database:
        database.read_parquet([str(path) for path in programme.events.values()]).create_view("events")
        database.sql(sql.ROLLUP.partition("order by")[0]).write_parquet(
            str(work / "rollup.parquet"), compression="zstd"
        )
    with duck.Duck(programme, [work / "rollup.parquet"], "12GB", work) as opened:
        return [
            opened.funnel(), opened.weekly(), opened.grades(), opened.histogram(), opened.retention(["region", "sex"])
        ]  # fmt: skip


def polars(folder: Path, work: Path) -> Answers:
    """Polars, lazily and streaming."""
    from naruteo_testing.rollup_polars import answers  # noqa: PLC0415 - an extra

    return answers(folder, work)


ENGINES: dict[str, Callable[[Path, Path], Answers]] = {
    "limit": limit, "naruteo": naruteo, "duckdb": duckdb, "polars": polars,
}  # fmt: skip


def digest(answers: Answers) -> str:
    """One text for what was answered, whatever the order and the types of rows."""
    said = hashlib.sha256()
    for frame, columns in zip(answers, EQUAL, strict=False):
        words = [frame[name].astype(str) for name in columns if frame[name].dtype.kind not in "iuf"]
        numbers = [frame[name].astype(float).round(5) for name in columns if frame[name].dtype.kind in "iuf"]
        table = pd.concat([*words, *numbers], axis=1).sort_values([*columns[:3]])
        said.update(table.to_csv(index=False, lineterminator="\n").encode())
    return said.hexdigest()


def main(engine: str, folder: Path, work: Path) -> None:
    """Measure, and print."""
    pa.default_memory_pool().release_unused()
    np.zeros(1).sum()
    wall, began = time.perf_counter(), time.process_time()
    answers = ENGINES[engine](folder, work)
    seconds, wall = time.process_time() - began, time.perf_counter() - wall
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "wall": wall, "peak": peak, "digest": digest(answers)}))  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
