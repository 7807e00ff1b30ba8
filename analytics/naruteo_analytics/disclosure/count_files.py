"""A table of counts in a file: dimension columns, a count, and rows of totals where there are any."""

from pathlib import Path

import numpy as np
import pandas as pd

from naruteo_analytics import plain_csv
from naruteo_analytics.disclosure.tables import COUNT
from naruteo_analytics.faults import LARGEST, BadRows

TOTALS = ("total", "all", "sum", "합계", "전체", "총계", "계")
"""What a row of totals says in place of a level, however it is written."""
TAKEN = (COUNT, "why", "release")
"""Columns of a protected table that no dimension may be called."""
SHOWN = 5


def read(path: Path, count: str = COUNT) -> pd.DataFrame:
    """The finest cells of a table: a row a combination, the levels as text and the column `count`.

    Rows of totals (`TOTALS` in place of a level) are checked against the others and left out: they are made anew.

    Raises
    ------
    BadRows
        When the file is no table of counts, or a total is not the sum of its rows.
    """
    table = plain_csv.read(path)
    named = plain_csv.named(table, count)
    dimensions = [name for name in table.columns if name != named]
    if taken := [name for name in dimensions if name in TAKEN]:
        raise BadRows(f"{path.name}: the answer has a column {', '.join(taken)} of its own; call yours something else.")
    if not dimensions:
        raise BadRows(f"{path.name} has no column beside {named} to count by.")
    wrong = table.index[~table[named].fillna("").str.fullmatch(r"\d+")]
    if len(wrong):
        raise BadRows(f"{path.name}: no whole count in column {named}, line {_lines(wrong)}.")
    numbers = table[named].map(int)
    if large := numbers.index[numbers > LARGEST].tolist() or (numbers.sum() > LARGEST and ["the sum"]):
        raise BadRows(f"{path.name}: counts of more than {LARGEST:g} persons in column {named}, {large}.")
    counts = numbers.astype("int64")
    total = table[dimensions].apply(lambda column: column.str.lower().isin(TOTALS))
    finest = ~total.any(axis=1)
    atoms: pd.DataFrame = table.loc[finest, dimensions].assign(**{COUNT: counts[finest]})
    if atoms.empty:
        raise BadRows(f"{path.name} has only rows of totals.")
    twice = atoms.index[atoms.duplicated(dimensions, keep=False)]
    if len(twice):
        raise BadRows(f"{path.name}: a combination stands there twice, line {_lines(twice)}.")
    for pattern, rows in table[~finest].groupby([total.loc[~finest, name] for name in dimensions], sort=False):
        whole = [name for name, is_total in zip(dimensions, pattern, strict=True) if not is_total]
        sums = atoms.groupby([atoms[name].fillna("") for name in whole] or np.zeros(len(atoms)))[COUNT].sum().to_dict()
        for line, row in rows.iterrows():
            key = tuple(row[whole].fillna(""))
            right = sums.get(key if len(key) > 1 else key[0] if key else 0, 0)
            if counts[line] != right:
                raise BadRows(f"{path.name}, line {line}: the total is {counts[line]}, and its rows add up to {right}.")
    return atoms.reset_index(drop=True)


def _lines(lines: pd.Index) -> str:
    return ", ".join(str(line) for line in lines[:SHOWN]) + (" …" if len(lines) > SHOWN else "")
