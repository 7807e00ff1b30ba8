"""Points and words that a person gave, kept when the machine grades the same submission again: pure rules on data."""

from collections.abc import Mapping, Sequence
from typing import Any

Cell = Mapping[str, Any]
Flag = Mapping[str, Any]
SAID = ("comment", "rubric")
"""What a person says about a cell: free words, and lines of the rubric as they were then."""


def keep_hand_points(cells: Sequence[Cell], decided: Sequence[Cell], *, in_doubt: bool) -> list[dict[str, Any]]:
    """New cells with the points that a person gave to the same cells, and with what they said about them.

    A person's points for what only a person can grade always stay. Those for a cell that the machine grades stay while
    its result is `in_doubt`; a result that nothing speaks against is the machine's, for instance by a corrected test.
    """
    given = {_key(cell): cell["points"] for cell in decided if cell.get("by_hand")}
    said = {_key(cell): {name: cell[name] for name in SAID if name in cell} for cell in decided}
    return [
        {
            **cell,
            **said.get(_key(cell), {}),
            **(
                {"points": given[_key(cell)], "by_hand": True}
                if _key(cell) in given and (in_doubt or cell["points"] is None)
                else {}
            ),
        }
        for cell in cells
    ]


def is_decided(cells: Sequence[Cell], flags: Sequence[Flag], decided_flags: Sequence[Flag]) -> bool:
    """Whether a person has nothing new to look at: all points are there, and each oddity was there when they looked."""
    known = {(flag["code"], flag.get("evidence", "")) for flag in decided_flags}
    return all(cell["points"] is not None for cell in cells) and all(
        (flag["code"], flag.get("evidence", "")) in known for flag in flags
    )


def _key(cell: Cell) -> tuple[Any, ...]:
    return cell["notebook"], cell["grade_id"], cell["max_points"]
