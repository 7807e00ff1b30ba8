"""A gradebook as a file for spreadsheets, which can be changed and sent back."""

from collections.abc import Iterator, Sequence

from naruteo_portal.assessment.gradebook.columns import Column, columns_of
from naruteo_portal.assessment.gradebook.standings import Gradebook, selected
from naruteo_portal.core.i18n import N_, Locale
from naruteo_portal.identity.bulk.sheets import Cell, Kind, Sheet, write_table, write_workbook

# Handle and name stay in sight, and the headings.
FROZEN = "C2"
WIDTHS = (14, 24)
OTHER_WIDTH = 16
ABOUT_WIDTHS = (44, 40, 16, 90)
HOW_TO = (
    N_("This file can be changed and sent back on the gradebook's page in the portal, as XLSX or CSV."),
    N_("Rows and columns may be left out and moved. Only columns of single cells are read as points."),
    N_("Nothing is changed before you have seen every change, said why and confirmed."),
)


def write_gradebook(kind: Kind, gradebook: Gradebook, locale: Locale, *, with_cells: bool) -> bytes:
    """The file, with one row for each learner; a workbook also has a sheet that explains the columns."""
    columns = columns_of(gradebook, with_cells=with_cells)
    rows = _rows(gradebook, columns, locale)
    if kind == "csv":
        return write_table(kind, rows)
    widths = (*WIDTHS, *(OTHER_WIDTH for _ in columns[len(WIDTHS) :]))
    return write_workbook([
        Sheet(N_("Gradebook").said_in(locale), rows, FROZEN, widths),
        Sheet(N_("What the columns say").said_in(locale), _about(columns, locale), "A2", ABOUT_WIDTHS),
    ])  # fmt: skip


def _rows(gradebook: Gradebook, columns: Sequence[Column], locale: Locale) -> Iterator[Sequence[Cell]]:
    yield [column.titled(locale) for column in columns]
    for line in selected(gradebook.lines, locale):
        yield [column.content(line, locale) for column in columns]


def _about(columns: Sequence[Column], locale: Locale) -> Iterator[Sequence[Cell]]:
    heading = (N_("Column"), N_("Name for programs"), N_("Can be changed"), N_("What it says"))
    yield [words.said_in(locale) for words in heading]
    for column in columns:
        changes = N_("yes") if column.points else N_("no")
        yield [
            column.heading(locale), column.machine_name, changes.said_in(locale), column.about.said_in(locale)
        ]  # fmt: skip
    yield []
    for words in HOW_TO:
        yield [words.said_in(locale)]
