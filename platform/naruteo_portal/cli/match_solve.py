"""The command `naruteo match solve`: place the candidates of an instance."""

import json
from typing import Any, TextIO

import click

from naruteo_matching.instance_faults import InstanceError
from naruteo_matching.linked import NotTogether
from naruteo_matching.optimal import MissingSolver
from naruteo_matching.solving import solve as solve_instance
from naruteo_portal.cli.match_files import Refused, read_json

SHOWN_FAULTS = 100


@click.command()
@click.argument("file", metavar="INSTANCE.json", type=click.File(encoding="utf-8"))
@click.option("--json", "json_wanted", is_flag=True, help="Print the whole answer as JSON.")
def solve(file: TextIO, json_wanted: bool) -> None:
    """Place the candidates of INSTANCE.json (- for standard input).

    Exit status: 0 solved, 1 an extra is not installed, 2 the instance is unsound, and all that is wrong is listed.
    """
    try:
        answer = solve_instance(read_json(file))
    except InstanceError as unsound:
        raise Refused(_said(unsound)) from None
    except NotTogether as fault:
        raise Refused(str(fault)) from None
    except MissingSolver as missing:
        raise click.ClickException(str(missing)) from None
    if json_wanted:
        click.echo(json.dumps(answer, ensure_ascii=False, indent=1))
    else:
        _print(answer)


def _said(unsound: InstanceError) -> str:
    lines = [str(fault) for fault in unsound.faults[:SHOWN_FAULTS]]
    if more := len(unsound.faults) - len(lines):
        lines.append(f"… and {more} more")
    return "\n".join(lines)


def _print(answer: dict[str, Any]) -> None:
    for candidate, opening in answer["matches"].items():
        click.echo(f"{candidate} -> {opening}")
    placed, unplaced = len(answer["matches"]), len(answer["unmatched"])
    click.echo(f"{placed} placed, {unplaced} not placed ({answer['mode']})")
