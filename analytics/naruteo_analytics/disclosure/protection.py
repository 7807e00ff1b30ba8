"""Hide what must be hidden of a release's tables, together with everything shown before."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from naruteo_analytics.disclosure.policy import Policy
from naruteo_analytics.disclosure.population import Population
from naruteo_analytics.disclosure.primary import implied, primary, unions
from naruteo_analytics.disclosure.register import Register, Shown
from naruteo_analytics.disclosure.resolution import Bounds
from naruteo_analytics.disclosure.spans import Span
from naruteo_analytics.disclosure.suppression import Decision, Situation, suppressed
from naruteo_analytics.disclosure.tables import COUNT, Box, Table, rows
from naruteo_analytics.documents import Why


@dataclass(frozen=True)
class Protected:
    """Tables as everybody may see them, and for their keeper what they were made of.

    Parameters
    ----------
    tables : mapping from name to DataFrame
        A row a cell: the level of each dimension ("" stands for all), `count` (Int64, missing where hidden), `why`
        ("joint" where hidden, whatever the reason: to say which of the hidden counts are the small ones would narrow
        them down; else "") and `release` (which the row is as of: it stays as it was while fewer than k have changed
        in the cell, or none).
    policy : Policy
    register : Register
        What was shown before and now; later releases are judged against it. Secret.
    hidden : mapping from cell to why
        What must not be narrowed down, be it a cell of a table or what lies between cells. Secret.
    known : list of cell
        Whose counts now an attacker knows.
    population : Population
        The true counts. Secret.
    """

    tables: Mapping[str, pd.DataFrame]
    policy: Policy
    register: Register
    hidden: Mapping[Box, Why]
    known: list[Box]
    population: Population


def protect(
    tables: Mapping[str, Table], policy: Policy, register: Register | None = None, release: str | None = None
) -> Protected:
    """Hide what must be hidden of tables that are shown together.

    Parameters
    ----------
    tables : mapping from name to Table
        All tables of the release, of all populations that overlap.
    policy : Policy
    register : Register, optional
        What earlier releases, and earlier tables of the same release, showed.
    release : str, optional
        What to call the release; numbered if not given. Give the name of an earlier one to show more of it.

    Returns
    -------
    Protected

    Raises
    ------
    ValueError
        When tables count different persons, or the named release had other counts.

    Examples
    --------
    >>> atoms = pd.DataFrame({"sex": list("FFMM"), "passed": ["no", "yes"] * 2, "count": [4, 30, 20, 25]})
    >>> shown = protect({"passed": Table(["sex", "passed"], atoms)}, Policy()).tables["passed"]
    >>> shown["count"].fillna(-1).tolist()
    [79, 24, 55, 34, -1, -1, 45, -1, -1]
    """
    register = register or Register()
    release = release or str(register.judged + 1)
    asked = list(tables.values())
    population = Population(asked, register.blocks(), register.levels, register.cells, register.bounds)
    if any(
        register.count(release, cell) != population.count(cell)
        for cell, shown in register.cells.items()
        if shown.release == release
    ):
        raise ValueError(f"release {release} was shown with other counts: a release is frozen, so name a new one")
    labelled = {name: list(rows(table, population.levels)) for name, table in tables.items()}
    cells = list(dict.fromkeys(cell for each in labelled.values() for _labels, cell in each))
    between = implied(asked, population.levels, register.bounds, (block.dimensions for block in register.blocks()))
    sensitive = primary(asked, cells, between, population, policy)
    situation = _situation(cells, between, sensitive, register, population, policy)
    for union in unions(asked, {*situation.carried, *situation.closed}, population.levels):
        if any(0 < change < policy.k for change in _changes(union, register.releases, register, population)):
            situation.changed.append(union)
    decision, hidden = suppressed(situation)
    kept = _registered(asked, cells, situation, decision, register, release)
    return Protected(
        {name: _frame(tables[name], each, kept.cells) for name, each in labelled.items()},
        policy, kept, hidden, situation.known(decision), population,
    )  # fmt: skip


def _changes(cell: Box, releases: Iterable[str], register: Register, population: Population) -> list[int]:
    """By how many a cell has changed since each of some releases, at least: persons are not followed."""
    now = population.count(cell)
    return [abs(now - then) for release in releases if (then := register.count(release, cell)) is not None]


def _situation(
    cells: Sequence[Box], between: Sequence[Box], sensitive: Mapping[Box, Why], register: Register,
    population: Population, policy: Policy,
) -> Situation:  # fmt: skip
    """What of the tables was shown before, and what has changed since."""
    seen = Span()
    for cell, shown in register.cells.items():
        if shown.count is not None:
            seen.admit(population.vector(cell))
    found = Situation(population, policy, dict(sensitive))
    asked = {*cells}
    for cell in dict.fromkeys([*register.cells, *cells, *between]):
        record = register.cells.get(cell)
        releases = [record.release] if record else list(register.releases)
        changes = _changes(cell, releases, register, population)
        same = bool(changes) and max(changes) < policy.k
        visible = record.count is not None if record else bool(changes) and not seen.reduced(population.vector(cell))
        if same and visible:
            # It is known already, and stays as it is.
            found.sensitive.pop(cell, None)
        elif same and record and record.why in (Why.FEW, Why.LOW):
            found.sensitive[cell] = record.why
        elif same and any(policy.few(register.count(each, cell) or 0) for each in releases):
            found.sensitive[cell] = Why.FEW if record else Why.JOINT
        if visible and any(0 < change < policy.k for change in changes):
            found.changed.append(cell)
        if record and same:
            (found.carried if visible else found.closed).append(cell)
            if visible and max(changes) == 0:
                found.current.add(cell)
        elif cell in asked:
            found.fresh.append(cell)
            # Of what nobody has any more, the count from when many had it would mislead: rather none.
            if record and visible and not population.deserted(cell):
                found.fallen.add(cell)
    return found


def _registered(
    asked: Sequence[Table],
    cells: Sequence[Box],
    situation: Situation,
    decision: Decision,
    register: Register,
    release: str,
) -> Register:
    """The register with what is decided."""
    now = {*decision.fresh}
    stay = {*decision.carried, *situation.closed}
    records = dict(register.cells)
    for cell in [*cells, *situation.carried]:
        if cell in now:
            records[cell] = Shown(situation.population.count(cell), None, release)
        elif cell not in stay:
            records[cell] = Shown(None, situation.sensitive.get(cell, Why.JOINT), release)
    used = {shown.release for shown in records.values()}
    releases = {**register.releases, release: tuple(situation.population.blocks)}
    return replace(
        register, cells=records, levels=situation.population.levels, judged=register.judged + 1,
        releases={name: blocks for name, blocks in releases.items() if name in used},
        bounds=_bounds(register, asked),
    )  # fmt: skip


def _bounds(register: Register, asked: Iterable[Table]) -> Bounds:
    """What bounded populations before, and now."""
    found = {dimension: dict.fromkeys(sets) for dimension, sets in register.bounds.items()}
    for table in asked:
        for dimension, chosen in table.where.items():
            found.setdefault(dimension, {})[tuple(chosen)] = None
    return {dimension: tuple(sets) for dimension, sets in found.items()}


def _frame(table: Table, labelled: list[tuple[tuple[str, ...], Box]], shown: Mapping[Box, Shown]) -> pd.DataFrame:
    frame = pd.DataFrame([labels for labels, _cell in labelled], columns=list(table.dimensions), dtype="str")
    visible = [shown[cell] for _labels, cell in labelled]
    frame[COUNT] = pd.array([each.count for each in visible], dtype="Int64")
    frame["why"] = ["" if each.why is None else Why.JOINT.value for each in visible]
    frame["release"] = [each.release for each in visible]
    return frame
