"""What `naruteo analytics …` prints of frames: as JSON, and as columns for a terminal."""

import unicodedata
from collections.abc import Mapping
from typing import Any


def records(frame: Any) -> list[dict[str, Any]]:
    """A frame's rows as JSON can hold them; what is not known is null."""
    return [plain(row) for row in frame.to_dict("records")]


def plain(values: Mapping[Any, Any]) -> dict[str, Any]:
    """Values as JSON can hold them; what is not known is null."""
    return {str(name): _plain(value) for name, value in values.items()}


def columns(frame: Any, shown: Mapping[str, tuple[str, str]]) -> list[str]:
    """A frame as lines of aligned columns: for each of its columns a heading and how a number is written."""
    rows = [[heading for heading, _ in shown.values()]]
    for row in records(frame):
        rows.append([_said(row[name], form) for name, (_, form) in shown.items()])
    widths = [max(_width(row[at]) for row in rows) for at in range(len(shown))]
    return [
        "  ".join(
            cell + " " * (width - _width(cell)) if form == "" else " " * (width - _width(cell)) + cell
            for cell, width, (_, form) in zip(row, widths, shown.values(), strict=True)
        ).rstrip()
        for row in rows
    ]


def _plain(value: Any) -> Any:
    if hasattr(value, "item"):
        value = value.item()
    # NaN and pandas' NA equal nothing, not even themselves.
    return value if isinstance(value, list) or (value == value) is True else None


def _said(value: Any, form: str) -> str:
    if value is None:
        return "-"
    return ", ".join(value) if isinstance(value, list) else format(value, form)


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)
