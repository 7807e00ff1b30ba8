"""What an attacker can narrow down: linear programming over all tables that fit what is known.

The unknowns are the counts of the finest cells; they are not negative and add up to every known count. The least and
the greatest value of a hidden cell over all fitting tables are what can be found out about it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import bmat, csr_matrix, diags, vstack
from scipy.sparse.csgraph import connected_components

from naruteo_analytics.disclosure.population import Population
from naruteo_analytics.disclosure.spans import Span
from naruteo_analytics.disclosure.tables import Box

TINY = 1e-6

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Fit:
    """A fitting table with the greatest value of an objective.

    Parameters
    ----------
    table : (n_atoms,) array
    blocking : list of cell
        The known cells that keep the value from being greater, the smallest first and noughts last.
    """

    table: Floats
    blocking: list[Box]


class Attack:
    """All tables that fit what is known of a population.

    Parameters
    ----------
    population : Population
    known : iterable of cell
        The cells whose counts the attacker knows.
    """

    def __init__(self, population: Population, known: Iterable[Box]) -> None:
        self.population = population
        self._starts = np.cumsum([0, *(block.counts.size for block in population.blocks)])
        self.truth = np.concatenate([block.counts.ravel() for block in population.blocks]).astype(np.float64)
        self._span = Span()
        self.known: list[Box] = []
        # What follows from larger ones constrains nothing, and only makes the program slower.
        for cell in sorted(known, key=lambda each: -population.count(each)):
            if left := self._span.reduced(population.vector(cell)):
                self._span.add(left)
                self.known.append(cell)
        rows = self.rows(self.known)
        counts = rows @ self.truth
        self._full, self._noughts = np.flatnonzero(counts), np.flatnonzero(counts == 0)
        self._nought_rows = rows[self._noughts]
        self._free = np.flatnonzero(np.asarray(self._nought_rows.sum(axis=0)).ravel() == 0)
        self._all = vstack([rows[self._full], self._links()]).tocsc()
        self._matrix = self._all[:, self._free].tocsr()
        self._totals = self._all @ self.truth
        # Where counts that tie tables together are known, what is unknown falls apart into parts of their own.
        parts = connected_components(bmat([[None, self._matrix], [self._matrix.T, None]]), directed=False)[1]
        self._row_part, self._part = np.split(parts, [self._matrix.shape[0]])

    @property
    def size(self) -> int:
        """How many unknown atoms the largest part has whose counts depend on each other."""
        return int(np.bincount(self._part).max(initial=0))

    def rows(self, cells: Sequence[Box]) -> csr_matrix:
        """(n_cells, n_atoms): which atoms each cell adds up."""
        return self._added_up([(self.population.place(cell), cell) for cell in cells])

    def _added_up(self, cells: Sequence[tuple[int, Box]]) -> csr_matrix:
        atoms = [self.population.blocks[place].atoms(cell) + self._starts[place] for place, cell in cells]
        columns = np.concatenate(atoms) if atoms else np.zeros(0, np.int64)
        ends = np.cumsum([0, *map(len, atoms)])
        return csr_matrix((np.ones(len(columns)), columns, ends), shape=(len(cells), len(self.truth)))

    def _links(self) -> csr_matrix:
        """Rows that tie two blocks by the dimensions that they share: their difference, or one side if it is known."""
        blocks, links = self.population.blocks, [csr_matrix((0, len(self.truth)))]
        for later in range(1, len(blocks)):
            shared = [
                (earlier, [each for each in blocks[earlier].dimensions if each in blocks[later].dimensions])
                for earlier in range(later)
            ]
            linked: list[set[str]] = []
            for earlier, dimensions in sorted(shared, key=lambda each: -len(each[1])):
                if any(set(dimensions) <= each for each in linked):
                    continue
                linked.append(set(dimensions))
                margin = [
                    tuple(zip(dimensions, ((level,) for level in chosen), strict=True))
                    for chosen in product(*(self.population.levels[each] for each in dimensions))
                ]
                sides = [self._added_up([(place, cell) for cell in margin]) for place in (earlier, later)]
                unknown = np.array([not self.exact(cell) for cell in margin], np.float64)
                links.append(sides[1] - diags(unknown) @ sides[0])
        return vstack(links)

    def exact(self, cell: Box) -> bool:
        """Whether a cell follows from what is known by adding and subtracting alone."""
        return not self._span.reduced(self.population.vector(cell))

    def _solve(self, objective: Floats, whole: bool = False) -> tuple[Floats, Floats]:
        """The fitting table with the greatest value of an objective, and the price of each row."""
        touched = np.unique(self._part[objective[self._free] != 0])
        columns = np.flatnonzero(np.isin(self._part, touched))
        rows = np.flatnonzero(np.isin(self._row_part, touched))
        table, prices = self.truth.copy(), np.zeros(self._matrix.shape[0])
        if not len(columns):
            return table, prices
        # Where not even the total is known, nothing bounds the program: then by far more than there are.
        most = 10 * self.truth.sum() + 1000
        found = linprog(
            -objective[self._free[columns]], A_eq=self._matrix[rows][:, columns], b_eq=self._totals[rows],
            bounds=(0, most), method="highs", integrality=int(whole),
        )  # fmt: skip
        if found.x is None:
            raise ArithmeticError(f"the linear program was not solved: {found.message}")
        table[self._free[columns]] = np.round(found.x) if whole else found.x
        if not whole:
            prices[rows] = found.eqlin.marginals
        return table, prices

    def fit(self, objective: Floats) -> Fit:
        """The fitting table with the greatest value of an objective (n_atoms,), and what keeps it from more."""
        table, prices = self._solve(objective)
        tight = self._full[np.flatnonzero(np.abs(prices[: len(self._full)]) > TINY)]
        blocking = sorted((self.known[place] for place in tight), key=self.population.count)
        # An atom that a known nought holds down, and that would pay if it were free.
        wanted = objective + self._all.T @ prices > TINY
        held = self._noughts[np.flatnonzero(self._nought_rows @ wanted)]
        return Fit(table, blocking + [self.known[place] for place in held])

    def best(self, objective: Floats, whole: bool = True) -> Floats:
        """The fitting table, of whole numbers if asked, with the greatest value of an objective (n_atoms,)."""
        return self._solve(objective, whole)[0]

    def whole_part(self, table: Floats) -> Floats:
        """A fitting table without those of its differences from the truth that are not whole numbers."""
        moved = self._free[np.flatnonzero(np.abs(table - self.truth)[self._free] > TINY)]
        rows = self._all[:, moved]
        # Differences that no known count ties together are each a fitting table by themselves.
        tied = connected_components(bmat([[None, rows], [rows.T, None]]), directed=False)[1][rows.shape[0] :]
        whole = np.round(table[moved])
        broken = np.bincount(tied, np.abs(whole - table[moved]) > TINY) > 0 if len(moved) else np.zeros(0, np.bool_)
        part = self.truth.copy()
        part[moved] = np.where(broken[tied], part[moved], whole)
        return part
