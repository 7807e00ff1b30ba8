"""Reading the JSON files that `naruteo match …` is given."""

import json
from typing import Any, TextIO

import click


class Refused(click.ClickException):
    """What was given cannot be used: exit status 2."""

    exit_code = 2

    def show(self, file: Any = None) -> None:
        """Print what is wrong, also where it holds signs that the terminal's encoding lacks."""
        click.echo(self.format_message().encode(errors="backslashreplace").decode(), err=True)


def read_json(file: TextIO) -> Any:
    """Read a file of JSON.

    Raises
    ------
    Refused
        Where it is none; with the line, if the parser knows it.
    """
    try:
        return json.load(file)
    except UnicodeDecodeError:
        raise Refused(f"{file.name} is not text in UTF-8.") from None
    except RecursionError:
        raise Refused(f"{file.name} is nested too deeply to be meant.") from None
    except ValueError as fault:
        raise Refused(f"{file.name} is not JSON: {fault}") from None
