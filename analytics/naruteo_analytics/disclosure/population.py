"""Everybody whom the tables of a release count, by the dimensions that are counted together."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations, permutations, product

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from naruteo_analytics.disclosure.resolution import Bounds, Levels, Resolution, Variables, classed
from naruteo_analytics.disclosure.tables import ALL, COUNT, UNKNOWN, Box, Table

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

    def held(self, dimension: str) -> list[str]:
        """The levels of a dimension that somebody has."""
        counts = self.margin([dimension]).tolist()
        return [level for level, n in zip(self.places[self.dimensions.index(dimension)], counts, strict=True) if n]

    def margin(self, dimensions: Sequence[str]) -> NDArray[np.int64]:
        """The counts by some of the dimensions only, in the order in which they are named."""
        kept = [self.dimensions.index(each) for each in dimensions]
        return np.asarray(np.einsum(self.counts, range(self.counts.ndim), kept), np.int64)


class Grid(Block):
    """The counts of a block by some of its dimensions only, and by classes where their levels are not told apart.

    Parameters
    ----------
    block : Block
    variables : set of (dimension, bool)
        What it tells apart.
    resolution : Resolution
    levels : mapping from dimension to its levels
    """

    def __init__(self, block: Block, variables: Variables, resolution: Resolution, levels: Levels) -> None:
        self.variables, self._merged = variables, resolution.classes(variables)
        self._sizes = {name: Counter(classes.values()) for name, classes in self._merged.items()}
        dimensions = [each for each in block.dimensions if (each, False) in variables]
        counts = block.margin(dimensions)
        for name, classes in self._merged.items():
            names, axis = list(self._sizes[name]), dimensions.index(name)
            places = [names.index(classes[level]) for level in levels[name]]
            parts = np.zeros((len(names), *np.delete(counts.shape, axis)), np.int64)
            np.add.at(parts, places, np.moveaxis(counts, axis, 0))
            counts = np.moveaxis(parts, 0, axis)
        own = {name: tuple(self._sizes[name]) if name in self._merged else levels[name] for name in dimensions}
        super().__init__(dimensions, own, counts)

    def holds(self, cell: Box) -> bool:
        """Whether a cell is a sum of atoms: whether it names no dimension that is missing, and no part of a class."""
        return all((name, False) in self.variables for name, _chosen in cell) and not any(
            self._sizes[name][each] != n
            for name, chosen in cell
            if name in self._merged
            for each, n in Counter(self._merged[name][level] for level in chosen).items()
        )

    def atoms(self, cell: Box) -> NDArray[np.int64]:
        """The places of a cell's atoms in the flattened counts."""
        return super().atoms(classed(cell, self._merged))


