"""Numbers for groups, so that counting is counting numbers and not comparing words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from naruteo_analytics.shape import NotInShape, Programme

_SPARSE = 8
"""A table of all numbers is used while it is at most so many times as long as what it holds."""
_ROWS = 1 << 18
"""Rows that are counted at once: memory that was never used before costs more than the counting."""


@dataclass(frozen=True, eq=False)
class Groups:
    """Groups of rows by one or more columns; unknown (NA) is a group of its own.

    Attributes
    ----------
    code : int64 array of shape (n_rows,)
        The group of each row: a row of `keys`.
    keys : DataFrame of shape (n_groups, n_columns)
        What the groups are called, in order; one row without columns where nothing parts them.
    size : int64 array of shape (n_groups,)
        Rows in each.
    """

    code: NDArray[np.int64]
    keys: pd.DataFrame
    size: NDArray[np.int64]

    def table(self, count: int) -> pd.DataFrame:
        """Each group's key repeated `count` times, as the first columns of a table."""
        return self.keys.loc[np.repeat(np.arange(len(self.keys)), count)].reset_index(drop=True)


def groups(
    programme: Programme, by: Sequence[str], rows: NDArray[np.int64] | None = None,
    assessment: "pd.Series[str] | None" = None,
) -> Groups:  # fmt: skip
    """Part the enrolments of a programme, or rows about them, by columns.

    Parameters
    ----------
    programme : Programme
    by : sequence of str
        Columns of the enrolments, or ``course``; with `assessment` also ``assessment`` and ``kind``.
    rows : int64 array of shape (n_rows,) or None
        The enrolment (row of the programme's) that each row is about. None: the enrolments themselves.
    assessment : Series of str of shape (n_rows,) or None
        The assessment that each row is about.

    Raises
    ------
    NotInShape
        The programme does not hold a column.
    """
    found = [_coded(programme, name, rows, assessment) for name in by]
    mixed = np.zeros(len(programme.enrolments) if rows is None else len(rows), np.int64)
    for codes, kinds in found:
        mixed *= len(kinds) + 1
        mixed += codes
        mixed[codes < 0] += len(kinds) + 1
    there, code, size = _compact(mixed, int(np.prod([len(kinds) + 1 for _, kinds in found])))
    keys: dict[str, Any] = {}
    rest = there
    for name, (_, kinds) in reversed(list(zip(by, found, strict=True))):
        rest, place = np.divmod(rest, len(kinds) + 1)
        keys[name] = pd.Categorical.from_codes(np.where(place == len(kinds), -1, place), categories=kinds)
    return Groups(code, pd.DataFrame({name: keys[name] for name in by}, index=range(len(there))), size)


def _compact(mixed: NDArray[np.int64], most: int) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Which numbers below `most` there are, which of these each is, and how often each is."""
    if most > _SPARSE * (len(mixed) + 1000):
        there, code, size = np.unique(mixed, return_inverse=True, return_counts=True)
        return there, code.astype(np.int64), size.astype(np.int64)
    count = np.bincount(mixed, minlength=most)
    there = np.flatnonzero(count)
    renumbered = np.zeros(most, np.int64)
    renumbered[there] = np.arange(len(there))
    return there, renumbered[mixed], count[there]


def _coded(
    programme: Programme, name: str, rows: NDArray[np.int64] | None, assessment: "pd.Series[str] | None"
) -> tuple[NDArray[np.signedinteger], "pd.Index[Any]"]:
    """The column as numbers of its values (-1: unknown), (n_rows,), and the values in order."""
    enrolments = programme.enrolments
    if assessment is not None and name in ("assessment", "kind"):
        tests = programme.assessments
        column = pd.Categorical(tests[name])
        each, kinds = pd.factorize(assessment)
        return column.codes[pd.Index(tests["assessment"]).get_indexer(kinds)][each], column.categories
    if name == "course":
        course = programme.cohorts.set_index("cohort")["course"]
        column = pd.Categorical(enrolments["cohort"].map(course))
    elif name in enrolments:
        column = pd.Categorical(enrolments[name])
    else:
        held = ["cohort", "course", *programme.attributes, *(["assessment", "kind"] if assessment is not None else [])]
        raise NotInShape(f"The programme does not hold {name}; it holds {', '.join(held)}.")
    return (column.codes if rows is None else column.codes[rows]), column.categories


def cohort_rows(programme: Programme) -> NDArray[np.int64]:
    """Which row of the cohorts each enrolment belongs to, (n_enrolments,)."""
    known = pd.Index(programme.cohorts["cohort"])
    return np.asarray(known.get_indexer(pd.Index(programme.enrolments["cohort"])), np.int64)


class Places:
    """Where numbers stand among known ones, which are all different."""

    def __init__(self, known: ArrayLike) -> None:
        there = np.asarray(known, np.int64)
        self._low, high = (int(there.min()), int(there.max())) if len(there) else (0, -1)
        self._index: pd.Index[Any] | None = None
        if high - self._low < _SPARSE * (len(there) + 1000):
            self._table = np.full(high - self._low + 3, -1, np.int64)  # its ends stand for all that is beyond them
            self._table[there - self._low + 1] = np.arange(len(there))
        else:
            self._index = pd.Index(there)

    def of(self, wanted: ArrayLike) -> NDArray[np.int64]:
        """The place of each wanted number, (n,).

        Raises
        ------
        NotInShape
            A number is not known.
        """
        asked = np.asarray(wanted)
        if self._index is None:
            found = self._table.take(asked.astype(np.int64) - (self._low - 1), mode="clip")
        else:
            found = self._index.get_indexer(pd.Index(asked)).astype(np.int64, copy=False)
        if found.min(initial=0) < 0:
            raise NotInShape(f"Enrolment {asked[found < 0][0]} is not known.")
        return found


def places(known: ArrayLike, wanted: ArrayLike) -> NDArray[np.int64]:
    """Where each wanted number stands among the known ones, as `Places` finds it.

    Examples
    --------
    >>> places([7, 3, 5], [5, 5, 7]).tolist()
    [2, 2, 0]
    """
    return Places(known).of(wanted)


def parts(programme: Programme, rollup: pd.DataFrame) -> Iterator[tuple[NDArray[np.int64], pd.DataFrame]]:
    """The rollup a part at a time: the enrolment (row of the programme's) of each row, (n_rows,), and the rows."""
    known = Places(programme.enrolments["enrolment"])
    for at in range(0, len(rollup), _ROWS):
        rows = rollup[at : at + _ROWS]
        yield known.of(rows["enrolment"]), rows
