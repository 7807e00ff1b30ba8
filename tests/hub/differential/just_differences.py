"""Where stock nbgrader is unjust to honest work, and what is just."""

from typing import NamedTuple


class Difference(NamedTuple):
    """One cell's points from nbgrader, the points it deserves, and why."""

    stock: float | None
    just: float | None
    reason: str


STDERR = "nbgrader takes any output on stderr for a failure"

# assignment -> submission -> cell
JUST_DIFFERENCES: dict[str, dict[str, dict[str, Difference]]] = {}
