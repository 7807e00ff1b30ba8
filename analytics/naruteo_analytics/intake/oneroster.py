"""OneRoster 1.1 and 1.2 (1EdTech), the CSV binding: rosters and grades of any learning platform, in the shape.

A class is a cohort, a course a course, and a student's enrolment in a class an enrolment. Names, addresses and numbers
of users are neither read nor kept: a person is known by a number that is made of the `sourcedId`, always the same one.
OneRoster knows no outcome of a class, no certificates and no clicks: those stay *not recorded*.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from naruteo_analytics import shape
from naruteo_analytics.intake.faults import Faults, Kind
from naruteo_analytics.intake.persons import person_number
from naruteo_analytics.intake.tables import ROW, Column, Progress, Table, find, whole

VERSIONS = ("1.1", "1.2")
ID = Column("sourcedId")
STATUS = Column("status", may_be_missing=True, optional=True)
GRADED = ("fully graded", "partially graded")
"""States of a score in which it counts; of others (exempt, not submitted, submitted) there is none."""


def _table(name: str, *columns: Column) -> Table:
    return Table(name, (ID, STATUS, *columns), multiline=True)


def _maybe(name: str) -> Column:
    return Column(name, may_be_missing=True, optional=True)


def _day(name: str, *, optional: bool = True) -> Column:
    return Column(name, "date", may_be_missing=optional, optional=optional)


MANIFEST = Table("manifest", (Column("propertyName"), Column("value", may_be_missing=True)), multiline=True)
ORGS = _table("orgs")
SESSIONS = _table(
    "academicSessions", Column("title"), _day("startDate", optional=False), _day("endDate", optional=False)
)
COURSES = _table("courses", Column("title"), _maybe("courseCode"))
CLASSES = _table(
    "classes", Column("title"), _maybe("classCode"), Column("courseSourcedId"), Column("schoolSourcedId"),
    Column("termSourcedIds"),
)  # fmt: skip
USERS = _table("users")
ENROLMENTS = _table(
    "enrollments", Column("classSourcedId"), Column("userSourcedId"), Column("role"), _day("beginDate"), _day("endDate")
)
ITEMS = _table(
    "lineItems", Column("classSourcedId"), _day("dueDate"),
    Column("resultValueMin", "number", may_be_missing=True, optional=True),
    Column("resultValueMax", "number", may_be_missing=True, optional=True),
)  # fmt: skip
RESULTS = _table(
    "results", Column("lineItemSourcedId"), Column("studentSourcedId"),
    Column("scoreStatus", allowed=(*GRADED, "exempt", "not submitted", "submitted")),
    Column("score", "number", may_be_missing=True), _day("scoreDate"),
)  # fmt: skip
DEMOGRAPHICS = _table(
    "demographics",
    Column("sex", may_be_missing=True, optional=True, allowed=("female", "male", "other", "unspecified")),
)
NEEDED = (ORGS, SESSIONS, COURSES, CLASSES, USERS, ENROLMENTS)
OPTIONAL = (ITEMS, RESULTS, DEMOGRAPHICS)
TABLES = (*NEEDED, *OPTIONAL)
_REFERENCES = (
    ("classes", "courseSourcedId", "courses"),
    ("classes", "schoolSourcedId", "orgs"),
    ("enrollments", "classSourcedId", "classes"),
    ("enrollments", "userSourcedId", "users"),
    ("lineItems", "classSourcedId", "classes"),
    ("results", "lineItemSourcedId", "lineItems"),
    ("results", "studentSourcedId", "users"),
)


@dataclass
class _Read:
    """What was read so far: frames by table, the files that they came from, and what is wrong."""

    faults: Faults
    frames: dict[str, pd.DataFrame] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)

    def note(self, name: str, rows: pd.DataFrame, column: str, kind: Kind, wanted: str = "") -> None:
        pairs = zip(rows[ROW], rows[column], strict=True)
        self.faults.add_rows(self.files[name], column, kind, pairs, count=len(rows), wanted=wanted)


def load(folder: Path, target: Path, faults: Faults, progress: Progress | None = None) -> dict[str, int]:
    """Check a OneRoster export and, if nothing is wrong with it, write the programme into a folder in the shape.

    Parameters
    ----------
    folder : Path
        Where `manifest.csv` and the tables lie, also in a folder within it.
    target : Path
        Where the programme goes.
    faults : Faults
        Gets all that is wrong.
    progress : callable or None
        Is told from 0 to 1 how much is done.

    Returns
    -------
    dict of str to int
        Sound rows by table.
    """
    read = _Read(faults)
    modes = _modes(folder, faults)
    for number, table in enumerate(TABLES, start=1):
        _read_table(folder, table, modes, read)
        if progress is not None:
            progress(number / len(TABLES))
    counts = {name: len(frame) for name, frame in read.frames.items()}
    _check(read)
    if not faults.in_all:
        programme = _programme(read)
        if not faults.in_all:
            shape.write(programme, target)
    return counts


def _modes(folder: Path, faults: Faults) -> dict[str, str]:
    """What the manifest says of each file: bulk, delta or absent; nothing without a manifest."""
    path = find(folder, MANIFEST.name)
    if path is None:
        faults.add("manifest.csv", None, None, Kind.FILE_MISSING)
        return {}
    rows = whole(path, MANIFEST, faults).to_pylist()
    said = {row["propertyName"].strip(): (row["value"] or "").strip() for row in rows}
    version = said.get("oneroster.version", "")
    if not version.startswith(VERSIONS):
        faults.add(path.name, None, "oneroster.version", Kind.OTHER_VERSION, version, ", ".join(VERSIONS))
    return {name.removeprefix("file."): mode for name, mode in said.items() if name.startswith("file.")}


def _read_table(folder: Path, table: Table, modes: Mapping[str, str], read: _Read) -> None:
    mode = modes.get(table.name, "absent" if modes else "")
    path = find(folder, table.name)
    if mode == "delta":
        read.faults.add(f"{table.name}.csv", None, None, Kind.NOT_BULK)
    elif mode == "bulk" or table in NEEDED:
        if path is None:
            read.faults.add(f"{table.name}.csv", None, None, Kind.FILE_MISSING)
        else:
            frame = whole(path, table, read.faults).to_pandas()
            read.frames[table.name] = frame[frame["status"].fillna("").str.casefold() != "tobedeleted"]
            read.files[table.name] = path.name


def _check(read: _Read) -> None:
    """Note keys that stand twice, and references to what is in no other file."""
    frames = read.frames
    for name, frame in frames.items():
        read.note(name, frame[frame.duplicated("sourcedId")], "sourcedId", Kind.TWICE)
    for name, column, other in _REFERENCES:
        if name in frames and other in frames:
            lost = frames[name][~frames[name][column].isin(frames[other]["sourcedId"])]
            read.note(name, lost, column, Kind.UNKNOWN, other)
    if {"classes", "academicSessions"} <= frames.keys():
        terms = _terms(frames["classes"])
        lost = terms[~terms["termSourcedIds"].isin(frames["academicSessions"]["sourcedId"])]
        read.note("classes", lost, "termSourcedIds", Kind.UNKNOWN, "academicSessions")
        sessions = frames["academicSessions"]
        read.note(
            "academicSessions",
            sessions[sessions["endDate"] <= sessions["startDate"]],
            "endDate",
            Kind.OUT_OF_RANGE,
            "> startDate",
        )
    if "enrollments" in frames:
        students = frames["enrollments"][frames["enrollments"]["role"] == "student"]
        again = students[students.duplicated(["classSourcedId", "userSourcedId"])]
        read.note("enrollments", again, "userSourcedId", Kind.TWICE)
        if students.empty:
            read.faults.add(read.files["enrollments"], None, "role", Kind.NOTHING_LEFT, "", "student")
    if "results" in frames:
        again = frames["results"][frames["results"].duplicated(["lineItemSourcedId", "studentSourcedId"])]
        read.note("results", again, "studentSourcedId", Kind.TWICE)


def _terms(classes: pd.DataFrame) -> pd.DataFrame:
    """A row for each term of each class."""
    terms = classes.assign(termSourcedIds=classes["termSourcedIds"].str.split(",")).explode("termSourcedIds")
    return terms.assign(termSourcedIds=terms["termSourcedIds"].str.strip())


def _programme(read: _Read) -> shape.Programme:
    frames = read.frames
    cohorts = _cohorts(frames["classes"], frames["courses"], frames["academicSessions"])
    places = _places(frames["enrollments"], cohorts)
    if "demographics" in frames and frames["demographics"]["sex"].notna().any():
        sex = frames["demographics"].set_index("sourcedId")["sex"]
        places["sex"] = places["userSourcedId"].map(sex.replace({"unspecified": None}))
    assessments, results = _graded(read, cohorts, places)
    return shape.Programme(shape.typed("cohorts", cohorts), shape.typed("enrolments", places), assessments, results)


def _cohorts(classes: pd.DataFrame, courses: pd.DataFrame, sessions: pd.DataFrame) -> pd.DataFrame:
    terms = _terms(classes).merge(
        sessions.set_index("sourcedId").add_prefix("term_"), left_on="termSourcedIds", right_index=True
    )
    grouped = terms.groupby("sourcedId", sort=False)
    starts, ends = pd.to_datetime(grouped["term_startDate"].min()), pd.to_datetime(grouped["term_endDate"].max())
    known = courses.set_index("sourcedId")
    course = known["courseCode"].fillna(known["title"])
    frame = classes.set_index("sourcedId")
    return pd.DataFrame({
        "cohort": _names(frame["classCode"].fillna(frame["title"]), grouped["term_title"].first()),
        "course": frame["courseSourcedId"].map(course), "starts": starts, "length": (ends - starts).dt.days,
    })  # fmt: skip


def _names(wanted: "pd.Series[str]", terms: "pd.Series[str]") -> "pd.Series[str]":
    """Names of cohorts: the class's own, with its term and at last its id where several have the same."""
    names = wanted.copy()
    for more in (terms, pd.Series(names.index, index=names.index)):
        twice = names.duplicated(keep=False)
        names = names.where(~twice, names + " " + more.reindex(names.index))
    return names.str.replace(r"[^\w .()-]", "-", regex=True).str.replace(r"^\W+", "", regex=True)


