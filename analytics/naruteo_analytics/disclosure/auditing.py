"""Attack what was protected, and say what can be found out."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from naruteo_analytics.disclosure.attack import TINY, Attack
from naruteo_analytics.disclosure.intervals import Intervals
from naruteo_analytics.disclosure.protection import Protected


@dataclass(frozen=True)
class Audit:
    """How far hidden cells can be narrowed down.

    Parameters
    ----------
    cells : DataFrame
        A row a hidden cell: `cell`, `why`, `count` (the truth), `least` and `most` (found, so that the true interval
        is at least as wide), `enough` (whether that is as wide as the policy demands). Secret.
    recovered : int
        How many can be worked out exactly.
    narrow : int
        How many can be narrowed down further than the policy allows.
    """

    cells: pd.DataFrame
    recovered: int
    narrow: int


def audit(protected: Protected, sample: int | None = None, seed: int = 0) -> Audit:
    """Attack protected tables by linear programming, with all that is shown and that no count is negative.

    Parameters
    ----------
    protected : Protected
    sample : int, optional
        How many hidden cells to attack, by chance; all if not given.
    seed : int
        Of that chance.
    """
    hidden = list(protected.hidden)
    if sample is not None and sample < len(hidden):
        chosen = np.random.default_rng(seed).choice(len(hidden), sample, replace=False)
        hidden = [hidden[place] for place in sorted(chosen)]
    intervals = Intervals(protected.policy)
    whys = {cell: protected.hidden[cell] for cell in hidden}
    intervals.judge(whys, Attack(protected.population, protected.known))
    intervals.explore()
    for place in intervals.narrow().tolist():
        intervals.settle(place, whole=False)
    least, most = intervals.bounds()
    narrow = intervals.narrow()
    cells = pd.DataFrame({
        "cell": hidden, "why": [each.value for each in whys.values()],
        "count": [protected.population.count(cell) for cell in hidden], "least": least, "most": most,
    })  # fmt: skip
    cells["enough"] = ~np.isin(np.arange(len(cells)), narrow)
    return Audit(cells, int((most - least < 1 - TINY).sum()), len(narrow))
