"""How long people stayed, and how long after a cohort they were placed: rows for `survival` from plain frames."""

from dataclasses import dataclass, field
from datetime import date

import numpy as np
import pandas as pd

from naruteo_analytics.faults import refuse


@dataclass(frozen=True)
class Durations:
    """Rows to estimate from.

    Attributes
    ----------
    rows : frame
        enrolment, time (days), and event (0 or 1) or cause (missing: nothing until then).
    left_out : dict from str to int
        Why how many enrolments are no rows.
    """

    rows: pd.DataFrame
    left_out: dict[str, int] = field(default_factory=dict)


def withdrawal(cohorts: pd.DataFrame, enrolments: pd.DataFrame, until: date | None = None) -> Durations:
    """Give each enrolment the days from its beginning to its withdrawal.

    The beginning is the cohort's start, or the day of registration for those who registered later. Whoever stays is
    watched until the cohort's end, or until `until` where that is earlier. Withdrawing after the end is staying.

    Parameters
    ----------
    cohorts : frame with columns cohort, starts, length
    enrolments : frame with columns enrolment, cohort, registered, left, outcome
    until : date, optional
        The day on which the frames were drawn; for cohorts without a start it is not looked at.
    """
    about = cohorts.set_index("cohort")
    seen = about["length"].astype("float64")
    if until is not None:
        passed = (pd.Timestamp(until) - pd.to_datetime(about["starts"])).dt.days
        seen = seen.clip(upper=passed.astype("float64").fillna(np.inf))
    begun = enrolments["registered"].astype("float64").fillna(0).clip(lower=0)
    left = enrolments["left"].astype("float64")
    end = enrolments["cohort"].astype("object").map(seen)
    stayed = left.isna() | (left > end)
    early = left.le(begun)
    unknown = left.isna() & enrolments["outcome"].eq("withdrawn").fillna(False)
    unseen = ~early & ~unknown & ~(end > begun)
    kept = ~(early | unknown | unseen)
    rows = pd.DataFrame({
        "enrolment": enrolments["enrolment"], "time": left.where(~stayed, end) - begun,
        "event": (~stayed).astype("int64"),
    })[kept]  # fmt: skip
    reasons = {
        "withdrew before it began": int(early.sum()),
        "withdrew on a day that is not recorded": int(unknown.sum()),
        "had not begun, or its end is not known": int(unseen.sum()),
    }
    return Durations(rows, {why: count for why, count in reasons.items() if count})


def placement(destinations: pd.DataFrame) -> Durations:
    """Give each enrolment the days from the end of its cohort to what came first of it, or to when it was last asked.

    Who was placed before the end was so on day 0.

    Parameters
    ----------
    destinations : frame with columns enrolment, day, kind (placed, further_study, lost; missing: censored at that day)

    Raises
    ------
    BadRows
        If an enrolment is there twice.
    """
    twice = destinations["enrolment"].duplicated(keep=False).to_numpy(np.bool_)
    refuse(twice, destinations.index, "destinations: an enrolment is there more than once; keep what came first.")
    return Durations(pd.DataFrame({
        "enrolment": destinations["enrolment"], "time": destinations["day"].astype("float64").clip(lower=0),
        "cause": destinations["kind"],
    }))  # fmt: skip
