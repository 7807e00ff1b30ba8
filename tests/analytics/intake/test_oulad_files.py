"""Files shaped as OULAD's: what is sound comes through, what is not is said by file, row and column."""

from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from naruteo_analytics import shape
from naruteo_analytics.intake import oulad_files
from naruteo_analytics.intake.faults import Fault, Faults, Kind
from naruteo_analytics.intake.tables import whole
from naruteo_testing.cohort_files import OULAD, Cells, as_csv, changed, in_csv, written


def loaded(tmp_path: Path, files: dict[str, bytes]) -> tuple[Path, Faults, dict[str, int]]:
    faults = Faults()
    counts = oulad_files.load(written(tmp_path / "given", files), tmp_path / "shape", faults)
    return tmp_path / "shape", faults, counts


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949"])
def test_sound_files_come_into_the_shape(tmp_path: Path, encoding: str) -> None:
    korean = changed(OULAD, "studentInfo", 2, "region", "부산")
    target, faults, counts = loaded(tmp_path, in_csv(korean, encoding))
    assert faults.listed == []
    assert counts == {
        "courses": 1, "assessments": 2, "studentInfo": 2, "studentRegistration": 2, "studentAssessment": 2,
        "studentVle": 3,
    }  # fmt: skip
    programme = shape.read(target)
    assert shape.check(programme) == []
    people = programme.enrolments
    assert people["region"].tolist() == ["부산", "Scotland"]
    assert people["registered"].tolist() == [-159, -53]
    assert people["deprivation"].isna().tolist() == [False, True]
    events = pd.read_parquet(programme.events["AAA-2013J"])
    assert events.values.tolist() == [[1, -10, 4], [1, -10, 4], [0, 3, 11]]


@pytest.mark.parametrize("separator", [";", "\t"])
def test_other_separators_and_spaces_around_words(tmp_path: Path, separator: str) -> None:
    files = changed(changed(OULAD, "studentInfo", 2, "final_result", " Pass "), "studentInfo", 3, "region", "  ")
    given = {name: content.replace(b",", separator.encode()) for name, content in in_csv(files).items()}
    target, faults, _ = loaded(tmp_path, given)
    assert faults.listed == []
    people = shape.read(target).enrolments
    assert (people["outcome"].tolist(), people["region"].isna().tolist()) == (["pass", "withdrawn"], [False, True])


def test_korean_names_of_courses_and_terms(tmp_path: Path) -> None:
    given = {
        name: content.replace(b"AAA", "용접-1".encode()).replace(b"2013J", b"2026-1")
        for name, content in in_csv(OULAD).items()
    }
    target, faults, _ = loaded(tmp_path, given)
    assert faults.listed == []
    assert list(shape.read(target).events) == ["용접-1-2026-1"]


def test_a_file_that_is_wrong_is_said_once(tmp_path: Path) -> None:
    files = in_csv(changed(OULAD, "studentInfo", 3, "id_student", "many"))
    _, faults, _ = loaded(tmp_path, files)
    assert [(each.file, each.row, each.kind) for each in faults.listed] == [("studentInfo.csv", 3, Kind.NOT_WHOLE)]
    files["courses.csv"] = b"\xff\xfea\0"
    files["old/studentVle.csv"] = files["studentVle.csv"]
    (tmp_path / "again" / "given" / "old").mkdir(parents=True)
    _, faults, _ = loaded(tmp_path / "again", files)
    assert {(each.file, each.kind) for each in faults.listed} == {
        ("studentInfo.csv", Kind.NOT_WHOLE), ("courses.csv", Kind.NOT_TEXT), ("studentVle.csv", Kind.FILE_TWICE),
    }  # fmt: skip


def test_parquet_is_read_as_well(tmp_path: Path) -> None:
    folder = written(tmp_path / "given", {})
    for name, rows in OULAD.items():
        (folder / "table.csv").write_bytes(as_csv(rows))
        # As pandas writes what it has read: whole numbers with gaps as floats.
        pd.read_csv(folder / "table.csv", na_values="?").to_parquet(folder / f"{name}.parquet")
    faults = Faults()
    oulad_files.load(folder, tmp_path / "shape", faults)
    assert faults.listed == []
    assert shape.read(tmp_path / "shape").results["score"].tolist()[0] == 78