def _places(enrolments: pd.DataFrame, cohorts: pd.DataFrame) -> pd.DataFrame:
    students = enrolments[enrolments["role"] == "student"].reset_index(drop=True)
    place = cohorts.loc[students["classSourcedId"]].reset_index(drop=True)
    left = _days(students["endDate"], place["starts"])
    # Who stays to the end of the class has not left it.
    left = left.where(left < place["length"])
    return students.assign(
        enrolment=np.arange(len(students)), person=students["userSourcedId"].map(person_number), cohort=place["cohort"],
        registered=_days(students["beginDate"], place["starts"]), left=left,
        outcome=pd.Series("withdrawn", index=students.index).where(left.notna()),
        certified=pd.Series(pd.NA, index=students.index, dtype="boolean"),
    )  # fmt: skip


def _graded(read: _Read, cohorts: pd.DataFrame, places: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    items = read.frames.get("lineItems", pd.DataFrame(columns=[each.name for each in ITEMS.columns]))
    place = cohorts.reindex(items["classSourcedId"]).reset_index(drop=True)
    items = items.reset_index(drop=True).assign(cohort=place["cohort"], starts=place["starts"])
    assessments = shape.typed("assessments", pd.DataFrame({
        "assessment": items["sourcedId"], "cohort": items["cohort"], "kind": "line item",
        "due": _days(items["dueDate"], items["starts"]), "weight": np.nan,
    }))  # fmt: skip
    results = read.frames.get("results", pd.DataFrame(columns=[*(each.name for each in RESULTS.columns), ROW]))
    results = results[results["scoreStatus"].isin(GRADED)].merge(
        items.drop(columns=[ROW, "status"], errors="ignore"), left_on="lineItemSourcedId", right_on="sourcedId",
        suffixes=("", "_item"),
    ).merge(
        places[["classSourcedId", "userSourcedId", "enrolment"]], how="left",
        left_on=["classSourcedId", "studentSourcedId"], right_on=["classSourcedId", "userSourcedId"],
    )  # fmt: skip
    if (lost := results[results["enrolment"].isna()]).size:
        read.note("results", lost, "studentSourcedId", Kind.UNKNOWN, "enrollments")
    least = results["resultValueMin"].astype("float64").fillna(0)
    most = results["resultValueMax"].astype("float64").fillna(100)
    score = results["score"].astype("float64")
    if (odd := results[(score < least) | (score > most)]).size:
        read.note("results", odd, "score", Kind.OUT_OF_RANGE, "resultValueMin–resultValueMax")
    return assessments, shape.typed("results", pd.DataFrame({
        "enrolment": results["enrolment"].fillna(-1), "assessment": results["sourcedId_item"],
        "day": _days(results["scoreDate"], results["starts"]), "score": (score - least) / (most - least) * 100,
        "banked": False,
    }))  # fmt: skip


def _days(dates: "pd.Series[Any]", starts: "pd.Series[Any]") -> "pd.Series[Any]":
    return (pd.to_datetime(dates) - starts).dt.days
