"""What differs between the rules of two days."""

from collections.abc import Iterator
from datetime import date

from naruteo_portal.rules.cases import said_number
from naruteo_portal.rules.programme import Programme
from naruteo_portal.rules.tables import Entry, Table, day_number


def differences(programme: Programme, before: date, after: date, language: str) -> Iterator[str]:
    """One line for each figure and each rule that is not the same on both days."""
    first, last = day_number(before), day_number(after)
    for name, table in programme.tables.items():
        was, becomes = table.entry_on(first), table.entry_on(last)
        if was is not becomes:
            shown = f"{_figures(table, was)} -> {_figures(table, becomes)}"
            yield f"{name} ({table.parameter.description.said_in(language)}): {shown}{_source(becomes)}"
    for name, rule in programme.rules.items():
        old, new = rule.on(first), rule.on(last)
        if old is not new:
            formulas = f"{old.said.expr if old else '-'} -> {new.said.expr if new else '-'}"
            source = f"; {new.said.reference.cited}" if new else ""
            yield f"{name} ({rule.rule.text.said_in(language)}): {formulas}{source}"


def _figures(table: Table, entry: Entry | None) -> str:
    if entry is None or not entry.sources:
        return "-"
    figures = ["?" if each is None else str(said_number(each, table.parameter.decimals)) for each in entry.figures]
    if table.edges:
        figures = figures[1:]
    return figures[0] if len(figures) == 1 else f"({', '.join(figures)})"


def _source(entry: Entry | None) -> str:
    sources = entry.sources if entry else []
    return "".join(f"; {each.reference.cited} [{each.confidence.value}]" for each in sources)
