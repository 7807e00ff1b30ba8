"""What instructors see of a cohort of their own: the figures of a review, unprotected, and to whom to offer help."""

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from naruteo_analytics import rollup, shape
from naruteo_analytics.activity import weekly
from naruteo_analytics.early_warning.features import known_by
from naruteo_analytics.funnel import funnel, furthest_stage
from naruteo_analytics.items import analyse

WEEK = 7
ITEM_FIGURES = ("n", "facility", "r_rest", "omit_rate", "attempts")


def figures_of(folder: Path, cohort: str, day: int) -> dict[str, Any]:
    """The figures of one cohort, as plain values that JSON can hold; None where nothing is known.

    Parameters
    ----------
    folder : Path
        A programme in the shape that holds this cohort.
    cohort : str
    day : int
        Today, from the cohort's first day.

    Returns
    -------
    dict
        ``registered``; ``stages``: rows of stage, count, rate, low, high (None: not recorded); ``weeks``: rows of
        week (none that is still to come), enrolments, active, rate; ``exercises``: rows of exercise, persons, alpha
        and ``items``, each with item, the figures of `ITEM_FIGURES` and ``review``; ``asked_on``: the last day up to
        which the rule of thumb looked, or None; ``offers``: rows of enrolment, silent, missed
        (`early_warning.features.Known`).
    """
    programme = shape.read(folder)
    rollup.refresh(programme.events, folder / "rollup")
    rolled = rollup.read(folder / "rollup", programme.events)
    stages, weeks = funnel(programme, furthest_stage(programme, rolled)), weekly(programme, rolled)
    return {
        "registered": len(programme.enrolments),
        "stages": _rows(stages, "stage", "count", "rate", "low", "high"),
        "weeks": _rows(weeks[weeks["week"] * WEEK <= day], "week", "enrolments", "active", "rate"),
        "exercises": _exercises(programme),
        **_offers(programme, rolled, cohort, day),
    }


def _exercises(programme: shape.Programme) -> list[dict[str, Any]]:
    responses = programme.responses
    if responses is None or responses["score"].notna().sum() == 0:
        return []
    found = analyse(responses)
    # In one cohort an enrolment is a person.
    about = found.exercises.rename(columns={"enrolments": "persons"})
    return [
        {
            **each,
            "items": _rows(found.items[found.items["exercise"] == each["exercise"]], "item", *ITEM_FIGURES, "review"),
        }
        for each in _rows(about, "exercise", "persons", "alpha")
    ]


def _offers(programme: shape.Programme, rolled: pd.DataFrame, cohort: str, day: int) -> dict[str, Any]:
    """Whom the rule of thumb names by the last whole week; nobody before there is one, or after the end."""
    length = int(programme.cohorts.set_index("cohort")["length"][cohort])
    if day < WEEK or day >= length or cohort not in programme.events:
        return {"asked_on": None, "offers": []}
    asked_on = day // WEEK * WEEK
    # Who has left needs no offer, and whose outcome is known has none to fear.
    known = known_by(programme, rolled, asked_on)
    named = known.rows(known.flagged & ~known.ended)
    rows = zip(named.enrolment.tolist(), named.silent.tolist(), named.missed.tolist(), strict=True)
    return {
        "asked_on": asked_on,
        "offers": [{"enrolment": one, "silent": silent, "missed": missed} for one, silent, missed in rows],
    }


def _rows(frame: pd.DataFrame, *columns: str) -> list[dict[str, Any]]:
    chosen = frame[list(columns)].to_dict("records")
    return [{str(name): _plain(value) for name, value in row.items()} for row in chosen]


def _plain(value: Any) -> Any:
    """A value as JSON holds it."""
    if isinstance(value, list | Mapping | str):
        return value
    if pd.isna(value):
        return None
    number = float(value)
    return int(number) if number == math.floor(number) else number
