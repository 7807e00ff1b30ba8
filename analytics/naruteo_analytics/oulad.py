"""The Open University Learning Analytics Dataset (Kuzilek, Hlosta, Zdrahal 2017), CC BY 4.0.

doi:10.1038/sdata.2017.171. Its seven tables, as Parquet files of their names, become a programme in the shape: a
presentation is a cohort (`AAA-2013J`), a module a course, and a student in a presentation an enrolment, numbered in the
order of `studentInfo`.
"""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from naruteo_analytics import shape

TABLES = ("courses", "assessments", "studentInfo", "studentRegistration", "studentAssessment")
LOG = "studentVle"
_PRESENTATION = ["code_module", "code_presentation"]
_MONTHS = {"B": "02", "J": "10"}
_OUTCOMES = {"Distinction": "distinction", "Pass": "pass", "Fail": "fail", "Withdrawn": "withdrawn"}
_ROWS = 1 << 20


class NotOulad(ValueError):
    """A folder or a table that is not OULAD's; says what is missing or wrong."""


def read(folder: Path, events: Path | None = None) -> shape.Programme:
    """Read a folder with OULAD's tables as Parquet.

    Parameters
    ----------
    folder : Path
        `courses.parquet`, `assessments.parquet`, `studentInfo.parquet`, `studentRegistration.parquet`,
        `studentAssessment.parquet` and, for events, `studentVle.parquet`.
    events : Path or None
        Write one event file per cohort into this folder. None: the programme comes without events.

    Raises
    ------
    NotOulad
        A file or a column is missing, or rows do not belong together.
    """
    wanted = [*TABLES, LOG] if events else TABLES
    lacking = [name for name in wanted if not (folder / f"{name}.parquet").is_file()]
    if lacking:
        raise NotOulad(f"{folder.name} lacks {', '.join(f'{name}.parquet' for name in lacking)}.")
    found = programme({name: _table(folder / f"{name}.parquet") for name in TABLES})
    if events is None:
        return found
    paths = split_log(folder / f"{LOG}.parquet", found.enrolments, events)
    return shape.Programme(**found.tables, events=paths)


def _table(path: Path) -> pd.DataFrame:
    try:
        # What pandas wrote of its own in the file is not needed, and may be damaged without Parquet noticing.
        found: pd.DataFrame = pq.read_table(path).replace_schema_metadata().to_pandas()
    except (pa.ArrowException, OSError) as fault:
        raise NotOulad(f"{path.name} cannot be read as Parquet: {fault}") from None
    return found


def programme(tables: Mapping[str, pd.DataFrame]) -> shape.Programme:
    """A programme without events from OULAD's tables, by name (`TABLES`), with OULAD's own columns.

    Notes
    -----
    * Of the start only the month is published (B: February, J: October), so `starts` is the first of that month.
    * Nobody records certificates or destinations: `certified` is NA, `destinations` None.
    * Exams have no due date: `due` is NA. The band of deprivation that is written `10-20` is `10-20%`.
    * `left` is the day of deregistration, also of the few who deregistered but have a result of another kind; some who
      are called withdrawn have none.
    """
    try:
        return _converted(tables)
    except KeyError as missing:
        raise NotOulad(f"OULAD's column {missing} is missing.") from None
    except (AttributeError, TypeError, ValueError) as fault:
        raise NotOulad(f"The tables hold what OULAD's do not: {fault}") from None


def _converted(tables: Mapping[str, pd.DataFrame]) -> shape.Programme:
    courses, people = tables["courses"], tables["studentInfo"]
    year, term = courses["code_presentation"].str[:4], courses["code_presentation"].str[4:]
    cohorts = shape.typed("cohorts", pd.DataFrame({
        "cohort": _cohort(courses), "course": courses["code_module"], "length": courses["module_presentation_length"],
        "starts": year + "-" + term.map(_MONTHS) + "-01",
    }))  # fmt: skip
    key = [*_PRESENTATION, "id_student"]
    dates = tables["studentRegistration"][[*key, "date_registration", "date_unregistration"]]
    people = people.merge(dates, on=key, how="left", validate="1:1")
    enrolments = shape.typed("enrolments", pd.DataFrame({
        "enrolment": np.arange(len(people)), "person": people["id_student"], "cohort": _cohort(people),
        "registered": people["date_registration"], "left": people["date_unregistration"],
        "outcome": people["final_result"].replace(_OUTCOMES), "certified": pd.NA,
        "region": people["region"], "sex": people["gender"].map({"F": "female", "M": "male"}),
        "age_band": people["age_band"], "education": people["highest_education"],
        "disability": people["disability"].map({"N": "no", "Y": "yes"}),
        "deprivation": people["imd_band"].replace({"10-20": "10-20%"}),
    }))  # fmt: skip
    tests = tables["assessments"]
    assessments = shape.typed("assessments", pd.DataFrame({
        "assessment": tests["id_assessment"].astype(str), "cohort": _cohort(tests), "kind": tests["assessment_type"],
        "due": tests["date"], "weight": tests["weight"],
    }))  # fmt: skip
    return shape.Programme(cohorts, enrolments, assessments, _results(tables["studentAssessment"], tests, people))


