"""What tables became that were handed in, so that a person can see whether they were read as they were meant."""

from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq

from naruteo_analytics.shape import ATTRIBUTES


def outcomes_in(folder: Path) -> dict[str, int]:
    """Enrolments by outcome in a folder in the shape, in the order of `shape.OUTCOMES`; '' for those not known."""
    outcomes = pd.read_parquet(folder / "enrolments.parquet", columns=["outcome"])["outcome"]
    counted = {str(outcome): int(n) for outcome, n in outcomes.value_counts(sort=False).items()}
    return {**counted, "": int(outcomes.isna().sum())}


def weeks_in(folder: Path) -> dict[str, list[int]]:
    """The weeks of each cohort of a folder in the shape in which somebody is active, in order."""
    cohorts = pd.read_parquet(folder / "cohorts.parquet", columns=["cohort"])["cohort"]
    days = {path.stem: pq.read_table(path, columns=["day"])["day"] for path in (folder / "events").glob("*.parquet")}
    return {
        str(cohort): sorted({day // 7 for day in days[cohort].unique().to_pylist()}) if cohort in days else []
        for cohort in cohorts
    }


def attributes_in(folder: Path) -> list[str]:
    """The attributes of persons that a folder in the shape holds."""
    columns = pq.read_schema(folder / "enrolments.parquet").names
    return [name for name in ATTRIBUTES if name in columns]
