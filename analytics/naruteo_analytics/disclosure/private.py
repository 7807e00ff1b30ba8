"""Tables with differential privacy, for one public set of tables that asks for it: the optional extra `private`."""

from collections.abc import Mapping
from importlib import import_module
from typing import Any

import pandas as pd

from naruteo_analytics.disclosure.population import Population
from naruteo_analytics.disclosure.tables import ALL, COUNT, Table, rows


class MissingOpenDP(RuntimeError):
    """OpenDP is not installed."""

    def __init__(self) -> None:
        super().__init__("Tables with differential privacy need OpenDP: pip install 'naruteo[private]'")


def _opendp() -> Any:
    try:
        return import_module("opendp.prelude")
    except ImportError:
        raise MissingOpenDP from None


def private(tables: Mapping[str, Table], epsilon: float) -> dict[str, pd.DataFrame]:
    """The finest cells of tables with integer noise, ε-differentially private in all for one person added or removed.

    Every person is in one cell of each table, so that each table gets an equal part of ε. The noise is drawn once:
    drawing again spends ε again, so publish one set and keep it. Totals are not given, since they would cost as much
    again; a table of a cohort of some hundred persons needs ε of about 1 for itself to be of use.

    Parameters
    ----------
    tables : mapping from name to Table
        Their levels must be known to everybody, as must that a person is counted at most once.
    epsilon : float
        The whole set's privacy loss.

    Returns
    -------
    mapping from name to DataFrame
        The dimensions, and `count` (may be negative).

    Raises
    ------
    MissingOpenDP
    ValueError
        When ε is not positive or a table counts cumulatively.
    """
    if not 0 < epsilon < float("inf"):
        raise ValueError(f"epsilon must be a number above 0, not {epsilon}")
    if any(table.at_least for table in tables.values()):
        raise ValueError("a table with `at_least` counts a person in many cells: ask for it by level instead")
    dp = _opendp()
    dp.enable_features("contrib")
    population = Population(list(tables.values()))
    space = dp.vector_domain(dp.atom_domain(T="i64")), dp.l1_distance(T="i64")
    noisy = dp.m.make_laplace(*space, scale=len(tables) / epsilon)
    found = {}
    for name, table in tables.items():
        finest = [(labels, cell) for labels, cell in rows(table, population.levels) if ALL not in labels]
        frame = pd.DataFrame([labels for labels, _cell in finest], columns=list(table.dimensions), dtype="str")
        frame[COUNT] = noisy([population.count(cell) for _labels, cell in finest])
        found[name] = frame
    return found
