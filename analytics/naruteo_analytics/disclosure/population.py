"""Everybody whom the tables of a release count, by the dimensions that are counted together."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from naruteo_analytics.disclosure.tables import ALL, COUNT, UNKNOWN, Box, Table

Levels = Mapping[str, tuple[str, ...]]
Vector = dict[int, int]
"""A sparse row of integers: column → value."""


def _codes(column: pd.Series) -> tuple[NDArray[np.int64], list[str]]:
    """Each row's place among a column's levels, and the levels: in the order of a category, else sorted."""
    category = column.astype("category") if column.dtype != "category" else column
    names = [str(each) for each in category.cat.categories]
    codes: NDArray[np.int64] = np.array(category.cat.codes, np.int64)
    if (codes < 0).any():
        if UNKNOWN not in names:
            names.append(UNKNOWN)
        codes[codes < 0] = names.index(UNKNOWN)
    if ALL in names:
        raise ValueError(f"the column {column.name} has an empty level: give it a name, since '' stands for all")
    return codes, names


class Block:
    """Counts by some dimensions together.

    Parameters
    ----------
    dimensions : sequence of str
    levels : mapping from dimension to its levels
    counts : (n_levels, …) array of int
        One axis a dimension.
    """

    def __init__(self, dimensions: Sequence[str], levels: Levels, counts: NDArray[np.int64]) -> None:
        self.dimensions = tuple(dimensions)
        self.places = [{level: place for place, level in enumerate(levels[each])} for each in dimensions]
        self.counts = counts
        # With the totals over each axis behind its levels, so that most cells are one look-up.
        for axis in range(counts.ndim):
            counts = np.concatenate([counts, counts.sum(axis=axis, keepdims=True)], axis=axis)
        self._totalled = counts

    @classmethod
    def counted(cls, dimensions: Sequence[str], atoms: pd.DataFrame, levels: Levels) -> "Block":
        """Count a frame's rows (or add up its column `count`) by these dimensions."""
        shape = [len(levels[each]) for each in dimensions]
        flat = np.zeros(len(atoms), np.int64)
        for dimension, size in zip(dimensions, shape, strict=True):
            codes, names = _codes(atoms[dimension])
            places = np.array([levels[dimension].index(each) for each in names], np.int64)
            flat = flat * size + (places[codes] if len(places) else codes)
        weights = atoms[COUNT].to_numpy(np.int64) if COUNT in atoms.columns else np.ones(len(atoms), np.int64)
        if (weights < 0).any():
            raise ValueError("a count is negative")
        counts = np.zeros(int(np.prod(shape)), np.int64)
        np.add.at(counts, flat, weights)
        return cls(dimensions, levels, counts.reshape(shape))

    def _index(self, cell: Box) -> list[int | list[int]]:
        chosen = dict(cell)
        index: list[int | list[int]] = []
        for dimension, places in zip(self.dimensions, self.places, strict=True):
            # A level that came later, or has gone, holds nobody here.
            taken = [places[level] for level in chosen[dimension] if level in places] if dimension in chosen else None
            index.append(len(places) if taken is None else taken[0] if len(taken) == 1 else taken)
        return index

    def count(self, cell: Box) -> int:
        """How many are in a cell."""
        index = self._index(cell)
        if all(isinstance(each, int) for each in index):
            return int(self._totalled[tuple(index)])
        return int(self._totalled[np.ix_(*([each] if isinstance(each, int) else each for each in index))].sum())

    def atoms(self, cell: Box) -> NDArray[np.int64]:
        """The places of a cell's atoms in the flattened counts."""
        whole = [
            list(range(len(places))) if each == len(places) else [each] if isinstance(each, int) else each
            for each, places in zip(self._index(cell), self.places, strict=True)
        ]
        if not whole:
            return np.zeros(1, np.int64)
        return np.asarray(np.ravel_multi_index(np.ix_(*whole), self.counts.shape).ravel(), np.int64)

    def margin(self, dimensions: Iterable[str]) -> NDArray[np.int64]:
        """The counts by some of the dimensions only, in this block's order."""
        kept = set(dimensions)
        return np.asarray(
            self.counts.sum(axis=tuple(axis for axis, each in enumerate(self.dimensions) if each not in kept)), np.int64
        )


