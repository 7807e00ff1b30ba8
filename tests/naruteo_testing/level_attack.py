"""An attacker who reasons over all levels of a dimension at once, also where tables count no more than its classes.

A table by region of the ended cohorts asks of a cohort only whether it has ended, and the program attacks it so. Here a
table counts as proof only once it is parted among the cohorts so that all that is counted by cohort fits, too: whoever
knows every detail of the release cannot tell it from the truth. What is known and what is hidden is then read from the
parted counts; the grids of classes (`population.Grid`) serve for guesses only.
"""

from dataclasses import dataclass
from itertools import combinations, product

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import csr_matrix, eye_array, hstack

from naruteo_analytics.disclosure import Protected
from naruteo_analytics.disclosure.attack import Attack
from naruteo_analytics.disclosure.tables import Box
from naruteo_analytics.documents import Why

Floats = NDArray[np.float64]
SHARES = tuple(tenths / 10 for tenths in range(10, 0, -1))
"""How much of a guess's differences from the truth is kept: with less of them it can be parted more often."""
SEED, ROUNDS = 7, 24
OFF = 1e-4
"""Persons by which a solver may miss a count."""


@dataclass(frozen=True)
class Found:
    """How far hidden cells stay open.

    Parameters
    ----------
    recovered, narrow : int
        Of how many no two tables were found that differ in it, and that differ by what the policy demands.
    parted, tried : int
        How many guesses were parted as they are, or on the way to the truth, of how many.
    """

    recovered: int
    narrow: int
    parted: int
    tried: int


def attack(protected: Protected, dimension: str) -> Found:
    """Attack all hidden cells, with all levels of a dimension that some tables count by classes."""
    guesses, parting = Attack(protected.population, protected.known), _Parting(protected, dimension)
    rows, chance = guesses.rows(list(protected.hidden)), np.random.default_rng(SEED)
    least = most = truth = parting.hidden @ parting.truth
    tried = parted = 0

    def take(objective: Floats) -> None:
        nonlocal least, most, tried, parted
        guess = guesses.best(objective, whole=False)
        found = next((each for share in SHARES if (each := parting.part(guess, share)) is not None), parting.truth)
        tried, parted = tried + 1, parted + (found is not parting.truth)
        values = parting.hidden @ found
        least, most = np.minimum(least, values), np.maximum(most, values)

    def narrow() -> NDArray[np.int64]:
        return np.flatnonzero(_narrow(protected, truth, least, most))

    for _round in range(ROUNDS):
        weights = np.zeros(len(truth))
        left = narrow()
        weights[left] = chance.normal(0.5, 1.0, len(left))
        take(rows.T @ weights)
    for place in narrow():
        row = rows[[place]].toarray().ravel()
        for objective in (row, -row):
            if place in narrow():
                take(objective)
    return Found(int((most - least < 1 - OFF).sum()), len(narrow()), parted, tried)


def _narrow(protected: Protected, truth: Floats, least: Floats, most: Floats) -> NDArray[np.bool_]:
    """What `Policy` demands, written down once more."""
    policy, why = protected.policy, np.array([each.value for each in protected.hidden.values()])
    few, low = why == Why.FEW.value, why == Why.LOW.value
    needed = np.where(few, np.maximum(policy.width, truth / 2), np.where(truth == 0, 1.0, policy.width))
    needed[low] = policy.least_part
    short: NDArray[np.bool_] = (most - least < needed - OFF) | (few & (most < policy.k - OFF))
    return short


