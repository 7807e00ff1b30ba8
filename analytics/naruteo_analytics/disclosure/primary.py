"""Which counts say too much by themselves, among all that tables show or imply."""

from collections.abc import Iterable, Sequence
from itertools import combinations, product

from naruteo_analytics.disclosure.policy import Policy
from naruteo_analytics.disclosure.population import Levels, Population
from naruteo_analytics.disclosure.tables import Box, Table, box, rows, selections
from naruteo_analytics.documents import Why


def _differences(chosen: Iterable[tuple[str, ...]], levels: tuple[str, ...]) -> set[tuple[str, ...]]:
    """What is left when one of several sets of levels is taken from another, and what two have in common."""
    sets = {frozenset(levels), *map(frozenset, chosen)}
    found = {part for one, other in combinations(sets, 2) for part in (one - other, other - one, one & other)}
    return {tuple(level for level in levels if level in part) for part in (found | sets) if part}


def implied(tables: Sequence[Table], levels: Levels) -> set[Box]:
    """The cells that lie between shown ones: who is in one population and not in another, who stopped at a stage.

    Nobody sees them as such, but a subtraction gives them, so that they are protected as if they were shown.
    """
    bounds: dict[str, set[tuple[str, ...]]] = {}
    for table in tables:
        for dimension, chosen in table.where.items():
            bounds.setdefault(dimension, set()).add(tuple(each for each in levels[dimension] if each in set(chosen)))
        if table.at_least is not None:
            steps = selections(table, table.at_least, levels).values()
            bounds.setdefault(table.at_least, set()).update(steps)
    between = {dimension: _differences(chosen, levels[dimension]) for dimension, chosen in bounds.items()}
    cells: set[Box] = set()
    for table in tables:
        bounded = {*table.where, *([table.at_least] if table.at_least else ())}
        names = sorted({*table.scope})
        if bounded:
            choices = [
                between[name] if name in bounded else set(selections(table, name, levels).values()) for name in names
            ]
            cells.update(box(dict(zip(names, chosen, strict=True)), levels) for chosen in product(*choices))
    return cells


def telling(table: Table, population: Population) -> set[Box]:
    """The cells of groups all of whose members have the same outcome: the outcome itself, and the noughts beside it."""
    if table.outcome is None or table.outcome == table.at_least:
        return set()
    place = list(table.dimensions).index(table.outcome)
    groups: dict[tuple[str, ...], list[Box]] = {}
    for labels, cell in rows(table, population.levels):
        if labels[place]:
            groups.setdefault(labels[:place] + labels[place + 1 :], []).append(cell)
    return {
        cell
        for cells in groups.values()
        if len(cells) > 1 and sum(population.count(cell) > 0 for cell in cells) == 1
        for cell in cells
    }


def primary(tables: Sequence[Table], cells: Iterable[Box], population: Population, policy: Policy) -> dict[Box, Why]:
    """The cells that say too much by themselves, and why."""
    found = {cell: Why.LOW for table in tables for cell in telling(table, population)}
    return found | {cell: Why.FEW for cell in cells if policy.few(population.count(cell))}
