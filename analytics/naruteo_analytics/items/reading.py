"""Answers from a CSV file: a row for each answer, for each person, or for each pattern and how often it came."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from naruteo_analytics import plain_csv
from naruteo_analytics.faults import BadRows, numbers, refuse
from naruteo_analytics.items.answers import ATTEMPTS, NEEDED, Answers, Attempt, from_responses, from_table

PERSON = ("enrolment", "person", "id", "rownames")
FREQUENCY = ("freq", "frequency")
MOST = 10_000_000
"""Persons that patterns may stand for, together."""
YES, NO = ("1", "true", "yes"), ("0", "false", "no")


@dataclass(frozen=True)
class Given:
    """What a file holds.

    Attributes
    ----------
    answers : list of Answers
    group : series by enrolment, or None
    notes : list of str
        Which columns were taken for what.
    """

    answers: list[Answers]
    group: "pd.Series[Any] | None"
    notes: list[str]


def read(
    path: Path, *, attempt: Attempt = "last", by: str | None = None, person: str | None = None,
    frequency: str | None = None, worth: Mapping[str, float] | None = None, empty_is_omitted: bool = False,
) -> Given:  # fmt: skip
    """Read answers.

    A file with a column ``item`` has one row for each answer, in the columns of `shape`'s responses (without
    ``exercise`` all are of one). Any other has one row for each person and one column for each item.

    Parameters
    ----------
    by : str, optional
        The column that holds the person's group.
    person, frequency : str, optional
        The columns that name the person, and say how many persons gave this pattern; without, columns of the
        names in `PERSON` and `FREQUENCY` are taken for them. Only for a table of persons and items, as the others.
    worth : mapping from item to points, optional
        What a full answer is worth, where answers are not all 0 or 1.
    empty_is_omitted : bool
        An empty cell is an answer that was left open, worth 0, and not one that is not there or not graded.

    Raises
    ------
    BadRows
        What is wrong in which lines.
    """
    table = plain_csv.read(path)
    if by is not None:
        plain_csv.named(table, by)
    if "item" in table:
        if person or frequency or worth or empty_is_omitted:
            raise BadRows(
                "With a row for each answer the columns enrolment, max_score and omitted say who gave it, what it is "
                "worth and whether it was left open; leave out the options that say so of a table of persons."
            )
        return _long(table, attempt, by)
    return _wide(table, by, person, frequency, worth, empty_is_omitted=empty_is_omitted)


def _long(table: pd.DataFrame, attempt: Attempt, by: str | None) -> Given:
    if "exercise" not in table:
        table["exercise"] = ""
    for name in NEEDED:
        plain_csv.named(table, name)
    if "omitted" in table:
        said = table["omitted"].str.lower().fillna("0")
        refuse(~said.isin((*YES, *NO)).to_numpy(np.bool_), table.index, "omitted: write 1 for left open, 0 for not.")
        table["omitted"] = said.isin(YES)
    if by is None:
        return Given(from_responses(table, attempt), None, [ATTEMPTS[attempt]])
    pairs = pd.DataFrame({"enrolment": table["enrolment"], "group": table[by]}).drop_duplicates()
    refuse(pairs["enrolment"].duplicated(keep=False).to_numpy(), pairs.index, f"{by}: the enrolment has another, too.")
    return Given(from_responses(table, attempt), pairs.set_index("enrolment")["group"], [ATTEMPTS[attempt]])


def _wide(
    table: pd.DataFrame, by: str | None, person: str | None, frequency: str | None,
    worth: Mapping[str, float] | None, *, empty_is_omitted: bool,
) -> Given:  # fmt: skip
    person, frequency = _named(table, person, PERSON), _named(table, frequency, FREQUENCY)
    items = [name for name in table if name not in (person, frequency, by)]
    if not items:
        raise BadRows(f"{', '.join(table.columns)}: no column is left that could be an item.")
    if unknown := sorted(set(worth or {}) - set(items)):
        raise BadRows(f"There is no item {', '.join(unknown)} whose points could be said.")
    scores = pd.DataFrame({name: numbers(table, name) for name in items}, table.index)
    group = None if by is None else table[by]
    others = [name for name in (person, frequency, by) if name]
    notes = [f"{len(items)} columns are items: all" + (f" but {', '.join(others)}." if others else ".")]
    notes.append("A cell is the one answer that counts; which attempt it comes from, the file does not say.")
    if person:
        refuse(table[person].isna().to_numpy(np.bool_), table.index, f"{person}: is missing.")
        refuse(table[person].duplicated(keep=False).to_numpy(), table.index, f"{person}: is there more than once.")
    if frequency:
        often = numbers(table, frequency)
        odd = ~((often >= 0) & (often % 1 == 0)).to_numpy(np.bool_)
        refuse(odd, table.index, f"{frequency}: write how many gave this pattern, a whole number.")
        if often.sum() > MOST:
            raise BadRows(f"{frequency}: together more than {MOST:,} persons.")
        repeated = np.repeat(np.arange(len(table)), often.astype(np.int64))
        scores = scores.iloc[repeated].reset_index(drop=True)
        group = None if group is None else group.iloc[repeated].reset_index(drop=True)
        notes.append(f"{frequency} says how many persons gave each pattern.")
    elif person:
        scores.index = pd.Index(table[person], name=person)
        group = None if group is None else group.set_axis(scores.index)
    answers = from_table(scores, worth, empty_is_omitted=empty_is_omitted)
    notes.append("An empty cell is an answer that was left open, worth 0." if empty_is_omitted else
                 "An empty cell is no graded answer; it counts nowhere, and never as 0.")  # fmt: skip
    return Given([answers], group, notes)


def _named(table: pd.DataFrame, name: str | None, usual: tuple[str, ...]) -> str | None:
    if name is not None:
        return plain_csv.named(table, name)
    return next((str(each) for each in table if str(each).lower() in usual), None)
