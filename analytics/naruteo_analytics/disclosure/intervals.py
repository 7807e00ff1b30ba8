"""How far hidden cells can be narrowed down, proved by tables that fit what is known.

To show that a cell is safe no optimum is needed: two fitting tables that differ enough in it are proof. One linear
program gives a fitting table for all hidden cells at once, so that a few dozen programs with objectives by chance
prove nearly every cell of a cube of thousands. What they leave is looked at cell by cell. In the end only tables of
whole numbers count: who uses that persons come whole finds out no more.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from naruteo_analytics.disclosure.attack import TINY, Attack, Floats
from naruteo_analytics.disclosure.policy import Policy
from naruteo_analytics.disclosure.tables import Box
from naruteo_analytics.documents import Why

SEED = 20240925
"""Of the objectives by chance: the same tables are always protected alike."""
PATIENCE = 8
"""After how many programs that prove next to nothing the rest is looked at more closely."""
FEW_LEFT = 20
"""From how many cells on chance is not worth while."""
FEW = 0.05
"""The share of the cells that are left which some programs look at."""
SPARE = 2.0
"""With so many persons to spare an interval is wide enough in whole numbers too."""
LARGE = 500
"""Above so many unknown atoms whole numbers are not worth their time."""


class Intervals:
    """The interval in which each hidden cell lies for all that is known, as far as tables were found that prove it.

    Parameters
    ----------
    policy : Policy
    """

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self._chance = np.random.default_rng(SEED)
        self._tables: list[Floats] = []
        self._parts: list[Floats] = []

    def judge(self, hidden: Mapping[Box, Why], attack: Attack) -> None:
        """Take these cells, for what an attacker knows now: never more than before, so that what fitted fits still."""
        self._attack = attack
        self.cells = list(hidden)
        self._rows = attack.rows(self.cells)
        self._truth = self._rows @ attack.truth
        few, low = (np.array([why is each for why in hidden.values()], np.bool_) for each in (Why.FEW, Why.LOW))
        self._needed = np.where(few, np.maximum(self._policy.width, self._truth / 2), self._policy.width)
        self._needed[low] = self._policy.least_part
        self._needed[~few & ~low & (self._truth == 0)] = 1
        self._reach = np.where(few, float(self._policy.k), -np.inf)
        # What nothing bounds is as wide as any policy wants it.
        self._needed, self._reach = np.minimum(self._needed, attack.most), np.minimum(self._reach, attack.most)
        self._known = {whole: np.stack([self._truth, self._truth]) for whole in (False, True)}
        for whole, tables in ((False, self._tables), (True, self._parts)):
            for table in tables:
                self._widen(table, whole)

    def _widen(self, table: Floats, whole: bool) -> None:
        values = self._rows @ table
        least, most = self._known[whole]
        self._known[whole] = np.stack([np.minimum(least, values), np.maximum(most, values)])

    def _see(self, table: Floats) -> None:
        self._tables.append(table)
        self._widen(table, whole=False)
        part = self._attack.whole_part(table)
        self._parts.append(part)
        self._widen(part, whole=True)

    def bounds(self, whole: bool = False) -> tuple[Floats, Floats]:
        """The least and greatest value of each cell in any table that was found."""
        least, most = self._known[whole]
        return least, most

    def narrow(self, whole: bool = False) -> NDArray[np.int64]:
        """The places of the cells that are not proved to lie in an interval wide enough.

        With whole numbers, only where fractions leave little to spare, and where there are few enough atoms to say:
        elsewhere both intervals were found to be the same.
        """
        short = self._short(self._known[whole], 0.0)
        if whole:
            short &= self._short(self._known[False], SPARE) & (self._attack.size <= LARGE)
        return np.flatnonzero(short)

    def _short(self, known: Floats, spare: float) -> NDArray[np.bool_]:
        least, most = known
        short: NDArray[np.bool_] = (most - least < self._needed + spare - TINY) | (most < self._reach + spare - TINY)
        return short

    def explore(self, whole: bool = False) -> None:
        """Find fitting tables for many cells at once, until that proves hardly any more."""
        idle = 0
        while idle < PATIENCE and len(left := self.narrow(whole)) > FEW_LEFT:
            weights = np.zeros(len(self.cells))
            # Few at once reach further, many at once prove more.
            few = self._chance.random(len(left)) < FEW
            weights[left] = few if idle % 2 else self._chance.normal(0.5, 1.0, len(left))
            self._see(self._attack.fit(self._rows.T @ weights).table)
            idle = idle + 1 if len(self.narrow(whole)) > 0.98 * len(left) else 0

    def push(self, place: int, behind: bool = False) -> list[Box]:
        """Find a fitting table in which a cell is as large as can be, and what keeps it from being larger.

        With what is behind known margins of tables, too, or only what the cell's own tables show.
        """
        fit = self._attack.fit(self._rows[[place]].toarray().ravel())
        self._see(fit.table)
        return fit.blocking + self._attack.behind(fit.margins) if behind else fit.blocking

    def settle(self, place: int, whole: bool = True) -> None:
        """Find the least and the greatest value of one cell."""
        row = self._rows[[place]].toarray().ravel()
        for objective in (row, -row):
            if place in self.narrow(whole):
                table = self._attack.best(objective, whole)
                self._tables.append(table)
                self._widen(table, whole=False)
                if whole:
                    self._parts.append(table)
                    self._widen(table, whole=True)
