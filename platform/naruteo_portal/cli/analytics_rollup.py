"""The command `naruteo analytics rollup`: sum event files up to learners and weeks."""

import json
from pathlib import Path

import click

from naruteo_analytics import rollup as rolling
from naruteo_analytics.shape import NotInShape

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("events", metavar="EVENTS.parquet…", nargs=-1, required=True, type=FILE)
@click.option("--out", "folder", required=True, type=click.Path(file_okay=False, path_type=Path), metavar="DIR",
              help="Where the rollups go, one file of the same name per cohort.")  # fmt: skip
@click.option("--json", "json_wanted", is_flag=True, help="Print which were redone and which were as they should be.")
def rollup(events: tuple[Path, ...], folder: Path, json_wanted: bool) -> None:
    """Sum EVENTS.parquet, one file per cohort, up to one row per enrolment and week; redo only those that changed.

    Columns: enrolment, day (from the cohort's start, negative before it) and clicks. Rows that are equal are each
    counted. Exit status: 0 all are up to date, 2 a file is not in this shape.
    """
    files = {path.stem: path for path in events}
    if len(files) < len(events):
        raise click.UsageError("Two files have the same name, which is the cohort's; give each its own.")
    try:
        redone = rolling.refresh(files, folder)
    except NotInShape as fault:
        raise click.UsageError(str(fault)) from None
    kept = [cohort for cohort in files if cohort not in redone]
    if json_wanted:
        click.echo(json.dumps({"redone": redone, "kept": kept}, ensure_ascii=False, indent=1))
    else:
        click.echo(f"{len(redone)} redone, {len(kept)} as they were: {folder}")
