"""The command `naruteo course check`: everything that can be known of a course before learners see it."""

import json
import logging
import sys
import time
from pathlib import Path

import click

from naruteo_hub.checking.assignment_check import Options
from naruteo_hub.checking.course_check import Said, check_course
from naruteo_hub.checking.findings import Finding, Report
from naruteo_hub.checking.report_html import as_html
from naruteo_hub.checking.report_text import as_text
from naruteo_portal.catalogue.manifest import ManifestError, read_manifest


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--assignment", "assignments", metavar="NAME", multiple=True, help="Only this one; may be given again.")
@click.option("--mutants", metavar="N", type=click.IntRange(0), help="At most N mutants of each solution cell.  [all]")
@click.option("--seeds", metavar="N", type=click.IntRange(1, 100), default=10, show_default=True, help="Repetitions.")
@click.option("--required", metavar="PERCENT", type=click.FloatRange(0, 100), default=90.0, show_default=True,
              help="How many of the mutants must lose points.")  # fmt: skip
@click.option("--cell-seconds", metavar="N", type=click.FloatRange(0.1, 600), default=10.0, show_default=True,
              help="How long a cell may take.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@click.option("--html", "html_file", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
              help="Write the report as a page, too.")  # fmt: skip
@click.option("--quiet", is_flag=True, help="Show no progress.")
@click.pass_context
def check(
    context: click.Context,
    folder: Path,
    assignments: tuple[str, ...],
    mutants: int | None,
    seeds: int,
    required: float,
    cell_seconds: float,
    as_json: bool,
    html_file: Path | None,
    quiet: bool,
) -> None:
    """Check the course in DIR, any course folder of nbgrader's, without a database.

    Exit status: 0 passes, 1 does not, 2 cannot be checked.
    """
    # The report says what happened; the library's log would put a traceback between its lines.
    logging.getLogger().addHandler(logging.NullHandler())
    options = Options(assignments, mutants, seeds, required, cell_seconds)
    progress = _Progress(shown=not quiet)
    report = check_course(folder, options, what_it_says(folder), progress)
    progress.end()
    if html_file is not None:
        _write(html_file, report)
    click.echo(json.dumps(report.to_json(), ensure_ascii=False, indent=1) if as_json else as_text(report), nl=as_json)
    context.exit(report.status)


def _write(file: Path, report: Report) -> None:
    try:
        file.write_text(as_html(report), encoding="utf-8")
    except OSError as fault:
        click.echo(f"The page could not be written: {fault}", err=True)


def what_it_says(folder: Path) -> Said:
    """Read a course's manifest; a folder without one is a course of nbgrader's only, about which nothing is said."""
    path = folder / "course.yaml"
    if not path.is_file():
        return Said()
    try:
        manifest = read_manifest(folder)
    except ManifestError as fault:
        return Said(findings=(Finding("manifest", fault.explain("en")),))
    return Said(
        bilingual={"ko", "en"} <= set(manifest.languages),
        assignments=tuple(task.name for task in manifest.tasks),
    )


class _Progress:
    """Says on standard error what is being done: in one line of a terminal, or a line now and then elsewhere."""

    def __init__(self, *, shown: bool) -> None:
        self.shown = shown
        self.terminal = sys.stderr.isatty()
        self.doing = ""
        self.said = 0.0

    def __call__(self, doing: str, done: int, of: int, /) -> None:
        if not self.shown:
            return
        now = time.monotonic()
        words = f"{doing} {done}/{of}" if of else doing
        if self.terminal:
            click.echo(f"\r\033[K{words}", err=True, nl=False)
        elif doing != self.doing or done == of or now - self.said > 20:
            click.echo(words, err=True)
        else:
            return
        self.doing, self.said = doing, now

    def end(self) -> None:
        """Leave the line free for the report."""
        if self.shown and self.terminal:
            click.echo("\r\033[K", err=True, nl=False)
