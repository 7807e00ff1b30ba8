"""Hide what must be hidden of a release's tables, together with everything shown before."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from naruteo_analytics.disclosure.policy import Policy
from naruteo_analytics.disclosure.population import Population
from naruteo_analytics.disclosure.primary import implied, primary
from naruteo_analytics.disclosure.register import Register, Shown
from naruteo_analytics.disclosure.spans import Span
from naruteo_analytics.disclosure.tables import COUNT, Box, Table, rows
from naruteo_analytics.documents import Why


@dataclass(frozen=True)
class Protected:
    """Tables as everybody may see them.

    Parameters
    ----------
    tables : mapping from name to DataFrame
        A row a cell: the level of each dimension ("" stands for all), `count` (Int64, missing where hidden), `why`
        (why it is hidden, else "") and `release` (the release that the row is as of: where fewer than k persons have
        changed in a cell since, or none, the earlier row is kept).
    policy : Policy
    register : Register
        What was shown before and now; later releases are judged against it.
    sensitive : mapping from cell to why
        What must not be worked out, be it a cell of a table or what lies between cells. Not for readers.
    known : frozenset of cell
        What an attacker knows exactly of the population as it is now. Not for readers.
    population : Population
        The true counts. Not for readers.
    """

    tables: Mapping[str, pd.DataFrame]
    policy: Policy
    register: Register
    sensitive: Mapping[Box, Why]
    known: frozenset[Box]
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
        What earlier releases and earlier tables of the same release showed.
    release : str, optional
        What to call the release; numbered if not given.

    Returns
    -------
    Protected

    Raises
    ------
    ValueError
        When tables count different persons, or the release was frozen with other counts.

    Examples
    --------
    >>> atoms = pd.DataFrame({"sex": list("FFMM"), "passed": ["no", "yes"] * 2, "count": [4, 30, 20, 25]})
    >>> shown = protect({"passed": Table(["sex", "passed"], atoms)}, Policy()).tables["passed"]
    >>> shown.loc[shown["count"].isna(), ["sex", "passed", "why"]].values.tolist()
    [['F', 'no', 'few'], ['F', 'yes', 'joint'], ['M', 'no', 'joint'], ['M', 'yes', 'joint']]
    """
    register = register or Register()
    release = release or str(len(register.releases) + 1)
    asked = list(tables.values())
    population = Population(asked, register.scopes(), register.levels)
    labelled = {name: list(rows(table, population.levels)) for name, table in tables.items()}
    cells = dict.fromkeys(cell for each in labelled.values() for _labels, cell in each)
    counts = {cell: population.count(cell) for cell in cells}
    sensitive = primary(asked, {*cells, *implied(asked, population.levels)}, population, policy)
    span = Span(population.vector(cell) for cell in sensitive)
    shown: dict[Box, Shown] = {}
    for cell in sorted(cells, key=lambda each: -counts[each]):
        why = sensitive.get(cell)
        if why is None and not span.admit(population.vector(cell)):
            why = Why.JOINT
        shown[cell] = Shown(counts[cell] if why is None else None, why, release)
    kept = Register(
        {**register.cells, **shown}, population.levels, {**register.releases, release: tuple(population.blocks)}
    )
    return Protected(
        {name: _frame(tables[name], each, shown) for name, each in labelled.items()},
        policy, kept, sensitive, frozenset(cell for cell in cells if shown[cell].count is not None), population,
    )  # fmt: skip


def _frame(table: Table, labelled: list[tuple[tuple[str, ...], Box]], shown: Mapping[Box, Shown]) -> pd.DataFrame:
    frame = pd.DataFrame([labels for labels, _cell in labelled], columns=list(table.dimensions), dtype="str")
    visible = [shown[cell] for _labels, cell in labelled]
    frame[COUNT] = pd.array([each.count for each in visible], dtype="Int64")
    frame["why"] = [each.why or "" for each in visible]
    frame["release"] = [each.release for each in visible]
    return frame
