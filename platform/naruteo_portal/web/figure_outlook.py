"""What a stated figure says and what it would change, in words and numbers for its pages."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from naruteo_portal.edge.transaction import current_session
from naruteo_portal.edge.visitor import locale
from naruteo_portal.incentives.figures.in_force import programmes_in_force, users_of
from naruteo_portal.incentives.figures.models import StatedFigure
from naruteo_portal.incentives.figures.statements import try_out
from naruteo_portal.incentives.impact import Impact, impact_on_claims
from naruteo_portal.rules.gaps import cells_on
from naruteo_portal.rules.model import Confidence
from naruteo_portal.rules.programme import Programme
from naruteo_portal.rules.tables import Cell, Table, day_number
from naruteo_portal.web.programme_words import CONFIDENCES, NOT_KNOWN, case_words, figure_words, in_words, unit_words

Shown = tuple[str, str]
"""A figure and how well it is known, in words."""


@dataclass(frozen=True)
class CellChange:
    """One case of a parameter on the day from which a figure holds."""

    case: str
    before: Shown
    after: Shown

    @property
    def is_change(self) -> bool:
        """Whether the two differ."""
        return self.before != self.after


@dataclass(frozen=True)
class Regime:
    """The rules from a day on that become others; `is_new` if no regime begins on that day now."""

    programme: str
    since: date
    is_new: bool


@dataclass(frozen=True)
class Outlook:
    """What a figure changes: its parameter, the regimes of each programme, and the stored claims."""

    cells: list[CellChange]
    regimes: list[Regime]
    impacts: list[tuple[str, Impact]]
    """The programme's title, and what becomes of its claims."""

    @property
    def changes_the_past(self) -> bool:
        """Whether rules change by which claims may have been decided already."""
        return any(not regime.is_new for regime in self.regimes)

    @property
    def decided(self) -> int:
        """How many decided claims would be judged otherwise."""
        return sum(len(impact.decided) for _title, impact in self.impacts)


@dataclass(frozen=True)
class StatedWords:
    """What a stated figure is about: programme (or that several use it), parameter and figures, in words."""

    programmes: list[Programme]
    parameter: str
    figures: list[tuple[str, str]]


def outlook_of(figure: StatedFigure) -> Outlook:
    """What changes if a figure is confirmed now; FigureRefused says why it cannot be."""
    session = current_session()
    after, present = try_out(session, figure), programmes_in_force(session)
    before = {name: present[name] for name in after}
    one = next(iter(after))
    return Outlook(
        list(_cells(before[one], after[one], figure)),
        [regime for name in after for regime in _regimes(before[name], after[name])],
        [(in_words(before[each.programme].file.title), each) for each in impact_on_claims(session, before, after)],
    )


def stated_words(programmes: Mapping[str, Programme], figure: StatedFigure) -> StatedWords:
    """A stated figure in words; names that no programme has any more are shown as they are."""
    users = users_of(figure, programmes)
    table = next((each.tables[figure.parameter] for each in users if figure.parameter in each.tables), None)
    if table is None:
        return StatedWords(users, figure.parameter, [])
    return StatedWords(users, in_words(table.parameter.description), list(_written(users[0], table, figure)))


def _written(programme: Programme, table: Table, figure: StatedFigure) -> Iterator[tuple[str, str]]:
    """The figures as they were written, each with its case."""
    unit = unit_words(table.parameter.unit)
    if "brackets" in figure.figures:
        yield from ((f"≥ {each['since']}", f"{each['value']} {unit}") for each in figure.figures["brackets"])
        return
    for case, _cell in cells_on(table, 0):
        value = figure.figures["value"]
        for key in case:
            value = value.get(key, {}) if isinstance(value, dict) else value
        if value != {}:
            yield (
                case_words(programme, table, case),
                NOT_KNOWN.said_in(locale()) if value is None else f"{value} {unit}".rstrip(),
            )


def _cells(before: Programme, after: Programme, figure: StatedFigure) -> Iterator[CellChange]:
    day = day_number(figure.since)
    was, becomes = before.tables[figure.parameter], after.tables[figure.parameter]
    pairs = zip(cells_on(was, day), cells_on(becomes, day), strict=True)
    for (case, old), (_case, new) in pairs:
        yield CellChange(case_words(before, was, case), _shown(was, old), _shown(becomes, new))


def _shown(table: Table, cell: Cell) -> Shown:
    known = cell.dated.confidence if cell.dated else Confidence.NOT_FOUND
    return figure_words(table, cell.figure), CONFIDENCES[known].said_in(locale())


def _regimes(before: Programme, after: Programme) -> Iterator[Regime]:
    for since, digest in after.digests.items():
        if before.digests.get(since) != digest:
            yield Regime(in_words(before.file.title), since, since not in before.digests)