def _largest(scopes: Iterable[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """The scopes that no other contains."""
    kept: list[tuple[str, ...]] = []
    for scope in sorted(dict.fromkeys(scopes), key=lambda each: -len(each)):
        if not any(set(scope) <= set(each) for each in kept):
            kept.append(scope)
    return kept


def _nested(blocks: Iterable[Block], spared: set[str | None]) -> dict[tuple[str, str], Mapping[str, set[str]]]:
    """Pairs of dimensions of which the one parts the other, as districts do regions: the one level of each level.

    It is what the levels mean, so that everybody knows it. Not of the `spared`, which say something about people.
    """
    seen: defaultdict[tuple[str, str], defaultdict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for block in blocks:
        levels = {name: list(places) for name, places in zip(block.dimensions, block.places, strict=True)}
        for one, other in permutations([name for name in block.dimensions if name not in spared], 2):
            for at, place in np.argwhere(block.margin([one, other])).tolist():
                seen[one, other][levels[one][at]].add(levels[other][place])
    return {pair: homes for pair, homes in seen.items() if all(len(each) == 1 for each in homes.values())}


class Population:
    """Everybody whom the tables count, as few blocks as hold all that the tables ask for.

    Parameters
    ----------
    tables : sequence of Table
    before : iterable of Block
        What earlier releases counted, so that their cells can be counted here too.
    known : mapping from dimension to levels
        Levels that earlier releases had.
    shown : iterable of cell
        What they showed.
    bounds : mapping from dimension to sets of levels
        What bounded the populations of their tables.

    Raises
    ------
    ValueError
        When tables disagree about how many persons there are, or no table has what an earlier release showed.
    """

    def __init__(
        self, tables: Sequence[Table], before: Iterable[Block] = (), known: Levels | None = None,
        shown: Iterable[Box] = (), bounds: Bounds | None = None,
    ) -> None:  # fmt: skip
        before = list(before)
        wanted = [*(table.scope for table in tables), *(block.dimensions for block in before)]
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
                had = self.levels.get(dimension, ())
                self.levels[dimension] = (*had, *(name for name in names if name not in had))
        for table in tables:
            for dimension, chosen in table.where.items():
                strange = [level for level in chosen if level not in self.levels[dimension]]
                if strange:
                    raise ValueError(f"nobody has {dimension} {', '.join(map(str, strange))}")
        self.blocks = [Block.counted(scope, atoms, self.levels) for scope, atoms in sources.items()]
        self._places: dict[tuple[str, ...], int] = {}
        self._columns: dict[tuple[tuple[str, str], ...], int] = {}
        self._check()
        self.resolution = Resolution(tables, shown, bounds or {}, self.levels)
        self.grids: list[Grid] = []
        for block in self.blocks:
            for variables in self.resolution.largest(block.dimensions):
                if not any(variables <= each.variables for each in self.grids):
                    self.grids.append(Grid(block, variables, self.resolution, self.levels))
        self._held: dict[Box, int] = {}
        margins = {dimension: block.margin([dimension]) for block in self.blocks for dimension in block.dimensions}
        self._spare = {dimension: self.levels[dimension][int(np.argmax(each))] for dimension, each in margins.items()}
        self.deserted_levels = {
            dimension: {level for level, n in zip(self.levels[dimension], each.tolist(), strict=True) if not n}
            for dimension, each in margins.items()
        }
        once = {(name, level) for block in before for name in block.dimensions for level in block.held(name)}
        self.vacant_levels = {
            dimension: {level for level in each if (dimension, level) not in once}
            for dimension, each in self.deserted_levels.items()
        }
        said_of_people = {name for table in tables for name in (table.outcome, table.at_least)}
        self._nested = _nested([*self.blocks, *before], said_of_people)

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

    def grid(self, cell: Box) -> int:
        """The place among the grids of the one that holds a cell."""
        if cell not in self._held:
            self._held[cell] = next(place for place, grid in enumerate(self.grids) if grid.holds(cell))
        return self._held[cell]

    def count(self, cell: Box) -> int:
        """How many are in a cell."""
        return self.blocks[self.place(cell)].count(cell)

    def vacant(self, cell: Box) -> bool:
        """Whether nobody can be in a cell, which is no secret, and nothing to hide behind.

        Nobody ever had its levels in some dimension, or one dimension parts another and these parts lie elsewhere.
        """
        levels = dict(cell)
        return any(self.vacant_levels[dimension].issuperset(chosen) for dimension, chosen in cell) or any(
            one in levels
            and other in levels
            and not any(homes.get(each, set()) & {*levels[other]} for each in levels[one])
            for (one, other), homes in self._nested.items()
        )

    def deserted(self, cell: Box) -> bool:
        """Whether nobody has the levels of a cell in some dimension now, whoever had them before."""
        return any(self.deserted_levels[dimension].issuperset(chosen) for dimension, chosen in cell)

    def vector(self, cell: Box) -> Vector:
        """A cell as a sum of coordinates, by which cells of all blocks can be compared.

        The coordinates are cells themselves, those that do not name the largest level of any dimension: that level is
        the total without the others. So most cells are one coordinate, and cells of different blocks share theirs.
        Levels that are not told apart are one.
        """
        terms: list[tuple[Box, int]] = [((), 1)]
        for dimension, chosen in cell:
            if self._spare[dimension] in chosen:
                taken = set(chosen)
                others = tuple(each for each in self.levels[dimension] if each not in taken)
                terms += [((*name, (dimension, others)), -sign) for name, sign in terms]
            else:
                terms = [((*name, (dimension, chosen)), sign) for name, sign in terms]
        return {
            self._columns.setdefault(coordinate, len(self._columns)): sign
            for name, sign in terms
            for coordinate in self._coordinates(name)
        }

    def _coordinates(self, cell: Box) -> Iterable[tuple[tuple[str, str], ...]]:
        """What a cell is the sum of: one level of each of its dimensions, or a class where it is not told apart."""
        cell = classed(cell, self.resolution.merged(tuple(dimension for dimension, _chosen in cell)))
        return product(*([(dimension, each) for each in chosen] for dimension, chosen in cell))
