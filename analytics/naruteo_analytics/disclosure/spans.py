"""What can be worked out exactly from published counts: Gaussian elimination modulo a prime.

A published count is a row of a linear system. A hidden count can be worked out when its row is a combination of the
published ones (is in their span). Rows are added one by one and only where no hidden count comes into the span: the
method of Langsrud (2024, "Secondary cell suppression by Gaussian elimination").
"""

from collections import defaultdict
from collections.abc import Iterable
from heapq import heapify, heappop, heappush

from naruteo_analytics.disclosure.population import Vector

PRIME = 2**61 - 1
"""A combination is missed, or seen where there is none, with a chance of about the number of rows over this."""


class Span:
    """The span of the rows added so far, and the rows that must stay outside it.

    Parameters
    ----------
    targets : iterable of Vector
        Rows that must not come into the span.
    """

    def __init__(self, targets: Iterable[Vector] = ()) -> None:
        self._targets = [dict(target) for target in targets]
        self._holders: defaultdict[int, set[int]] = defaultdict(set)
        for place, target in enumerate(self._targets):
            for column in target:
                self._holders[column].add(place)
        self._pivots: dict[int, tuple[int, Vector]] = {}

    def reduced(self, row: Vector, taken: Vector | None = None) -> Vector:
        """What is left of a row when all that the span knows is taken out of it; empty: it is in the span.

        `taken` is filled with how often each row of the span, by its number and with 1 at its pivot, was taken out.
        """
        row = dict(row)
        waiting = [(self._pivots[column][0], column) for column in row if column in self._pivots]
        heapify(waiting)
        while waiting:
            order, column = heappop(waiting)
            factor = row.pop(column, 0)
            if not factor:
                continue
            if taken is not None:
                taken[order] = factor
            for other, value in self._pivots[column][1].items():
                held = row.get(other)
                if held is None:
                    row[other] = factor * value % PRIME
                    if other in self._pivots:
                        heappush(waiting, (self._pivots[other][0], other))
                elif left := (held + factor * value) % PRIME:
                    row[other] = left
                else:
                    del row[other]
        return row

    def reveals(self, reduced: Vector) -> bool:
        """Whether adding a reduced row would bring a target into the span: whether one is a multiple of it."""
        rarest = min((self._holders.get(column, _NOBODY) for column in reduced), key=len, default=_NOBODY)
        return any(self._multiple(self._targets[place], reduced) for place in rarest)

    @staticmethod
    def _multiple(target: Vector, row: Vector) -> bool:
        if target.keys() != row.keys():
            return False
        column = next(iter(row))
        ahead, behind = row[column], target[column]
        return all((target[each] * ahead - value * behind) % PRIME == 0 for each, value in row.items())

    def add(self, reduced: Vector) -> int:
        """Add a reduced row, which may not be empty; its value at its pivot."""
        pivot = min(reduced, key=lambda column: len(self._holders.get(column, _NOBODY)))
        inverse = pow(-reduced[pivot], -1, PRIME)
        rest = {column: value * inverse % PRIME for column, value in reduced.items() if column != pivot}
        self._pivots[pivot] = (len(self._pivots), rest)
        for place in self._holders.pop(pivot, _NOBODY):
            target = self._targets[place]
            factor = target.pop(pivot)
            for column, value in rest.items():
                if left := (target.get(column, 0) + factor * value) % PRIME:
                    target[column] = left
                    self._holders[column].add(place)
                elif column in target:
                    del target[column]
                    self._holders[column].discard(place)
        return reduced[pivot]

    def admit(self, row: Vector) -> bool:
        """Add a row unless a target came into the span by it; whether the row is in the span now."""
        left = self.reduced(row)
        if left and self.reveals(left):
            return False
        if left:
            self.add(left)
        return True


class Sums(Span):
    """The span of rows none of which is in the span of the others; says of which of them another row is the sum."""

    def __init__(self) -> None:
        super().__init__()
        self._steps: list[tuple[int, Vector]] = []

    def take(self, row: Vector) -> bool:
        """Add a row unless it is in the span; whether it was added."""
        taken: Vector = {}
        left = self.reduced(row, taken)
        if left:
            self._steps.append((self.add(left), taken))
        return bool(left)

    def parts(self, row: Vector) -> list[int]:
        """The numbers of the rows, counted as they were taken, that a row in the span is the weighted sum of."""
        left: Vector = {}
        self.reduced(row, left)
        waiting, found = [-number for number in left], []
        heapify(waiting)
        # A row of the span is what was taken less earlier ones, so that the latest has to be put back first.
        while waiting:
            number = -heappop(waiting)
            if not (factor := left.pop(number, 0)):
                continue
            found.append(number)
            value, taken = self._steps[number]
            weight = factor * pow(value, -1, PRIME) % PRIME
            for earlier, times in taken.items():
                if earlier not in left:
                    heappush(waiting, -earlier)
                left[earlier] = (left.get(earlier, 0) - weight * times) % PRIME
        return found


_NOBODY: set[int] = set()
