"""Looking up counts that passed the protection, and what may be said of two of them."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from naruteo_analytics.disclosure import Policy, Protected
from naruteo_analytics.disclosure.rates import rate, rounded
from naruteo_analytics.disclosure.tables import ALL, COUNT
from naruteo_analytics.documents import Count, Rate, Why
from naruteo_analytics.release.cube import Cube
from naruteo_analytics.release.tables import ENDED
from naruteo_analytics.statistics import wilson


@dataclass(frozen=True, eq=False)
class _Table:
    by_cohort: bool
    counts: Mapping[tuple[str, ...], Count]


@dataclass(frozen=True)
class Cells:
    """The shown counts of a release by table, cohort, group and level."""

    protected: Protected
    cube: Cube
    _tables: dict[str, _Table] = field(default_factory=dict)

    @property
    def policy(self) -> Policy:
        """The rules of the release."""
        return self.protected.policy

    def count(self, what: str, by: str, cohort: str, group: Sequence[str], level: str) -> Count:
        """How many of a group there are at a level (from it on, where the table counts so), or why nobody may know.

        Parameters
        ----------
        what, by : str
            Which table (`tables.asked`).
        cohort : str
            '' for the programme.
        group : sequence of str
            A value of each attribute of `by`.
        level : str
            One that nobody ever had is no row of the table: nobody is there.
        """
        whole = not cohort and len(self.cube.ended) < len(self.cube.cohorts)
        table = self._table(f"{ENDED if whole else ''}{what} by {by}")
        place = (cohort or ALL, *group, level) if table.by_cohort else (*group, level)
        return table.counts.get(place, {"n": 0})

    def _table(self, name: str) -> _Table:
        if name not in self._tables:
            frame = self.protected.tables[name]
            dimensions = [each for each in frame.columns if each not in (COUNT, "why", "release")]
            counts: dict[tuple[str, ...], Count] = {
                tuple(labels): {"n": int(n)} if n is not pd.NA else {"n": None, "why": Why(why)}
                for *labels, n, why in frame[[*dimensions, COUNT, "why"]].itertuples(index=False, name=None)
            }
            self._tables[name] = _Table("cohort" in dimensions, counts)
        return self._tables[name]

    def rate(self, part: Count, whole: Count) -> Rate:
        """The share of one shown count in another, with its 95 % Wilson interval, or why there is none."""
        successes, n = part["n"], whole["n"]
        per_cent, _why = rate(successes, n, self.policy)
        if per_cent is None or successes is None or n is None:
            return no_rate(part.get("why") or whole.get("why") or Why.LOW)
        low, high = wilson(successes, n)
        return {"per_cent": per_cent, "low": rounded(float(low), n), "high": rounded(float(high), n)}

    def all_of(self, whole: Count) -> Rate:
        """The rate of a shown count in itself, or why there is none."""
        if (whole["n"] or 0) >= self.policy.n_rate:
            return {"per_cent": 100.0, "low": 100.0, "high": 100.0}
        return self.rate(whole, whole)


def no_rate(why: Why) -> Rate:
    """No rate, and why."""
    return {"per_cent": None, "low": None, "high": None, "why": why}


def settled(value: float, decimals: int) -> float | None:
    """A figure with so many decimals; None if it is none."""
    return None if math.isnan(value) else round(float(value), decimals) + 0.0
