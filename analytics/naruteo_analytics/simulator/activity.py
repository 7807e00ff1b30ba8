"""What the enrolled of a made cohort do day by day: events as a learning platform would log them."""

import numpy as np
import pandas as pd
from numpy.random import Generator
from numpy.typing import NDArray
from scipy.special import expit, logit, ndtr

from naruteo_analytics.simulator import parameters as p
from naruteo_analytics.simulator.people import quantiles

_CLICKS = np.maximum(np.round(quantiles(p.CLICKS, (np.arange(4096) + 0.5) / 4096)), 1).astype(np.int32)
"""Clicks of events in equally likely steps: one look-up each, where 10 million events are drawn."""


def working_days(random: Generator, people: pd.DataFrame, length: int) -> NDArray[np.float64]:
    """The day from which each enrolment is silent, (n_enrolments,): having left, given up, or at the end."""
    outcome = people["outcome"].astype(object)
    weeks = random.exponential(size=len(people)) * outcome.map(p.SILENT_AFTER).to_numpy(np.float64)
    silent = np.fmin(length + 1.0, 7 * np.nan_to_num(weeks, nan=np.inf))
    never = random.random(len(people)) < outcome.map(p.NEVER).fillna(0.0).to_numpy(np.float64)
    silent[never] = 7.0 * p.FIRST_WEEK
    found: NDArray[np.float64] = np.fmin(silent, people["left"].to_numpy(np.float64, na_value=np.inf))
    return found


def events(random: Generator, people: pd.DataFrame, course: p.Course, silent: NDArray[np.float64]) -> pd.DataFrame:
    """The events of a cohort in the order of days: enrolment (int32), day (int16), clicks (int32)."""
    weeks = np.arange(p.FIRST_WEEK, int(np.ceil(silent.max(initial=0) / 7)) + 1)
    spread = 0.5 * people["tendency"].to_numpy() + np.sqrt(0.75) * random.normal(size=len(people))
    usual = logit(np.interp(weeks, *np.array(p.ACTIVE_WEEKS).T))
    level = people["outcome"].astype(object).map(p.ENGAGED).to_numpy(np.float64) + 0.8 * course.week + 1.1 * spread
    active = random.random((len(people), len(weeks))) < expit(usual[None, :] + level[:, None])
    active &= weeks[None, :] * 7 < silent[:, None]
    who, week = np.nonzero(active)
    # How many days: an even chance, pushed up for those who are more engaged.
    push = 0.7 * (spread + 0.8 * course.week)[who] + np.sqrt(0.51) * random.normal(size=len(who))
    days = 1 + np.searchsorted(np.cumsum(p.ACTIVE_DAYS), ndtr(push - 0.1))
    # The first `days` of the week's days in an order that busy days lead (Gumbel's way of drawing without return).
    order = np.argsort(-np.log(p.WEEKDAYS) - random.gumbel(size=(len(who), 7)), axis=1)
    taken = np.argsort(order, axis=1) < days[:, None]
    at, weekday = np.nonzero(taken)
    day, who = 7 * weeks[week[at]] + weekday, who[at]
    kept = (day < silent[who]) & (day >= -25)
    day, who = day[kept], who[kept]
    busier = np.exp(0.3 * spread[who])
    mean = (course.rows - 1) * busier / busier.mean() if len(who) else busier
    rows = 1 + random.poisson(random.gamma(p.ROWS_SPREAD, mean / p.ROWS_SPREAD))
    day, enrolment = np.repeat(day, rows), np.repeat(people["enrolment"].to_numpy()[who], rows)
    in_time = np.argsort(day.astype(np.int16), kind="stable")
    clicks = _CLICKS[random.integers(0, len(_CLICKS), len(day), dtype=np.uint16)]
    return pd.DataFrame({
        "enrolment": enrolment[in_time].astype(np.int32), "day": day[in_time].astype(np.int16), "clicks": clicks,
    })  # fmt: skip
