"""The rollup of events: one row per enrolment and week, from which every question about activity is answered.

Columns: ``enrolment``, ``week`` (int16: the floor of day / 7, so days before the start are in negative weeks), ``days``
(int8: different days with an event), ``clicks`` (int64), ``events`` (int32: rows of the log, equal ones counted each).
A cohort is read a part at a time into an array of days x enrolments, which is counted without sorting or hashing.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

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
_ROWS = 1 << 16
"""Rows counted at once, so that what is reckoned with them stays near the processor."""
_MANY_ROWS = 1 << 21
"""The same for a log in no order, any part of which touches most of its days and enrolments."""
_NEAR = 1 << 23
"""How far apart the numbers of a cohort's enrolments may be for a table of all between them."""
_CELLS = 1 << 24
"""Days x enrolments that are counted at once; a part of a log that touches more is counted in several steps."""


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
    monday, weeks = first // 7 * 7, last // 7 - first // 7 + 1
    numbers = _Near(low, high) if high - low < _NEAR else _Far(file)
    sums = _Sums(monday, weeks)
    for enrolment, day, click in _log(file):
        sums.add(numbers.of(enrolment), day, click)
    order, known = numbers.known()
    at, week = np.nonzero(sums.events[:, order].T)
    cell = week, order[at]
    kind = np.int32 if high <= np.iinfo(np.int32).max else np.int64
    return _frame(
        known[at].astype(kind), week + monday // 7, sums.days()[cell], sums.clicks[cell], sums.events[cell]
    )  # fmt: skip


def _frame(
    enrolment: NDArray[np.integer], week: NDArray[np.integer], days: NDArray[np.integer], clicks: NDArray[np.int64],
    events: NDArray[np.integer],
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


def _log(file: pq.ParquetFile) -> Iterator[list[NDArray[np.integer]]]:
    """The log in parts whose size suits its order, judged by the first few rows."""
    parts = _batches(file, COLUMNS, _ROWS)
    enrolment, day, click = next(parts)
    touched = (int(day.max()) - int(day.min()) + 1) * len(np.unique(enrolment))
    if touched > 8 * len(day):
        yield from _batches(file, COLUMNS, _MANY_ROWS)
    else:
        yield [enrolment, day, click]
        yield from parts


class _Scratch:
    """Arrays that are written again for every part of a log, since new memory costs more than what is done with it."""

    def __init__(self, *kinds: type[np.generic]) -> None:
        self._arrays = [np.empty(0, kind) for kind in kinds]

    def of(self, rows: int) -> list[NDArray[Any]]:
        """One array of so many rows of each kind; what was in it may be anything."""
        if len(self._arrays[0]) < rows:
            self._arrays = [np.empty(rows, each.dtype) for each in self._arrays]
        return [each[:rows] for each in self._arrays]


class _Near:
    """Numbers enrolments as they appear, by a table of all numbers between the least and the greatest."""

    def __init__(self, low: int, high: int) -> None:
        self._low, self._count = low, 0
        self._table = np.full(high - low + 1, -1, np.int64)
        self._scratch = _Scratch(np.int64, np.int64)

    def of(self, enrolment: NDArray[np.integer]) -> NDArray[np.int64]:
        """Their places, (n_rows,)."""
        at, found = self._scratch.of(len(enrolment))
        np.subtract(enrolment, self._low, out=at)
        self._table.take(at, out=found, mode="clip")
        if found.min() < 0:
            new = np.unique(at[found < 0])
            self._table[new] = np.arange(self._count, self._count + len(new))
            self._count += len(new)
            self._table.take(at, out=found, mode="clip")
        return found

    def known(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The places in the order of the enrolments, and these, (n_enrolments,)."""
        there = np.flatnonzero(self._table >= 0)
        return self._table[there], there + self._low


class _Far:
    """Numbers enrolments by their order, which takes reading them once before."""

    def __init__(self, file: pq.ParquetFile) -> None:
        found = [pc.unique(pa.array(part)).to_numpy() for (part,) in _batches(file, ["enrolment"])]
        self._known = np.unique(np.concatenate(found)).astype(np.int64)

    def of(self, enrolment: NDArray[np.integer]) -> NDArray[np.int64]:
        """Their places, (n_rows,)."""
        return places(self._known, enrolment)

    def known(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The places in the order of the enrolments, and these, (n_enrolments,)."""
        return np.arange(len(self._known)), self._known


class _Sums:
    """What was seen on each day and in each week, (days or weeks, enrolments), with room for more enrolments."""

    def __init__(self, monday: int, weeks: int) -> None:
        self._monday = monday
        self._seen: NDArray[np.bool_] = np.zeros((weeks * 7, 0), np.bool_)
        self.events: NDArray[np.int64] = np.zeros((weeks, 0), np.int64)
        self.clicks: NDArray[np.int64] = np.zeros((weeks, 0), np.int64)
        self._scratch = _Scratch(np.int64, np.float64)

    def add(self, place: NDArray[np.int64], day: NDArray[np.integer], click: NDArray[np.integer]) -> None:
        """Add events, (n_rows,), by the place of their enrolment and their day."""
        # Logs are mostly in the order of time, so a part of one touches few days; whole weeks, to sum them up.
        first, last = (int(day.min()) - self._monday) // 7, (int(day.max()) - self._monday) // 7 + 1
        left, right = int(place.min()), int(place.max()) + 1
        width = right - left
        size = (last - first) * 7 * width
        if size > _CELLS and width > 1:
            low = place < left + width // 2
            for half in (low, ~low):
                self.add(place[half], day[half], click[half])
            return
        if right > self.events.shape[1]:
            self._widen(right)
        cell, weight = self._scratch.of(len(day))
        cell[:], weight[:] = day, click
        cell -= self._monday + first * 7
        cell *= width
        cell += place
        cell -= left
        count = np.bincount(cell, minlength=size).reshape(-1, 7, width)
        total = np.bincount(cell, weight, minlength=size).reshape(-1, 7, width)
        self.events[first:last, left:right] += count.sum(axis=1)
        self.clicks[first:last, left:right] += total.sum(axis=1).astype(np.int64)
        self._seen[first * 7 : last * 7, left:right] |= count.reshape(-1, width) > 0

    def _widen(self, room: int) -> None:
        """Make room for at least so many enrolments, and for as many again as there were."""
        more = ((0, 0), (0, max(room - self.events.shape[1], self.events.shape[1])))
        self._seen, self.events, self.clicks = (
            np.pad(self._seen, more), np.pad(self.events, more), np.pad(self.clicks, more)
        )  # fmt: skip

    def days(self) -> NDArray[np.int8]:
        """On how many days of each week something was seen."""
        return np.asarray(self._seen.view(np.int8).reshape(len(self.events), 7, -1).sum(axis=1, dtype=np.int8))


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
        rows = way(path)
        table = pa.table({name: rows[name].to_numpy() for name in rows}).replace_schema_metadata({_SOURCE: source})
        fresh = place.with_suffix(".new")
        pq.write_table(table, fresh, compression="lz4")
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
