"""Which counts say too much by themselves, among all that tables show or imply."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import combinations, product

from naruteo_analytics.disclosure.policy import Policy
from naruteo_analytics.disclosure.population import Population
from naruteo_analytics.disclosure.resolution import Bounds, Levels
from naruteo_analytics.disclosure.tables import ALL, Box, Table, box, rows, selections
from naruteo_analytics.documents import Why


def _differences(
    chosen: Iterable[tuple[str, ...]], earlier: Iterable[tuple[str, ...]], levels: tuple[str, ...]
) -> list[tuple[str, ...]]:
    """What is left when one of several sets of levels is taken from another, and what two have in common.

    Earlier ones are only compared with those of now: with each other they were when they came.
    """
    sets = [frozenset(each) for each in dict.fromkeys([levels, *chosen])]
    pairs = [*combinations(sets, 2), *product(sets, map(frozenset, earlier))]
    found = [part for one, other in pairs for part in (one - other, other - one, one & other)]
    return list(dict.fromkeys(tuple(level for level in levels if level in part) for part in [*sets, *found] if part))


def implied(
    tables: Iterable[Table], levels: Levels, earlier: Bounds | None = None, scopes: Iterable[Collection[str]] = ()
) -> list[Box]:
    """The cells that lie between shown ones: who is in one population and not in another, who stopped at a stage.

    Nobody sees them as such, but a subtraction gives them, so that they are protected as if they were shown.

    Parameters
    ----------
    tables : iterable of Table
    levels : mapping from dimension to its levels
    earlier : mapping from dimension to sets of levels, optional
        What bounded populations of earlier releases: a cohort that has ended since is what the ended ones are more.
    scopes : iterable of collection of str
        The dimensions that earlier releases counted together.
    """
    tables, earlier, together = list(tables), earlier or {}, [{*each} for each in scopes]
    bounds: dict[str, list[tuple[str, ...]]] = {dimension: [] for dimension in earlier}
    for table in tables:
        for dimension, chosen in table.where.items():
            bounds.setdefault(dimension, []).append(tuple(each for each in levels[dimension] if each in set(chosen)))
        if table.at_least is not None:
            bounds.setdefault(table.at_least, []).extend(selections(table, table.at_least, levels).values())
    between = {
        dimension: _differences(chosen, earlier.get(dimension, ()), levels[dimension])
        for dimension, chosen in bounds.items()
    }
    cells: dict[Box, None] = {}
    for table in tables:
        # By what the same persons were bounded before, though now they are not.
        before = [name for name in earlier if any({*table.scope, name} <= scope for scope in together)]
        bounded = {*table.where, *before, *([] if table.at_least is None else [table.at_least])}
        if bounded:
            names = tuple(dict.fromkeys([*table.scope, *before]))
            choices = [[*(between[name] if name in bounded else ()), *_selected(table, name, levels)] for name in names]
            for taken in product(*map(dict.fromkeys, choices)):
                cells[box(dict(zip(names, taken, strict=True)), levels)] = None
    return list(cells)


def _selected(table: Table, dimension: str, levels: Levels) -> list[tuple[str, ...]]:
    """What a table shows of a dimension that bounds nobody, or by each level beside what bounds others."""
    shown = dimension in table.dimensions and dimension != table.at_least
    return list(selections(table, dimension, levels).values()) if shown else []


def unions(tables: Iterable[Table], still: Collection[Box], levels: Levels) -> list[Box]:
    """What a line of a table has in those of its cells that stay as they were, taken together.

    The change of the line's total without those of the other cells is theirs.
    """
    found: dict[Box, None] = {}
    for table in tables:
        for place, dimension in enumerate(table.dimensions):
            lines: dict[tuple[str, ...], list[Box]] = {}
            for labels, cell in rows(table, levels):
                if labels[place] != ALL and dimension != table.at_least and cell in still:
                    lines.setdefault(labels[:place] + labels[place + 1 :], []).append(cell)
            for line in lines.values():
                if 1 < len(line) < len(levels[dimension]):
                    union: dict[str, Collection[str]] = {**dict(line[0])}
                    union[dimension] = {level for cell in line for level in dict(cell)[dimension]}
                    found[box(union, levels)] = None
    return list(found)


def telling(table: Table, population: Population, policy: Policy) -> list[Box]:
    """For groups nearly all of whose members have the same outcome: the cells of those few who have another.

    That nobody is in such a cell says of everybody known to be in the group what their outcome is, so that it must
    stay open whether somebody is.
    """
    found: dict[Box, None] = {}
    for dimension, others, known in _others(table, population.levels):
        groups = dict.fromkeys(
            tuple(part for part in cell if part[0] != dimension) for _labels, cell in rows(table, population.levels)
        )
        for group in groups:
            chosen = dict(group)
            if any({*of}.isdisjoint(chosen.get(name, population.levels[name])) for name, of in known.items()):
                continue
            few = box({**chosen, dimension: others}, population.levels)
            if population.count(few) < min(policy.least_part, population.count(group)):
                found[few] = None
    return [*found]


def _others(table: Table, levels: Levels) -> Iterator[tuple[str, tuple[str, ...], Mapping[str, Collection[str]]]]:
    """The parts of a table's outcomes that few may be left in, each with the population of whom it is known."""
    if table.outcome is not None:
        for level in levels[table.outcome]:
            yield table.outcome, tuple(each for each in levels[table.outcome] if each != level), {}
    if table.at_least is not None:
        for verdict, known in table.verdicts:
            for among in (True, False):
                yield (
                    table.at_least,
                    tuple(each for each in levels[table.at_least] if (each in verdict) is among),
                    known,
                )


def primary(
    tables: Sequence[Table], cells: Iterable[Box], between: Iterable[Box], population: Population, policy: Policy
) -> dict[Box, Why]:
    """What says too much by itself, and why: of a table's cells, of what lies between them, and of what they tell."""
    found = {cell: Why.LOW for table in tables for cell in telling(table, population, policy)}
    found |= {cell: Why.JOINT for cell in between if policy.few(population.count(cell))}
    return found | {cell: Why.FEW for cell in cells if policy.few(population.count(cell))}
