"""The rollup of events: one row per enrolment and week, from which every question about activity is answered.

Columns: ``enrolment``, ``week`` (int16: the floor of day / 7, so days before the start are in negative weeks), ``days``
(int8: different days with an event), ``clicks`` (int64), ``events`` (int32: rows of the log, equal ones counted each).
A cohort is read a part at a time into an array of days x enrolments, which is counted without sorting or hashing.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from naruteo_analytics import shape
from naruteo_analytics.groups import places

COLUMNS = [each.name for each in shape.EVENTS]
_SOURCE = b"naruteo.rollup.source"
_WAY = "1"
"""Changes when a rollup of the same events would come out in another way, so that all are redone."""
_ROWS = 1 << 17
"""Rows read at once, so that what is reckoned with them stays near the processor; more where the cohort is large."""
_FEW_CELLS = 1 << 22
_MOST_CELLS = 1 << 25
"""Days x enrolments held at once; a larger cohort is read several times, some enrolments at a time."""


def roll_up(path: Path) -> pd.DataFrame:
    """The rollup of one event file, in the order of enrolment and week.

    Parameters
    ----------
    path : Path
        Parquet with the columns of `shape.EVENTS`, in any order of rows.

    Raises
    ------
    NotInShape
        A column is missing, is not of whole numbers or holds nothing in some row.
    """
    file = _opened(path)
    if file.metadata.num_rows == 0:
        return _frame(np.zeros(0, np.int32), *(np.zeros(0, np.int64) for _ in range(4)))
    (low, high), (first, last) = _bounds(file, "enrolment"), _bounds(file, "day")
    monday, days = first // 7 * 7, (last // 7 - first // 7 + 1) * 7
    close = (high - low + 1) * days <= max(file.metadata.num_rows, _FEW_CELLS)
    known = np.arange(low, high + 1) if close else _known(file)
    width = max(1, _MOST_CELLS // days)
    parts = [
        _part(file, known[at : at + width], len(known) > width, monday, days) for at in range(0, len(known), width)
    ]
    kind = np.int32 if high <= np.iinfo(np.int32).max else np.int64
    enrolment, *rest = (np.concatenate(columns) for columns in zip(*parts, strict=True))
    return _frame(enrolment.astype(kind), *rest)


def _frame(
    enrolment: NDArray[np.integer], week: NDArray[np.int64], days: NDArray[np.int64], clicks: NDArray[np.int64],
    events: NDArray[np.int64],
) -> pd.DataFrame:  # fmt: skip
    return pd.DataFrame({
        "enrolment": enrolment, "week": week.astype(np.int16), "days": days.astype(np.int8), "clicks": clicks,
        "events": events.astype(np.int32),
    }, copy=False)  # fmt: skip


def _opened(path: Path) -> pq.ParquetFile:
    if faults := shape.faults_of_events(path.stem, path):
        raise shape.NotInShape("\n".join(faults))
    return pq.ParquetFile(path)


def _batches(file: pq.ParquetFile, columns: list[str], rows: int = 1 << 20) -> Iterator[list[NDArray[np.integer]]]:
    for batch in file.iter_batches(rows, columns=columns):
        if any(column.null_count for column in batch.columns):
            raise shape.NotInShape("Events with nothing in enrolment, day or clicks: leave such rows out.")
        yield [batch.column(name).to_numpy() for name in columns]


def _bounds(file: pq.ParquetFile, name: str) -> tuple[int, int]:
    """The least and the greatest value of a column, from the file's statistics where it has them."""
    at = file.schema_arrow.get_field_index(name)
    groups = [file.metadata.row_group(each).column(at).statistics for each in range(file.metadata.num_row_groups)]
    if all(each is not None and each.has_min_max for each in groups):
        return min(each.min for each in groups), max(each.max for each in groups)
    ends = [(int(part.min()), int(part.max())) for (part,) in _batches(file, [name])]
    return min(low for low, _ in ends), max(high for _, high in ends)


