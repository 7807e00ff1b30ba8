"""What the enrolled of a made cohort hand in, answer in quizzes, and do after the course."""

import numpy as np
import pandas as pd
from numpy.random import Generator
from numpy.typing import NDArray
from scipy.special import expit

from naruteo_analytics.simulator import parameters as p

TUTOR_MARKED = ((0.08, 10.0), (0.22, 15.0), (0.42, 25.0), (0.60, 25.0), (0.80, 25.0))
"""When, as a share of the course, and weight of the tutor-marked assessments. About as in OULAD's modules."""


def assessments(cohort: str, length: int, course: p.Course) -> pd.DataFrame:
    """Assessments of a cohort in the shape."""
    quizzes = [
        ("quiz", round(length * (at + 1) / (course.quizzes + 1)), 5.0 if course.name == "machine-vision" else 0.0)
        for at in range(course.quizzes)
    ]
    assignments = [("assignment", round(length * share), weight) for share, weight in TUTOR_MARKED]
    rows = [*sorted([*assignments, *quizzes], key=lambda each: each[1]), ("exam", length - 6, 100.0)]
    kinds, due, weights = zip(*rows, strict=True)
    return pd.DataFrame({
        "assessment": [f"{cohort}-{at:02d}" for at in range(1, len(rows) + 1)], "cohort": cohort, "kind": list(kinds),
        "due": pd.array(due, "Int32"), "weight": np.array(weights, np.float64),
    })  # fmt: skip


def results(
    random: Generator, people: pd.DataFrame, tasks: pd.DataFrame, silent: NDArray[np.float64], course: p.Course
) -> pd.DataFrame:
    """Results of a cohort in the shape: what was handed in while people worked."""
    outcome = people["outcome"].astype(object)
    due = tasks["due"].to_numpy(np.int64)
    exam = (tasks["kind"] == "exam").to_numpy()
    drawn = random.random((len(people), len(tasks)))
    # The exam is there at the end only for those who stayed.
    handed_in = drawn < outcome.map(p.SUBMITS).to_numpy(np.float64)[:, None]
    handed_in &= due[None, :] < silent[:, None] + 3
    who, what = np.nonzero(handed_in)
    means = np.where(
        exam[what], outcome.map(p.EXAM_SCORES).to_numpy(np.float64)[who], outcome.map(p.SCORES).to_numpy()[who]
    ).astype(np.float64)
    person = p.SCORE_OF_PERSON * people["tendency"].to_numpy()[who]
    score = means + course.score + person + p.SCORE_OF_DAY * random.normal(size=len(who))
    score = np.clip(np.round(score), 0, 100)
    score[random.random(len(who)) < p.MISSING_SCORES] = np.nan
    # Most hand in within a week before the day; some are late.
    day = due[what] - np.round(random.gamma(1.2, 4.0, len(who)) - 3.0).astype(np.int64)
    banked = random.random(len(who)) < p.BANKED
    day = np.where(exam[what], due[what], np.where(banked, -1, day))
    return pd.DataFrame({
        "enrolment": people["enrolment"].to_numpy()[who], "assessment": tasks["assessment"].to_numpy()[what],
        "day": pd.array(np.minimum(day, np.floor(silent[who]) + 3).astype(np.int64), "Int32"), "score": score,
        "banked": banked & ~exam[what],
    })  # fmt: skip


def responses(random: Generator, people: pd.DataFrame, silent: NDArray[np.float64], length: int) -> pd.DataFrame:
    """Answers to a mid-course quiz of a cohort in the shape, by two-parameter item response."""
    took = people[silent > length / 2]
    size, items = len(took), len(p.ITEMS)
    level = took["outcome"].astype(object).map({"distinction": 1.3, "pass": 0.4, "fail": -0.8, "withdrawn": -0.6})
    ability = level.to_numpy(np.float64) + 0.5 * took["tendency"].to_numpy()
    slope, difficulty = np.array(p.ITEMS).T
    hardness = np.tile(difficulty, (size, 1))
    hardness[:, p.UNEVEN_ITEM] += p.UNEVEN_BY * (took["sex"] == "female").to_numpy()
    tries = 1 + (random.random(size) < p.SECOND_ATTEMPT)
    frames = []
    for attempt in (1, 2):
        there = np.flatnonzero(tries >= attempt)
        know = ability[there] + 0.3 * (attempt - 1)
        right = random.random((len(there), items)) < expit(slope * (know[:, None] - hardness[there]))
        omitted = random.random(right.shape) < p.OMITTED
        seconds = np.round(random.lognormal(4.0, 0.6, right.shape), 1)
        seconds[omitted] = np.nan
        frames.append(pd.DataFrame({
            "enrolment": np.repeat(took["enrolment"].to_numpy()[there], items),
            "cohort": np.repeat(took["cohort"].to_numpy()[there], items),
            "exercise": "quiz",
            "item": np.tile([f"q{at:02d}" for at in range(1, items + 1)], len(there)),
            "attempt": np.full(right.size, attempt, np.int64),
            "score": (right & ~omitted).astype(np.float64).ravel(),
            "max_score": 1.0, "omitted": omitted.ravel(), "seconds": seconds.ravel(),
        }))  # fmt: skip
    return pd.concat(frames, ignore_index=True)


def destinations(random: Generator, people: pd.DataFrame) -> pd.DataFrame:
    """What came after the course, in the shape: the first of competing ends, or nothing until contact was lost."""
    stayed = people[people["outcome"] != "withdrawn"]
    passed = stayed["outcome"].isin(["distinction", "pass"]).to_numpy()
    capital = stayed["region"].isin(p.CAPITAL).to_numpy()
    factor = np.where(passed, 1.0, p.PLACED_IF_FAILED) * np.where(capital, p.CAPITAL_FACTOR, 1.0)
    factor *= np.exp(0.2 * stayed["tendency"].to_numpy())
    kinds = list(p.MONTHLY)
    waits = random.exponential(size=(len(stayed), len(kinds)))
    rates = np.tile(list(p.MONTHLY.values()), (len(stayed), 1))
    rates[:, kinds.index("placed")] *= factor
    months = waits / rates
    first = months.argmin(axis=1)
    day = np.ceil(30.4 * months.min(axis=1))
    silent = random.random(len(stayed)) < p.OUT_OF_TOUCH
    last = np.where(silent, random.integers(30, p.FOLLOWED_DAYS, len(stayed)), p.FOLLOWED_DAYS)
    codes = np.where(day <= last, first, -1)
    return pd.DataFrame({
        "enrolment": stayed["enrolment"].to_numpy(),
        "day": pd.array(np.minimum(day, last).astype(np.int64), "Int32"),
        "kind": pd.Categorical.from_codes(codes, pd.Index(kinds)),
    })  # fmt: skip
