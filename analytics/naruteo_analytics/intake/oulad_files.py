"""Files shaped as OULAD's, from any university: each row checked, then brought into the shape.

The seven tables and their columns are those of the Open University Learning Analytics Dataset (Kuzilek, Hlosta,
Zdrahal 2017, doi:10.1038/sdata.2017.171), as CSV or Parquet. `?` or nothing stands for what is not known. `vle` says
only what a site is, which no figure here asks, so it may be left out.
"""

import tempfile
from collections.abc import Sequence, Set
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from naruteo_analytics import oulad, shape
from naruteo_analytics.intake.faults import Faults, Kind
from naruteo_analytics.intake.tables import ROW, Column, Progress, Table, find, parts, whole

MISSING = ("", "?")
STUDENT_NUMBERS = 1 << 42
_MODULE = Column("code_module", pattern=r"^[\pL\pN_][\pL\pN_.()-]{0,39}$", example="AAA, 파이썬-101")
_PRESENTATION = Column("code_presentation", pattern=r"^[0-9]{4}[0-9A-Za-z-]{0,20}$", example="2013J, 2026-1")
_STUDENT = Column("id_student", "whole", least=0, most=STUDENT_NUMBERS - 1)
_COHORT = (_MODULE, _PRESENTATION)
_MAYBE_TEXT = [Column(name, may_be_missing=True) for name in ("region", "highest_education", "imd_band", "age_band")]


def _day(name: str, *, may_be_missing: bool = False) -> Column:
    return Column(name, "whole", may_be_missing, least=-shape.LONGEST, most=shape.LONGEST)


COURSES = Table(
    "courses", (*_COHORT, Column("module_presentation_length", "whole", least=1, most=shape.LONGEST)), MISSING
)
ASSESSMENTS = Table(
    "assessments",
    (*_COHORT, Column("id_assessment", "whole"), Column("assessment_type"), _day("date", may_be_missing=True),
     Column("weight", "number", may_be_missing=True, least=0, most=1000)),
    MISSING,
)  # fmt: skip
PEOPLE = Table(
    "studentInfo",
    (*_COHORT, _STUDENT, Column("gender", may_be_missing=True, allowed=("F", "M")), *_MAYBE_TEXT,
     Column("disability", may_be_missing=True, allowed=("N", "Y")),
     Column("final_result", may_be_missing=True, allowed=("Distinction", "Pass", "Fail", "Withdrawn"))),
    MISSING,
)  # fmt: skip
REGISTRATIONS = Table(
    "studentRegistration",
    (
        *_COHORT,
        _STUDENT,
        _day("date_registration", may_be_missing=True),
        _day("date_unregistration", may_be_missing=True),
    ),
    MISSING,
)
RESULTS = Table(
    "studentAssessment",
    (Column("id_assessment", "whole"), _STUDENT, _day("date_submitted", may_be_missing=True),
     Column("is_banked", "whole", least=0, most=1),
     Column("score", "number", may_be_missing=True, least=0, most=100)),
    MISSING,
)  # fmt: skip
CLICKS = Table(
    "studentVle", (*_COHORT, _STUDENT, _day("date"), Column("sum_click", "whole", least=0, most=2**31 - 1)), MISSING
)
TABLES = (COURSES, ASSESSMENTS, PEOPLE, REGISTRATIONS, RESULTS, CLICKS)


