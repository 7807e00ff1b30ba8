"""A programme as it is used: its facts, its parameters as tables, its rules as trees, and what it decides."""

from __future__ import annotations

import hashlib
import json
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from naruteo_portal.rules.model import Decision, Fact, Group, ProgrammeFile, Rule, RuleVersion
from naruteo_portal.rules.tables import EPOCH, Entry, Table, day_number
from naruteo_portal.rules.typed import Expr, Type


@dataclass(frozen=True)
class Version:
    """A rule from one day on."""

    start: int
    said: RuleVersion
    expr: Expr


@dataclass(frozen=True)
class ReadRule:
    """A rule with its versions in the order of their days; all give the same kind of thing."""

    name: str
    rule: Rule
    type: Type
    versions: tuple[Version, ...]

    @cached_property
    def starts(self) -> tuple[int, ...]:
        """The days from which the versions hold."""
        return tuple(version.start for version in self.versions)

    def on(self, day: int) -> Version | None:
        """The version that holds on a day; None before the first."""
        place = bisect_right(self.starts, day)
        return self.versions[place - 1] if place else None


@dataclass(frozen=True)
class Programme:
    """Everything that judges a case, whole and sound."""

    id: str
    file: ProgrammeFile
    tables: dict[str, Table]
    rules: dict[str, ReadRule]
    groups: dict[str, Group]
    decision: Decision

    @property
    def facts(self) -> dict[str, Fact]:
        """What has to be known of a case."""
        return self.file.facts

    @cached_property
    def cuts(self) -> tuple[int, ...]:
        """Every day on which anything in the programme changes, from the first day that it covers."""
        days = {entry.start for table in self.tables.values() for entry in table.entries}
        days |= {version.start for rule in self.rules.values() for version in rule.versions}
        first = day_number(self.file.coverage.since)
        return tuple(sorted({first, *(day for day in days if day > first)}))

    def regime_on(self, day: int) -> date | None:
        """The first day of the regime in force on a day; None before what the programme covers."""
        place = bisect_right(self.cuts, day)
        return date.fromordinal(self.cuts[place - 1] + EPOCH) if place else None

    def covers(self, day: int) -> bool:
        """Whether the rules of a day are known here."""
        coverage = self.file.coverage
        return day_number(coverage.since) <= day and (coverage.until is None or day <= day_number(coverage.until))

    @cached_property
    def digests(self) -> dict[date, str]:
        """For each regime, by its first day, SHA-256 over all figures, rules and sources in force on that day."""
        return {date.fromordinal(cut + EPOCH): self._digest(cut) for cut in self.cuts}

    def _digest(self, day: int) -> str:
        text = json.dumps(dict(self._in_force(day)), ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()

    def _in_force(self, day: int) -> Iterator[tuple[str, object]]:
        for name, table in self.tables.items():
            entry = table.entry_on(day)
            edges, figures = table.row(entry) if entry else ((), None)
            source = _source(entry) if entry else None
            yield f"parameter {name}", [table.parameter.unit, table.parameter.decimals, edges, figures, source]
        for name, rule in self.rules.items():
            version = rule.on(day)
            yield f"rule {name}", version.said.model_dump(mode="json") if version else None
        yield "decision", self.decision.model_dump(mode="json")
        yield "groups", {name: [group.by, group.sum, group.cap] for name, group in self.groups.items()}


def _source(entry: Entry) -> object:
    """Where the figures of a day are written: one source for all, or one for each."""
    written = [cell.dated.reference.model_dump(mode="json") if cell.dated else None for cell in entry.cells]
    return written[0] if all(each == written[0] for each in written) else written
