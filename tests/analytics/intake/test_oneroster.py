"""OneRoster: classes become cohorts, nobody's name is kept, and what is wrong is said by file, row and column."""

from pathlib import Path

import pytest

from naruteo_analytics import shape
from naruteo_analytics.intake import oneroster
from naruteo_analytics.intake.faults import Faults, Kind
from naruteo_analytics.intake.final import Final
from naruteo_analytics.intake.persons import person_number
from naruteo_testing.cohort_files import ONEROSTER, Cells, changed, in_csv, written


def loaded(tmp_path: Path, files: dict[str, Cells], final: Final | None = None) -> tuple[Path, Faults, dict[str, int]]:
    faults = Faults()
    given = written(tmp_path / "given", in_csv(files, "utf-8-sig"))
    counts = oneroster.load(given, tmp_path / "shape", faults, final=final)
    return tmp_path / "shape", faults, counts


def test_classes_become_cohorts(tmp_path: Path) -> None:
    target, faults, counts = loaded(tmp_path, dict(ONEROSTER))
    assert faults.listed == []
    assert (counts["users"], counts["enrollments"], counts["results"]) == (3, 3, 1)
    programme = shape.read(target)
    assert shape.check(programme) == []
    assert programme.cohorts["cohort"].tolist() == ["파이썬- 1반 2026-1 k1", "파이썬- 1반 2026-1 k2"]
    assert programme.cohorts["length"].tolist() == [109, 109]
    people = programme.enrolments
    assert people["registered"].tolist()[0] == -10
    assert people["outcome"].astype(object).where(people["outcome"].notna(), None).tolist() == [None, "withdrawn"]
    assert people["left"].tolist()[1] == 30
    assert programme.results["score"].tolist() == [75.0]
    assert programme.results["day"].tolist() == [19]
    assert programme.events == {}


def test_nothing_that_names_a_person_is_kept(tmp_path: Path) -> None:
    target, _, _ = loaded(tmp_path, dict(ONEROSTER))
    kept = b"".join(path.read_bytes() for path in target.rglob("*.parquet"))
    for word in ("haneul", "하늘", "Nguyễn", "u1"):
        assert word.encode() not in kept
    assert person_number("u1") == person_number("u1") != person_number("u2")


APART: tuple[tuple[tuple[str, int, str, object, Kind, int | None], ...], ...] = (
    (
        ("manifest", 3, "value", "2.0", Kind.OTHER_VERSION, None),
        ("academicSessions", 2, "startDate", "2026-02-30", Kind.NOT_A_DATE, 2),
        ("classes", 2, "courseSourcedId", "c9", Kind.UNKNOWN, 2),
        ("users", 3, "sourcedId", "u1", Kind.TWICE, 3),
        ("enrollments", 3, "userSourcedId", "u9", Kind.UNKNOWN, 3),
        ("results", 2, "scoreStatus", "good", Kind.NOT_ALLOWED, 2),
    ),
    (
        ("manifest", 4, "value", "delta", Kind.NOT_BULK, None),
        ("academicSessions", 2, "endDate", "2026-03-01", Kind.OUT_OF_RANGE, 2),
        ("classes", 3, "termSourcedIds", "t1,t9", Kind.UNKNOWN, 3),
        ("users", 2, "givenName", "900101-1234567", Kind.RESIDENT_NUMBER, 2),
    ),
    (
        ("academicSessions", 2, "endDate", "9999-12-31", Kind.OUT_OF_RANGE, 2),
        ("lineItems", 2, "resultValueMax", 0, Kind.OUT_OF_RANGE, 2),
    ),
    (("results", 2, "score", 21, Kind.OUT_OF_RANGE, 2),),
    (("results", 2, "studentSourcedId", "u2", Kind.UNKNOWN, 2),),
)
"""Faults (file, row, column, value, kind, row that is named) that do not hide one another, by loads."""


