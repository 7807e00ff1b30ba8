"""The command `naruteo match verify`: checks a matching by code that took no part in making it."""

import json
from pathlib import Path
from typing import Any

import click

from naruteo_matching.verification import Unreadable, find_faults
from naruteo_portal.cli.match_files import Refused, read_json

MOST_SHOWN = 50
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("instance_file", metavar="INSTANCE", type=FILE)
@click.argument("result_file", metavar="RESULT", type=FILE)
@click.option("--public-key", metavar="HEX", help="The key that the certificate has to be signed with.")
@click.option("--json", "json_wanted", is_flag=True, help="Print the whole answer as JSON.")
@click.option("--language", type=click.Choice(["ko", "en"]), default="en", show_default=True)
@click.pass_context
def verify(
    context: click.Context,
    instance_file: Any,
    result_file: Any,
    public_key: str | None,
    json_wanted: bool,
    language: str,
) -> None:
    """Check RESULT, the answer to INSTANCE, and its certificate.

    Exit status: 0 nothing is wrong, 1 something is and is named, 2 a file cannot be judged.
    """
    instance, result = _read(instance_file), _read(result_file)
    try:
        faults = find_faults(instance, result, public_key)
    except Unreadable as unreadable:
        raise Refused(str(unreadable)) from None
    sealed = result.get("certificate") is not None
    if json_wanted:
        listed = [{**fault.as_json(), "words": fault.said_in(language)} for fault in faults]
        click.echo(json.dumps({"faults": listed, "certificate": sealed}, ensure_ascii=False, indent=1))
    else:
        for fault in faults[:MOST_SHOWN]:
            click.echo(fault.said_in(language))
        if len(faults) > MOST_SHOWN:
            click.echo(f"… and {len(faults) - MOST_SHOWN} more; --json lists all.")
        click.echo(f"{len(faults)} fault(s), checked {'with its' if sealed else 'without a'} certificate")
    context.exit(1 if faults else 0)


def _read(path: Path) -> dict[str, Any]:
    try:
        with path.open(encoding="utf-8") as file:
            content = read_json(file)
    except OSError as fault:
        raise Refused(f"{path} cannot be read: {fault.strerror}") from None
    if not isinstance(content, dict):
        raise Refused(f"{path}: one object is wanted")
    return content
