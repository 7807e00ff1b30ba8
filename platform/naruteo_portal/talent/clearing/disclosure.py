"""Statistics that anybody may read: nothing below ten persons, and nothing from which that could be reckoned.

The convention is the one of the project's analytics (k = 10, with complementary cells hidden). What is printed of one
round: how many were placed, at which place of their list, and in which region. Places (seats) are public anyway, so a
hidden number must not follow from them either: hidden cells together are neither none, nor full, nor below ten.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

LEAST = 10
FIRST_RANKS = (("first", 1, 1), ("second_or_third", 2, 3), ("later", 4, None))


@dataclass(frozen=True)
class Statistics:
    """What is printed; None stands for a number that is not."""

    candidates: int | None
    placed: int | None
    unplaced: int | None
    ranks: dict[str, int | None]
    """How many got their first choice, their second or third, and a later one."""
    filled: dict[str, int | None]
    """How many were placed in each region."""

    @property
    def hides(self) -> bool:
        """Whether any number is kept back."""
        return None in (self.candidates, self.placed, self.unplaced, *self.ranks.values(), *self.filled.values())


def statistics_of(figures: Mapping[str, Any]) -> Statistics:
    """What may be printed of a run's counts."""
    regions = {code: counts["filled"] for code, counts in figures["regions"].items() if counts["seats"]}
    seats = {code: figures["regions"][code]["seats"] for code in regions}
    ranks = {name: sum(figures["ranks"][first - 1 : last]) for name, first, last in FIRST_RANKS}
    placed = figures["placed"] if figures["placed"] >= LEAST else None
    if placed is None:
        return Statistics(None, None, None, dict.fromkeys(ranks), dict.fromkeys(regions))
    # Of candidates, placed and unplaced two give the third.
    is_large = figures["unplaced"] >= LEAST
    return Statistics(
        figures["candidates"] if is_large else None, placed, figures["unplaced"] if is_large else None,
        protected(ranks), protected(regions, seats),
    )  # fmt: skip


def cutoff_to_print(run_figures: Mapping[str, Any], opening: str) -> int | None:
    """The rank at which an opening's order was cut off, where so many sit there that it is about none of them.

    None where seats are free, where fewer than `LEAST` are held, and for runs that kept none.
    """
    found = run_figures.get("cutoffs", {}).get(opening)
    if found is None or found["held"] < max(LEAST, found["seats"]):
        return None
    rank: int | None = found["rank"]
    return rank


def protected(counts: Mapping[str, int], most: Mapping[str, int] | None = None) -> dict[str, int | None]:
    """Cells of one row whose total is known, without those that must not be read or reckoned.

    Parameters
    ----------
    counts : mapping
        Numbers of persons.
    most : mapping, optional
        The most that each cell could hold, as far as everybody knows it.
    """
    ordered = sorted(counts, key=lambda name: (counts[name], name))
    hidden = [name for name in ordered if counts[name] < LEAST]
    for name in ordered[len(hidden) :]:
        if not hidden or not _is_told(hidden, counts, most):
            break
        hidden.append(name)
    if hidden and _is_told(hidden, counts, most):
        hidden = ordered
    return {name: None if name in hidden else number for name, number in counts.items()}


def _is_told(hidden: list[str], counts: Mapping[str, int], most: Mapping[str, int] | None) -> bool:
    """Whether the total of the hidden cells, which anybody can reckon, would tell what is in them."""
    total = sum(counts[name] for name in hidden)
    return len(hidden) < 2 or total < LEAST or (most is not None and total >= sum(most[name] for name in hidden))
