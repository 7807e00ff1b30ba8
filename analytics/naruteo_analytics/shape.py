"""The shape of a programme: a few frames and event files, whatever system they came from; read, written and checked.

Everything else here takes a programme in this shape. Days count from the start of the cohort, so a day before it is
negative. An enrolment is one person in one cohort; persons may have several, and each figure says which it counts.
"""

import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from naruteo_analytics.faults import LARGEST

OUTCOMES = ("distinction", "pass", "fail", "withdrawn")
DESTINATIONS = ("placed", "further_study", "lost")
ATTRIBUTES = ("region", "sex", "age_band", "education", "disability", "nationality_group", "deprivation")
"""What may be known of an enrolment's person; each programme has those that it lawfully holds."""

_DAY = "Int32"
COLUMNS: Mapping[str, Mapping[str, Any]] = {
    "cohorts": {"cohort": "str", "course": "str", "starts": "datetime64[s]", "length": "int32"},
    "enrolments": {
        "enrolment": "int64", "person": "int64", "cohort": "str", "registered": _DAY, "left": _DAY,
        "outcome": pd.CategoricalDtype([*OUTCOMES]), "certified": "boolean",
    },
    "assessments": {"assessment": "str", "cohort": "str", "kind": "str", "due": _DAY, "weight": "float64"},
    "results": {"enrolment": "int64", "assessment": "str", "day": _DAY, "score": "float64", "banked": "bool"},
    "responses": {
        "enrolment": "int64", "cohort": "str", "exercise": "str", "item": "str", "attempt": "int32",
        "score": "float64", "max_score": "float64", "omitted": "bool", "seconds": "float64",
    },
    "destinations": {"enrolment": "int64", "day": _DAY, "kind": pd.CategoricalDtype([*DESTINATIONS])},
}  # fmt: skip
"""Table -> column -> type, as pandas names it."""
MAY_BE_MISSING = frozenset({
    ("cohorts", "starts"), ("enrolments", "registered"), ("enrolments", "left"), ("enrolments", "outcome"),
    ("enrolments", "certified"), ("assessments", "due"), ("assessments", "weight"), ("results", "day"),
    ("results", "score"), ("responses", "score"), ("responses", "max_score"), ("responses", "seconds"),
    ("destinations", "kind"),
})  # fmt: skip
"""Columns that hold NA where nobody knows or where it has not happened."""
LONGEST = 3650
"""Days of a cohort: figures by weeks of a longer one would fill all memory."""
OPTIONAL = ("responses", "destinations")
EVENTS = pa.schema([("enrolment", pa.int32()), ("day", pa.int16()), ("clicks", pa.int32())])
"""The columns of a cohort's event file; equal rows are kept, since a day may hold the same click twice."""
EVENTS_WITHIN = {"day": (-LONGEST, LONGEST), "clicks": (0, 2**31 - 1)}
"""The least and the greatest that an event file may hold: one absurd day would make weeks by the thousand for all."""
_NAME = re.compile(r"\w[\w .()-]*")
_SHOWN = 3
_CHANGING = ("int32", "int64", "bool")
"""Types that pandas gives without a word also to what they cannot hold: 1.5, 2**40, "no"."""


class NotInShape(ValueError):
    """A folder or a frame that is not in the shape; the message lists all that is wrong, a line each."""


@dataclass(frozen=True, eq=False)
class Programme:
    """A programme in the shape; `COLUMNS` says what its frames hold, `EVENTS` what its event files do.

    Attributes
    ----------
    cohorts, enrolments, assessments, results : DataFrame
    responses, destinations : DataFrame or None
        None where the programme does not record them.
    events : mapping of str to Path
        Cohort to its event file; a cohort that is missing here records no events.
    """

    cohorts: pd.DataFrame
    enrolments: pd.DataFrame
    assessments: pd.DataFrame
    results: pd.DataFrame
    responses: pd.DataFrame | None = None
    destinations: pd.DataFrame | None = None
    events: Mapping[str, Path] = field(default_factory=dict)

    @property
    def attributes(self) -> list[str]:
        """Which attributes of persons the programme holds."""
        return [name for name in ATTRIBUTES if name in self.enrolments]

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        """Name -> frame, without those that the programme does not record."""
        frames = {each.name: getattr(self, each.name) for each in fields(self) if each.name != "events"}
        return {name: frame for name, frame in frames.items() if frame is not None}


