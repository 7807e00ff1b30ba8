"""What a test may hand to an object that a learner made: only what the course's own solution needed in the same test.

A stand-in that is compared with an expected value sends that value to the learner's process and would believe the
answer. So the course's solution is judged first, and what its tests did with objects is written down. A learner's
object that is asked for more is not asked: it counts as what it is to Python, an object that equals only itself.
"""

from collections.abc import Iterable
from typing import Any

Deed = tuple[str, ...]
CHANGE: Deed = ("change of an argument",)


class Policy:
    """Decides and notes, for one test."""

    def __init__(
        self, allowed: Iterable[Iterable[str]] | None, classes: dict[str, list[str]], *, recording: bool = False
    ) -> None:
        self._allowed = frozenset(map(tuple, allowed)) if allowed is not None else None
        self._classes = classes
        self._recording = recording
        self.seen: set[Deed] = set()
        self.refused: set[Deed] = set()
        self.unverified: set[Deed] = set()

    def permits(self, owner: str, deed: Deed) -> bool:
        """Say whether the judge's data may go to an object for this purpose; ``owner`` is the class it claims."""
        # What an object says of its class is no reason to trust it, so only the purpose counts.
        self.seen.add(deed)
        if self._recording or self._is_of_the_task(owner, deed):
            return True
        if self._allowed is None:
            # Nothing is known of the solution: it is done, and a person looks at what came of it.
            self.unverified.add((owner, *deed))
            return True
        if deed in self._allowed:
            return True
        self.refused.add((owner, *deed))
        return False

    def expects_changes(self) -> bool:
        """Say whether the course's own answer changes what this test hands over too."""
        self.seen.add(CHANGE)
        return self._recording or self._allowed is None or CHANGE in self._allowed

    def _is_of_the_task(self, owner: str, deed: Deed) -> bool:
        """Tell whether a deed calls a method that the task itself asks for."""
        return deed[0] == "method" and owner.startswith("__main__.") and deed[1] in self._classes.get(owner[9:], ())

    def report(self) -> dict[str, Any]:
        """Return what was noted, as plain data."""
        return {
            "deeds": sorted(map(list, self.seen)),
            "refused": sorted(map(list, self.refused)),
            "unverified": sorted(map(list, self.unverified)),
        }
