"""Tables as they are asked for, and the cells of which they are made."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product

import pandas as pd

ALL = ""
"""The level that stands for all levels of a dimension, in a table's frame."""
COUNT = "count"
UNKNOWN = "unknown"
"""The level of those whose attribute is not recorded."""

Box = tuple[tuple[str, tuple[str, ...]], ...]
"""A cell: its levels of each dimension that narrows it down, sorted; a dimension that is not named is taken whole.

Tables that name the same box, however they came to it, speak of the same persons and have one cell between them."""


Verdict = tuple[Collection[str], Mapping[str, Collection[str]]]


@dataclass(frozen=True, eq=False)
class Table:
    """One table to be shown: persons (or enrolments) by dimensions, with all its margins.

    Parameters
    ----------
    dimensions : sequence of str
        The columns by which is counted. Every level and the total over each are shown.
    atoms : DataFrame
        Either one row a combination with a column `count`, or one row a person without it. All tables of a release
        usually have the same frame. A missing value counts as the level "unknown".
    where : mapping from column to levels
        The table's population: only those of these levels. Tables of populations that overlap are protected together.
    outcome : str, optional
        The dimension that says something about people. Where all of a group have the same outcome, the group's
        outcomes are hidden, noughts too: they would say it of everybody known to be in the group.
    at_least : str, optional
        A dimension with an order (an ordered category) that is counted from each level on: "came at least as far".
        What lies between two such counts is protected as well.
    verdicts : sequence of (levels, population)
        Levels of `at_least` that say together what became of people, as `outcome` does: whether nearly all of a group
        have them, or hardly anybody, is hidden. The population are those of whom it is known by now, as in `where`; of
        others a nought says nothing.
    """

    dimensions: Sequence[str]
    atoms: pd.DataFrame
    where: Mapping[str, Collection[str]] = field(default_factory=dict)
    outcome: str | None = None
    at_least: str | None = None
    verdicts: Sequence[Verdict] = ()

    def __post_init__(self) -> None:
        wanted = [*self.dimensions, *self.where]
        missing = [each for each in wanted if each not in self.atoms.columns]
        if missing:
            raise ValueError(f"the atoms have no column {', '.join(missing)}")
        if len(set(wanted)) < len(wanted):
            raise ValueError(f"a dimension is named twice among {', '.join(wanted)}")
        for name in (self.outcome, self.at_least):
            if name is not None and name not in self.dimensions:
                raise ValueError(f"{name} is not one of the table's dimensions {', '.join(self.dimensions)}")
        if self.verdicts and self.at_least is None:
            raise ValueError("verdicts are levels of the dimension at_least, which is not named")

    @property
    def scope(self) -> tuple[str, ...]:
        """The dimensions that matter to the table: those that it shows and those that bound its population."""
        return (*self.dimensions, *self.where)


def box(selected: Mapping[str, Collection[str]], levels: Mapping[str, tuple[str, ...]]) -> Box:
    """The box of these levels of each dimension; one that is taken whole is left out."""
    return tuple(
        (dimension, tuple(level for level in levels[dimension] if level in chosen))
        for dimension, chosen in sorted(selected.items())
        if len(chosen) < len(levels[dimension])
    )


def selections(table: Table, dimension: str, levels: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """What a table shows of one of its dimensions: label → the levels that it counts together."""
    known = levels[dimension]
    if dimension == table.at_least:
        return {level: known[place:] for place, level in enumerate(known)}
    return {ALL: known, **{level: (level,) for level in known}}


def rows(table: Table, levels: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[tuple[str, ...], Box]]:
    """The rows of a table's frame: the label of each dimension, and the cell."""
    choices = [selections(table, dimension, levels) for dimension in table.dimensions]
    population: dict[str, Collection[str]] = {dimension: set(chosen) for dimension, chosen in table.where.items()}
    for labels in product(*choices):
        chosen = {
            dimension: choice[label] for dimension, choice, label in zip(table.dimensions, choices, labels, strict=True)
        }
        yield labels, box(population | chosen, levels)
