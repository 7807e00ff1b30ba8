"""The rollup counts what plain pandas counts, in whatever order and size, and is redone only where events changed."""

from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from naruteo_analytics import rollup, shape
from naruteo_testing.programmes import write_events


def plainly(path: Path) -> pd.DataFrame:
    events = pd.read_parquet(path)
    events["week"] = events["day"] // 7
    grouped = events.groupby(["enrolment", "week"])
    found = grouped.agg(days=("day", "nunique"), clicks=("clicks", "sum"), events=("day", "size"))
    return found.reset_index()


def same(found: pd.DataFrame, wanted: pd.DataFrame) -> None:
    pd.testing.assert_frame_equal(found.reset_index(drop=True), wanted, check_dtype=False)


@pytest.mark.parametrize("spread", [1, 3, 10**8], ids=["dense", "gaps", "far apart"])
@pytest.mark.parametrize("rows", [1 << 16, 50], ids=["at once", "in parts"])
def test_it_is_what_pandas_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, spread: int, rows: int) -> None:
    path = tmp_path / "plc-1.parquet"
    write_events(path, np.random.default_rng(3), np.arange(7, 20) * spread, 900)
    monkeypatch.setattr(rollup, "_ROWS", rows)
    found = rollup.roll_up(path)
    same(found, plainly(path))
    assert found.dtypes.astype(str).tolist() == ["int32", "int16", "int8", "int64", "int32"]


def test_weeks_before_the_start_are_negative_and_equal_rows_count(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    table = pa.table({"enrolment": [5, 5, 5, 4], "day": [-1, -1, -8, 0], "clicks": [2, 2, 1, 3]})
    pq.write_table(table.cast(shape.EVENTS), path)
    assert rollup.roll_up(path).to_numpy().tolist() == [[4, 0, 1, 3, 1], [5, -2, 1, 1, 1], [5, -1, 1, 4, 2]]


def test_no_events_and_unsound_ones(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    pq.write_table(shape.EVENTS.empty_table(), path)
    assert rollup.roll_up(path).empty
    pq.write_table(pa.table({"enrolment": [1], "day": [1.5], "clicks": [1]}), path)
    with pytest.raises(shape.NotInShape, match="a needs a column day of whole numbers"):
        rollup.roll_up(path)
    pq.write_table(pa.table({"enrolment": [1, 2], "day": [1, None], "clicks": [1, 1]}), path)
    with pytest.raises(shape.NotInShape, match="nothing in enrolment, day or clicks"):
        rollup.roll_up(path)


def test_only_what_changed_is_redone(tmp_path: Path) -> None:
    events = {name: tmp_path / f"{name}.parquet" for name in ("a", "b")}
    for at, path in enumerate(events.values()):
        write_events(path, np.random.default_rng(at), np.arange(5) + 10 * at, 60)
    folder = tmp_path / "rollups"
    assert rollup.refresh(events, folder) == ["a", "b"]
    assert rollup.refresh(events, folder) == []
    events["a"].touch()
    assert rollup.refresh(events, folder) == []
    write_events(events["b"], np.random.default_rng(7), np.arange(5) + 10, 60)
    assert rollup.refresh(events, folder) == ["b"]
    (folder / "a.parquet").unlink()
    assert rollup.refresh(events, folder) == ["a"]
    same(rollup.read(folder, events), pd.concat(map(plainly, events.values()), ignore_index=True))
    assert rollup.read(folder, []).empty
    assert {path.name for path in folder.iterdir()} == {"a.parquet", "b.parquet"}


def test_a_file_that_leaves_its_own_statistics_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"enrolment": [1, 2], "day": [0, 20], "clicks": [1, 1]}), path)
    stated = {"enrolment": (1, 2), "day": (0, 6), "clicks": (0, 1)}
    monkeypatch.setattr(shape, "bounds", lambda _file, name: stated[name])
    with pytest.raises(shape.NotInShape, match="day beyond what the file states, 0 to 6: it is damaged"):
        rollup.roll_up(path)