def _largest(scopes: Iterable[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """The scopes that no other contains."""
    kept: list[tuple[str, ...]] = []
    for scope in sorted(dict.fromkeys(scopes), key=lambda each: -len(each)):
        if not any(set(scope) <= set(each) for each in kept):
            kept.append(scope)
    return kept


class Population:
    """Everybody whom the tables count, as few blocks as hold all that the tables ask for.

    Parameters
    ----------
    tables : sequence of Table
    scopes : iterable of tuple of str
        Dimensions that earlier releases counted together, so that their cells can be counted here too.
    known : mapping from dimension to levels
        Levels that earlier releases had.

    Raises
    ------
    ValueError
        When tables disagree about how many persons there are, or no table has what an earlier release showed.
    """

    def __init__(self, tables: Sequence[Table], scopes: Iterable[tuple[str, ...]] = (), known: Levels | None = None):
        wanted = [*(table.scope for table in tables), *scopes]
        sources: dict[tuple[str, ...], pd.DataFrame] = {}
        for scope in _largest(wanted):
            fitting = [table.atoms for table in tables if set(scope) <= set(table.atoms.columns)]
            if not fitting:
                raise ValueError(
                    f"an earlier release showed {', '.join(scope)} together, and no table's atoms have them all now"
                )
            own = [table.atoms for table in tables if table.scope == scope]
            sources[scope] = (own or fitting)[0]
        self.levels: dict[str, tuple[str, ...]] = {name: tuple(levels) for name, levels in (known or {}).items()}
        for scope, atoms in sources.items():
            for dimension in scope:
                names = _codes(atoms[dimension])[1]
                before = self.levels.get(dimension, ())
                self.levels[dimension] = (*before, *(name for name in names if name not in before))
        for table in tables:
            for dimension, chosen in table.where.items():
                strange = [level for level in chosen if level not in self.levels[dimension]]
                if strange:
                    raise ValueError(f"nobody has {dimension} {', '.join(map(str, strange))}")
        self.blocks = [Block.counted(scope, atoms, self.levels) for scope, atoms in sources.items()]
        self._places: dict[tuple[str, ...], int] = {}
        self._columns: dict[tuple[tuple[str, str], ...], int] = {}
        self._check()
        self._spare = {
            dimension: self.levels[dimension][int(np.argmax(block.margin([dimension])))]
            for block in self.blocks
            for dimension in block.dimensions
        }

    def _check(self) -> None:
        for one, other in combinations(self.blocks, 2):
            shared = [each for each in one.dimensions if each in other.dimensions]
            if not np.array_equal(one.margin(shared), other.margin(shared)):
                raise ValueError(
                    f"the tables by {', '.join(one.dimensions)} and by {', '.join(other.dimensions)} count different"
                    f" persons{' by ' + ', '.join(shared) if shared else ''}: protect them with registers of their own"
                )

    def place(self, cell: Box) -> int:
        """The place among the blocks of the one that holds a cell."""
        scope = tuple(dimension for dimension, _chosen in cell)
        if scope not in self._places:
            self._places[scope] = next(
                place for place, block in enumerate(self.blocks) if set(scope) <= set(block.dimensions)
            )
        return self._places[scope]

    def count(self, cell: Box) -> int:
        """How many are in a cell."""
        return self.blocks[self.place(cell)].count(cell)

    def vector(self, cell: Box) -> Vector:
        """A cell as a sum of coordinates, by which cells of all blocks can be compared.

        The coordinates are cells themselves, those that do not name the largest level of any dimension: that level is
        the total without the others. So most cells are one coordinate, and cells of different blocks share theirs.
        """
        terms: list[tuple[tuple[tuple[str, str], ...], int]] = [((), 1)]
        for dimension, chosen in cell:
            spare = self._spare[dimension]
            if spare in chosen:
                taken = set(chosen)
                parts = [((), 1), *((((dimension, each),), -1) for each in self.levels[dimension] if each not in taken)]
            else:
                parts = [(((dimension, each),), 1) for each in chosen]
            terms = [(name + part, sign * factor) for name, sign in terms for part, factor in parts]
        return {self._columns.setdefault(name, len(self._columns)): sign for name, sign in terms}
