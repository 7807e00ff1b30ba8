"""Releases from folders in the shape, as a program that knows no data frames asks for them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from naruteo_analytics import oulad, rollup, shape
from naruteo_analytics.disclosure import Policy
from naruteo_analytics.release.making import Made, make
from naruteo_analytics.simulator import simulate

EVENTS, ROLLUP = "events", "rollup"
"""Folders of a programme's folder."""


def roll_up_stale(folder: Path) -> list[str]:
    """Roll up the events that lie in a programme's folder, and say of which cohorts these are."""
    paths = {path.stem: path for path in sorted((folder / EVENTS).glob("*.parquet"))}
    return rollup.refresh(paths, folder / ROLLUP)


def release_of(
    folder: Path, rules: Mapping[str, int], as_of: date, *, secret: bytes, earlier: bytes | None = None,
    release: str = "1",
) -> Made:  # fmt: skip
    """Make a release from a folder in the shape with the rollups of all cohorts that record events.

    Parameters
    ----------
    folder : Path
        Of events only the rollups are read.
    rules : mapping
        `k`, `n_rate` and `width` of `disclosure.Policy`.
    as_of, secret, earlier, release
        As `making.make` takes them.

    Raises
    ------
    NotInShape
        With all that is wrong with the programme, a line each.
    """
    programme = shape.sound(replace(shape.read(folder), events={}))
    rolled = {path.stem: path for path in sorted((folder / ROLLUP).glob("*.parquet"))}
    programme = replace(programme, events=rolled)
    together = rollup.read(folder / ROLLUP, rolled)
    return make(programme, together, Policy(**rules), as_of, secret=secret, earlier=earlier, release=release)


def write_simulated(folder: Path, seed: int, cohorts: int, scale: float) -> None:
    """Write a made programme (`simulator`) as a folder in the shape."""
    shape.write(simulate(seed, folder=folder / EVENTS, cohorts=cohorts, scale=scale), folder)


def write_oulad(folder: Path, tables: Path) -> None:
    """Write OULAD, read from its tables as Parquet, as a folder in the shape."""
    shape.write(oulad.read(tables, folder / EVENTS), folder)


def write_rows(
    folder: Path, tables: Mapping[str, Sequence[Mapping[str, Any]]],
    events: Mapping[str, Iterable[tuple[int, int, int]]],
) -> None:  # fmt: skip
    """Write plain rows as a folder in the shape.

    Parameters
    ----------
    folder : Path
    tables : mapping from table to rows
        As `shape.COLUMNS` names them; a table without rows is written without any.
    events : mapping from cohort to (enrolment, day, clicks)
    """
    frames = {
        name: shape.typed(name, pd.DataFrame(rows, columns=None if rows else list(shape.COLUMNS[name])))
        for name, rows in tables.items()
    }
    tabled = shape.Programme(
        frames["cohorts"], frames["enrolments"], frames["assessments"], frames["results"], frames.get("responses"),
        frames.get("destinations"),
    )  # fmt: skip
    shape.write(tabled, folder)
    for cohort, rows in events.items():
        columns = list(zip(*rows, strict=True)) or [(), (), ()]
        arrays = [pa.array(column, kind) for column, kind in zip(columns, shape.EVENTS.types, strict=True)]
        pq.write_table(pa.table(arrays, schema=shape.EVENTS), shape.event_path(folder / EVENTS, cohort))
