"""The command `naruteo analytics items`: which tasks of an exercise measure something."""

import json
from pathlib import Path
from typing import Any

import click

from naruteo_analytics.faults import BadRows
from naruteo_analytics.items import analysis, differential
from naruteo_analytics.items.answers import ATTEMPTS
from naruteo_analytics.items.reading import Given, read
from naruteo_portal.cli.analytics_tables import columns, records

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
ITEMS = {
    "item": ("item", ""), "n": ("n", "d"), "facility": ("facility", ".3f"), "sd": ("sd", ".3f"),
    "r_rest": ("r", ".3f"), "r_total_uncorrected": ("r uncorrected", ".3f"), "efficiency": ("efficiency", ".3f"),
    "intended_weight": ("meant weight", ".3f"), "effective_weight": ("weight", ".3f"),
    "alpha_if_dropped": ("alpha without", ".3f"), "ungraded": ("ungraded", "d"), "absent": ("absent", "d"),
    "omitted": ("left open", "d"), "attempts": ("attempts", ".2f"), "seconds": ("seconds", ".0f"),
    "a": ("a", ".3f"), "b": ("b", ".3f"), "rasch_b": ("Rasch b", ".3f"), "review": ("review", ""),
}  # fmt: skip
DIFFERENCES = {
    "item": ("item", ""), "reference": ("reference", ""), "group": ("group", ""), "n_reference": ("n", "d"),
    "n_group": ("n group", "d"), "delta": ("delta", ".2f"), "low": ("low", ".2f"), "high": ("high", ".2f"),
    "chi2": ("chi2", ".2f"), "p": ("p", ".4f"), "level": ("class", ""),
}  # fmt: skip


@click.command()
@click.argument("file", metavar="RESPONSES.csv", type=FILE)
@click.option("--attempt", type=click.Choice(list(ATTEMPTS)), default="last", show_default=True,
              help="Which attempt counts.")  # fmt: skip
@click.option("--by", metavar="COLUMN", help="Compare the groups of this column item by item (Mantel-Haenszel).")
@click.option("--reference", metavar="GROUP", help="The group that the others are compared with.  [the largest]")
@click.option("--right-from", type=click.FloatRange(0, 1, min_open=True), metavar="SHARE",
              help="From which share of its points an answer counts as right for the models and comparisons.  "
                   "[items with partial credit are left out of these]")  # fmt: skip
@click.option(
    "--worth", "worths", multiple=True, metavar="ITEM=POINTS", help="Full points of an item; may be repeated."
)
@click.option("--person", metavar="COLUMN", help="The column that names the person.  [enrolment, person, id, rownames]")
@click.option("--frequency", metavar="COLUMN", help="How many persons gave the row's pattern.  [freq, frequency]")
@click.option("--empty", type=click.Choice(["absent", "omitted"]), default="absent", show_default=True,
              help="Whether an empty cell is no graded answer, or one that was left open and earns 0.")  # fmt: skip
