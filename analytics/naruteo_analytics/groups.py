"""Numbers for groups, so that counting is counting numbers and not comparing words."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from naruteo_analytics.shape import NotInShape, Programme

_SPARSE = 8
"""A table of all numbers is used while it is at most so many times as long as what it holds."""


@dataclass(frozen=True, eq=False)
class Groups:
    """Groups of enrolments by one or more columns; unknown (NA) is a group of its own.

    Attributes
    ----------
    code : int64 array of shape (n_enrolments,)
        The group of each enrolment: a row of `keys`.
    keys : DataFrame of shape (n_groups, n_columns)
        What the groups are called, in order; one row without columns where nothing parts them.
    size : int64 array of shape (n_groups,)
        Enrolments in each.
    """

    code: NDArray[np.int64]
    keys: pd.DataFrame
    size: NDArray[np.int64]

    def table(self, count: int) -> pd.DataFrame:
        """Each group's key repeated `count` times, as the first columns of a table."""
        return self.keys.loc[np.repeat(np.arange(len(self.keys)), count)].reset_index(drop=True)


def groups(programme: Programme, by: Sequence[str]) -> Groups:
    """Part the enrolments of a programme by columns of theirs, or by ``course``.

    Raises
    ------
    NotInShape
        The programme does not hold a column.
    """
    found: list[pd.Categorical] = []
    for name in by:
        column = _column(programme, name)
        found.append(pd.Categorical(column) if column.dtype != "category" else column.array)
    sizes = [len(each.categories) + 1 for each in found]
    mixed = np.zeros(len(programme.enrolments), np.int64)
    for each, size in zip(found, sizes, strict=True):
        codes = each.codes.astype(np.int64)
        mixed = mixed * size + np.where(codes < 0, size - 1, codes)
    there, code, size_of = np.unique(mixed, return_inverse=True, return_counts=True)
    keys: dict[str, Any] = {}
    rest = there
    for name, each, size in reversed(list(zip(by, found, sizes, strict=True))):
        rest, place = np.divmod(rest, size)
        keys[name] = pd.Categorical.from_codes(np.where(place == size - 1, -1, place), dtype=each.dtype)
    frame = pd.DataFrame({name: keys[name] for name in by}, index=range(len(there)))
    return Groups(code.astype(np.int64), frame, size_of.astype(np.int64))


def _column(programme: Programme, name: str) -> "pd.Series[Any]":
    if name == "course":
        return programme.enrolments["cohort"].map(programme.cohorts.set_index("cohort")["course"])
    if name not in programme.enrolments:
        held = ", ".join(["cohort", "course", *programme.attributes])
        raise NotInShape(f"The programme does not hold {name}; it holds {held}.")
    return programme.enrolments[name]


def places(known: ArrayLike, wanted: ArrayLike) -> NDArray[np.int64]:
    """Where each wanted number stands among the known ones, which are all different.

    Raises
    ------
    NotInShape
        A number is not known.

    Examples
    --------
    >>> places([7, 3, 5], [5, 5, 7]).tolist()
    [2, 2, 0]
    """
    there, asked = np.asarray(known), np.asarray(wanted)
    if not len(asked):
        return np.zeros(0, np.int64)
    if not len(there):
        raise NotInShape(f"Enrolment {asked[0]} is not known.")
    low, high = int(there.min()), int(there.max())
    if high - low < _SPARSE * (len(there) + len(asked)):
        table = np.full(high - low + 1, -1, np.int64)
        table[there - low] = np.arange(len(there))
        inside = (asked >= low) & (asked <= high)
        found = table[asked - low] if inside.all() else np.where(inside, table[np.where(inside, asked - low, 0)], -1)
    else:
        found = pd.Index(there).get_indexer(asked).astype(np.int64)
    if (found < 0).any():
        raise NotInShape(f"Enrolment {asked[found < 0][0]} is not known.")
    return found
