"""What nobody can be paid or refused by on a day, because a figure is missing or not confirmed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from naruteo_portal.rules.model import CONFIRMED
from naruteo_portal.rules.programme import Programme
from naruteo_portal.rules.tables import Cell, Table


@dataclass(frozen=True)
class Gap:
    """A parameter with figures that may not be computed with, and the parts of the decision that need it."""

    table: Table
    cases: tuple[tuple[tuple[str, ...], Cell], ...]
    """The choices (one for each key; none where the parameter has no keys) and what is known of their figure."""
    needed_by: tuple[str, ...]
    """Rules: conditions of the decision, its amount, and ceilings of groups."""


def gaps_on(programme: Programme, day: int) -> list[Gap]:
    """The gaps of a day (days since 1970-01-01), in the order of the files; parameters that nothing needs are none."""
    found = []
    for name, table in programme.tables.items():
        needed_by = tuple(rule for rule in _decides(programme) if name in _parameters_of(programme, rule, day))
        cases = tuple((case, cell) for case, cell in cells_on(table, day) if not cell.is_known(CONFIRMED))
        if needed_by and cases:
            found.append(Gap(table, cases, needed_by))
    return found


def cells_on(table: Table, day: int) -> Iterator[tuple[tuple[str, ...], Cell]]:
    """Each case of a parameter with its figure on a day; brackets are one case, known if their first figure is."""
    entry = table.entry_on(day)
    if table.edges:
        yield (), entry.cells[1] if entry else Cell(day)
        return
    cells = entry.cells if entry else [Cell(day)] * table.width
    yield from zip(product(*table.keys), cells, strict=True)


def _decides(programme: Programme) -> list[str]:
    decision = programme.decision
    ceilings = [group.cap for group in programme.groups.values()]
    return [*decision.eligible, *([decision.amount] if decision.amount else []), *ceilings]


def _parameters_of(programme: Programme, rule: str, day: int) -> set[str]:
    """The parameters that a rule needs on a day, itself or by the rules that it uses."""
    version = programme.rules[rule].on(day)
    found: set[str] = set()
    for leaf in version.expr.leaves() if version else ():
        if leaf.op == "parameter":
            found.add(leaf.name)
        elif leaf.op == "rule":
            found |= _parameters_of(programme, leaf.name, day)
    return found