@click.option("--json", "json_wanted", is_flag=True, help="Print the whole answer as JSON.")
def items(
    file: Path, attempt: Any, by: str | None, reference: str | None, right_from: float | None, worths: tuple[str, ...],
    person: str | None, frequency: str | None, empty: str, json_wanted: bool,
) -> None:  # fmt: skip
    """Say of every item in RESPONSES.csv how easy it is, whether it goes with the others, and what to look at again.

    One row for each person and one column for each item (0 and 1, or points with --worth), or one row for each pattern
    with its frequency; or one row for each answer: enrolment, item, score, max_score and, where known, exercise,
    attempt, omitted, seconds.

    What is reckoned with, and how, stands below the figures; all definitions are in the JSON.

    Exit status: 0 analysed, 2 the file cannot be read as answers.
    """
    if reference is not None and by is None:
        raise click.UsageError("--reference says with which group the others are compared: say by --by what they are.")
    try:
        given = read(
            file, attempt=attempt, by=by, person=person, frequency=frequency, worth=dict(map(_worth, worths)),
            empty_is_omitted=empty == "omitted",
        )  # fmt: skip
        found = analysis.analyse(given.answers, attempt, right_from)
        differing = None
        if given.group is not None:
            if reference is not None and not (given.group == reference).any():
                raise BadRows(f"{by}: there is no group {reference} with which others could be compared.")
            differing = differential.functioning(given.answers, given.group, attempt, reference, right_from)
    except BadRows as fault:
        raise click.UsageError(str(fault)) from None
    notes = given.notes + found.notes
    if json_wanted:
        answer = {
            "exercises": records(found.exercises), "items": records(found.items), "excluded": records(found.excluded),
            "notes": notes, "definitions": analysis.DEFINITIONS, "review": analysis.REVIEW,
        }  # fmt: skip
        if differing is not None:
            answer["functioning"] = {
                "items": records(differing.items), "left_out": records(differing.left_out),
                "definitions": differential.DEFINITIONS,
            }  # fmt: skip
        click.echo(json.dumps(answer, ensure_ascii=False, indent=1))
        return
    for line in _lines(given, found, differing, notes):
        click.echo(line)


def _worth(said: str) -> tuple[str, float]:
    item, _, points = said.rpartition("=")
    try:
        return item, float(points)
    except ValueError:
        raise click.UsageError(f"--worth {said}: write ITEM=POINTS.") from None


def _lines(
    given: Given, found: analysis.Analysis, differing: differential.Functioning | None, notes: list[str]
) -> list[str]:
    lines: list[str] = []
    for about in records(found.exercises):
        lines += [*_about(about), ""]
        rows = found.items[found.items["exercise"] == about["exercise"]]
        shown = {name: how for name, how in ITEMS.items() if name in ("item", "n") or _has(rows[name], how[1])}
        lines += [*columns(rows, shown), ""]
    lines += [f"{each['item']}: {each['why']}" for each in records(found.excluded)]
    if differing is not None:
        lines += ["", *(columns(differing.items, DIFFERENCES) if len(differing.items) else [])]
        lines += [f"{each['group'] or each['item'] or 'Groups'}: {each['why']}" for each in records(differing.left_out)]
    keys = {key for row in found.items["review"] for key in row}
    keys |= set(differing.items["review"]) - {""} if differing is not None else set()
    lines += ["", *(f"{key}: {analysis.REVIEW[key]}" for key in analysis.REVIEW if key in keys), *notes]
    lines += [
        "facility: mean points as a share of full points; sd: their sample standard deviation (n - 1).",
        "r: corrected item-total correlation, with the total of the other items; r uncorrected: with that of all.",
    ]
    if differing is not None and len(differing.items):
        lines.append(
            "delta, with its 95 % interval: below 0, harder for the group at equal results; p is not adjusted."
        )
    return [*lines, "All definitions: --json."]


def _has(column: Any, form: str) -> bool:
    """Whether a column says something: of counts and lists, noughts and empty ones say nothing."""
    return any(value == value and (form not in ("", "d") or value not in (0, [])) for value in column)


def _about(about: dict[str, Any]) -> list[str]:
    named = f"{about['exercise']}: " if about["exercise"] else ""
    complete = f"{about['n_complete']} with all items graded"
    lines = [f"{named}{about['enrolments']} enrolments, {about['n_items']} items, {complete}"]
    if about["mean"] is not None:
        lines.append(f"Total: mean {about['mean']:.3f} points, sd {about['total_sd']:.3f} (n - 1)")
    if about["alpha"] is not None:
        low, high = about["alpha_low"], about["alpha_high"]
        lines.append(f"Cronbach's alpha {about['alpha']:.4f} (95 % {low:.2f} to {high:.2f}, Feldt)")
    if about["rasch_a"] is None:
        return [*lines, f"Item response models: {about['model']}"]
    two, one = about["log_likelihood"], about["rasch_log_likelihood"]
    return [*lines, f"Log-likelihood: 2PL {two:.3f}, Rasch {one:.3f} (common slope {about['rasch_a']:.3f})"]
