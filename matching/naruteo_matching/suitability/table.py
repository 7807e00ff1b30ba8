"""A table of pairs: features, and beside them what only evaluation looks at (outcome, period, region, groups)."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from naruteo_matching import forbidden

BESIDE = ("outcome", "period", "candidate", "opening", "region")
GROUP = "group:"
"""How the columns begin that only the fairness report sees (``group:sex``)."""


LARGEST = 1e15
"""Larger numbers are no measurements, and their squares could not be summed up."""


class BadTable(ValueError):
    """A table that cannot be read: which line and column, and what to write."""


@dataclass(frozen=True)
class Table:
    """Pairs in columns.

    Attributes
    ----------
    features : tuple of str
    X : float64 array of shape (n_pairs, n_features)
        NaN where a feature is not known.
    outcome : bool array of shape (n_pairs,) or None
        Whether the side said yes.
    period : int64 array of shape (n_pairs,) or None
        When, as a year or another rising number.
    candidate, opening, region : str arrays of shape (n_pairs,), "" where not known
    groups : mapping of str to str array of shape (n_pairs,)
        Never features; only reported.
    """

    features: tuple[str, ...]
    X: NDArray[np.float64]
    outcome: NDArray[np.bool_] | None
    period: NDArray[np.int64] | None
    candidate: NDArray[np.str_]
    opening: NDArray[np.str_]
    region: NDArray[np.str_]
    groups: Mapping[str, NDArray[np.str_]] = field(default_factory=dict)

    def rows(self, chosen: NDArray[np.bool_]) -> "Table":
        """The chosen rows, by a bool array (n_pairs,)."""
        return Table(
            self.features, self.X[chosen],
            None if self.outcome is None else self.outcome[chosen],
            None if self.period is None else self.period[chosen],
            self.candidate[chosen], self.opening[chosen], self.region[chosen],
            {name: column[chosen] for name, column in self.groups.items()},
        )  # fmt: skip


def read_table(path: Path) -> Table:
    """Read a CSV (UTF-8) of pairs.

    The columns ``outcome`` (0 or 1), ``period`` (a whole number), ``candidate``, ``opening``, ``region`` and
    ``group:…`` are what they are called, and may be missing; every other column is a feature, a number or empty for
    not known.

    Raises
    ------
    BadTable
        No rows, no feature, a column without a name or with another's, a line of another length, no number.
    Forbidden
        A feature that may not be used. (Write it as ``group:…`` if it is there for the fairness report.)
    """
    header, rows = _lines(path)
    features = tuple(name for name in header if name not in BESIDE and not name.startswith(GROUP))
    if not rows or not features:
        raise BadTable(f"{path.name} has no {'rows' if features else 'column with a feature'}.")
    forbidden.refuse(features)
    cells = [[_number(row, name, line) for name in features] for line, row in enumerate(rows, 2)]

    def words(name: str) -> NDArray[np.str_]:
        return np.array([row.get(name, "") for row in rows], np.str_)

    outcome = period = None
    if "outcome" in header:
        outcome = np.array([_one_of(row["outcome"], line) for line, row in enumerate(rows, 2)], np.bool_)
    if "period" in header:
        try:
            period = np.array([int(row["period"]) for row in rows], np.int64)
        except (ValueError, OverflowError):
            raise BadTable("period: write a whole number, such as a year, in every row.") from None
    return Table(
        features, np.array(cells, np.float64), outcome, period, words("candidate"), words("opening"), words("region"),
        {name.removeprefix(GROUP): words(name) for name in header if name.startswith(GROUP)},
    )  # fmt: skip


def _lines(path: Path) -> tuple[list[str], list[dict[str, str]]]:
    """The names of the columns, and each line by them."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        try:
            header, *lines = [line for line in csv.reader(stream) if line] or [[]]
        except csv.Error as fault:
            raise BadTable(f"{path.name} is no CSV: {fault}.") from None
    for at, name in enumerate(header):
        if not name.strip() or name in header[:at]:
            raise BadTable(f"column {at + 1}: {name!r} is no name of its own; give each column another name.")
    for number, line in enumerate(lines, 2):
        if len(line) != len(header):
            raise BadTable(f"line {number} has {len(line)} cells, and there are {len(header)} columns.")
    return header, [dict(zip(header, line, strict=True)) for line in lines]


def _number(row: Mapping[str, Any], name: str, line: int) -> float:
    cell = row[name].strip()
    try:
        value = float(cell) if cell else np.nan
    except ValueError:
        raise BadTable(f"line {line}, {name}: {cell!r} is no number; leave it empty if it is not known.") from None
    if cell and not abs(value) <= LARGEST:
        raise BadTable(f"line {line}, {name}: {cell!r} is no number that was measured; leave it empty if not known.")
    return value


def _one_of(cell: str, line: int) -> bool:
    if cell not in ("0", "1"):
        raise BadTable(f"line {line}, outcome: {cell!r} is neither 0 nor 1. Leave out rows whose outcome is not known.")
    return cell == "1"
