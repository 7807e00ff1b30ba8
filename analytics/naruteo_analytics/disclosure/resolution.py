"""Which levels of a dimension are told apart where it is counted together with others.

A table by region of the ended cohorts asks of a cohort only whether it has ended. Where nothing asks for more, the
levels on either side are one class, so that what is known is a system of many times fewer unknowns.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import product

from naruteo_analytics.disclosure.tables import Box, Table

Levels = Mapping[str, tuple[str, ...]]
Bounds = Mapping[str, Collection[tuple[str, ...]]]
"""Sets of levels of a dimension that bounded the populations of tables."""
Merged = Mapping[str, Mapping[str, str]]
"""Of some dimensions the class of each level, which bears the name of its first one."""
Variables = frozenset[tuple[str, bool]]
"""What is told apart: of each dimension its classes (False) and, unless they are merged, its levels (True)."""


def classed(cell: Box, merged: Merged) -> Box:
    """A cell with classes in place of levels."""
    if not merged:
        return cell
    return tuple(
        (name, tuple(dict.fromkeys(merged[name][each] for each in chosen)) if name in merged else chosen)
        for name, chosen in cell
    )


def _classes(sets: Iterable[Collection[str]], levels: Sequence[str]) -> dict[str, str]:
    """Each level's class: levels that are in the same of some sets are one."""
    distinct = list(dict.fromkeys(frozenset(each) for each in sets))
    first: dict[tuple[bool, ...], str] = {}
    return {level: first.setdefault(tuple(level in each for each in distinct), level) for level in levels}


class Resolution:
    """What some tables, and what was shown before, tell apart.

    Parameters
    ----------
    tables : sequence of Table
    shown : iterable of cell
        Of earlier releases.
    bounds : mapping from dimension to sets of levels
        What bounded their populations.
    levels : mapping from dimension to its levels
    """

    def __init__(self, tables: Sequence[Table], shown: Iterable[Box], bounds: Bounds, levels: Levels) -> None:
        self._levels = levels
        self._merged: dict[tuple[str, ...], Merged] = {}
        sets: defaultdict[str, list[Collection[str]]] = defaultdict(list)
        for name, each in bounds.items():
            sets[name].extend(each)
        for table in tables:
            for name, chosen in table.where.items():
                sets[name].append(chosen)
            if table.at_least is not None:
                # What lies between stages may bound another table's population.
                sets[table.at_least].extend((level,) for level in levels[table.at_least])
        self._classes = {name: _classes(each, levels[name]) for name, each in sets.items()}
        wanted = {(frozenset(table.scope), frozenset(table.dimensions)): None for table in tables}
        apart: dict[frozenset[str], set[str]] = {}
        for cell in shown:
            told = apart.setdefault(frozenset(name for name, _chosen in cell), set())
            told.update(name for name, chosen in cell if name not in told and not self._bounding(name, chosen))
        wanted |= {(scope, frozenset(told)): None for scope, told in apart.items()}
        self._scopes = list(dict.fromkeys(self._variables(*each) for each in wanted))

    def _bounding(self, name: str, chosen: Collection[str]) -> bool:
        """Whether some levels of a dimension are classes of it."""
        classes = self._classes.get(name)
        if classes is None:
            return False
        inside = {classes[level] for level in chosen}
        return sum(each in inside for each in classes.values()) == len(chosen)

    def _variables(self, scope: Collection[str], whole: Collection[str]) -> Variables:
        apart = {
            name for name in scope if name in whole or len({*self._classes[name].values()}) == len(self._levels[name])
        }
        return frozenset({*((name, False) for name in scope), *((name, True) for name in apart)})

    def largest(self, dimensions: Collection[str]) -> list[Variables]:
        """What is told apart together of some dimensions, without what is told apart with more."""
        kept: list[Variables] = []
        for scope in sorted(self._scopes, key=lambda each: -len(each)):
            if {name for name, _whole in scope} <= {*dimensions} and not any(scope <= each for each in kept):
                kept.append(scope)
        return kept

    def classes(self, variables: Variables) -> Merged:
        """The classes of those dimensions whose levels are not told apart."""
        return {name: self._classes[name] for name, _whole in sorted(variables) if (name, True) not in variables}

    def merged(self, dimensions: tuple[str, ...]) -> Merged:
        """The classes of those of some dimensions whose levels are nowhere told apart together with the others."""
        if dimensions not in self._merged:
            every = {(name, False) for name in dimensions}
            wider = [scope for scope in self._scopes if every <= scope]
            told = frozenset().union(*wider) if wider else frozenset((name, True) for name in dimensions)
            self._merged[dimensions] = self.classes(frozenset(every) | {each for each in told if each[0] in dimensions})
        return self._merged[dimensions]

    def cells(self, variables: Variables) -> list[Box]:
        """All cells that some variables part people into."""
        merged, choices = self.classes(variables), []
        for name in sorted({name for name, _whole in variables}):
            together: dict[str, list[str]] = {}
            for level in self._levels[name]:
                together.setdefault(merged[name][level] if name in merged else level, []).append(level)
            choices.append([(name, tuple(each)) for each in together.values()])
        return list(product(*choices))
