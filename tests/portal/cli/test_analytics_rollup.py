"""`naruteo analytics rollup` and `cohorts` on files."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from naruteo_portal.cli import main
from naruteo_testing.shared_folder import ANALYTICS_DATA, needs_analytics_data


def run(*arguments: str | Path, exit_code: int = 0) -> str:
    done = CliRunner().invoke(main, ["analytics", *map(str, arguments)])
    assert done.exit_code == exit_code, done.output
    return done.output


def test_only_what_changed_is_redone(tmp_path: Path) -> None:
    from naruteo_testing.programmes import made_programme, write_events  # noqa: PLC0415 - loads pandas

    events = list(made_programme(tmp_path / "events").events.values())
    said = run("rollup", *events, "--out", tmp_path / "rollups")
    assert said.startswith("3 redone, 0 as they were")
    write_events(events[1], np.random.default_rng(9), np.arange(140, 180), 300)
    said = run("rollup", *events, "--out", tmp_path / "rollups", "--json")
    assert json.loads(said) == {"redone": ["plc-2"], "kept": ["plc-1", "데이터-1"]}


def test_unsound_files_are_refused_with_a_reason(tmp_path: Path) -> None:
    wrong = tmp_path / "plc-1.parquet"
    wrong.write_text("no Parquet")
    assert "the file of plc-1 cannot be read as Parquet" in run("rollup", wrong, "--out", tmp_path / "out", exit_code=2)
    twin = tmp_path / "other" / "plc-1.parquet"
    twin.parent.mkdir()
    shutil.copy(wrong, twin)
    assert "Two files have the same name" in run("rollup", wrong, twin, "--out", tmp_path / "out", exit_code=2)
    assert "lacks cohorts.parquet" in run("cohorts", tmp_path, exit_code=2)


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("day", 10**9, "has day from -5 to 1000000000; it has to be from -3650 to 3650"),
        ("clicks", -1, "has clicks from -1 to 2; it has to be from 0 to 2147483647"),
    ],
)
@pytest.mark.parametrize("statistics", [True, False])
def test_an_absurd_event_is_refused_before_it_costs_memory(
    tmp_path: Path, column: str, value: int, said: str, statistics: bool
) -> None:
    import pyarrow as pa  # noqa: PLC0415 - only these tests need it
    import pyarrow.parquet as pq  # noqa: PLC0415 - the same

    events = {"enrolment": [1, 1, 2], "day": [-5, 0, 3], "clicks": [1, 2, 2]}
    events[column][-1] = value
    pq.write_table(pa.table(events), tmp_path / "plc-1.parquet", write_statistics=statistics)
    assert said in run("rollup", tmp_path / "plc-1.parquet", "--out", tmp_path / "out", exit_code=2)


def test_a_damaged_file_and_a_folder_that_cannot_be_written_are_told(tmp_path: Path) -> None:
    from naruteo_testing.programmes import made_programme  # noqa: PLC0415 - loads pandas

    path = made_programme(tmp_path).events["plc-1"]
    assert "cannot be written: Not a directory" in run("rollup", path, "--out", path / "out", exit_code=2)
    assert "cannot be written: Not a directory" in run("cohorts", tmp_path, "--write", path / "out", exit_code=2)
    content = path.read_bytes()
    path.write_bytes(content[:4] + b"\xff" * 60 + content[64:])
    assert "plc-1.parquet: " in run("rollup", path, "--out", tmp_path / "out", exit_code=2)


def test_events_are_never_overwritten_and_a_damaged_rollup_is_redone(tmp_path: Path) -> None:
    from naruteo_testing.programmes import made_programme  # noqa: PLC0415 - loads pandas

    events = made_programme(tmp_path / "events").events["plc-1"]
    before = events.read_bytes()
    assert "take the place of its events" in run("rollup", events, "--out", events.parent, exit_code=2)
    assert events.read_bytes() == before
    run("rollup", events, "--out", tmp_path)
    made = (tmp_path / events.name).read_bytes()
    (tmp_path / events.name).write_bytes(made[:-9])
    assert run("rollup", events, "--out", tmp_path).startswith("1 redone")
    assert (tmp_path / events.name).read_bytes() == made


def test_a_programme_cannot_be_written_over_what_is_no_file(tmp_path: Path) -> None:
    from naruteo_analytics import shape  # noqa: PLC0415 - loads pandas
    from naruteo_testing.programmes import made_programme  # noqa: PLC0415

    shape.write(made_programme(tmp_path / "events"), tmp_path / "programme")
    (tmp_path / "one" / "cohorts.parquet").mkdir(parents=True)
    (tmp_path / "two").mkdir()
    (tmp_path / "two" / "events").touch()
    for name in ("one", "two"):
        assert "cannot be written" in run("cohorts", tmp_path / "programme", "--write", tmp_path / name, exit_code=2)


def test_cohorts_of_a_folder_in_the_shape(tmp_path: Path) -> None:
    from naruteo_analytics import shape  # noqa: PLC0415 - loads pandas
    from naruteo_testing.programmes import made_programme  # noqa: PLC0415 - the same

    made = made_programme(tmp_path / "events")
    running = made.enrolments["cohort"] == "plc-2"
    enrolments = made.enrolments.assign(outcome=made.enrolments["outcome"].mask(running))
    shape.write(shape.Programme(**(made.tables | {"enrolments": enrolments})), tmp_path / "kept")
    rows = json.loads(run("cohorts", tmp_path / "kept", "--json"))
    assert [row["cohort"] for row in rows] == ["plc-1", "plc-2", "데이터-1", None]
    assert (rows[1]["passed"], rows[1]["passed_rate"], rows[1]["enrolments"]) == (None, None, 40)
    assert (
        rows[0]["passed"] == enrolments[enrolments["cohort"] == "plc-1"]["outcome"].isin(["pass", "distinction"]).sum()
    )
    assert rows[3]["persons"] == 60
    assert "not recorded" in run("cohorts", tmp_path / "kept")


@needs_analytics_data
@pytest.mark.thorough
def test_oulad_is_written_in_the_shape(tmp_path: Path) -> None:
    from naruteo_analytics import shape  # noqa: PLC0415 - loads pandas

    said = run("cohorts", ANALYTICS_DATA / "oulad", "--write", tmp_path)
    assert "all                 32,593       47.2  (46.7-47.7)       31.2  (30.7-31.7)" in said
    assert "Of 28,785 persons." in said
    assert len(shape.read(tmp_path).events) == 22