def typed(table: str, frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with the columns and types that the shape asks for, in its order; other columns are left out.

    Parameters
    ----------
    table : str
        One of `COLUMNS`.
    frame : DataFrame
        Attributes of enrolments become categories in the order of their names, NA for unknown.

    Raises
    ------
    NotInShape
        A column is missing, or holds what its type cannot.

    Examples
    --------
    >>> frame = pd.DataFrame({"cohort": ["a"], "course": ["x"], "starts": ["2026-03-02"], "length": [28]})
    >>> typed("cohorts", frame).dtypes.astype(str).tolist()
    ['str', 'str', 'datetime64[s]', 'int32']
    """
    missing = [name for name in COLUMNS[table] if name not in frame]
    if missing:
        raise NotInShape(f"{table}: these columns are missing: {', '.join(missing)}.")
    found = {}
    for name, kind in COLUMNS[table].items():
        column = frame[name]
        if isinstance(kind, pd.CategoricalDtype) and len(odd := column[~column.isin(kind.categories) & column.notna()]):
            allowed = ", ".join(kind.categories)
            raise NotInShape(f"{table}: {name} holds {_some(odd)}; write one of {allowed}, or nothing.")
        try:
            found[name] = pd.to_datetime(column).astype(kind) if name == "starts" else column.astype(kind)
            changed = column[:0] if kind not in _CHANGING else column[pd.to_numeric(column) != found[name]]
        except (TypeError, ValueError) as fault:
            raise NotInShape(f"{table}: {name} cannot be read as {kind}: {fault}") from None
        if len(changed):
            raise NotInShape(f"{table}: {name} holds {_some(changed)}, which {kind} cannot hold.")
    for name in ATTRIBUTES if table == "enrolments" else ():
        if name in frame:
            try:
                found[name] = frame[name].astype("category")
            except TypeError as fault:
                raise NotInShape(f"{table}: {name} cannot be read as names of groups: {fault}") from None
    return pd.DataFrame(found, copy=False).reset_index(drop=True)


def event_path(folder: Path, cohort: str) -> Path:
    """Where a folder in the shape keeps a cohort's events (and a folder of rollups its rollup).

    Raises
    ------
    NotInShape
        The cohort's name cannot be a file's name.
    """
    if not _NAME.fullmatch(cohort):
        raise NotInShape(
            f"The cohort's name {cohort!r} cannot be a file's name: use letters, digits, space and . ( ) -."
        )
    return folder / f"{cohort}.parquet"


def read(folder: Path) -> Programme:
    """Read a folder of Parquet files in the shape; events stay in their files.

    Raises
    ------
    NotInShape
        A file or a column is missing or cannot be read.
    """
    lacking = [name for name in COLUMNS if name not in OPTIONAL and not (folder / f"{name}.parquet").is_file()]
    if lacking:
        raise NotInShape(f"{folder.name} lacks {', '.join(f'{name}.parquet' for name in lacking)}.")
    frames = {}
    for name in COLUMNS:
        if (path := folder / f"{name}.parquet").is_file():
            try:
                # Types are the shape's own, so that what pandas wrote of its own in the file is not needed.
                table = pq.read_table(path).replace_schema_metadata()
                frames[name] = typed(name, table.to_pandas(split_blocks=True, self_destruct=True))
            except (pa.ArrowException, OSError) as fault:
                raise NotInShape(f"{path.name} cannot be read as Parquet: {fault}") from None
    paths = {cohort: event_path(folder / "events", cohort) for cohort in frames["cohorts"]["cohort"].dropna()}
    return Programme(**frames, events={cohort: path for cohort, path in paths.items() if path.is_file()})


def write(programme: Programme, folder: Path) -> None:
    """Write a programme as a folder in the shape; event files from elsewhere are copied into it.

    What another programme left there and this one does not record is deleted: it would be read as this one's.
    """
    (folder / "events").mkdir(parents=True, exist_ok=True)
    for name in set(COLUMNS) - set(programme.tables):
        (folder / f"{name}.parquet").unlink(missing_ok=True)
    for cohort in set(programme.cohorts["cohort"]) - set(programme.events):
        event_path(folder / "events", cohort).unlink(missing_ok=True)
    for name, frame in programme.tables.items():
        frame.to_parquet(folder / f"{name}.parquet", index=False, compression="zstd")
    for cohort, path in programme.events.items():
        place = event_path(folder / "events", cohort)
        if path.resolve() != place.resolve():
            shutil.copyfile(path, place)


def check(programme: Programme) -> list[str]:
    """All that is wrong with a programme, a sentence each; nothing if it is in the shape.

    Event files are judged by `faults_of_events`; an event of an unknown enrolment is refused where events are read.
    """
    faults: list[str] = []
    for table, frame in programme.tables.items():
        faults += _faults_of_columns(table, frame)
    if faults:
        return faults
    cohorts, enrolments = programme.cohorts["cohort"], programme.enrolments["enrolment"]
    assessments = programme.assessments["assessment"]
    faults += _repeated("cohorts", cohorts) + _repeated("enrolments", enrolments)
    faults += _repeated("assessments", assessments)
    for table, frame in programme.tables.items():
        for name, known in (("cohort", cohorts), ("enrolment", enrolments), ("assessment", assessments)):
            if name in frame and (lost := frame[name][~frame[name].isin(known)]).size:
                faults.append(f"{table}: {name} {_some(lost)} is not known.")
    faults += _faults_of_values(programme)
    for cohort, path in programme.events.items():
        if cohort not in set(cohorts):
            faults.append(f"events: cohort {cohort!r} is not known.")
        faults += faults_of_events(cohort, path)
    return faults


def sound(programme: Programme) -> Programme:
    """The same programme, if nothing is wrong with it.

    Raises
    ------
    NotInShape
        With all that `check` finds, a line each.
    """
    if faults := check(programme):
        raise NotInShape("\n".join(faults))
    return programme


def _faults_of_columns(table: str, frame: pd.DataFrame) -> list[str]:
    faults = []
    for name, kind in COLUMNS[table].items():
        if name not in frame:
            faults.append(f"{table}: the column {name} is missing.")
        elif frame[name].dtype != kind:
            faults.append(f"{table}: {name} is {frame[name].dtype}, not {kind}; shape.typed() converts it.")
        elif (table, name) not in MAY_BE_MISSING and frame[name].isna().any():
            faults.append(f"{table}: {name} is missing in {int(frame[name].isna().sum())} rows.")
    for name in ATTRIBUTES if table == "enrolments" else ():
        if name in frame and not isinstance(frame[name].dtype, pd.CategoricalDtype):
            faults.append(f"enrolments: {name} is {frame[name].dtype}, not category; shape.typed() converts it.")
    return faults


def _faults_of_values(programme: Programme) -> list[str]:
    cohorts, results, responses = programme.cohorts, programme.results, programme.responses
    odd = [
        (f"cohorts: length has to be from 1 to {LONGEST} days",
         cohorts["cohort"][~cohorts["length"].between(1, LONGEST)]),
        ("results: score has to be from 0 to 100", results["score"][(results["score"] < 0) | (results["score"] > 100)]),
        ("results: these enrolments have two results of one assessment",
         results["enrolment"][results.duplicated(["enrolment", "assessment"])]),
        ("cohorts: these names cannot be a file's name", cohorts["cohort"][~cohorts["cohort"].str.fullmatch(_NAME)]),
    ]  # fmt: skip
    for table, frame in programme.tables.items():
        for name in ("registered", "left", "due", "day"):
            if name in frame:
                far = frame[name][frame[name].abs() > LONGEST]
                odd.append((f"{table}: {name} has to be from -{LONGEST} to {LONGEST} days", far))
        for name in ("weight", "max_score", "seconds"):
            if name in frame:
                far = frame[name][(frame[name] < 0) | (frame[name] > LARGEST)]
                odd.append((f"{table}: {name} has to be from 0 to {LARGEST:g}", far))
    if responses is not None:
        odd.append(("responses: attempt counts from 1", responses["attempt"][responses["attempt"] < 1]))
        far = responses["score"][responses["score"].abs() > LARGEST]
        odd.append((f"responses: score has to be from -{LARGEST:g} to {LARGEST:g}", far))
        key = ["enrolment", "exercise", "item", "attempt"]
        odd.append(
            ("responses: these enrolments have one attempt twice", responses["enrolment"][responses.duplicated(key)])
        )
    if programme.destinations is not None:
        odd.append(("destinations: these enrolments have two", _twice(programme.destinations["enrolment"])))
        day = programme.destinations["day"]
        odd.append(("destinations: day counts from the end of the cohort, so it is not negative", day[day < 0]))
    return [f"{what}: {_some(rows)}." for what, rows in odd if len(rows)]


def faults_of_events(cohort: str, path: Path) -> list[str]:
    """What is wrong with a cohort's event file, by its columns and by the least and greatest that they hold.

    Its rows are read only where the file does not state these.
    """
    faults: list[str] = []
    if not path.is_file():
        return [f"events: the file of {cohort} is missing."]
    try:
        with pq.ParquetFile(path) as file:
            columns = file.schema_arrow
            for wanted in EVENTS:
                at = columns.get_field_index(wanted.name)
                if at < 0 or not pa.types.is_integer(columns.types[at]):
                    faults.append(f"events: {cohort} needs a column {wanted.name} of whole numbers.")
            for name, (least, most) in EVENTS_WITHIN.items() if not faults else ():
                low, high = bounds(file, name)
                if low < least or high > most:
                    faults.append(
                        f"events: {cohort} has {name} from {low} to {high}; it has to be from {least} to {most}."
                    )
    except (pa.ArrowException, OSError) as fault:
        return [f"events: the file of {cohort} cannot be read as Parquet: {fault}"]
    return faults


def bounds(file: pq.ParquetFile, name: str) -> tuple[int, int]:
    """The least and the greatest of a column of whole numbers, from the file's statistics where it has them.

    A file without rows, or with none that holds anything, gives 0 and 0.
    """
    at = file.schema_arrow.get_field_index(name)
    groups = [file.metadata.row_group(each).column(at).statistics for each in range(file.metadata.num_row_groups)]
    if groups and all(each is not None and each.has_min_max for each in groups):
        return min(each.min for each in groups), max(each.max for each in groups)
    ends = [pc.min_max(batch.column(0)).as_py() for batch in file.iter_batches(columns=[name])]
    found = [each[end] for each in ends for end in ("min", "max") if each[end] is not None]
    return min(found, default=0), max(found, default=0)


def _repeated(table: str, key: "pd.Series[Any]") -> list[str]:
    return [f"{table}: {key.name} {_some(twice)} is there twice."] if (twice := _twice(key)).size else []


def _twice(key: "pd.Series[Any]") -> "pd.Series[Any]":
    return key[key.duplicated()]


def _some(rows: "pd.Series[Any]") -> str:
    """The first few different values, and how many more there are."""
    values = rows.unique()
    more = f" and {len(values) - _SHOWN} more" if len(values) > _SHOWN else ""
    return ", ".join(str(each) for each in values[:_SHOWN]) + more
