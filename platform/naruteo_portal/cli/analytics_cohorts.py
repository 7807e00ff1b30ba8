"""The command `naruteo analytics cohorts`: the outcomes of a programme's cohorts, and the programme in the shape."""

import json
from pathlib import Path
from typing import Any

import click

from naruteo_analytics import shape
from naruteo_analytics.funnel import outcomes
from naruteo_portal.cli.analytics_folders import made_folder, not_written, sound_programme
from naruteo_portal.cli.analytics_tables import records


@click.command()
@click.argument("folder", metavar="FOLDER", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--write", "target", type=click.Path(file_okay=False, path_type=Path), metavar="DIR",
              help="Write the programme here in the shape, with one event file per cohort.")  # fmt: skip
@click.option("--json", "json_wanted", is_flag=True, help="Print the rows as JSON.")
def cohorts(folder: Path, target: Path | None, json_wanted: bool) -> None:
    """Print of each cohort of FOLDER how many enrolled, passed and withdrew.

    FOLDER holds a programme in the shape of Naruteo's analytics, or the tables of OULAD as Parquet. Rates are of all
    enrolments (a person who enrolled twice is two), with Wilson's 95 % interval; passing includes distinction.

    Exit status: 0 printed, 2 the folder is in neither shape, or DIR cannot be written.
    """
    programme = sound_programme(folder, target and made_folder(made_folder(target) / "events"))
    try:
        if target:
            shape.write(programme, target)
    except OSError as fault:
        raise not_written(fault, target) from None
    rows = records(outcomes(programme))
    if json_wanted:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    click.echo("cohort          enrolments   passed %  (95 %)           withdrawn %  (95 %)")
    for row in rows:
        shares = _said(row, "passed") + _said(row, "withdrawn")
        click.echo(f"{row['cohort'] or 'all':<14}{row['enrolments']:>12,}{shares}")
    click.echo(
        f"Of {rows[-1]['persons']:,} persons. Rates are of all enrolments, with Wilson's 95 % interval; "
        "who passed with distinction is among those who passed."
    )


def _said(row: dict[str, Any], name: str) -> str:
    rate, low, high = (row[f"{name}_{each}"] for each in ("rate", "low", "high"))
    return f"{'not recorded':>26}" if rate is None else f"{100 * rate:>11.1f}  ({100 * low:.1f}-{100 * high:.1f})"
