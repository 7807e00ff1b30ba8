"""Small files as universities hand them in: shaped as OULAD's and as OneRoster's, sound as they stand."""

import csv
import io
from collections.abc import Mapping
from pathlib import Path

Cells = list[list[object]]

OULAD: Mapping[str, Cells] = {
    "courses": [["code_module", "code_presentation", "module_presentation_length"], ["AAA", "2013J", 268]],
    "assessments": [
        ["code_module", "code_presentation", "id_assessment", "assessment_type", "date", "weight"],
        ["AAA", "2013J", 1752, "TMA", 19, 10],
        ["AAA", "2013J", 1757, "Exam", "?", 100],
    ],
    "studentInfo": [
        ["code_module", "code_presentation", "id_student", "gender", "region", "highest_education", "imd_band",
         "age_band", "num_of_prev_attempts", "studied_credits", "disability", "final_result"],
        ["AAA", "2013J", 11391, "M", "East Anglian Region", "HE Qualification", "90-100%", "55<=", 0, 240, "N", "Pass"],
        ["AAA", "2013J", 28400, "F", "Scotland", "HE Qualification", "?", "35-55", 0, 60, "N", "Withdrawn"],
    ],
    "studentRegistration": [
        ["code_module", "code_presentation", "id_student", "date_registration", "date_unregistration"],
        ["AAA", "2013J", 11391, -159, ""],
        ["AAA", "2013J", 28400, "-53.0", 12],
    ],
    "studentAssessment": [
        ["id_assessment", "id_student", "date_submitted", "is_banked", "score"],
        [1752, 11391, 18, 0, 78],
        [1752, 28400, 22, 0, "?"],
    ],
    "studentVle": [
        ["code_module", "code_presentation", "id_student", "id_site", "date", "sum_click"],
        ["AAA", "2013J", 28400, 546652, -10, 4],
        ["AAA", "2013J", 28400, 546652, -10, 4],
        ["AAA", "2013J", 11391, 546614, 3, 11],
    ],
    "vle": [
        ["id_site", "code_module", "code_presentation", "activity_type", "week_from", "week_to"],
        [546652, "AAA", "2013J", "forumng", "", ""],
    ],
}  # fmt: skip

ONEROSTER: Mapping[str, Cells] = {
    "manifest": [
        ["propertyName", "value"],
        ["manifest.version", "1.0"],
        ["oneroster.version", "1.1"],
        *([f"file.{name}", "bulk"] for name in (
            "orgs", "academicSessions", "courses", "classes", "users", "enrollments", "lineItems", "results"
        )),
        ["file.demographics", "absent"],
    ],
    "orgs": [["sourcedId", "status", "dateLastModified", "name", "type"], ["o1", "", "", "한빛대학교", "school"]],
    "academicSessions": [
        ["sourcedId", "status", "dateLastModified", "title", "type", "startDate", "endDate", "parentSourcedId",
         "schoolYear"],
        ["t1", "", "", "2026-1", "term", "2026-03-02", "2026-06-19", "", "2026"],
    ],
    "courses": [
        ["sourcedId", "status", "dateLastModified", "schoolYearSourcedId", "title", "courseCode"],
        ["c1", "", "", "", "파이썬", "PY"],
    ],
    "classes": [
        ["sourcedId", "status", "dateLastModified", "title", "courseSourcedId", "classCode", "schoolSourcedId",
         "termSourcedIds"],
        ["k1", "", "", "파이썬: 1반", "c1", "", "o1", "t1"],
        ["k2", "", "", "파이썬: 1반", "c1", "", "o1", "t1"],
    ],
    "users": [
        ["sourcedId", "status", "dateLastModified", "enabledUser", "role", "givenName", "familyName", "email"],
        ["u1", "", "", "true", "student", "하늘", "김", "haneul@example.kr"],
        ["u2", "", "", "true", "student", "Mai", "Nguyễn", "mai@example.kr"],
        ["u3", "", "", "true", "teacher", "가람", "박", "garam@example.kr"],
    ],
    "enrollments": [
        ["sourcedId", "status", "dateLastModified", "classSourcedId", "schoolSourcedId", "userSourcedId", "role",
         "primary", "beginDate", "endDate"],
        ["e1", "", "", "k1", "o1", "u1", "student", "", "2026-02-20", "2026-06-19"],
        ["e2", "", "", "k2", "o1", "u2", "student", "", "", "2026-04-01"],
        ["e3", "", "", "k1", "o1", "u3", "teacher", "true", "", ""],
    ],
    "lineItems": [
        ["sourcedId", "status", "dateLastModified", "title", "dueDate", "classSourcedId", "resultValueMin",
         "resultValueMax"],
        ["l1", "", "", "과제 1", "2026-03-20T23:59:00Z", "k1", 0, 20],
    ],
    "results": [
        ["sourcedId", "status", "dateLastModified", "lineItemSourcedId", "studentSourcedId", "scoreStatus", "score",
         "scoreDate", "comment"],
        ["r1", "", "", "l1", "u1", "fully graded", 15, "2026-03-21", "좋아요\n다음에도"],
    ],
}  # fmt: skip


def as_csv(rows: Cells, encoding: str = "utf-8") -> bytes:
    """A CSV file of rows."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode(encoding)


def changed(files: Mapping[str, Cells], name: str, row: int, column: str, value: object) -> dict[str, Cells]:
    """The files with one cell changed; `row` as a spreadsheet numbers it."""
    rows = [list(each) for each in files[name]]
    rows[row - 1][rows[0].index(column)] = value
    return {**files, name: rows}


def in_csv(files: Mapping[str, Cells], encoding: str = "utf-8") -> dict[str, bytes]:
    """The files by their names, as CSV."""
    return {f"{name}.csv": as_csv(rows, encoding) for name, rows in files.items()}


def written(folder: Path, files: Mapping[str, bytes]) -> Path:
    """A folder with the files."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return folder
