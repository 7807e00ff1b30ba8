"""The command `naruteo analytics survival`: how long until something happens."""

import json
from pathlib import Path
from typing import Any

import click

from naruteo_analytics import plain_csv
from naruteo_analytics import survival as estimates
from naruteo_analytics.faults import BadRows, numbers, refuse
from naruteo_portal.cli.analytics_tables import columns, plain, records

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
TIME = ".15g"
"""As it stands in the file: six digits, which would be usual, are too few for minutes of a year."""
SUMMARIES = {
    "group": ("group", ""), "cause": ("cause", ""), "n": ("n", "d"), "events": ("events", "d"),
    "median": ("median", TIME), "low": ("low", TIME), "high": ("high", TIME),
}  # fmt: skip
RANKS = {"group": ("group", ""), "n": ("n", "d"), "observed": ("observed", "d"), "expected": ("expected", ".2f")}
MEANS = {
    "group": ("group", ""), "mean": ("mean", ".1f"), "se": ("se", ".1f"),
    "low": ("low", ".1f"), "high": ("high", ".1f"), "why": ("", ""),
}  # fmt: skip


@click.command()
@click.argument("file", metavar="FILE.csv", type=FILE)
@click.option("--time", "time_column", required=True, metavar="COLUMN", help="How long somebody was watched.")
@click.option("--event", "event_column", required=True, metavar="COLUMN", help="What happened then.")
@click.option("--by", metavar="COLUMN", help="Groups to compare; rows without one are left out, and counted.")
@click.option("--happened", multiple=True, metavar="VALUE",
              help="What the event's column holds where it happened; several are competing causes.  [1]")  # fmt: skip
@click.option("--interval", type=click.Choice(["log-log", "log"]), default="log-log", show_default=True,
              help="Kind of 95 % interval; log is R's.")  # fmt: skip
@click.option("--until", type=float, metavar="TIME", help="Also the mean time until it happens, counting at most this.")
@click.option("--json", "json_wanted", is_flag=True, help="Print the whole answer, with every step, as JSON.")
def survival(
    file: Path, time_column: str, event_column: str, by: str | None, happened: tuple[str, ...], interval: Any,
    until: float | None, json_wanted: bool,
) -> None:  # fmt: skip
    """Estimate from FILE.csv how long it takes until something happens, where not everybody was watched so long.

    Kaplan-Meier for one event; Aalen-Johansen for several --happened. With --by also the log-rank test. Without
    --happened the event's column holds 1 where it happened and 0 where it had not until then.

    Times are numbers of any one unit, 0 or more. A row is one enrolment: a person who enrolled twice counts twice.

    Exit status: 0 estimated, 2 the file cannot be used and is told why, by its lines.
    """
    try:
        table = plain_csv.read(file)
        time = numbers(table, plain_csv.named(table, time_column))
        causes = _causes(table[plain_csv.named(table, event_column)], happened)
        group = None if by is None else table[plain_csv.named(table, by)]
        event = causes.notna()
        if len(set(happened)) > 1:
            curves = estimates.cumulative_incidence(time, causes, group, interval)
        else:
            curves = estimates.kaplan_meier(time, event, group, interval)
        rank = estimates.log_rank(time, event, group) if group is not None and group.nunique() > 1 else None
        means = None if until is None else estimates.restricted_mean(time, event, until, group)
    except BadRows as fault:
        raise click.UsageError(str(fault)) from None
    if json_wanted:
        test = None if rank is None else plain({"chi2": rank.chi2, "df": rank.df, "p": rank.p})
        answer = {
            "interval": curves.interval, "left_out": curves.left_out, "summaries": records(curves.summaries),
            "log_rank": test and rank and {**test, "groups": records(rank.groups)},
            "until": until, "restricted_mean": None if means is None else records(means),
            "steps": records(curves.steps), "definitions": estimates.DEFINITIONS,
        }  # fmt: skip
        click.echo(json.dumps(answer, ensure_ascii=False, indent=1))
        return
    click.echo("\n".join(_lines(curves, rank, means, until, causes=len(set(happened)) > 1)))


def _causes(column: Any, happened: tuple[str, ...]) -> Any:
    """What happened, by row; None where nothing did until then."""
    refuse(
        column.isna().to_numpy(bool), column.index, f"{column.name}: say what happened, or that nothing had until then."
    )
    if not happened:
        odd = ~column.isin(("0", "1")).to_numpy(bool)
        refuse(odd, column.index, f"{column.name}: is neither 0 nor 1; say by --happened what means that it happened.")
        return column.where(column == "1", None)
    if missing := [each for each in happened if not (column == each).any()]:
        raise BadRows(f"--happened {', '.join(missing)}: stands in no row of {column.name}.")
    return column.where(column.isin(happened), None)


def _lines(
    curves: estimates.Curves, rank: estimates.LogRank | None, means: Any, until: float | None, *, causes: bool
) -> list[str]:
    lines = columns(curves.summaries, _said_of(curves.summaries, SUMMARIES))
    what = "Aalen-Johansen; the median is the time until the cause has come to half" if causes else "Kaplan-Meier"
    lines += ["", f"{what}; 95 % intervals of kind {curves.interval}. -: not reached."]
    lines.append("n counts rows: a person who is in two rows counts twice.")
    if curves.left_out:
        lines.append(f"{curves.left_out} rows without a group are left out.")
    beside = " (all causes together)" if causes else ""
    if rank is not None:
        found = (
            f"chi2 {rank.chi2:.4f}, df {rank.df}, p {rank.p:.4g}" if rank.p == rank.p else "no event tells groups apart"
        )
        lines += ["", *columns(rank.groups, RANKS), f"Log-rank{beside}: {found}"]
    if means is not None:
        lines += ["", *columns(means, _said_of(means, MEANS))]
        lines.append(f"Mean time until it happens, counting at most {until:{TIME}}{beside}; symmetric 95 % interval.")
    return [*lines, "", "All definitions and every step: --json."]


def _said_of(frame: Any, shown: dict[str, tuple[str, str]]) -> dict[str, tuple[str, str]]:
    """Without the columns of text that say nothing in any row."""
    return {name: how for name, how in shown.items() if how[1] or any(frame[name])}
