"""Tables of strangers, a part at a time: what is told on the way."""

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from naruteo_analytics.intake import tables
from naruteo_analytics.intake.faults import Faults, Kind


def test_parquet_tells_progress_up_to_1_and_numbers_rows_from_2(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "PARQUET_ROWS", 2)
    pq.write_table(pa.table({"a": [5, 6, 7, 8, 9]}), tmp_path / "t.parquet")
    told: list[float] = []
    read = tables.parts(
        tmp_path / "t.parquet", tables.Table("t", (tables.Column("a", "whole"),)), Faults(), told.append
    )
    assert [part[tables.ROW].to_pylist() for part in read] == [[2, 3], [4, 5], [6]]
    assert told == [0.4, 0.8, 1.0]


@pytest.mark.parametrize(
    ("values", "kind", "row", "fault"),
    [
        (pa.array([1, 2**64 - 1], pa.uint64()), "whole", 3, Kind.NOT_WHOLE),
        (pa.array([1, 2**62]), "number", 3, Kind.NOT_A_NUMBER),
        (pa.array([1.0, float("inf")]), "number", 3, Kind.NOT_A_NUMBER),
        (pa.array([b"a", b"\xff"]), "text", None, Kind.UNREADABLE),
        (pa.array([[1], [2]]), "text", None, Kind.UNREADABLE),
    ],
)
def test_parquet_of_other_types_is_a_fault_and_no_error(
    tmp_path: Path, values: Any, kind: Any, row: int | None, fault: Kind
) -> None:
    pq.write_table(pa.table({"a": values}), tmp_path / "t.parquet")
    faults = Faults()
    tables.whole(tmp_path / "t.parquet", tables.Table("t", (tables.Column("a", kind),)), faults)
    assert [(each.kind, each.row) for each in faults.listed] == [(fault, row)]