def _known(file: pq.ParquetFile) -> NDArray[np.int64]:
    """The enrolments of a file, in order, where their numbers are far apart."""
    found = [pc.unique(pa.array(part)).to_numpy() for (part,) in _batches(file, ["enrolment"])]
    return np.unique(np.concatenate(found)).astype(np.int64)


def _part(
    file: pq.ParquetFile, known: NDArray[np.int64], choose: bool, monday: int, days: int
) -> tuple[NDArray[np.int64], ...]:
    """The columns of the rollup of some enrolments; `choose` where the file holds others too."""
    size, weeks = len(known), days // 7
    seen = np.zeros((days, size), np.bool_)
    events, clicks = np.zeros((weeks, size), np.int64), np.zeros((weeks, size), np.int64)
    low, dense = int(known[0]), int(known[-1] - known[0]) == size - 1
    for enrolment, day, click in _batches(file, COLUMNS, max(_ROWS, seen.size // 8)):
        if choose:
            rows = (enrolment >= low) & (enrolment <= known[-1])
            enrolment, day, click = enrolment[rows], day[rows], click[rows]
            if not len(day):
                continue
        place = enrolment.astype(np.int64) - low if dense else places(known, enrolment)
        # Logs are mostly in the order of time, so a part of one touches few days; whole weeks, to sum them up.
        first, last = (int(day.min()) - monday) // 7, (int(day.max()) - monday) // 7 + 1
        left, right = int(place.min()), int(place.max()) + 1
        box = (last - first, 7, right - left)
        place += (day.astype(np.int64) - (monday + first * 7)) * box[2] - left
        count = np.bincount(place, minlength=box[0] * 7 * box[2]).reshape(box)
        total = np.bincount(place, click, minlength=box[0] * 7 * box[2]).reshape(box)
        events[first:last, left:right] += count.sum(axis=1)
        clicks[first:last, left:right] += total.sum(axis=1).astype(np.int64)
        seen[first * 7 : last * 7, left:right] |= count.reshape(-1, box[2]) > 0
    at, week = np.nonzero(events.T)
    active = seen.reshape(weeks, 7, size).sum(axis=1)
    return known[at], week + monday // 7, active[week, at], clicks[week, at], events[week, at]


def refresh(events: Mapping[str, Path], folder: Path, way: Callable[[Path], pd.DataFrame] = roll_up) -> list[str]:
    """Bring the rollups of a folder up to date: those whose events are not, byte by byte, what they were made of.

    A rollup says in its own file what it was made of (the SHA-256 of the events), and takes its place in one step, so
    that an interrupted run leaves no half of one.

    Parameters
    ----------
    events : mapping of str to Path
        Cohort to its event file.
    folder : Path
        Holds one rollup per cohort; is made where it is missing.
    way : callable
        `roll_up`, or `duck.roll_up` with the same result.

    Returns
    -------
    list of str
        The cohorts that were redone.
    """
    folder.mkdir(parents=True, exist_ok=True)
    redone = []
    for cohort, path in events.items():
        place = shape.event_path(folder, cohort)
        with path.open("rb") as stream:
            source = f"{_WAY} {hashlib.file_digest(stream, 'sha256').hexdigest()}".encode()
        if place.is_file() and (pq.read_schema(place).metadata or {}).get(_SOURCE) == source:
            continue
        table = pa.Table.from_pandas(way(path), preserve_index=False)
        fresh = place.with_suffix(".new")
        pq.write_table(
            table.replace_schema_metadata({**table.schema.metadata, _SOURCE: source}), fresh, compression="zstd"
        )
        fresh.replace(place)
        redone.append(cohort)
    return redone


def read(folder: Path, cohorts: Iterable[str]) -> pd.DataFrame:
    """The rollups of these cohorts in one frame."""
    tables = [pq.read_table(shape.event_path(folder, cohort)) for cohort in cohorts]
    if not tables:
        return _frame(np.zeros(0, np.int32), *(np.zeros(0, np.int64) for _ in range(4)))
    found: pd.DataFrame = pa.concat_tables(tables, promote_options="permissive").to_pandas()
    return found
