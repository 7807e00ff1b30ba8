"""How programmes, their figures and what is missing of them are said on pages."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from naruteo_portal.core.i18n import N_, Message
from naruteo_portal.edge.visitor import locale
from naruteo_portal.incentives.figures.models import FigureState
from naruteo_portal.rules.cases import said_number
from naruteo_portal.rules.gaps import Gap, cells_on
from naruteo_portal.rules.model import CONFIRMED, Confidence, DatedValue, FactType, Words
from naruteo_portal.rules.programme import Programme
from naruteo_portal.rules.tables import EPOCH, Cell, Table
from naruteo_portal.rules.units import PURE

CONFIDENCES: dict[Confidence, Message] = {
    Confidence.STATUTE: N_("Read in the statute"),
    Confidence.OFFICIAL: N_("Read in an official notice"),
    Confidence.OPERATOR: N_("Confirmed by two officers here"),
    Confidence.NEWS: N_("Not confirmed: one news report"),
    Confidence.SECONDARY: N_("Not confirmed: secondary source"),
    Confidence.CODE: N_("Not confirmed: code of another program"),
    Confidence.GENERAL: N_("Not confirmed: commonly quoted"),
    Confidence.NOT_FOUND: N_("Not found"),
}
STATES: dict[FigureState, tuple[Message, str]] = {
    FigureState.WAITING: (N_("Waits for a second officer"), "warning"),
    FigureState.CONFIRMED: (N_("Confirmed"), "success"),
    FigureState.REFUSED: (N_("Refused"), "danger"),
    FigureState.WITHDRAWN: (N_("Withdrawn by who entered it"), "neutral"),
}
FACT_TYPES: dict[FactType, Message] = {
    FactType.NUMBER: N_("a number"),
    FactType.CHOICE: N_("one of a list"),
    FactType.TRUTH: N_("yes or no"),
    FactType.DATE: N_("a day"),
}
UNITS: dict[str, Message] = {
    "KRW": N_("won"), "hour": N_("hours"), "day": N_("days"), "month": N_("months"), "year": N_("years"),
    "person": N_("people"), "lesson": N_("lessons"), "point": N_("points"),
}  # fmt: skip
NOT_KNOWN = N_("not known")


def in_words(words: Words) -> str:
    """A rule file's words in the reader's language."""
    return words.said_in(locale())


def unit_words(unit: str) -> str:
    """A unit in words: "won/hours"; nothing for a pure number."""
    if unit == PURE:
        return ""
    over, _, under = unit.partition("/")
    sides = [
        "·".join(UNITS[base].said_in(locale()) if base in UNITS else base for base in side.split("*"))
        for side in (over, under)
    ]
    return "/".join(side for side in sides if side)


def case_words(programme: Programme, table: Table, case: tuple[str, ...]) -> str:
    """The choices of a table's cell in words; nothing where there are none."""
    choices = (programme.facts[key].choices[choice] for key, choice in zip(table.parameter.keys, case, strict=True))
    return " · ".join(in_words(each) for each in choices)


def figure_words(table: Table, figure: int | None) -> str:
    """A figure with its unit, or that it is not known."""
    if figure is None:
        return NOT_KNOWN.said_in(locale())
    return said_value(said_number(figure, table.parameter.decimals), table.parameter.unit)


def said_value(value: Any, unit: str) -> str:
    """A number with its unit."""
    shown = f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)
    return f"{shown} {unit_words(unit)}".rstrip()


def day_of(number: int) -> date:
    """A day counted from 1970-01-01."""
    return date.fromordinal(number + EPOCH)


@dataclass(frozen=True)
class FigureRow:
    """What one dated value says of a parameter from a day on: (case in words, figure in words)."""

    since: date
    figures: list[tuple[str, str]]
    dated: DatedValue | None

    @property
    def is_confirmed(self) -> bool:
        """Whether anything is computed with it."""
        return self.dated is not None and self.dated.confidence in CONFIRMED


def figure_rows(programme: Programme, table: Table) -> Iterator[FigureRow]:
    """The dated values of a parameter by day, each with the figures that it gives."""
    cases = [case for case, _cell in cells_on(table, 0)]
    for entry in table.entries:
        fresh = [(place, cell) for place, cell in enumerate(entry.cells) if cell.since == entry.start]
        for dated in [*entry.sources, None]:
            own = [(place, cell) for place, cell in fresh if cell.dated is dated]
            if own:
                yield FigureRow(day_of(entry.start), list(_said(programme, table, cases, own)), dated)


def _said(
    programme: Programme, table: Table, cases: list[tuple[str, ...]], own: list[tuple[int, Cell]]
) -> Iterator[tuple[str, str]]:
    if not table.edges:
        yield from (
            (case_words(programme, table, cases[place]), figure_words(table, cell.figure)) for place, cell in own
        )
        return
    for place, cell in own[1:]:
        edge = said_number(table.edges[place - 1], table.parameter.over_decimals)
        yield f"≥ {edge} {unit_words(table.parameter.over or '')}".rstrip(), figure_words(table, cell.figure)


@dataclass(frozen=True)
class SaidGap:
    """A figure that is missing or not confirmed: which, how it stands, and what cannot be decided without it."""

    parameter: str
    description: str
    cases: list[tuple[str, str, str]]
    """Case, figure that is around, and how well it is known."""
    needed_by: list[str]


def gap_words(programme: Programme, gap: Gap) -> SaidGap:
    """A gap in words."""
    cases = [
        (
            case_words(programme, gap.table, case),
            figure_words(gap.table, cell.figure),
            CONFIDENCES[cell.dated.confidence if cell.dated else Confidence.NOT_FOUND].said_in(locale()),
        )
        for case, cell in gap.cases
    ]
    if len({case[1:] for case in cases}) == 1:
        cases = [("", *cases[0][1:])]
    needed_by = [in_words(programme.rules[name].rule.text) for name in gap.needed_by]
    return SaidGap(gap.table.name, in_words(gap.table.parameter.description), cases, needed_by)
