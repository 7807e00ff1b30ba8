"""The command `naruteo grade`: grade a notebook against any nbgrader course folder, without a database."""

import json
import logging
from pathlib import Path

import click

from naruteo_hub.grading import Result
from naruteo_hub.grading import grade as grade_submission
from naruteo_hub.grading.words import Language
from naruteo_hub.seeds import SEEDS

# What the command ends with: 0 only when the score is final.
EXIT_STATUS = {"graded": 0, "needs_review": 3, "refused": 4, "failed": 5}


@click.command()
@click.option(
    "--course",
    "course_dir",
    required=True,
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="The course folder: its assignments lie in DIR/source.",
)
@click.option("--assignment", required=True, metavar="NAME", help="The assignment: a folder in DIR/source.")
@click.option(
    "--seed",
    type=click.IntRange(0, SEEDS - 1),
    metavar="N",
    help="The learner's own seed, if the assignment has a seed.txt.  [the course's]",
)
@click.option("--json/--text", "as_json", default=True, help="Print JSON, or lines for people.", show_default=True)
@click.option(
    "--language", type=click.Choice(["en", "ko"]), default="en", help="The language of sentences.", show_default=True
)
@click.option(
    "--cache",
    "cache_dir",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Keep prepared assignments here (they hold the hidden tests), so that the next call starts faster.",
)
@click.option(
    "--feedback",
    "feedback_dir",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Write the feedback of each notebook into this folder as HTML fragments.",
)
@click.argument("path", type=click.Path(path_type=Path))
@click.pass_context
def grade(
    context: click.Context,
    course_dir: Path,
    assignment: str,
    path: Path,
    seed: int | None,
    as_json: bool,
    language: Language,
    cache_dir: Path | None,
    feedback_dir: Path | None,
) -> None:
    """Grade PATH, a notebook or a folder of files that a learner handed in.

    Exit status: 0 graded, 3 waiting for a person, 4 refused, 5 failed.
    """
    # The result says what happened; the library's log would put a traceback between its lines.
    logging.getLogger().addHandler(logging.NullHandler())
    result = grade_submission(course_dir, assignment, path, seed=seed, cache_dir=cache_dir)
    if feedback_dir is not None:
        _write_feedback(feedback_dir, result, language)
    if as_json:
        click.echo(json.dumps(_with_language(result, language), ensure_ascii=False))
    else:
        _print(result, language)
    context.exit(EXIT_STATUS[result.state])


def _with_language(result: Result, language: Language) -> dict[str, object]:
    answer = result.to_json()
    for flag in answer["flags"]:
        flag["message"] = flag.pop("messages")[language]
    return answer


def _write_feedback(folder: Path, result: Result, language: Language) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for notebook, html in result.feedback.get(language, {}).items():
            (folder / f"{notebook}.html").write_text(html, encoding="utf-8")
    except OSError as fault:
        click.echo(f"The feedback could not be written: {fault}", err=True)


def _print(result: Result, language: Language) -> None:
    if result.score is None or result.max_score is None:
        click.echo(result.state)
    else:
        click.echo(f"{result.state}: {result.score:g}/{result.max_score:g}")
    for cell in result.cells:
        points = "?" if cell.points is None else f"{cell.points:g}"
        click.echo(f"  {points:>6} / {cell.max_points:g}  {cell.notebook} {cell.grade_id} ({cell.kind})")
    for flag in result.flags:
        click.echo(f"  ! {flag.say(language)}" + (f" [{flag.evidence}]" if flag.evidence else ""))
    click.echo(f"  {result.seconds:.2f} s, {result.cpu_seconds:.2f} s of computing time")
