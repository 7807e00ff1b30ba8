"""What an attacker can narrow down: linear programming over all tables that fit what is known.

The unknowns are the counts of the finest cells; they are not negative and add up to every known count. The least and
the greatest value of a hidden cell over all fitting tables are what can be found out about it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import bmat, csr_matrix, diags, vstack
from scipy.sparse.csgraph import connected_components

from naruteo_analytics.disclosure.population import Population
from naruteo_analytics.disclosure.resolution import Variables
from naruteo_analytics.disclosure.spans import Sums
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
    margins : list of cell
        What does so, too, and is no known cell itself but follows from some.
    """

    table: Floats
    blocking: list[Box]
    margins: list[Box]


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
        self._starts = np.cumsum([0, *(grid.counts.size for grid in population.grids)])
        self.truth = np.concatenate([grid.counts.ravel() for grid in population.grids]).astype(np.float64)
        # Where not even the total is known, nothing bounds a count: then by far more than there are.
        self.most = float(10 * self.truth.sum() + 1000)
        self._span = Sums()
        self.known: list[Box] = []
        # What follows from larger ones constrains nothing, and only makes the program slower.
        for cell in sorted(known, key=lambda each: -population.count(each)):
            if self._span.take(population.vector(cell)):
                self.known.append(cell)
        rows = self.rows(self.known)
        counts = rows @ self.truth
        self._full, self._noughts = np.flatnonzero(counts), np.flatnonzero(counts == 0)
        self._nought_rows = rows[self._noughts]
        self._free = np.flatnonzero(np.asarray(self._nought_rows.sum(axis=0)).ravel() == 0)
        links, self._ties = self._links()
        self._all = vstack([rows[self._full], links]).tocsc()
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
        return self._added_up([(self.population.grid(cell), cell) for cell in cells])

    def _added_up(self, cells: Sequence[tuple[int, Box]]) -> csr_matrix:
        atoms = [self.population.grids[place].atoms(cell) + self._starts[place] for place, cell in cells]
        columns = np.concatenate(atoms) if atoms else np.zeros(0, np.int64)
        ends = np.cumsum([0, *map(len, atoms)])
        return csr_matrix((np.ones(len(columns)), columns, ends), shape=(len(cells), len(self.truth)))

    def _links(self) -> tuple[csr_matrix, list[Box | None]]:
        """Rows that tie two grids by what both tell apart: their difference, or one side if it is known; and that."""
        grids, links, ties = self.population.grids, [csr_matrix((0, len(self.truth)))], list[Box | None]()
        for later in range(1, len(grids)):
            shared = [(earlier, grids[earlier].variables & grids[later].variables) for earlier in range(later)]
            linked: list[Variables] = []
            for earlier, variables in sorted(shared, key=lambda each: -len(each[1])):
                if any(variables <= each for each in linked):
                    continue
                linked.append(variables)
                margin = self.population.resolution.cells(variables)
                sides = [self._added_up([(place, cell) for cell in margin]) for place in (earlier, later)]
                exact = [self.exact(cell) for cell in margin]
                links.append(sides[1] - diags(1.0 - np.array(exact)) @ sides[0])
                ties += [cell if known else None for cell, known in zip(margin, exact, strict=True)]
        return vstack(links), ties

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
        found = linprog(
            -objective[self._free[columns]], A_eq=self._matrix[rows][:, columns], b_eq=self._totals[rows],
            bounds=(0, self.most), method="highs", integrality=int(whole),
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
        tight = np.flatnonzero(np.abs(prices) > TINY)
        counts = [self.known[self._full[place]] for place in tight if place < len(self._full)]
        margins = [self._ties[place - len(self._full)] for place in tight if place >= len(self._full)]
        # An atom that a known nought holds down, and that would pay if it were free.
        wanted = objective + self._all.T @ prices > TINY
        held = self._noughts[np.flatnonzero(self._nought_rows @ wanted)]
        blocking = sorted(counts, key=self.population.count) + [self.known[place] for place in held]
        return Fit(table, blocking, [margin for margin in margins if margin is not None])

    def behind(self, margins: Iterable[Box]) -> list[Box]:
        """The known cells of which known margins are made up, the smallest first."""
        found = {place for margin in margins for place in self._span.parts(self.population.vector(margin))}
        return sorted((self.known[place] for place in sorted(found)), key=self.population.count)

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
