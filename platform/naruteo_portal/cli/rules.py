"""The commands `naruteo rules …`: check programmes, judge a case, say why, compare two days, and try a draft."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import click

from naruteo_portal.cli.rules_impact import impact
from naruteo_portal.rules.cases import BadFacts, read_facts
from naruteo_portal.rules.differences import differences
from naruteo_portal.rules.examples import failing_examples
from naruteo_portal.rules.explaining import explain
from naruteo_portal.rules.locks import broken_locks, lock_new
from naruteo_portal.rules.programme import Programme
from naruteo_portal.rules.reading import (
    OWN_PROGRAMMES,
    FileFault,
    UnsoundRules,
    programme_folders,
    read_programme,
)
from naruteo_portal.rules.saying import as_json, as_text

LANGUAGE = click.option("--language", type=click.Choice(["ko", "en"]), default="en", show_default=True)
DIRECTORY = click.Path(exists=True, file_okay=False, path_type=Path)
FOLDER = click.option(
    "--rules", "folder", type=DIRECTORY, default=OWN_PROGRAMMES, metavar="DIR",
    help="The folder of programmes.  [Naruteo's own]",
)  # fmt: skip


class Day(click.ParamType[date]):
    """A day as 2026-07-01."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Read the day."""
        try:
            return value if isinstance(value, date) else date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is not a day; write 2026-07-01.", param, ctx)


@click.group()
def rules() -> None:
    """Judge cases by dated rules, and look after the rules."""


rules.add_command(impact)


@rules.command()
@click.argument("folder", metavar="[DIR]", type=DIRECTORY, default=OWN_PROGRAMMES)
@click.option("--lock", is_flag=True, help="Lock regimes that are new; those locked before stay as they are.")
@LANGUAGE
@click.pass_context
def check(context: click.Context, folder: Path, lock: bool, language: str) -> None:
    """Check the programmes in DIR: files, examples and the lock of past regimes.

    Exit status: 0 all is well, 1 something is wrong and said with file and line, 2 there is nothing to check.
    """
    folders = [folder] if (folder / "programme.yaml").exists() else programme_folders(folder)
    if not folders:
        raise click.UsageError(f"{folder} holds no programme (a folder with a programme.yaml).")
    faults: list[FileFault] = []
    for each in folders:
        try:
            programme = read_programme(each)
            if lock:
                lock_new(each, programme)
            found = [*failing_examples(each, programme), *broken_locks(each, programme)]
        except UnsoundRules as unsound:
            found = list(unsound.faults)
        click.echo(f"{each.name}: {'ok' if not found else f'{len(found)} fault(s)'}")
        faults += found
    for fault in faults:
        click.echo(fault.said_in(language), err=True)
    context.exit(1 if faults else 0)


def judging(command: Callable[..., None]) -> Callable[..., None]:
    """The arguments of the commands that judge one case."""
    for option in (
        LANGUAGE,
        FOLDER,
        click.option("--on", "day", type=Day(), help="The day whose rules judge; otherwise as the facts say."),
        click.argument("facts_file", metavar="FACTS.json", type=click.File(encoding="utf-8")),
        click.argument("name", metavar="PROGRAMME"),
    ):
        command = option(command)
    return command


@rules.command()
@judging
@click.option("--json", "json_wanted", is_flag=True, help="Print the whole answer as JSON.")
def evaluate(name: str, facts_file: Any, day: date | None, folder: Path, language: str, json_wanted: bool) -> None:
    """Judge one case (FACTS.json, or - for standard input) by a programme.

    Exit status: 0 judged (also when undetermined), 2 the facts cannot be judged.
    """
    programme = _programme(folder, name)
    answer = explain(programme, _facts(programme, facts_file, day))
    if json_wanted:
        click.echo(json.dumps(as_json(answer), ensure_ascii=False, indent=1))
    else:
        click.echo(as_text(programme, answer, language, reasons=False))


@rules.command(name="explain")
@judging
def explain_command(name: str, facts_file: Any, day: date | None, folder: Path, language: str) -> None:
    """Judge one case and say why: every condition, figure, source and remedy."""
    programme = _programme(folder, name)
    answer = explain(programme, _facts(programme, facts_file, day))
    click.echo(as_text(programme, answer, language, reasons=True))


@rules.command()
@click.argument("before", metavar="DATE", type=Day())
@click.argument("after", metavar="DATE", type=Day())
@click.option("--programme", "name", help="Only this one.")
@FOLDER
@LANGUAGE
def diff(before: date, after: date, name: str | None, folder: Path, language: str) -> None:
    """Say what is in force on the second day and was not on the first."""
    for each in [folder / name] if name else programme_folders(folder):
        programme = _programme(folder, each.name)
        lines = list(differences(programme, before, after, language))
        click.echo(f"{each.name}: {'no difference' if not lines else ''}".rstrip())
        for line in lines:
            click.echo(f"  {line}")


def _programme(folder: Path, name: str) -> Programme:
    names = [each.name for each in programme_folders(folder)]
    if name not in names:
        raise click.UsageError(f"There is no programme {name!r}. There are: {', '.join(names) or 'none'}.")
    try:
        return read_programme(folder / name)
    except UnsoundRules as unsound:
        raise click.ClickException(str(unsound)) from None


def _facts(programme: Programme, file: Any, day: date | None) -> dict[str, int]:
    try:
        given = json.load(file)
    except (ValueError, RecursionError) as fault:
        raise click.UsageError(f"{file.name} is not JSON: {fault}") from None
    if not isinstance(given, dict):
        raise click.UsageError(f'{file.name}: write one object, {{"fact": value}}.')
    if day is not None:
        given[programme.file.rule_date] = day.isoformat()
    try:
        return read_facts(programme, given)
    except BadFacts as bad:
        raise click.UsageError(str(bad)) from None