def _results(given: pd.DataFrame, tests: pd.DataFrame, people: pd.DataFrame) -> pd.DataFrame:
    place = given.merge(tests[["id_assessment", *_PRESENTATION]], on="id_assessment", how="left")
    key = [*_PRESENTATION, "id_student"]
    numbers = people[key].assign(enrolment=np.arange(len(people)))
    place = place.merge(numbers, on=key, how="left", validate="m:1")
    if lost := int(place["enrolment"].isna().sum()):
        raise NotOulad(f"studentAssessment: {lost} rows are of an unknown assessment or of a student not in it.")
    return shape.typed("results", pd.DataFrame({
        "enrolment": place["enrolment"].astype("int64"), "assessment": place["id_assessment"].astype(str),
        "day": place["date_submitted"], "score": place["score"], "banked": place["is_banked"] == 1,
    }))  # fmt: skip


def _cohort(frame: pd.DataFrame) -> "pd.Series[str]":
    return frame["code_module"].astype("str") + "-" + frame["code_presentation"].astype("str")


def split_log(log: Path, enrolments: pd.DataFrame, folder: Path) -> dict[str, Path]:
    """Write OULAD's click log as one event file per cohort, in its order, a part at a time; nothing is left out.

    Parameters
    ----------
    log : Path
        `studentVle.parquet`.
    enrolments : DataFrame
        Of the programme.
    folder : Path
        Where the files go.

    Returns
    -------
    dict of str to Path
        Cohort to its file.

    Raises
    ------
    NotOulad
        The log lacks a column, cannot be read, or holds what a click of an enrolment cannot.
    """
    folder.mkdir(parents=True, exist_ok=True)
    known = {
        str(cohort): rows.set_index("person")["enrolment"] for cohort, rows in enrolments.groupby("cohort", sort=False)
    }
    columns = [*_PRESENTATION, "id_student", "date", "sum_click"]
    writers: dict[str, pq.ParquetWriter] = {}
    try:
        file = pq.ParquetFile(log)
        if lacking := [name for name in columns if name not in file.schema_arrow.names]:
            raise NotOulad(f"{log.name}: these columns are missing: {', '.join(lacking)}.")
        for part in file.iter_batches(_ROWS, columns=columns):
            for (module, presentation), rows in part.to_pandas().groupby(_PRESENTATION, observed=True, sort=False):
                cohort = f"{module}-{presentation}"
                if cohort not in writers:
                    writers[cohort] = pq.ParquetWriter(
                        shape.event_path(folder, cohort), shape.EVENTS, compression="zstd"
                    )
                writers[cohort].write_table(_events(rows, known.get(cohort), cohort))
    except (pa.ArrowException, OSError) as fault:
        days = f"dates are days from -{shape.LONGEST} to {shape.LONGEST}"
        raise NotOulad(f"{log.name} cannot be read as a log of clicks: {fault} ({days})") from None
    finally:
        for writer in writers.values():
            writer.close()
    return {cohort: shape.event_path(folder, cohort) for cohort in writers}


def _events(rows: pd.DataFrame, known: "pd.Series[int] | None", cohort: str) -> pa.Table:
    places = known.index.get_indexer(pd.Index(rows["id_student"])) if known is not None else np.array([-1])
    if known is None or (places < 0).any():
        raise NotOulad(f"studentVle: {cohort} has clicks of students who are not in it.")
    columns = [known.to_numpy()[places], rows["date"].to_numpy(), rows["sum_click"].to_numpy()]
    return pa.table([pa.array(each).cast(kind) for each, kind in zip(columns, shape.EVENTS.types, strict=True)],
                    schema=shape.EVENTS)  # fmt: skip
