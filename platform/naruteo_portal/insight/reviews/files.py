"""Tables as files for programs and spreadsheets: rows of one figure each, or one sheet for each table.

Every file says of which release it is, what its figures mean, and why some of them are not shown.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from naruteo_analytics.documents import Why
from naruteo_portal.core.i18n import N_, Locale, Message
from naruteo_portal.identity.bulk.sheets import Cell as SheetCell
from naruteo_portal.identity.bulk.sheets import Sheet, write_table, write_workbook
from naruteo_portal.insight.reviews.definitions import definitions_of
from naruteo_portal.insight.reviews.faces import said_label
from naruteo_portal.insight.reviews.tables import Cell, FigureTable, Kind
from naruteo_portal.insight.reviews.words import REASONS, Name, attribute_name, cohort_name, listed

Value = Message | str | dict[str, str] | date
LONGEST_TITLE = 31
FORBIDDEN = str.maketrans("[]:*?/\\", "       ")


@dataclass(frozen=True)
class Cover:
    """What a file is about: which programme, which release, whose figures."""

    reference: str
    title: dict[str, str]
    organisation: dict[str, str]
    number: int
    as_of: date
    checksum: str
    cohorts: Sequence[str]
    """Those that it is about, '' for all."""
    by: str
    least_count: int
    least_of_rate: int

    def lines(self) -> list[tuple[Message, Value]]:
        """The cover line by line: what, and its value."""
        return [
            (N_("Reviewed programme"), self.title),
            (N_("Programme number"), self.reference),
            (N_("Organisation"), self.organisation),
            (N_("Release number"), str(self.number)),
            (N_("Data as of"), self.as_of),
            (N_("Checksum of the release (SHA-256)"), self.checksum),
            (N_("Cohorts"), listed([cohort_name(each).label for each in self.cohorts])),
            (N_("Groups by"), attribute_name(self.by).label if self.by else N_("no groups")),
            (N_("No count below"), str(self.least_count)),
            (N_("No rate of a group below"), str(self.least_of_rate)),
        ]


def said_value(value: Value) -> Message:
    """A value that is said in each language in its own way."""
    return Message("%(value)s", {"value": value})


@dataclass(frozen=True)
class Figure:
    """One figure of a table, as rows of CSV and Parquet files hold it: keys, not words, and nothing where hidden."""

    table: str
    cohort: str
    group: str
    at: str
    """Which stage, week, bin, time, task or outcome."""
    figure: str
    value: float | None
    why: str | None


FIELDS = tuple(Figure.__annotations__)


def figures_of(tables: Sequence[FigureTable]) -> Iterator[Figure]:
    """All figures of tables, one by one, in the tables' order."""
    for table in tables:
        for row in table.rows:
            yield from _figures_of_row(table, row)


def _figures_of_row(table: FigureTable, row: tuple[Cell, ...]) -> Iterator[Figure]:
    words = {
        column.key: cell.key for column, cell in zip(table.columns, row, strict=True) if isinstance(cell, Name)
    }  # fmt: skip
    at = [f"{cell:g}" for column, cell in zip(table.columns, row, strict=True) if _says_where(column.key, cell)]
    places = [words[key] for key in ("exercise", "item", "stage", "outcome", "cause", "figure") if key in words]
    for column, cell in zip(table.columns, row, strict=True):
        if column.kind is Kind.WORDS or column.key in WHERE:
            continue
        why = cell.value if isinstance(cell, Why) else None
        value = float(cell) if isinstance(cell, int | float) else None
        if value is not None or why is not None:
            yield Figure(table.name, words["cohort"], words["group"], " ".join([*places, *at]), column.key, value, why)


# Numbers that say where a figure stands, and are none themselves.
WHERE = ("week", "time", "from", "to")


def _says_where(key: str, cell: Cell) -> bool:
    return key in WHERE and isinstance(cell, int | float)


def as_csv(tables: Sequence[FigureTable], cover: Cover, locale: Locale) -> bytes:
    """One figure a row; below them, as comments, what the file is about, definitions and why figures are not shown."""
    rows: list[Sequence[SheetCell]] = [("release", *FIELDS)]
    rows += [(cover.number, *_cells(figure)) for figure in figures_of(tables)]
    rows += [(f"# {name}", *rest) for name, *rest in about(tables, cover, locale)]
    return write_table("csv", rows)


def as_workbook(tables: Sequence[FigureTable], cover: Cover, locale: Locale) -> bytes:
    """A sheet for each table, typed, behind one with notes."""
    sheets = [Sheet(N_("Notes").said_in(locale), about(tables, cover, locale), widths=(36, 100))]
    for number, table in enumerate(tables, start=1):
        title = f"{number} {table.title.said_in(locale).translate(FORBIDDEN)}"[:LONGEST_TITLE]
        head = tuple(said_label(column.label, locale) for column in table.columns)
        rows = [tuple(_sheet_cell(cell, locale) for cell in row) for row in table.rows]
        sheets.append(Sheet(title, [head, *rows], frozen="C2", widths=[18] * len(head)))
    return write_workbook(sheets)


def about(tables: Sequence[FigureTable], cover: Cover, locale: Locale) -> list[tuple[SheetCell, ...]]:
    """The cover, the definitions of what is in the tables, and the legend of reasons."""
    rows: list[tuple[SheetCell, ...]] = [
        (name.said_in(locale), said_value(value).said_in(locale)) for name, value in cover.lines()
    ]
    rows.append((N_("Definitions").said_in(locale),))
    for each in definitions_of((*(name for table in tables for name in table.definitions), "suppression")):
        rows.append((each.title.said_in(locale), each.said_in(locale)))
    rows.append((N_("Why a figure is not shown").said_in(locale),))
    return rows + [
        (f"{sign.said_in(locale)} {why}", reason.said_in(locale)) for why, (sign, reason) in REASONS.items()
    ]  # fmt: skip


def _cells(figure: Figure) -> tuple[SheetCell, ...]:
    return (figure.table, figure.cohort, figure.group, figure.at, figure.figure, figure.value, figure.why)


def _sheet_cell(cell: Cell, locale: Locale) -> SheetCell:
    if isinstance(cell, Why):
        return REASONS[cell][0].said_in(locale)
    return said_label(cell.label, locale) if isinstance(cell, Name) else cell
