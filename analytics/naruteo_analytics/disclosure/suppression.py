"""Which cells of a release are shown: none from which a hidden one, or a change of few, could be worked out."""

from collections import Counter
from dataclasses import dataclass, field, replace

from naruteo_analytics.disclosure.attack import Attack
from naruteo_analytics.disclosure.intervals import Intervals
from naruteo_analytics.disclosure.policy import Policy
from naruteo_analytics.disclosure.population import Population
from naruteo_analytics.disclosure.spans import Span
from naruteo_analytics.disclosure.tables import Box
from naruteo_analytics.documents import Why

BATCH = 16
"""How many cells are pushed by one linear program while many are too narrow."""
PATIENCE = 4
"""After so many tries with one cell twice as many are hidden at once."""


@dataclass(frozen=True)
class Decision:
    """The cells that are shown: as they are now, or as they were."""

    fresh: list[Box]
    carried: list[Box]


@dataclass(frozen=True)
class Situation:
    """What is to be decided about a release.

    Parameters
    ----------
    population : Population
    policy : Policy
    sensitive : dict from cell to why
        What must not be worked out.
    changed : list of cell
        Whose change since an earlier release must not be worked out.
    carried, closed : list of cell
        Shown, and hidden, as of an earlier release, and to be so further.
    current : set of cell
        Those of the carried whose counts are what they were.
    fresh : list of cell
        To be shown as they are now, if possible.
    fallen : set of cell
        Those of the fresh that were shown at an earlier release, so that the old count can be shown further.
    """

    population: Population
    policy: Policy
    sensitive: dict[Box, Why] = field(default_factory=dict)
    changed: list[Box] = field(default_factory=list)
    carried: list[Box] = field(default_factory=list)
    closed: list[Box] = field(default_factory=list)
    current: set[Box] = field(default_factory=set)
    fresh: list[Box] = field(default_factory=list)
    fallen: set[Box] = field(default_factory=set)

    def known(self, decision: Decision) -> list[Box]:
        """The cells whose counts now an attacker knows."""
        return [*(cell for cell in decision.carried if cell in self.current), *decision.fresh]

    def hidden(self, decision: Decision) -> dict[Box, Why]:
        """What must not be narrowed down: the sensitive cells, and all that are hidden with them."""
        shown = {*decision.fresh, *decision.carried}
        return self.sensitive | {
            cell: Why.JOINT
            for cell in [*self.closed, *self.carried, *self.fresh]
            if cell not in shown and cell not in self.sensitive
        }


def decided(situation: Situation) -> Decision:
    """Show as many cells as elimination allows, the largest first."""
    population, hidden = situation.population, situation.sensitive
    pattern = Span(map(population.vector, hidden))
    changes = Span(map(population.vector, situation.changed))
    carried = [
        cell
        for cell in sorted(situation.carried, key=lambda each: -population.count(each))
        if pattern.admit(population.vector(cell))
    ]
    fresh = []
    for cell in sorted(situation.fresh, key=lambda each: -population.count(each)):
        if cell in hidden:
            continue
        vector = population.vector(cell)
        left, change = pattern.reduced(vector), changes.reduced(vector)
        if left and pattern.reveals(left):
            continue
        if change and changes.reveals(change):
            if cell not in situation.fallen:
                continue
            carried.append(cell)
        else:
            fresh.append(cell)
            if change:
                changes.add(change)
        if left:
            pattern.add(left)
    return Decision(fresh, carried)


def _near(one: Box, other: Box) -> bool:
    """Whether cells lie on a line of a table, or one in the other: whether they have no level in common but once."""
    chosen = dict(other)
    apart = sum(1 for name, levels in one if name in chosen and not set(levels) & set(chosen[name]))
    return apart <= 1


def _obstacles(intervals: Intervals, may: set[Box], tries: Counter[Box], whole: bool = False) -> dict[Box, None]:
    """Those of some cells to hide so that those become wider that are too narrow; more where some did not help."""
    intervals.explore(whole)
    left = intervals.narrow(whole).tolist()
    size = BATCH if intervals.large and len(left) > BATCH else 1
    chosen: dict[Box, None] = {}
    for start in range(0, len(left), size):
        still = {*intervals.narrow(whole).tolist()}
        batch = [place for place in left[start : start + size] if place in still]
        if not batch:
            continue
        blocking = [cell for cell in intervals.push(batch) if cell in may]
        if whole:
            for place in batch:
                intervals.settle(place)
        still = {*intervals.narrow(whole).tolist()}
        for place in batch:
            near = [cell for cell in blocking if _near(cell, intervals.cells[place])] or blocking
            many = 2 ** (tries[intervals.cells[place]] // PATIENCE)
            if place in still and sum(cell in chosen for cell in near) < min(many, len(near)):
                chosen |= dict.fromkeys(near[:many])
    tries.update(intervals.cells[place] for place in intervals.narrow(whole))
    return chosen


def suppressed(situation: Situation) -> tuple[Decision, dict[Box, Why]]:
    """Show as many cells as elimination, and then linear programming, allow; with what is hidden, and why.

    Where a hidden cell can be narrowed down too far, the smallest shown cell that stands in the way of a wider
    interval is taken among the sensitive ones, and elimination says what has to be hidden with it.
    """
    decision = decided(situation)
    intervals, tries = Intervals(situation.policy), Counter[Box]()
    while decision.fresh:
        hidden = situation.hidden(decision)
        intervals.judge(hidden, Attack(situation.population, situation.known(decision)))
        may = {*decision.fresh}
        found = _obstacles(intervals, may, tries) or _obstacles(intervals, may, tries, whole=True)
        if not found:
            break
        # What was safe stays safe when less is shown, so that only what is hidden now has to be made safe.
        older = [cell for cell in found if cell in situation.fallen]
        decision = decided(
            replace(
                situation,
                fresh=[cell for cell in decision.fresh if cell not in found],
                carried=[*decision.carried, *older],
                sensitive={cell: Why.JOINT for cell in found if cell not in older},
                changed=[],
            )
        )
    return decision, situation.hidden(decision)
