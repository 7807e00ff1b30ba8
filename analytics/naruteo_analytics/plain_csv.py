"""A table in a CSV file, as text, its rows named by their lines in the file so that a fault can be found there."""

import csv
import io
from pathlib import Path

import pandas as pd

from naruteo_analytics.faults import BadRows

ENCODINGS = ("utf-8-sig", "cp949")
SEPARATORS = ",;\t"
SHOWN = 5


def read(path: Path) -> pd.DataFrame:
    """Read a file in UTF-8 or CP949, separated by comma, semicolon or tab, whose first line names the columns.

    Returns
    -------
    frame of text
        Cells without the spaces around them, None where nothing stands. Its index is named "line": the line of the
        file on which the row ends, the heading being line 1. Empty lines are no rows.

    Raises
    ------
    BadRows
        The file is no such table.
    """
    text = _text(path)
    if not text.strip():
        raise BadRows(f"{path.name} is empty.")
    heading = text.split("\n", 1)[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(SEPARATORS, key=heading.count), strict=True)
    rows, lines, ragged = [], [], []
    try:
        names = [name.strip() for name in next(reader, [])]
        for row in reader:
            if len(row) == len(names):
                rows.append([cell.strip() or None for cell in row])
                lines.append(reader.line_num)
            elif any(row):
                ragged.append(reader.line_num)
    except csv.Error as fault:
        raise BadRows(f"{path.name}, line {reader.line_num}: {fault}.") from None
    odd = [name or "(no name)" for name in names if not name or names.count(name) > 1]
    if odd:
        raise BadRows(f"{path.name}: every column needs a name of its own in the first line; look at {odd[:SHOWN]}.")
    if ragged:
        shown = ", ".join(str(line) for line in ragged[:SHOWN]) + (" …" if len(ragged) > SHOWN else "")
        raise BadRows(f"{path.name}: not as many cells as the heading's {len(names)} in line {shown}.")
    if not rows:
        raise BadRows(f"{path.name} has no rows below its heading.")
    return pd.DataFrame(rows, pd.Index(lines, name="line"), names, dtype=object)


def named(table: pd.DataFrame, name: str) -> str:
    """The name of a column that is there.

    Raises
    ------
    BadRows
        If there is none, with the names of those that are there.
    """
    if name not in table:
        raise BadRows(f"There is no column {name}. There are: {', '.join(table.columns)}.")
    return name


def _text(path: Path) -> str:
    content = path.read_bytes()
    for encoding in ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise BadRows(f"{path.name} is text neither in UTF-8 nor in CP949.")
