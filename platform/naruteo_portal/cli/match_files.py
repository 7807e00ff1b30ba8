"""Reading the JSON files that `naruteo match …` is given."""

import json
from collections import Counter
from typing import Any, TextIO

import click


class Refused(click.ClickException):
    """What was given cannot be used: exit status 2."""

    exit_code = 2

    def show(self, file: Any = None) -> None:
        """Print what is wrong, also where it holds signs that the terminal's encoding lacks."""
        click.echo(self.format_message().encode(errors="backslashreplace").decode(), err=True)


class _Twice(ValueError):
    """A key that stands twice in an object."""


def read_json(file: TextIO) -> Any:
    """Read a file of JSON.

    Raises
    ------
    Refused
        Where it is none; with the line, if the parser knows it. Also where an object has a key twice: of the two
        values one would be left out in silence, by other programs the other one.
    """
    try:
        return json.load(file, object_pairs_hook=_object)
    except UnicodeDecodeError:
        raise Refused(f"{file.name} is not text in UTF-8.") from None
    except RecursionError:
        raise Refused(f"{file.name} is nested too deeply to be meant.") from None
    except _Twice as fault:
        raise Refused(f"{file.name}: {fault}.") from None
    except json.JSONDecodeError as fault:
        raise Refused(f"{file.name} is not JSON: {fault}") from None
    except ValueError:
        # What is left: Python reads no number of thousands of digits.
        raise Refused(f"{file.name} is not JSON: it holds a number of too many digits to be meant.") from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        key, _times = Counter(key for key, _value in pairs).most_common(1)[0]
        raise _Twice(f"an object has the key {key!r} more than once; write each key once")
    return found
