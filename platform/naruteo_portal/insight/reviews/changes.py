"""What has changed between two releases, told from figures that both of them show."""

from collections.abc import Iterator, Sequence

from naruteo_analytics.documents import View, Why
from naruteo_portal.core.i18n import Message
from naruteo_portal.insight.reviews.faces import said_cell
from naruteo_portal.insight.reviews.tables import Cell, FigureTable, Kind, funnel_table, quartiles_table, row_names
from naruteo_portal.insight.reviews.words import REASONS, Name, listed

PARTS = ("funnel", "quartiles")
"""The parts of views that changes are told of."""
# Which columns are told of; all columns of words say of whom.
TOLD = {"funnel": ("n", "per_cent"), "quartiles": ("median",)}


def changes_between(before: Sequence[View], after: Sequence[View]) -> list[Message]:
    """Each figure that is another than before, or that is shown or hidden only now."""
    return [
        said for make in (funnel_table, quartiles_table) for said in _changes_of_table(make(before), make(after))
    ]  # fmt: skip


def count_changes(before: FigureTable, after: FigureTable, key: str) -> dict[tuple[str, ...], int]:
    """By how much each count differs, by the names of its row; only where both are shown."""
    old, at = _rows(before), after.place(key)
    changes = {}
    for names, row in _rows(after).items():
        was, now = old.get(names, row)[at], row[at]
        if isinstance(was, int) and isinstance(now, int):
            changes[names] = now - was
    return changes


def _changes_of_table(before: FigureTable, after: FigureTable) -> Iterator[Message]:
    old = _rows(before)
    told = [after.place(key) for key in TOLD[after.name]]
    for names, row in _rows(after).items():
        was = old.get(names)
        if was is None or all(was[at] == row[at] for at in told):
            continue
        kinds = [after.columns[at].kind for at in told]
        what = listed([cell.label for cell in row if isinstance(cell, Name)])
        figures = {
            "before": listed([_said(was[at], kind) for at, kind in zip(told, kinds, strict=True)]),
            "after": listed([_said(row[at], kind) for at, kind in zip(told, kinds, strict=True)]),
        }
        yield Message("%(what)s: %(before)s → %(after)s", {"what": what, **figures})


def _said(cell: Cell, kind: Kind) -> Message | str:
    """A figure, which is written alike in both languages, or the sign of why it is not shown."""
    return REASONS[cell][0] if isinstance(cell, Why) else said_cell(cell, kind, "en").text


def _rows(table: FigureTable) -> dict[tuple[str, ...], tuple[Cell, ...]]:
    return {row_names(row): row for row in table.rows}
