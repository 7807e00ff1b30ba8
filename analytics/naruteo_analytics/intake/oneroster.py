"""OneRoster 1.1 and 1.2 (1EdTech), the CSV binding: rosters and grades of any learning platform, in the shape.

A class is a cohort, a course a course, and a student's enrolment in a class an enrolment. Names, addresses and numbers
of users are neither read nor kept: a person is known by a number that is made of the `sourcedId`, always the same one.
OneRoster knows no certificates and no clicks, and no outcome of a class but that somebody left before its end. Who
hands the tables in may declare which line item holds the final result of a class and from which share of its range on
somebody has passed (`Final`); what nobody declares or records stays *not recorded*.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from naruteo_analytics import shape
from naruteo_analytics.intake.faults import Faults, Kind
from naruteo_analytics.intake.final import Final
from naruteo_analytics.intake.persons import person_number
from naruteo_analytics.intake.tables import ROW, Column, Progress, Table, find, whole

VERSIONS = ("1.1", "1.2")
ID = Column("sourcedId")
STATUS = Column("status", may_be_missing=True, optional=True)
FULLY_GRADED = "fully graded"
GRADED = (FULLY_GRADED, "partially graded")
"""States of a score in which it counts; of others (exempt, not submitted, submitted) there is none."""

LONGEST_NAME = 60
"""Of a class or term in a cohort's name; files cannot have endless ones."""
TITLES_SHOWN = 10


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
    "lineItems", _maybe("title"), Column("classSourcedId"), _day("dueDate"),
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
    complete: set[str] = field(default_factory=set)
    """Tables of which no row was left out, so that references into them can be judged."""

    def note(self, name: str, rows: pd.DataFrame, column: str, kind: Kind, wanted: str = "") -> None:
        pairs = zip(rows[ROW], rows[column], strict=True)
        self.faults.add_rows(self.files[name], column, kind, pairs, count=len(rows), wanted=wanted)


def load(
    folder: Path, target: Path, faults: Faults, progress: Progress | None = None, final: Final | None = None
) -> dict[str, int]:
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
    final : Final or None
        Who has passed; None: nobody declares it.

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
    if final is not None:
        _check_final(read, final)
    if not faults.in_all:
        programme = _programme(read, final)
        if not faults.in_all:
            shape.write(shape.sound(programme), target)
    return counts


def _modes(folder: Path, faults: Faults) -> dict[str, str]:
    """What the manifest says of each file: bulk, delta or absent; nothing without a manifest."""
    path = find(folder, MANIFEST.name, faults)
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
    path = find(folder, table.name, read.faults)
    if mode == "delta":
        read.faults.add(f"{table.name}.csv", None, None, Kind.NOT_BULK)
    elif mode == "bulk" or table in NEEDED:
        if path is None:
            read.faults.add(f"{table.name}.csv", None, None, Kind.FILE_MISSING)
        else:
            frame = whole(path, table, read.faults).to_pandas()
            read.frames[table.name] = frame[frame["status"].fillna("").str.casefold() != "tobedeleted"]
            read.files[table.name] = path.name
            if not read.faults.are_in(path.name):
                read.complete.add(table.name)


def _check(read: _Read) -> None:
    """Note keys that stand twice, and references to what is in no other file, as far as the other is complete."""
    frames = read.frames
    for name, frame in frames.items():
        read.note(name, frame[frame.duplicated("sourcedId")], "sourcedId", Kind.TWICE)
    for name, column, other in _REFERENCES:
        if name in frames and other in read.complete:
            lost = frames[name][~frames[name][column].isin(frames[other]["sourcedId"])]
            read.note(name, lost, column, Kind.UNKNOWN, other)
    if "classes" in frames and "academicSessions" in read.complete:
        terms = _terms(frames["classes"])
        lost = terms[~terms["termSourcedIds"].isin(frames["academicSessions"]["sourcedId"])]
        read.note("classes", lost, "termSourcedIds", Kind.UNKNOWN, "academicSessions")
    if (sessions := frames.get("academicSessions")) is not None:
        days = (pd.to_datetime(sessions["endDate"]) - pd.to_datetime(sessions["startDate"])).dt.days
        odd = sessions[~days.between(1, shape.LONGEST)]
        read.note("academicSessions", odd, "endDate", Kind.OUT_OF_RANGE, f"startDate + 1–{shape.LONGEST}")
    if (items := frames.get("lineItems")) is not None:
        least, most = _range(items)
        read.note("lineItems", items[most <= least], "resultValueMax", Kind.OUT_OF_RANGE, "> resultValueMin")
    if "enrollments" in frames:
        students = frames["enrollments"][frames["enrollments"]["role"] == "student"]
        again = students[students.duplicated(["classSourcedId", "userSourcedId"])]
        read.note("enrollments", again, "userSourcedId", Kind.TWICE)
        if students.empty:
            read.faults.add(read.files["enrollments"], None, "role", Kind.NOTHING_LEFT, "", "student")
    if "results" in frames:
        again = frames["results"][frames["results"].duplicated(["lineItemSourcedId", "studentSourcedId"])]
        read.note("results", again, "studentSourcedId", Kind.TWICE)


