"""The command `naruteo analytics protect`: hide what must be hidden of a table of counts."""

import json
from pathlib import Path

import click

from naruteo_analytics.disclosure import Policy, Table, count_files, utility
from naruteo_analytics.disclosure import audit as attack
from naruteo_analytics.disclosure import protect as hide
from naruteo_analytics.disclosure.tables import COUNT
from naruteo_analytics.faults import BadRows
from naruteo_portal.cli.analytics_tables import columns, records

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
TABLE = "table"


@click.command()
@click.argument("file", metavar="TABLE.csv", type=FILE)
@click.option("--k", type=click.IntRange(2), default=10, show_default=True, help="The least count that is shown.")
@click.option("--width", type=click.IntRange(1), default=5, show_default=True,
              help="How wide the narrowest interval around a hidden count may be.")  # fmt: skip
@click.option("--count", metavar="COLUMN", default=COUNT, show_default=True, help="The column with the counts.")
@click.option("--outcome", metavar="COLUMN",
              help="What is said of people: hide it too where all of a group have the same.")  # fmt: skip
@click.option("--json", "json_wanted", is_flag=True, help="Print the whole answer as JSON.")
def protect(file: Path, k: int, width: int, count: str, outcome: str | None, json_wanted: bool) -> None:
    """Hide the small counts of TABLE.csv, and as many others as it takes that no small one can be worked out.

    One row for each combination of levels, with a column for each dimension and one with the count; what is left out
    is nought. All totals are shown too: rows of totals (total, all, sum, 합계, 전체, 총계, 계) are checked and made
    anew. Then the result is attacked by linear programming.

    Exit status: 0 protected, 2 the file is no table of counts.
    """
    try:
        atoms = count_files.read(file, count)
        dimensions = [name for name in atoms.columns if name != COUNT]
        tables = {TABLE: Table(dimensions, atoms, outcome=outcome)}
        protected = hide(tables, Policy(k=k, n_rate=max(25, k), width=width))
    except (BadRows, ValueError) as fault:
        raise click.UsageError(str(fault)) from None
    found, useful = attack(protected), utility(protected, tables)[TABLE]
    frame = protected.tables[TABLE].drop(columns="release")
    frame[COUNT] = frame[COUNT].astype(object).where(frame[COUNT].notna(), None)
    attacked = {"attacked": len(found.cells), "recovered": found.recovered, "narrow": found.narrow}
    if json_wanted:
        # Without shares of what is hidden: 12 persons who are 71 % of all say how many these are.
        told = {name: getattr(useful, name) for name in ("cells", "shown", "rates_shown", "error")}
        answer = {"cells": records(frame), "attack": attacked, "utility": told}
        click.echo(json.dumps(answer, ensure_ascii=False, indent=1))
        return
    for name in dimensions:
        frame[name] = frame[name].replace("", "(all)")
    for line in columns(frame, {**{name: (name, "") for name in dimensions}, COUNT: (COUNT, "d"), "why": ("", "")}):
        click.echo(line)
    click.echo(f"\n{useful.shown} of {useful.cells} cells shown")
    click.echo(f"Attacked: {len(found.cells)} hidden counts, {found.recovered} recovered, {found.narrow} too narrow")
