"""A small made programme in the shape of analytics: of everything some, and of everything that may be missing too."""

from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from naruteo_analytics import shape

LENGTH = 28


def made_programme(folder: Path, seed: int = 1, people: int = 40, silent: str = "") -> shape.Programme:
    """Three cohorts of two courses, with event files in `folder`; of the cohort `silent` no events are recorded."""
    random = np.random.default_rng(seed)
    names = ["plc-1", "plc-2", "데이터-1"]
    cohorts = pd.DataFrame({
        "cohort": names, "course": ["plc", "plc", "data"], "starts": ["2026-03-02", "2026-06-01", None],
        "length": LENGTH,
    })  # fmt: skip
    size = 3 * people
    cohort = np.repeat(names, people)
    outcome = random.choice(np.array([*shape.OUTCOMES, None], object), size, p=[0.1, 0.4, 0.2, 0.25, 0.05])
    left = np.where(outcome == "withdrawn", random.integers(-5, LENGTH, size), -1)
    enrolments = pd.DataFrame({
        "enrolment": np.arange(size) + 100, "person": random.permutation(size) // 2, "cohort": cohort,
        "registered": random.integers(-30, 0, size), "left": pd.Series(left).mask(outcome != "withdrawn"),
        "outcome": outcome, "certified": np.where(cohort == "plc-1", np.isin(outcome, ["pass", "distinction"]), None),
        "region": random.choice(np.array(["busan", "seoul", None], object), size),
        "sex": random.choice(["female", "male"], size),
    })  # fmt: skip
    assessments = pd.DataFrame({
        "assessment": [f"{name}/{kind}" for name in names for kind in ("task", "test")], "cohort": np.repeat(names, 2),
        "kind": ["task", "test"] * 3, "due": 14, "weight": [30.0, 70.0] * 3,
    })  # fmt: skip
    results = enrolments[["enrolment", "cohort"]].merge(assessments[["assessment", "cohort"]], on="cohort")
    results = results[random.random(len(results)) < 0.7]
    score = random.integers(0, 101, len(results)).astype(float)
    results = results.assign(
        day=random.integers(0, LENGTH, len(results)), score=np.where(random.random(len(results)) < 0.05, np.nan, score),
        banked=random.random(len(results)) < 0.1,
    )  # fmt: skip
    placed = enrolments[(cohort == "plc-1") & (random.random(size) < 0.8)]
    destinations = pd.DataFrame({
        "enrolment": placed["enrolment"], "day": random.integers(0, 300, len(placed)),
        "kind": random.choice(np.array([*shape.DESTINATIONS, None], object), len(placed)),
    })  # fmt: skip
    events = {}
    for name in names:
        if name != silent:
            events[name] = folder / f"{name}.parquet"
            write_events(events[name], random, enrolments["enrolment"][cohort == name].to_numpy()[2:], 1500)
    frames = {"cohorts": cohorts, "enrolments": enrolments, "assessments": assessments, "results": results,
              "destinations": destinations}  # fmt: skip
    return shape.Programme(**{name: shape.typed(name, frame) for name, frame in frames.items()}, events=events)


def write_events(path: Path, random: np.random.Generator, enrolments: "np.typing.NDArray[np.int64]", rows: int) -> None:
    """Random events of these enrolments, some before the start and some of them equal."""
    path.parent.mkdir(parents=True, exist_ok=True)
    who, day = random.choice(enrolments, rows), random.integers(-9, LENGTH, rows)
    table = pa.table({"enrolment": who, "day": day, "clicks": random.integers(1, 4, rows)})
    pq.write_table(table.cast(shape.EVENTS), path)
