"""Which cells of a release are shown: none from which a hidden one, or a change of few, could be worked out."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from naruteo_analytics.disclosure.attack import Attack
from naruteo_analytics.disclosure.intervals import Intervals
from naruteo_analytics.disclosure.policy import Policy
from naruteo_analytics.disclosure.population import Population
from naruteo_analytics.disclosure.spans import Span
from naruteo_analytics.disclosure.tables import Box
from naruteo_analytics.documents import Why

AT_ONCE = 48
"""For how many cells at a time it is asked what keeps them narrow."""
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
    """Show as many cells as elimination allows: those that are evidently empty first, then from the largest on."""
    population, hidden = situation.population, situation.sensitive
    pattern = Span(map(population.vector, hidden))
    changes = Span(map(population.vector, situation.changed))
    carried = [
        cell
        for cell in sorted(situation.carried, key=lambda each: -population.count(each))
        if pattern.admit(population.vector(cell))
    ]
    fresh = []
    evident = _evident(situation, carried, situation.fresh)
    for cell in sorted(situation.fresh, key=lambda each: (each not in evident, -population.count(each))):
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


def _within(cell: Box, whole: Box) -> bool:
    """Whether everybody in a cell is in another, too."""
    chosen = dict(cell)
    return all(name in chosen and set(chosen[name]) <= set(levels) for name, levels in whole)


def _evident(situation: Situation, carried: Sequence[Box], cells: Sequence[Box]) -> set[Box]:
    """Those of some cells that nobody can be in, or of which a carried total says already that nobody is."""
    population, count = situation.population, situation.population.count
    nobody = [cell for cell in carried if cell in situation.current and count(cell) == 0]
    return {
        cell
        for cell in cells
        if population.vacant(cell) or (count(cell) == 0 and any(_within(cell, whole) for whole in nobody))
    }


def _hideable(situation: Situation, decision: Decision) -> set[Box]:
    """The cells that can be hidden with effect."""
    return {*decision.fresh} - _evident(situation, decision.carried, decision.fresh)


def _obstacles(
    intervals: Intervals, may: set[Box], tries: Counter[Box], whole: bool = False, behind: bool = False
) -> dict[Box, None]:
    """Those of some cells to hide so that those become wider that are too narrow; more where some did not help."""
    intervals.explore(whole)
    left = intervals.narrow(whole).tolist()
    chosen: dict[Box, None] = {}
    # Some at a time, from all over: what is hidden for one often helps many.
    apart = -(-len(left) // AT_ONCE)
    for asked, place in enumerate(place for start in range(apart) for place in left[start::apart]):
        if asked >= AT_ONCE and chosen:
            break
        if place not in intervals.narrow(whole):
            continue
        cell = intervals.cells[place]
        blocking = [each for each in intervals.push(place, behind) if each in may]
        if whole or behind:
            intervals.settle(place, whole)
        if place in intervals.narrow(whole):
            near = [each for each in blocking if _near(each, cell)] or blocking
            many = min(len(near), 2 ** (tries[cell] // PATIENCE))
            tries[cell] += 1
            if sum(each in chosen for each in near) < many:
                chosen |= dict.fromkeys(near[:many])
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
        may = _hideable(situation, decision)
        found = (
            _obstacles(intervals, may, tries)
            or _obstacles(intervals, may, tries, whole=True)
            # What is behind margins is many cells, of which most would be hidden in vain.
            or _obstacles(intervals, may, tries, behind=True)
        )
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
