"""The five answers of `rollup_rate` by Polars, written as its users would: lazily, and streaming over the log."""

from pathlib import Path

import pandas as pd
import polars as pl

from naruteo_analytics.funnel import ACTIVE_SHARE, STAGES

STREAM = "streaming"


def answers(folder: Path, work: Path) -> list[pd.DataFrame]:
    """Roll up, keep it, answer."""
    week = (pl.col("day").cast(pl.Int32) // 7).cast(pl.Int16).alias("week")
    pl.scan_parquet(folder / "events" / "*.parquet").group_by("enrolment", week).agg(
        pl.col("day").n_unique().cast(pl.Int8).alias("days"), pl.col("clicks").cast(pl.Int64).sum(),
        pl.len().cast(pl.Int32).alias("events"),
    ).sink_parquet(work / "rollup.parquet", compression="zstd")  # fmt: skip
    cohorts = pl.scan_parquet(folder / "cohorts.parquet").with_columns(((pl.col("length") - 1) // 7).alias("ends"))
    members = (
        pl.scan_parquet(folder / "enrolments.parquet")
        .select("enrolment", "cohort", pl.col("outcome", "region", "sex").cast(pl.String))
        .join(cohorts.select("cohort", "length", "ends"), on="cohort")
        .collect()
        .lazy()
    )
    rows = (
        pl.scan_parquet(work / "rollup.parquet")
        .join(members.select(pl.col("enrolment").cast(pl.Int32), "cohort", "region", "sex", "ends"), on="enrolment")
        .filter(pl.col("week") <= pl.col("ends"))
        .collect(engine=STREAM)
        .lazy()
    )
    results = pl.scan_parquet(folder / "results.parquet").filter(~pl.col("banked"))
    kinds = pl.scan_parquet(folder / "assessments.parquet").select("assessment", "kind")
    marks = results.join(members.select("enrolment", "cohort"), on="enrolment").join(kinds, on="assessment")
    marks = marks.with_columns(pl.col("score").fill_nan(None)).collect(engine=STREAM).lazy()
    asked = [_funnel(members, rows, results), _weekly(members, rows), _grades(marks), _bins(marks), _retention(rows)]
    return [each.to_pandas() for each in pl.collect_all(asked, engine=STREAM)]


def _funnel(members: pl.LazyFrame, rows: pl.LazyFrame, results: pl.LazyFrame) -> pl.LazyFrame:
    weeks = rows.filter(pl.col("week") >= 0).group_by("enrolment").agg(pl.len().alias("weeks"))
    own = results.select("enrolment").unique().with_columns(pl.lit(True).alias("own"))
    passed = pl.col("outcome").is_in(["distinction", "pass"])
    enough = pl.max_horizontal(pl.lit(1.0), (ACTIVE_SHARE * (pl.col("length") / 7).ceil()).ceil())
    reached = (
        pl.when(passed).then(5)
        .when(pl.col("own") & (pl.col("outcome") == "fail")).then(4)
        .when(pl.col("own")).then(3)
        .when(pl.col("weeks") >= enough).then(2)
        .when(pl.col("weeks") > 0).then(1)
        .otherwise(0)
    )  # fmt: skip
    stages = pl.LazyFrame({"stage": list(STAGES[:6]), "at": list(range(6))})
    return (
        members.join(weeks.with_columns(pl.col("enrolment").cast(pl.Int64)), on="enrolment", how="left")
        .join(own, on="enrolment", how="left")
        .with_columns(pl.col("own").fill_null(False), pl.col("weeks").fill_null(0), reached.alias("reached"))
        .group_by("cohort", "reached").len()
        .join(stages, how="cross")
        .group_by("cohort", "stage")
        .agg(pl.col("len").sum().alias("registered"),
             pl.col("len").filter(pl.col("reached") >= pl.col("at")).sum().alias("count"))
    )  # fmt: skip


def _weekly(members: pl.LazyFrame, rows: pl.LazyFrame) -> pl.LazyFrame:
    counted = rows.group_by("cohort", "week").agg(
        pl.len().alias("active"), pl.col("clicks").sum(), pl.col("events").cast(pl.Int64).sum()
    )
    first = counted.group_by("cohort").agg(pl.col("week").min().alias("first"))
    sizes = members.group_by("cohort").agg(pl.len().alias("enrolments"), pl.col("ends").first())
    weeks = counted.select("week").unique()
    return (
        sizes.join(first, on="cohort")
        .join(weeks, how="cross")
        .filter(pl.col("week").is_between(pl.col("first"), pl.col("ends")))
        .join(counted, on=["cohort", "week"], how="left")
        .with_columns(pl.col("active", "clicks", "events").fill_null(0))
    )


def _grades(marks: pl.LazyFrame) -> pl.LazyFrame:
    score = pl.col("score")
    return marks.group_by("cohort", "kind").agg(
        score.count().alias("n"), score.mean().alias("mean"),
        *(score.quantile(share, "linear").alias(name)
          for name, share in {"lower": 0.25, "median": 0.5, "upper": 0.75}.items()),
    )  # fmt: skip


def _bins(marks: pl.LazyFrame) -> pl.LazyFrame:
    low = pl.min_horizontal((pl.col("score") / 10).floor(), pl.lit(9.0)) * 10
    known = marks.filter(pl.col("score").is_not_null())
    return known.group_by("cohort", "kind", low.alias("low")).agg(pl.len().alias("count"))


def _retention(rows: pl.LazyFrame) -> pl.LazyFrame:
    by = ["region", "sex"]
    latest = rows.filter(pl.col("week") >= 0).group_by("enrolment", *by, "ends").agg(pl.col("week").max().alias("last"))
    return (
        latest.group_by(*by, "ends", "last").len()
        .join(rows.filter(pl.col("week") >= 0).select("week").unique(), how="cross")
        .filter(pl.col("week") <= pl.col("ends"))
        .group_by(*by, "week")
        .agg(pl.col("len").sum().alias("started"),
             pl.col("len").filter(pl.col("last") >= pl.col("week")).sum().alias("retained"))
    )  # fmt: skip