@pytest.mark.parametrize("wrong", APART)
def test_each_fault_names_its_place(
    tmp_path: Path, wrong: tuple[tuple[str, int, str, object, Kind, int | None], ...]
) -> None:
    files = dict(ONEROSTER)
    for file, row, column, value, _kind, _at in wrong:
        files = changed(files, file, row, column, value)
    target, faults, _ = loaded(tmp_path, files)
    found = {(each.file, each.kind, each.row) for each in faults.listed}
    wanted = {(f"{file}.csv", kind, at) for file, _row, _column, _value, kind, at in wrong}
    # A file of changes is named itself, not the manifest that says so.
    assert {("orgs.csv", *rest) if rest[0] is Kind.NOT_BULK else (name, *rest) for name, *rest in wanted} <= found
    assert not target.exists()


def test_version_1_2_without_roles_and_with_sex(tmp_path: Path) -> None:
    files = changed(changed(ONEROSTER, "manifest", 3, "value", "1.2"), "manifest", 12, "value", "bulk")
    files["users"] = [[cell for number, cell in enumerate(row) if number != 4] for row in files["users"]]
    files["demographics"] = [["sourcedId", "birthDate", "sex"], ["u1", "2001-02-03", "female"], ["u2", "", ""]]
    target, faults, _ = loaded(tmp_path, files)
    assert faults.listed == []
    enrolments = shape.read(target).enrolments
    assert enrolments["sex"].astype(object).where(enrolments["sex"].notna(), None).tolist() == ["female", None]


def test_a_programme_without_students_is_none(tmp_path: Path) -> None:
    files = {**ONEROSTER, "enrollments": [ONEROSTER["enrollments"][0], ONEROSTER["enrollments"][3]]}
    _, faults, _ = loaded(tmp_path, files)
    assert [each.kind for each in faults.listed if each.kind is Kind.NOTHING_LEFT]


def test_a_declared_line_item_says_who_has_passed(tmp_path: Path) -> None:
    files = {name: list(rows) for name, rows in ONEROSTER.items()}
    for number, left, state, score in (
        (4, "", "fully graded", 11),
        (5, "", "partially graded", 20),
        (6, "2026-04-01", "fully graded", 12),
        (7, "2026-04-01", "fully graded", 11),
    ):
        files["users"].append([f"u{number}", *[""] * 7])
        files["enrollments"].append([f"e{number}", "", "", "k1", "o1", f"u{number}", "student", "", "", left])
        files["results"].append([f"r{number}", "", "", "l1", f"u{number}", state, score, "", ""])
    target, faults, _ = loaded(tmp_path, files, Final("과제 1", 60))
    assert faults.listed == []
    outcomes = shape.read(target).enrolments["outcome"]
    # The first has 15 of 20, the second is in a class without the line item; 12 of 20 are 60 per cent.
    assert outcomes.astype(object).where(outcomes.notna(), None).tolist() == [
        "pass", "withdrawn", "fail", None, "pass", "withdrawn",
    ]  # fmt: skip


def test_a_final_line_item_that_is_not_there_or_twice(tmp_path: Path) -> None:
    _, faults, _ = loaded(tmp_path / "none", dict(ONEROSTER), Final("기말", 60))
    assert [(each.kind, each.value, each.wanted) for each in faults.listed] == [(Kind.NO_FINAL, "기말", "과제 1")]
    items = [*ONEROSTER["lineItems"], ["l2", *ONEROSTER["lineItems"][1][1:]]]
    _, faults, _ = loaded(tmp_path / "twice", {**ONEROSTER, "lineItems": items}, Final("과제 1", 60))
    assert [(each.kind, each.row) for each in faults.listed] == [(Kind.TWO_FINALS, 3)]


def test_names_of_classes_are_names_of_files(tmp_path: Path) -> None:
    files = dict(ONEROSTER)
    for row, title in ((2, "가" * 100), (3, "!?")):
        files = changed(files, "classes", row, "title", title)
    files["classes"] = [
        *files["classes"],
        ["k/", "", "", "A/B", "c1", "", "o1", "t1"],
        ["k:", "", "", "A:B", "c1", "", "o1", "t1"],
    ]
    target, faults, _ = loaded(tmp_path, files)
    assert faults.listed == []
    names = shape.read(target).cohorts["cohort"].tolist()
    assert names == ["가" * 60, "2026-1", "A-B 2026-1 k-", "A-B 2026-1 k- 4"]