APART: tuple[tuple[tuple[str, int, str, object, Kind], ...], ...] = (
    (
        ("courses", 2, "module_presentation_length", 0, Kind.OUT_OF_RANGE),
        ("studentInfo", 3, "final_result", "Passed", Kind.NOT_ALLOWED),
        ("studentAssessment", 2, "score", 101, Kind.OUT_OF_RANGE),
        ("studentAssessment", 3, "score", "nan", Kind.NOT_A_NUMBER),
        ("studentVle", 3, "sum_click", "4.5", Kind.NOT_WHOLE),
        ("studentVle", 4, "date", "", Kind.VALUE_MISSING),
        ("studentRegistration", 3, "date_registration", "2013-10-01", Kind.NOT_WHOLE),
    ),
    (
        ("courses", 2, "code_presentation", "autumn", Kind.NOT_ALLOWED),
        ("studentInfo", 2, "region", "900101-1234567", Kind.RESIDENT_NUMBER),
        ("studentInfo", 3, "studied_credits", "9001011234567", Kind.RESIDENT_NUMBER),
    ),
    (
        ("studentInfo", 3, "id_student", 11391, Kind.TWICE),
        ("studentAssessment", 2, "id_assessment", 9, Kind.UNKNOWN),
        ("studentVle", 4, "id_student", 5, Kind.UNKNOWN),
    ),
    (("studentAssessment", 3, "id_student", 9, Kind.UNKNOWN), ("assessments", 3, "id_assessment", 1752, Kind.TWICE)),
    (("studentInfo", 2, "code_presentation", "2013B", Kind.UNKNOWN),),
)
"""Faults (file, row, column, value, kind) that do not hide one another, by loads."""


@pytest.mark.parametrize("wrong", APART)
def test_each_fault_names_its_place(tmp_path: Path, wrong: tuple[tuple[str, int, str, object, Kind], ...]) -> None:
    files = dict(OULAD)
    for file, row, column, value, _kind in wrong:
        files = changed(files, file, row, column, value)
    target, faults, _ = loaded(tmp_path, in_csv(files))
    found = {(each.file, each.row, each.column, each.kind) for each in faults.listed}
    assert {(f"{file}.csv", row, column, kind) for file, row, column, _value, kind in wrong} <= found
    assert all(each.value == "" for each in faults.listed if each.kind is Kind.RESIDENT_NUMBER)
    assert not (target / "enrolments.parquet").exists()


def test_rows_are_numbered_beyond_those_that_cannot_be_read(tmp_path: Path) -> None:
    files = in_csv(OULAD)
    files["studentVle.csv"] = b"\r\n".join(
        [*files["studentVle.csv"].split(b"\r\n")[:2], b"AAA,2013J,1", b"", b"AAA,2013J,28400,1,2,x", b"", b""]
    )
    _, faults, counts = loaded(tmp_path, files)
    assert faults.listed == [
        Fault("studentVle.csv", 3, None, Kind.CELLS, "3", "6"),
        Fault("studentVle.csv", 5, "sum_click", Kind.NOT_WHOLE, "x"),
    ]
    assert counts["studentVle"] == 1


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"", Kind.FILE_EMPTY),
        (b"code_module,code_presentation,module_presentation_length\n", Kind.FILE_EMPTY),
        (b"\xff\xfea\0", Kind.NOT_TEXT),
        (b"x" * 200_000 + b",code_module\n1,2\n", Kind.UNREADABLE),
        (b"code_module,code_module,module_presentation_length\nAAA,2013J,2\n", Kind.COLUMN_TWICE),
        (b"code_module,module_presentation_length\nAAA,2\n", Kind.COLUMN_MISSING),
        (
            "code_module,code_presentation,module_presentation_length,주민등록번호\nAAA,2013J,2,\n".encode(),
            Kind.RESIDENT_NUMBER,
        ),
    ],
)
def test_files_that_cannot_be_read(tmp_path: Path, content: bytes, kind: Kind) -> None:
    path, faults = tmp_path / "courses.csv", Faults()
    path.write_bytes(content)
    assert whole(path, oulad_files.COURSES, faults).num_rows == 0
    assert (faults.listed[0].file, faults.listed[0].kind) == ("courses.csv", kind)


def test_files_that_are_missing(tmp_path: Path) -> None:
    _, faults, _ = loaded(tmp_path, {})
    assert {(each.file, each.kind) for each in faults.listed} == {
        (f"{table.name}.csv", Kind.FILE_MISSING) for table in oulad_files.TABLES
    }


def test_no_parquet(tmp_path: Path) -> None:
    files = in_csv(OULAD)
    del files["courses.csv"]
    _, faults, _ = loaded(tmp_path, {**files, "courses.parquet": b"PAR1 or so"})
    assert faults.listed[0].kind is Kind.UNREADABLE
    table = pa.table({"code_module": ["AAA"], "code_presentation": [[1]], "module_presentation_length": [True]})
    pq.write_table(table, tmp_path / "given" / "courses.parquet")
    faults = Faults()
    oulad_files.load(tmp_path / "given", tmp_path / "again", faults)
    assert faults.in_all


def test_faults_are_all_counted_and_not_all_listed(tmp_path: Path) -> None:
    rows: Cells = [OULAD["studentVle"][0], *(["AAA", "2013J", 28400, 1, "soon", 1] for _ in range(100))]
    faults = Faults(listed=10)
    folder = written(tmp_path / "given", in_csv({**OULAD, "studentVle": rows}))
    oulad_files.load(folder, tmp_path / "shape", faults)
    assert (len(faults.listed), faults.in_all) == (10, 100)
