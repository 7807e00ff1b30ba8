"""The same answers from DuckDB (extra `large`), which spills to disk where a rollup or a log is larger than memory."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa

from naruteo_analytics import funnel as stages
from naruteo_analytics import sql
from naruteo_analytics.rollup import kinds
from naruteo_analytics.shape import COLUMNS, NotInShape, Programme, typed
from naruteo_analytics.statistics import wilson

_WHOLE = "whole"
"""A column that is the same everywhere, so that no columns to group by need no other query."""
_RESULT_COLUMNS = ("assessment", "kind")


def connected(memory: str, spill: Path | None) -> duckdb.DuckDBPyConnection:
    """A database of its own that uses at most so much memory (as ``600MB``), and this folder beyond it."""
    found = duckdb.connect(config={"memory_limit": memory, "preserve_insertion_order": "false"})
    if spill:
        found.execute("set temp_directory = ?", [str(spill)])
    return found


def roll_up(path: Path, memory: str = "600MB", spill: Path | None = None) -> pd.DataFrame:
    """The rollup of one event file, equal to `rollup.roll_up`'s; any log fits, since DuckDB spills.

    Parameters
    ----------
    path : Path
        Parquet with the columns of `shape.EVENTS`.
    memory : str
        As DuckDB writes it.
    spill : Path or None
        Where it may write what does not fit; None: a folder `.tmp` in the working one.
    """
    with connected(memory, spill) as database:
        database.read_parquet(str(path)).create_view("events")
        found = _framed(database.sql(sql.ROLLUP))
    return found.astype(kinds(found["enrolment"].to_numpy().max(initial=0) > np.iinfo(np.int32).max))


def _framed(answer: duckdb.DuckDBPyRelation) -> pd.DataFrame:
    """An answer as a frame; sums, which DuckDB gives 128 bits, as int64."""
    table = answer.to_arrow_table()
    kinds = [pa.int64() if pa.types.is_decimal(each.type) else each.type for each in table.schema]
    found: pd.DataFrame = table.cast(pa.schema(zip(table.column_names, kinds, strict=True))).to_pandas()
    return found


class Duck:
    """Answers about a programme whose rollups stay in their files; each is equal to the one of pandas and NumPy.

    Parameters
    ----------
    programme : Programme
    rollups : iterable of Path
        The rollups of all its cohorts.
    memory, spill
        As `roll_up` takes them.

    Examples
    --------
    >>> with Duck(programme, folder.glob("*.parquet")) as duck:  # doctest: +SKIP
    ...     duck.weekly(["region", "sex"])
    """

    def __init__(
        self, programme: Programme, rollups: Iterable[Path], memory: str = "600MB", spill: Path | None = None
    ) -> None:
        self._programme = programme
        self._database = connected(memory, spill)
        for name, frame in self._frames().items():
            self._database.register(name, pa.Table.from_pandas(frame, preserve_index=False))
        paths = [str(path) for path in rollups]
        if paths:
            self._database.read_parquet(paths, union_by_name=True).create_view("rollup")
        else:
            self._database.execute(
                "create table rollup (enrolment int, week smallint, days tinyint, clicks bigint, events int)"
            )
        held = ", ".join(f"coalesce(cast(e.{name} as varchar), '') as {name}" for name in programme.attributes)
        self._database.execute(
            f"create view members as select e.enrolment, e.cohort, c.course, c.length, c.ends, e.outcome, e.certified, "  # noqa: S608 - names of our own shape
            f"'' as {_WHOLE}{', ' if held else ''}{held} from enrolments e join cohorts c on c.cohort = e.cohort"
        )

    def __enter__(self) -> "Duck":
        return self

    def __exit__(self, *_: object) -> None:
        self._database.close()

    def _frames(self) -> dict[str, pd.DataFrame]:
        """All tables but the rollup, and the small ones that say what each cohort records."""
        made, cohorts = self._programme, self._programme.cohorts
        ends = ((cohorts["length"] - 1) // 7).where(cohorts["cohort"].isin(list(made.events))).astype("Int32")
        told = stages.recorded(made).to_numpy()
        cohort, stage = np.nonzero(told)
        destinations = made.destinations
        if destinations is None:
            destinations = typed("destinations", pd.DataFrame(columns=list(COLUMNS["destinations"])))
        return {
            **made.tables, "destinations": destinations,
            "cohorts": cohorts.assign(ends=ends),
            "told": pd.DataFrame({"place": cohorts["cohort"].to_numpy()[cohort], "stage": stage}),
        }  # fmt: skip

    def _answer(self, query: str, by: Sequence[str], results: bool = False, **values: Any) -> pd.DataFrame:
        """The answer, its groups as categories, in their order, in which '' is unknown."""
        held = ["cohort", "course", *self._programme.attributes, *(_RESULT_COLUMNS if results else ())]
        for name in by:
            if name not in held:
                raise NotInShape(f"The programme does not hold {name}; it holds {', '.join(held)}.")
        columns = ", ".join(by) or _WHOLE
        found = _framed(self._database.sql(query.format(by=columns, **values)))
        found = found.drop(columns=[] if by else _WHOLE)
        for name in by:
            kind: Any = self._programme.enrolments[name].dtype if name in self._programme.attributes else "category"
            found[name] = found[name].mask(found[name] == "").astype(kind)
        return found.sort_values([*by], kind="stable", ignore_index=True) if by else found

    def _weeks(self) -> None:
        """The table of all weeks, from the first with an event to the last of a cohort."""
        self._database.execute(
            "create or replace temp table weeks as select cast(w as smallint) as week from (select unnest(range("
            "least(0, (select min(week) from rollup)), coalesce((select max(ends) from cohorts), -1) + 1)) as w)"
        )

    def weekly(self, by: Sequence[str] = ("cohort",)) -> pd.DataFrame:
        """As `activity.weekly`."""
        self._weeks()
        found = self._answer(sql.WEEKLY, by)
        low, high = wilson(found["active"], found["enrolments"])
        found = found.assign(rate=found["active"] / found["enrolments"], low=low, high=high)
        return found[[*by, "week", "enrolments", "active", "rate", "low", "high", "days", "clicks", "events"]]

    def retention(self, by: Sequence[str] = ("cohort",)) -> pd.DataFrame:
        """As `retention.retention`."""
        self._weeks()
        found = self._answer(sql.RETENTION, by)
        low, high = wilson(found["retained"], found["started"])
        return found.assign(rate=found["retained"] / found["started"], low=low, high=high)

    def funnel(self, by: Sequence[str] = ("cohort",)) -> pd.DataFrame:
        """As `funnel.funnel`; only stages that somebody records have rows."""
        found = self._answer(sql.FUNNEL, by, share=stages.ACTIVE_SHARE)
        low, high = wilson(found["count"], found["registered"])
        found["stage"] = pd.Categorical.from_codes(found["stage"], dtype=stages.STAGE)
        return found.assign(rate=found["count"] / found["registered"], low=low, high=high)

    def _marks(self, banked: bool) -> None:
        self._database.execute(f"create or replace view marks as {sql.MARKS.format(banked=str(banked).lower())}")

    def grades(self, by: Sequence[str] = ("cohort", "kind"), banked: bool = False) -> pd.DataFrame:
        """As `grades.grades`."""
        self._marks(banked)
        return self._answer(sql.GRADES, by, results=True)

    def histogram(self, by: Sequence[str] = ("cohort", "kind"), width: int = 10, banked: bool = False) -> pd.DataFrame:
        """As `grades.histogram`; only bins that hold something have rows."""
        self._marks(banked)
        found = self._answer(sql.HISTOGRAM, by, results=True, width=width, bins=100 // width)
        return found[found["count"] > 0].assign(high=found["low"] + width)