def load(folder: Path, target: Path, faults: Faults, progress: Progress | None = None) -> dict[str, int]:
    """Check OULAD-shaped files and, if nothing is wrong with them, write the programme into a folder in the shape.

    Parameters
    ----------
    folder : Path
        Where the tables lie, as CSV or Parquet, also in a folder within it.
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
    files = {table.name: find(folder, table.name, faults) for table in TABLES}
    for name, path in files.items():
        if path is None:
            faults.add(f"{name}.csv", None, None, Kind.FILE_MISSING)
    small = {
        table.name: whole(path, table, faults).to_pandas()
        for table in TABLES
        if table is not CLICKS and (path := files[table.name]) is not None
    }
    counts = {name: len(frame) for name, frame in small.items()}
    # Rows that were left out would make others refer to nothing, and each mistake is said once.
    complete = {name for name in small if (path := files[name]) is not None and not faults.are_in(path.name)}
    _check_keys(small, complete, files, faults)
    with tempfile.TemporaryDirectory(prefix="oulad-") as place:
        if (log := files[CLICKS.name]) is not None:
            people = small["studentInfo"] if "studentInfo" in complete else None
            counts[CLICKS.name] = _check_clicks(log, people, Path(place, f"{CLICKS.name}.parquet"), faults, progress)
        if not faults.in_all:
            for name, frame in small.items():
                frame.drop(columns=ROW).to_parquet(Path(place, f"{name}.parquet"), index=False)
            shape.write(shape.sound(oulad.read(Path(place), target / "events")), target)
    return counts


_COHORT_KEY = ["code_module", "code_presentation"]
_PERSON_KEY = [*_COHORT_KEY, "id_student"]
_KEYS: dict[str, list[str]] = {
    "courses": _COHORT_KEY,
    "assessments": ["id_assessment"],
    "studentInfo": _PERSON_KEY,
    "studentRegistration": _PERSON_KEY,
    "studentAssessment": ["id_assessment", "id_student"],
}
_REFERENCES = (
    ("assessments", _COHORT_KEY, "courses"),
    ("studentInfo", _COHORT_KEY, "courses"),
    ("studentRegistration", _PERSON_KEY, "studentInfo"),
    ("studentAssessment", ["id_assessment"], "assessments"),
)


def _check_keys(
    frames: dict[str, pd.DataFrame], complete: Set[str], files: dict[str, Path | None], faults: Faults
) -> None:
    """Note keys that stand twice, and references to what is in no other file, as far as the other is complete."""
    for name, key in _KEYS.items():
        if name in frames:
            _note(files[name], frames[name][frames[name].duplicated(key)], key, Kind.TWICE, faults)
    for name, key, other in _REFERENCES:
        if name in frames and other in complete:
            known = pd.MultiIndex.from_frame(frames[other][key])
            lost = frames[name][~pd.MultiIndex.from_frame(frames[name][key]).isin(known)]
            _note(files[name], lost, key, Kind.UNKNOWN, faults, other)
    if "studentAssessment" in frames and {"assessments", "studentInfo"} <= complete:
        place = frames["studentAssessment"].merge(
            frames["assessments"].drop_duplicates("id_assessment")[["id_assessment", *_COHORT_KEY]], on="id_assessment"
        )
        known = pd.MultiIndex.from_frame(frames["studentInfo"][_PERSON_KEY])
        lost = place[~pd.MultiIndex.from_frame(place[_PERSON_KEY]).isin(known)]
        _note(files["studentAssessment"], lost, ["id_student"], Kind.UNKNOWN, faults, "studentInfo")


def _note(
    path: Path | None, rows: pd.DataFrame, key: Sequence[str], kind: Kind, faults: Faults, other: str = ""
) -> None:
    if path is not None and len(rows):
        # There may be millions, of which the first ones are listed.
        values = (" ".join(map(str, cells)) for cells in zip(*(rows[name] for name in key), strict=True))
        faults.add_rows(path.name, key[-1], kind, zip(rows[ROW], values, strict=True), count=len(rows), wanted=other)


def _check_clicks(
    log: Path, people: pd.DataFrame | None, target: Path, faults: Faults, progress: Progress | None
) -> int:
    """Check the click log a part at a time while it is written as Parquet; how many rows are sound.

    `people`: who may be in it; None where not all are known.
    """
    kinds = pa.schema([
        *((each.name, pa.dictionary(pa.int32(), pa.string())) for each in _COHORT),
        ("id_student", pa.int64()), ("date", pa.int16()), ("sum_click", pa.int32()),
    ])  # fmt: skip
    known = None if people is None else _Known(people)
    count = 0
    with pq.ParquetWriter(target, kinds, compression="lz4") as writer:
        for part in parts(log, CLICKS, faults, progress):
            encoded = _encoded(part, _COHORT_KEY)
            if known is not None:
                fits = known.holds(encoded)
                if not fits.all():
                    lost = part.filter(pa.array(~fits)).to_pandas()
                    _note(log, lost, _PERSON_KEY, Kind.UNKNOWN, faults, "studentInfo")
                    encoded = encoded.filter(pa.array(fits))
            count += encoded.num_rows
            writer.write_table(encoded.select(kinds.names).cast(kinds))
    return count


def _encoded(part: pa.Table, names: Sequence[str]) -> pa.Table:
    """The part with some columns of few different values encoded as such."""
    for name in names:
        encoded = part[name].dictionary_encode().combine_chunks()
        part = part.set_column(part.schema.get_field_index(name), name, encoded)
    return part


class _Known:
    """Who is in which presentation, asked for millions of rows."""

    def __init__(self, people: pd.DataFrame) -> None:
        cohorts = pd.MultiIndex.from_frame(people[_COHORT_KEY])
        self._cohorts = cohorts.unique()
        codes = self._cohorts.get_indexer(cohorts)
        self._people = pd.Index(np.unique(codes * STUDENT_NUMBERS + people["id_student"].to_numpy()))

    def holds(self, part: pa.Table) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        """Which rows are of somebody in the presentation."""
        module, presentation = (part[name].combine_chunks() for name in _COHORT_KEY)
        pairs = pd.MultiIndex.from_product([module.dictionary.to_pylist(), presentation.dictionary.to_pylist()])
        code_of = self._cohorts.get_indexer(pairs).reshape(len(module.dictionary), -1)
        codes = code_of[module.indices.to_numpy(), presentation.indices.to_numpy()]
        keys = codes * STUDENT_NUMBERS + part["id_student"].to_numpy()
        found: np.ndarray[tuple[int], np.dtype[np.bool_]] = self._people.get_indexer(keys) >= 0
        return found
