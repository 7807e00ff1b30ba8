"""The command `naruteo analytics rollup`: sum event files up to learners and weeks."""

import json
from pathlib import Path

import click

from naruteo_analytics import rollup as rolling
from naruteo_portal.cli.analytics_folders import made_folder

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("events", metavar="EVENTS.parquet…", nargs=-1, required=True, type=FILE)
@click.option("--out", "folder", required=True, type=click.Path(file_okay=False, path_type=Path), metavar="DIR",
              help="Where the rollups go, one file of the same name per cohort.")  # fmt: skip
@click.option("--json", "json_wanted", is_flag=True, help="Print which were redone and which were as they should be.")
def rollup(events: tuple[Path, ...], folder: Path, json_wanted: bool) -> None:
    """Sum EVENTS.parquet, one file per cohort, up to one row per enrolment and week; redo only those that changed.

    Columns: enrolment, day (from the cohort's start, negative before it; at most ten years, 3650 days, away) and clicks
    (0 or more). Rows that are equal are each counted. A week is the floor of day / 7, so that days before the start are
    in negative weeks. A person who enrolled twice is two enrolments.

    Exit status: 0 all are up to date, 2 a file is not in this shape, or DIR cannot be written.
    """
    files = {path.stem: path for path in events}
    if len(files) < len(events):
        raise click.UsageError("Two files have the same name, which is the cohort's; give each its own.")
    made_folder(folder)
    redone = []
    for cohort, path in files.items():
        try:
            redone += rolling.refresh({cohort: path}, folder)
        except (ValueError, OSError) as fault:  # NotInShape, and what Parquet says of a damaged file
            raise click.UsageError(f"{path}: {fault}") from None
    kept = [cohort for cohort in files if cohort not in redone]
    if json_wanted:
        click.echo(json.dumps({"redone": redone, "kept": kept}, ensure_ascii=False, indent=1))
    else:
        click.echo(f"{len(redone)} redone, {len(kept)} as they were: {folder}")
