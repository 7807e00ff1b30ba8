"""A programme in the shape is written, read and checked."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from naruteo_analytics import shape
from naruteo_testing.programmes import made_programme


def test_a_programme_is_read_as_it_was_written(tmp_path: Path) -> None:
    made = made_programme(tmp_path / "made", silent="plc-2")
    shape.write(made, tmp_path / "kept")
    read = shape.read(tmp_path / "kept")
    assert shape.check(made) == shape.check(read) == []
    assert read.tables.keys() == made.tables.keys()
    for name, frame in made.tables.items():
        pd.testing.assert_frame_equal(read.tables[name], frame)
    assert read.events == {name: tmp_path / "kept" / "events" / f"{name}.parquet" for name in ("plc-1", "데이터-1")}
    assert read.events["plc-1"].read_bytes() == made.events["plc-1"].read_bytes()
    assert read.attributes == ["region", "sex"]
    shape.write(read, tmp_path / "kept")  # where its event files are already


def test_what_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(shape.NotInShape, match=r"lacks cohorts.parquet, enrolments.parquet"):
        shape.read(tmp_path)
    made = made_programme(tmp_path)
    with pytest.raises(shape.NotInShape, match="columns are missing: left"):
        shape.typed("enrolments", made.enrolments.drop(columns="left"))
    with pytest.raises(shape.NotInShape, match="outcome holds passed; write one of distinction, pass"):
        shape.typed("enrolments", made.enrolments.assign(outcome="passed"))
    with pytest.raises(shape.NotInShape, match="length cannot be read as int32"):
        shape.typed("cohorts", made.cohorts.assign(length="four weeks"))
    with pytest.raises(shape.NotInShape, match="length holds 4294967297, which int32 cannot hold"):
        shape.typed("cohorts", made.cohorts.assign(length=2**32 + 1))
    with pytest.raises(shape.NotInShape, match=r"person holds 1.5, which int64 cannot hold"):
        shape.typed("enrolments", made.enrolments.assign(person=1.5))
    with pytest.raises(shape.NotInShape, match="region cannot be read as names of groups"):
        shape.typed("enrolments", made.enrolments.assign(region=[[1]] * len(made.enrolments)))
    with pytest.raises(shape.NotInShape, match="cannot be a file's name"):
        shape.event_path(tmp_path, "../secrets")


def test_every_fault_is_said(tmp_path: Path) -> None:
    made = made_programme(tmp_path)
    (tmp_path / "no.parquet").write_text("no Parquet")
    wrong = replace(
        made,
        cohorts=pd.concat([made.cohorts, made.cohorts.tail(1)]),
        enrolments=made.enrolments.assign(cohort=["nowhere", *made.enrolments["cohort"][1:]]),
        results=made.results.assign(score=[101.0, *made.results["score"][1:]]),
        assessments=made.assessments.assign(due=pd.array([4000] * len(made.assessments), "Int32"), weight=np.inf),
        destinations=pd.concat([made.destinations, made.destinations]),
        events={"plc-9": tmp_path / "none.parquet", "plc-1": tmp_path / "no.parquet"},
    )
    faults = shape.check(wrong)
    for part in (
        "cohorts: cohort 데이터-1 is there twice.", "enrolments: cohort nowhere is not known.",
        "assessments: due has to be from -3650 to 3650 days: 4000.", "weight has to be from 0 to 1e+15: inf.",
        "score has to be from 0 to 100: 101.0.", "destinations: these enrolments have two: ",
        "events: cohort 'plc-9' is not known.", "the file of plc-9 is missing",
        "the file of plc-1 cannot be read as Parquet",
    ):  # fmt: skip
        assert any(part in fault for fault in faults), (part, faults)


def test_types_and_gaps_are_faults(tmp_path: Path) -> None:
    made = made_programme(tmp_path)
    enrolments = made.enrolments.assign(left=made.enrolments["left"].astype("Float64"), sex="female")
    enrolments.loc[0, "cohort"] = None
    faults = shape.check(replace(made, enrolments=enrolments.drop(columns="person")))
    assert faults == [
        "enrolments: the column person is missing.",
        "enrolments: cohort is missing in 1 rows.",
        "enrolments: left is Float64, not Int32; shape.typed() converts it.",
        "enrolments: sex is str, not category; shape.typed() converts it.",
    ]


def test_nothing_is_left_of_a_programme_that_is_written_over(tmp_path: Path) -> None:
    programme = made_programme(tmp_path / "events")
    assert programme.destinations is not None
    shape.write(programme, tmp_path / "there")
    less = replace(programme, destinations=None, events={"plc-1": programme.events["plc-1"]})
    shape.write(less, tmp_path / "there")
    found = shape.read(tmp_path / "there")
    assert (found.destinations, [*found.events]) == (None, ["plc-1"])


def test_what_pandas_wrote_of_its_own_is_not_looked_at(tmp_path: Path) -> None:
    shape.write(made_programme(tmp_path / "events"), tmp_path)
    path = tmp_path / "assessments.parquet"
    table = pq.read_table(path)
    pq.write_table(table.replace_schema_metadata({b"pandas": b"{damaged"}), path)
    assert shape.check(shape.read(tmp_path)) == []
