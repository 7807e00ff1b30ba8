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
_NEAR = 1 << 23
"""How far apart the numbers of a cohort's enrolments may be for a table of all between them."""


def roll_up(path: Path) -> pd.DataFrame:
    """The rollup of one event file, in the order of enrolment and week.

    Parameters
    ----------
    path : Path
        Parquet with the columns of `shape.EVENTS`, in any order of rows.

    Raises
    ------
    NotInShape
        A column is missing, is not of whole numbers, leaves `shape.EVENTS_WITHIN` or holds nothing in some row.
    """
    file = _opened(path)
    if file.metadata.num_rows == 0:
        return pd.DataFrame(_empty(0, wide=False))
    (low, high), (first, last) = shape.bounds(file, "enrolment"), shape.bounds(file, "day")
    numbers = _Near(low, high) if high - low < _NEAR else _Far(file)
    sums = _Sums(first // 7, last // 7)
    stated = dict(zip(COLUMNS, ((low, high), (first, last), shape.bounds(file, "clicks")), strict=True))
    for enrolment, day, click in _batches(file, COLUMNS, _ROWS):
        _as_stated(stated, {"enrolment": enrolment, "day": day, "clicks": click})
        ends = _runs(enrolment, day)
        clicks = np.diff(click.cumsum(dtype=np.int64)[ends], prepend=0)
        sums.add(numbers.of(enrolment[ends]), day[ends], clicks, np.diff(ends, prepend=-1))
    order, known = numbers.known()
    there = sums.events[order] > 0
    at, week = np.nonzero(there)
    found = {
        "enrolment": known[at], "week": week + first // 7, "days": sums.days()[order][there],
        "clicks": sums.clicks[order][there], "events": sums.events[order][there],
    }  # fmt: skip
    return pd.DataFrame(found, copy=False).astype(kinds(high > np.iinfo(np.int32).max))


def kinds(wide: bool) -> dict[str, str]:
    """The columns of a rollup and their types, where enrolments have numbers that are too wide for 32 bits or not."""
    return {
        "enrolment": "int64" if wide else "int32", "week": "int16", "days": "int8", "clicks": "int64",
        "events": "int32",
    }  # fmt: skip


def _empty(rows: int, wide: bool) -> dict[str, NDArray[Any]]:
    """The columns of a rollup, of which nothing is written yet."""
    return {name: np.empty(rows, kind) for name, kind in kinds(wide).items()}


def _opened(path: Path) -> pq.ParquetFile:
    if faults := shape.faults_of_events(path.stem, path):
        raise shape.NotInShape("\n".join(faults))
    return pq.ParquetFile(path)


def _batches(file: pq.ParquetFile, columns: list[str], rows: int = 1 << 20) -> Iterator[list[NDArray[np.integer]]]:
    for batch in file.iter_batches(rows, columns=columns):
        if any(column.null_count for column in batch.columns):
            raise shape.NotInShape("Events with nothing in enrolment, day or clicks: leave such rows out.")
        yield [batch.column(name).to_numpy() for name in columns]


def _as_stated(stated: Mapping[str, tuple[int, int]], columns: Mapping[str, NDArray[np.integer]]) -> None:
    """Refuse what leaves the file's own statistics, as in one that was damaged: it would count for somebody else."""
    for name, (least, most) in stated.items():
        if int(columns[name].min()) < least or int(columns[name].max()) > most:
            raise shape.NotInShape(f"Events with {name} beyond what the file states, {least} to {most}: it is damaged.")


def _runs(enrolment: NDArray[np.integer], day: NDArray[np.integer]) -> NDArray[np.int64]:
    """Where runs of events of one enrolment on one day end: most logs hold some of a person's day together."""
    changes = (enrolment[1:] != enrolment[:-1]) | (day[1:] != day[:-1])
    return np.append(np.flatnonzero(changes), len(day) - 1)


class _Near:
    """Numbers enrolments as they appear, by a table of all numbers between the least and the greatest."""

    def __init__(self, low: int, high: int) -> None:
        self._low, self._count = low, 0
        self._table = np.full(high - low + 1, -1, np.int64)

    def of(self, enrolment: NDArray[np.integer]) -> NDArray[np.int64]:
        """Their places, (n_rows,)."""
        at = enrolment.astype(np.int64) - self._low
        found = self._table[at]
        if found.min() < 0:
            new = np.unique(at[found < 0])
            self._table[new] = np.arange(self._count, self._count + len(new))
            self._count += len(new)
            found = self._table[at]
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
    """What was seen of each enrolment in each week, (enrolments, weeks), with room for more enrolments."""

    def __init__(self, first: int, last: int) -> None:
        self._first, self._weeks = first, last - first + 1
        self.events = np.zeros((0, self._weeks), np.int32)
        self.clicks = np.zeros((0, self._weeks), np.int64)
        self._seen = np.zeros((0, self._weeks, 8), np.bool_)  # a day has a byte, a week a word

    def add(
        self, place: NDArray[np.int64], day: NDArray[np.integer], clicks: NDArray[np.int64], events: NDArray[np.int64]
    ) -> None:
        """Add runs of events, (n_runs,), by the place of their enrolment and their day."""
        if (most := int(place.max())) >= len(self.events):
            self._widen(most + 1 + most // 8)
        since = day.astype(np.int64) - 7 * self._first
        cell = place * self._weeks + since // 7
        np.add.at(self.events.reshape(-1), cell, events.astype(np.int32))
        np.add.at(self.clicks.reshape(-1), cell, clicks)
        self._seen.reshape(-1)[8 * cell + since % 7] = True

    def _widen(self, room: int) -> None:
        """Make room for so many enrolments; where the system can, nothing is copied."""
        for each in (self.events, self.clicks, self._seen):
            each.resize((room, *each.shape[1:]), refcheck=False)

    def days(self) -> NDArray[np.uint8]:
        """On how many days of each week something was seen."""
        return np.bitwise_count(self._seen.view(np.uint64)[:, :, 0])


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
        if place.exists() and place.samefile(path):
            raise shape.NotInShape("The rollup would take the place of its events: name another folder for rollups.")
        with path.open("rb") as stream:
            source = f"{_WAY} {hashlib.file_digest(stream, 'sha256').hexdigest()}".encode()
        if _made_of(place) == source:
            continue
        rows = way(path)
        table = pa.table({name: rows[name].to_numpy() for name in rows}).replace_schema_metadata({_SOURCE: source})
        fresh = place.with_suffix(".new")
        pq.write_table(table, fresh, compression="lz4")
        fresh.replace(place)
        redone.append(cohort)
    return redone


def _made_of(place: Path) -> bytes | None:
    """What a rollup says it was made of; None where there is none, or one that cannot be read."""
    try:
        return (pq.read_schema(place).metadata or {}).get(_SOURCE)
    except (pa.ArrowException, OSError):
        return None


def read(folder: Path, cohorts: Iterable[str]) -> pd.DataFrame:
    """The rollups of these cohorts in one frame."""
    paths = [shape.event_path(folder, cohort) for cohort in cohorts]
    heads = [pq.read_metadata(path) for path in paths]
    wide = any(head.schema.column(0).physical_type == "INT64" for head in heads)
    found = _empty(sum(head.num_rows for head in heads), wide)
    at = 0
    for path in paths:
        for batch in pq.ParquetFile(path).iter_batches(_ROWS):
            for name, values in zip(batch.schema.names, batch.columns, strict=True):
                found[name][at : at + len(batch)] = values
            at += len(batch)
    return pd.DataFrame(found, copy=False)