def _check_final(read: _Read, final: Final) -> None:
    """Note if no class has the line item that is to hold its final result, or one has two."""
    for table in (ITEMS, RESULTS):
        if table.name not in read.frames and not read.faults.are_in(f"{table.name}.csv"):
            read.faults.add(f"{table.name}.csv", None, None, Kind.FILE_MISSING)
    if ITEMS.name not in read.complete:
        return
    items = read.frames[ITEMS.name]
    named = items[items["title"] == final.title]
    if named.empty:
        titles = items["title"].value_counts().index[:TITLES_SHOWN]
        read.faults.add(read.files[ITEMS.name], None, "title", Kind.NO_FINAL, final.title, ", ".join(titles))
    read.note(ITEMS.name, named[named.duplicated("classSourcedId")], "title", Kind.TWO_FINALS)


def _terms(classes: pd.DataFrame) -> pd.DataFrame:
    """A row for each term of each class."""
    terms = classes.assign(termSourcedIds=classes["termSourcedIds"].str.split(",")).explode("termSourcedIds")
    return terms.assign(termSourcedIds=terms["termSourcedIds"].str.strip())


def _programme(read: _Read, final: Final | None) -> shape.Programme:
    frames = read.frames
    cohorts = _cohorts(frames["classes"], frames["courses"], frames["academicSessions"])
    places = _places(frames["enrollments"], cohorts)
    if "demographics" in frames and frames["demographics"]["sex"].notna().any():
        sex = frames["demographics"].set_index("sourcedId")["sex"]
        places["sex"] = places["userSourcedId"].map(sex.replace({"unspecified": None}))
    assessments, results = _graded(read, cohorts, places)
    if final is not None and not read.faults.in_all:
        places["outcome"] = _outcomes(places, results, final)
    return shape.Programme(
        shape.typed("cohorts", cohorts), shape.typed("enrolments", places), shape.typed("assessments", assessments),
        shape.typed("results", results),
    )  # fmt: skip


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
    """Names of cohorts: the class's own, with its term, its id and at last a number where several have the same."""
    names = _as_file(wanted)
    for more in (terms, pd.Series(names.index, index=names.index)):
        twice = names.duplicated(keep=False) | names.eq("")
        names = names.where(~twice, (names + " " + _as_file(more.reindex(names.index))).str.strip())
    number = pd.Series(range(1, len(names) + 1), names.index).astype(str)
    # Ids, too, may look alike once they are names of files.
    while (twice := names.duplicated() | names.eq("")).any():
        names = names.where(~twice, (names + " " + number).str.strip())
    return names


def _as_file(names: "pd.Series[str]") -> "pd.Series[str]":
    """Names as files can have them."""
    plain = names.str.replace(r"[^\w .()-]", "-", regex=True).str.replace(r"^\W+", "", regex=True)
    return plain.str.slice(0, LONGEST_NAME).str.strip()


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
    """Assessments, and results with the title of their line item and the status of their score."""
    items = read.frames.get("lineItems", pd.DataFrame(columns=[each.name for each in ITEMS.columns]))
    place = cohorts.reindex(items["classSourcedId"]).reset_index(drop=True)
    items = items.reset_index(drop=True).assign(cohort=place["cohort"], starts=place["starts"])
    assessments = pd.DataFrame({
        "assessment": items["sourcedId"], "cohort": items["cohort"], "kind": "line item",
        "due": _days(items["dueDate"], items["starts"]), "weight": np.nan,
    })  # fmt: skip
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
    least, most = _range(results)
    score = results["score"].astype("float64")
    if (odd := results[(score < least) | (score > most)]).size:
        read.note("results", odd, "score", Kind.OUT_OF_RANGE, "resultValueMin–resultValueMax")
    return assessments, pd.DataFrame({
        "enrolment": results["enrolment"].fillna(-1), "assessment": results["sourcedId_item"],
        # In this order whole per cents come out whole.
        "day": _days(results["scoreDate"], results["starts"]), "score": (score - least) * 100 / (most - least),
        "banked": False, "title": results["title"], "status": results["scoreStatus"],
    })  # fmt: skip


def _range(items: pd.DataFrame) -> "tuple[pd.Series[float], pd.Series[float]]":
    """The least and the largest score of line items; from 0 to 100 where they do not say."""
    least, most = (items[f"resultValue{end}"].astype("float64") for end in ("Min", "Max"))
    return least.fillna(0), most.fillna(100)


def _outcomes(places: pd.DataFrame, results: pd.DataFrame, final: Final) -> "pd.Series[Any]":
    """Who has passed by the final result, who left without having, and who failed; missing for all others.

    A partial grade settles nothing.
    """
    finals = results[(results["title"] == final.title) & (results["status"] == FULLY_GRADED)]
    score = places["enrolment"].map(finals.set_index("enrolment")["score"])
    left = places["outcome"].notna()
    return places["outcome"].mask(score >= final.least, "pass").mask((score < final.least) & ~left, "fail")


def _days(dates: "pd.Series[Any]", starts: "pd.Series[Any]") -> "pd.Series[Any]":
    return (pd.to_datetime(dates) - starts).dt.days
