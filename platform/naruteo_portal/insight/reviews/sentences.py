"""A chart in one sentence, for whoever does not see it; reckoned from the table, so from shown figures alone."""

from collections.abc import Sequence

from naruteo_portal.core.i18n import N_, Message
from naruteo_portal.insight.reviews.faces import WHOSE
from naruteo_portal.insight.reviews.tables import Cell, FigureTable, key_of
from naruteo_portal.insight.reviews.words import WHEN, Name, listed

NOTHING = N_("%(title)s: no figure can be shown.")
FULLEST = N_("%(title)s. Of the bins that are shown, the one from %(low)s to %(high)s holds most: %(n)s enrolments.")
LARGEST = N_("%(title)s. The largest difference that is shown: %(group)s, %(outcome)s, %(points)s points.")
FEW_CURVES = 4


def sentence_of(table: FigureTable) -> Message:
    """What a chart of the table shows."""
    if table.name == "grades":
        return _fullest(table)
    column = "difference" if table.name == "equity" else "per_cent"
    shown = [row for row in table.rows if isinstance(row[table.place(column)], int | float)]
    if not shown:
        return Message(NOTHING.text, {"title": table.title})
    if table.name == "equity":
        return _largest_gap(table, shown)
    lines: dict[tuple[str, ...], list[tuple[Cell, ...]]] = {}
    along = _along(table)
    apart = _apart(table)
    for row in shown:
        lines.setdefault(tuple(key_of(row[at]) for at in apart), []).append(row)
    whose = apart if len(lines) > 1 else ()
    said = [_line(table, rows, along, whose) for rows in list(lines.values())[:FEW_CURVES]]
    if len(lines) > FEW_CURVES:
        said.append(N_("and %(more)s more in the table", more=len(lines) - FEW_CURVES))
    return Message("%(title)s. %(said)s.", {"title": table.title, "said": listed(said)})


def _apart(table: FigureTable) -> Sequence[int]:
    """The columns that say whose figures a row holds, where that differs."""
    return [table.place(key) for key in table.differing(*WHOSE)]


def _along(table: FigureTable) -> str:
    return next(each.key for each in table.columns if each.key in ("stage", "week", "time"))


def _line(table: FigureTable, rows: Sequence[tuple[Cell, ...]], along: str, whose: Sequence[int]) -> Message:
    """Where a line begins and ends; named by what tells it from others, if something does."""
    first, last = rows[0], rows[-1]
    at, rate = table.place(along), table.place("per_cent")
    values = {"from": _figure(first[rate]), "to": _figure(last[rate])}
    if along == "stage":
        ends = {"begin": _label(first[at]), "end": _label(last[at])}
        said = Message("%(begin)s %(from)s %%, %(end)s %(to)s %%", {**values, **ends})
    else:
        when = WHEN[str(table.columns[at].label)].text
        ends = {"begin": Message(when, {"at": _figure(first[at])}), "end": Message(when, {"at": _figure(last[at])})}
        said = Message("%(begin)s: %(from)s %%, %(end)s: %(to)s %%", {**values, **ends})
    return Message("%(who)s: %(said)s", {"who": _named(first, whose), "said": said}) if whose else said


def _named(row: tuple[Cell, ...], whose: Sequence[int]) -> Message:
    return listed([_label(row[at]) for at in whose])


def _fullest(table: FigureTable) -> Message:
    """Where most grades lie, of the bins that are shown."""
    n = table.place("n")
    shown = [(count, row) for row in table.rows if isinstance(count := row[n], int) and count]
    if not shown:
        return Message(NOTHING.text, {"title": table.title})
    most, fullest = max(shown, key=lambda each: each[0])
    bounds = {"low": _figure(fullest[table.place("from")]), "high": _figure(fullest[table.place("to")])}
    said = Message(FULLEST.text, {"title": table.title, "n": f"{most:,}", **bounds})
    whose = _apart(table)
    return Message("%(said)s (%(who)s)", {"said": said, "who": _named(fullest, whose)}) if whose else said


def _largest_gap(table: FigureTable, shown: Sequence[tuple[Cell, ...]]) -> Message:
    at = table.place("difference")
    gaps = [(gap, row) for row in shown if isinstance(gap := row[at], int | float)]
    largest, row = max(gaps, key=lambda each: abs(each[0]))
    values = {"group": _label(row[table.place("group")]), "outcome": _label(row[table.place("outcome")])}
    return Message(LARGEST.text, {"title": table.title, "points": f"{largest:+g}", **values})


def _label(cell: Cell) -> Message | str:
    return cell.label if isinstance(cell, Name) else _figure(cell)


def _figure(cell: Cell) -> str:
    return f"{cell:g}" if isinstance(cell, int | float) else str(cell)
