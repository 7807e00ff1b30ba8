"""The answers to one exercise as a table of persons and items: which attempt counts, what is missing and why."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from naruteo_analytics.faults import LARGEST, BadRows, numbers, refuse

Floats = NDArray[np.float64]
Attempt = Literal["first", "last", "best"]

ATTEMPTS = {
    "first": "The first attempt counts, even if it is not graded yet.",
    "last": "The last attempt counts, even if it is not graded yet.",
    "best": "The best attempt counts: the graded one with most points, the earliest of equals.",
}

NEEDED = ("enrolment", "exercise", "item", "score", "max_score")


@dataclass(frozen=True)
class Answers:
    """The answers that count, one row for each enrolment that has any.

    Attributes
    ----------
    exercise : str
    enrolments : index of length n_persons
    items : list of str
        In the order in which they first appear.
    full : float64 array of shape (n_items,)
        What a full answer is worth, in points.
    score : float64 array of shape (n_persons, n_items)
        Points; NaN where there is no answer, or none that is graded. An answer that was left open is worth 0.
    given, omitted : bool arrays of shape (n_persons, n_items)
        Whether there is a record at all, and whether it says that the answer was left open.
    attempts : float64 array of shape (n_persons, n_items)
        How many there were; NaN where there is none, or where nobody counted.
    seconds : float64 array of shape (n_persons, n_items)
        How long the one that counts took; NaN where not known.
    excluded : dict from item to why it is not among `items`
    """

    exercise: str
    enrolments: "pd.Index[Any]"
    items: list[str]
    full: Floats
    score: Floats
    given: NDArray[np.bool_]
    omitted: NDArray[np.bool_]
    attempts: Floats
    seconds: Floats
    excluded: dict[str, str] = field(default_factory=dict)

    def right(self, right_from: float | None = None) -> tuple[NDArray[np.int8], dict[str, str]]:
        """Each answer as 1 right, 0 wrong, -1 not graded, of shape (n_persons, n_items); and why some items are not so.

        Parameters
        ----------
        right_from : float, optional
            The share of the points from which an answer counts as right. Without it, items with partial credit
            are neither right nor wrong: they are named, and their columns are all -1.
        """
        graded = ~np.isnan(self.score)
        if right_from is not None:
            if not 0 < right_from <= 1:
                raise BadRows(f"An answer is right from a share above 0 and at most 1 of the points, not {right_from}.")
            return np.where(graded, self.score >= right_from * self.full - 1e-9, -1).astype(np.int8), {}
        found = np.where(graded, self.score == self.full, -1).astype(np.int8)
        partial = (graded & (self.score != 0) & (self.score != self.full)).any(axis=0)
        found[:, partial] = -1
        why = "answers earn partial credit; say from which share of the points they count as right"
        return found, {name: why for name, is_so in zip(self.items, partial, strict=True) if is_so}


def from_responses(responses: pd.DataFrame, attempt: Attempt = "last") -> list[Answers]:
    """Sort long responses into one table for each exercise.

    Parameters
    ----------
    responses : frame with columns enrolment, exercise, item, score, max_score
        And, where known: attempt (from 1), omitted, seconds.
    attempt : "first", "last" or "best"
        Which attempt of an enrolment at an item counts. The best is the one with most points, the earliest of equals.
        The first or last counts even if it is not graded yet, although another is.

    Raises
    ------
    BadRows
        A column is missing, a score is no number, a time is below 0, or an attempt is no number or there twice.
    """
    if attempt not in ATTEMPTS:
        raise BadRows(f"{attempt!r} is no attempt that could count; write first, last or best.")
    lacking = [name for name in NEEDED if name not in responses]
    if lacking:
        raise BadRows(f"The responses lack the columns {', '.join(lacking)}.")
    for name in ("enrolment", "exercise", "item"):
        refuse(responses[name].isna().to_numpy(np.bool_), responses.index, f"{name}: is missing.")
    rows = pd.DataFrame({
        "enrolment": responses["enrolment"],
        "exercise": responses["exercise"].astype("category"),
        "item": responses["item"].astype("category"),
        "score": numbers(responses, "score"),
        "full": numbers(responses, "max_score"),
        "seconds": numbers(responses, "seconds") if "seconds" in responses else np.nan,
        "attempt": numbers(responses, "attempt") if "attempt" in responses else 1.0,
        "omitted": responses["omitted"].astype("boolean").fillna(False) if "omitted" in responses else False,
    })  # fmt: skip
    rows["omitted"] = rows["omitted"].astype(bool)
    odd = ~((rows["attempt"] >= 1) & (rows["attempt"] % 1 == 0)).to_numpy(np.bool_)
    refuse(odd, rows.index, "attempt: write a whole number, from 1.")
    refuse((rows["seconds"] < 0).to_numpy(np.bool_), rows.index, "seconds: is below 0.")
    rows["score"] = rows["score"].mask(rows["omitted"] & rows["score"].isna(), 0.0)
    return [
        _sorted(str(name), part, attempt, counted="attempt" in responses)
        for name, part in rows.groupby("exercise", observed=True)
    ]


def from_table(
    table: pd.DataFrame, full: Mapping[str, float] | None = None, *, empty_is_omitted: bool = False
) -> Answers:
    """Take a table with one row for each person and one column for each item.

    Parameters
    ----------
    table : frame of numbers
        Its index names the persons; empty cells are answers that are not there, or not graded.
    full : mapping from item to points, optional
        What a full answer is worth: wanted for every item that holds anything but 0 and 1.
    empty_is_omitted : bool
        Whether an empty cell means that the person left the answer open, which earns 0.

    Raises
    ------
    BadRows
        No items, a cell that is no number, or an item whose full points are not known.
    """
    if not len(table) or not len(table.columns):
        raise BadRows("There are no answers.")
    scores = np.array([numbers(table, name) for name in table], np.float64).T.copy()
    points, unsaid = [], []
    for at, name in enumerate(table):
        worth = (full or {}).get(str(name))
        known = scores[:, at][~np.isnan(scores[:, at])]
        if worth is None and not np.isin(known, (0, 1)).all():
            unsaid.append(str(name))
        points.append(1.0 if worth is None else float(worth))
    if unsaid:
        raise BadRows(f"{', '.join(unsaid)}: not all answers are 0 or 1; say how many points a full answer is worth.")
    given = ~np.isnan(scores)
    omitted = ~given & empty_is_omitted
    scores[omitted] = 0
    unknown = np.full(scores.shape, np.nan)
    names = [str(name) for name in table]
    if worthless := [name for name, worth in zip(names, points, strict=True) if not 0 < worth <= LARGEST]:
        raise BadRows(
            f"{', '.join(worthless)}: a full answer is worth a number of points above 0, at most {LARGEST:g}."
        )
    return Answers("", table.index, names, np.array(points), scores, given | omitted, omitted, unknown, unknown)


def _sorted(exercise: str, rows: pd.DataFrame, attempt: Attempt, *, counted: bool) -> Answers:
    items, enrolments, excluded = [], pd.Index(rows["enrolment"].unique()), {}
    values = rows.groupby("item", observed=True, sort=False)["full"].agg(["nunique", "min", "max"])
    for name, several, least, most in values.itertuples():
        if several > 1:
            excluded[str(name)] = (
                f"it has several maximum scores, from {least:g} to {most:g}: analyse its versions apart"
            )
        elif not several:
            excluded[str(name)] = "nobody says how many points it is worth"
        elif not most > 0:
            excluded[str(name)] = "it is worth no points"
        else:
            items.append(name)
    rows = rows[rows["item"].isin(items)]
    place = pd.Series(range(len(items)), items).reindex(rows["item"].cat.categories).to_numpy()[rows["item"].cat.codes]
    key = enrolments.get_indexer(rows["enrolment"]) * len(items) + place.astype(np.int64)
    size = len(enrolments) * len(items)
    tries = np.bincount(key, minlength=size)
    if (tries > 1).any():
        rows, key = _that_count(rows, key, attempt)
    shape = (len(enrolments), len(items))

    def spread(values: Any, empty: Any) -> NDArray[Any]:
        found = np.full(size, empty)
        found[key] = values
        return found.reshape(shape)

    return Answers(
        exercise, enrolments, [str(each) for each in items], values.loc[items, "max"].to_numpy(np.float64),
        spread(rows["score"], np.nan), spread(True, False), spread(rows["omitted"], False),
        np.where((tries > 0) & counted, tries, np.nan).reshape(shape), spread(rows["seconds"], np.nan), excluded,
    )  # fmt: skip


def _that_count(rows: pd.DataFrame, key: NDArray[np.int64], attempt: Attempt) -> tuple[pd.DataFrame, NDArray[np.int64]]:
    """One row for each key."""
    number = rows["attempt"].to_numpy()
    order = np.lexsort((number, key))
    same = np.append(False, (np.diff(key[order]) == 0) & (np.diff(number[order]) == 0))
    twice = np.zeros(len(rows), np.bool_)
    twice[order] = same
    refuse(twice, rows.index, "attempt: is there twice for the same enrolment and item.")
    if attempt == "best":
        order = np.lexsort((number, -rows["score"].fillna(-np.inf).to_numpy(), key))
    newest = attempt == "last"
    step = np.diff(key[order]) != 0
    chosen = order[np.append(step, True) if newest else np.append(True, step)]
    return rows.iloc[chosen], key[chosen]