class _Parting:
    """The counts of all blocks by all levels, one after the other in `truth`, and what they have to fit."""

    def __init__(self, protected: Protected, dimension: str) -> None:
        self._population, self._dimension = protected.population, dimension
        population, blocks = protected.population, protected.population.blocks
        self._starts = np.cumsum([0, *(block.counts.size for block in blocks)])
        self.truth = np.concatenate([block.counts.ravel() for block in blocks]).astype(np.float64)
        self.hidden, self._known = self._rows(list(protected.hidden)), self._rows(protected.known)
        self._true_grids = np.concatenate([grid.counts.ravel() for grid in population.grids]).astype(np.float64)
        bounded = next(
            grid.variables
            for grid in population.grids
            if dimension in grid.dimensions and (dimension, True) not in grid.variables
        )
        self._classes = [
            chosen for cell in population.resolution.cells(bounded & {(dimension, False)}) for _name, chosen in cell
        ]
        self._shared = [
            (one, other, tuple(each for each in blocks[one].dimensions if each in blocks[other].dimensions))
            for one, other in combinations(range(len(blocks)), 2)
        ]
        self._demands = [self._sums(place) for place in range(len(blocks))]

    def _rows(self, cells: list[Box]) -> csr_matrix:
        places = [self._population.place(cell) for cell in cells]
        atoms = [
            self._population.blocks[place].atoms(cell) + self._starts[place]
            for place, cell in zip(places, cells, strict=True)
        ]
        return _added_up(atoms, len(self.truth))

    def part(self, guess: Floats, share: float) -> Floats | None:
        """Counts by all levels as far from the truth as a share of a guess, and that fit; None if none were found."""
        moved = share * (guess - self._true_grids)
        parts = []
        for place in range(len(self._population.blocks)):
            found = self._block(place, moved)
            if found is None:
                return None
            parts.append(found)
        whole = np.concatenate(parts)
        self._check(whole)
        return whole

    def _check(self, whole: Floats) -> None:
        """That it is a proof: no count is negative, all that is known is as known, and blocks count the same people."""
        assert whole.min() >= -OFF
        assert np.abs(self._known @ (whole - self.truth)).max() < OFF
        blocks = [
            whole[start:end].reshape(block.counts.shape)
            for start, end, block in zip(self._starts, self._starts[1:], self._population.blocks, strict=False)
        ]
        for one, other, shared in self._shared:
            sides = [self._margin(blocks[place], place, shared) for place in (one, other)]
            assert np.abs(sides[0] - sides[1]).max() < OFF

    def _margin(self, counts: Floats, place: int, kept: tuple[str, ...]) -> Floats:
        dimensions = self._population.blocks[place].dimensions
        return np.asarray(np.einsum(counts, range(counts.ndim), [dimensions.index(each) for each in kept]))

    def _block(self, place: int, moved: Floats) -> Floats | None:
        """The counts of one block that fit what a guess moves its sums by."""
        block, (sums, moves) = self._population.blocks[place], self._demands[place]
        truth, by = self.truth[self._starts[place] : self._starts[place + 1]], moves @ moved
        if np.abs(by).max() < OFF / 100:
            return truth
        wanted = sums @ truth + by
        if wanted.min() < -OFF / 100:
            return None
        # What is missing or too much is paid for, so that the program always has an answer.
        slack = eye_array(len(wanted))
        found = linprog(
            np.repeat([0.0, 1.0, 1.0], [block.counts.size, len(wanted), len(wanted)]),
            A_eq=hstack([sums, slack, -slack]).tocsr(), b_eq=np.maximum(wanted, 0.0), method="highs",
        )  # fmt: skip
        return found.x[: block.counts.size] if found.x is not None and found.fun < OFF / 10 else None

    def _sums(self, place: int) -> tuple[csr_matrix, csr_matrix]:
        """Sums of a block's counts that are given, and by what of a guess they move.

        Those are its grids' counts, and by level all that it shares with other blocks. What no grid tells apart by
        level is free to choose: there the change of a class goes to its largest level, alike in all blocks.
        """
        population, inside = self._population, {*self._population.blocks[place].dimensions}
        pairs = [
            (cell, (number, cell))
            for number, grid in enumerate(population.grids)
            if {*grid.dimensions} <= inside
            for cell in population.resolution.cells(grid.variables)
        ]
        for shared in {each for *both, each in self._shared if place in both and self._dimension in each}:
            for cell in product(*([(name, (level,)) for level in population.levels[name]] for name in sorted(shared))):
                pairs.append((cell, self._source(cell)))
        grids = [grid.counts.size for grid in population.grids]
        starts = np.cumsum([0, *grids])
        moves = [
            np.zeros(0, np.int64)
            if source is None
            else population.grids[source[0]].atoms(source[1]) + starts[source[0]]
            for _cell, source in pairs
        ]
        sums = [population.blocks[place].atoms(cell) for cell, _source in pairs]
        return _added_up(sums, population.blocks[place].counts.size), _added_up(moves, int(starts[-1]))

    def _source(self, cell: Box) -> tuple[int, Box] | None:
        """Which grid's counts move a cell that names a level, and which of them; None if none do."""
        population = self._population
        for number, grid in enumerate(population.grids):
            if grid.holds(cell):
                return number, cell
        ((level,),) = [chosen for name, chosen in cell if name == self._dimension]
        members = next(each for each in self._classes if level in each)
        if level != max(members, key=lambda each: population.count(((self._dimension, (each,)),))):
            return None
        whole = tuple((name, members if name == self._dimension else chosen) for name, chosen in cell)
        return population.grid(whole), whole


def _added_up(atoms: list[NDArray[np.int64]], size: int) -> csr_matrix:
    ends = np.cumsum([0, *map(len, atoms)])
    return csr_matrix((np.ones(ends[-1]), np.concatenate(atoms), ends), shape=(len(atoms), size))
