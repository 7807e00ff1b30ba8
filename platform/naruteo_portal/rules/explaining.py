"""Why a case is eligible, is not, or cannot be decided: every condition with its values, sources and remedy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from naruteo_portal.rules.cases import said, said_day, said_number
from naruteo_portal.rules.judging import Outcome
from naruteo_portal.rules.model import ANY_FIGURE, CONFIRMED, Confidence, FactType, Reference, Words
from naruteo_portal.rules.programme import Programme, Version
from naruteo_portal.rules.tables import Cell
from naruteo_portal.rules.tracing import Figure, Missing, Trace, Unknown, Value
from naruteo_portal.rules.typed import Expr, Type

Said = str | int | bool | None
TRUTHS: dict[object, Words] = {True: Words(ko="예", en="yes"), False: Words(ko="아니요", en="no")}


@dataclass(frozen=True)
class Used:
    """A fact, figure or earlier rule that a rule looked at; a figure with the day it holds from and its source."""

    name: str
    what: str
    """fact, parameter or rule."""
    label: Words
    value: Said
    unit: str = ""
    shown: Words | None = None
    """How people say the value, where it is a choice or a truth."""
    since: str | None = None
    reference: Reference | None = None
    confidence: Confidence | None = None


@dataclass(frozen=True)
class Step:
    """One rule: what it gave, by which version, from what; a condition that does not hold with its remedy."""

    name: str
    kind: str
    text: Words
    value: Said
    unit: str
    formula: str | None
    since: str | None
    reference: Reference | None
    used: tuple[Used, ...]
    fix: Words | None
    missing: tuple[Missing, ...]


@dataclass(frozen=True)
class Explanation:
    """The whole answer to one case. Amounts are as `cases.said_number` writes them, None where they are not known."""

    programme: str
    outcome: Outcome
    amount: Said
    amount_if_met: Said
    """What it would be if every condition held."""
    estimate: Said
    """The same with figures that nobody has confirmed; never paid, and to be called an estimate."""
    unit: str
    conditions: tuple[Step, ...]
    sums: tuple[Step, ...]
    missing: tuple[Missing, ...]
    regime: str | None
    digest: str | None
    not_covered: bool


def explain(programme: Programme, facts: Mapping[str, int], trust: frozenset[Confidence] = CONFIRMED) -> Explanation:
    """Judge one case (facts as `cases.read_facts` gives them) and say why."""
    trace = Trace(programme, facts, trust)
    conditions = tuple(_step(trace, name) for name in programme.decision.eligible)
    values = [trace.rule(name)[1] for name in programme.decision.eligible]
    day = facts.get(programme.file.rule_date)
    covered = day is not None and programme.covers(day)
    outcome = _outcome(values, covered)
    name = programme.decision.amount
    sums = tuple(_step(trace, each) for each in _sums_for(programme, trace, name)) if name else ()
    reckoned = trace.rule(name)[1] if name else None
    unit, type_ = (programme.rules[name].rule.unit or "", programme.rules[name].type) if name else ("", None)
    amount_if_met = _said(type_, reckoned)
    amount: Said = None
    if type_ is not None and covered:
        amount = amount_if_met if outcome is Outcome.ELIGIBLE else said_number(0, type_.decimals)
        amount = None if outcome is Outcome.UNDETERMINED else amount
    rough = Trace(programme, facts, ANY_FIGURE).rule(name)[1] if name else None
    missing = _missing([*values, reckoned] if outcome is not Outcome.NOT_ELIGIBLE else [])
    regime = programme.regime_on(day) if day is not None else None
    return Explanation(
        programme.id, outcome, amount, amount_if_met, _said(type_, rough), unit, conditions, sums, missing,
        regime.isoformat() if regime else None, programme.digests[regime] if regime else None, not covered,
    )  # fmt: skip


def _outcome(values: list[Value], covered: bool) -> Outcome:
    if not covered:
        return Outcome.UNDETERMINED
    if any(value == 0 for value in values if not isinstance(value, Unknown)):
        return Outcome.NOT_ELIGIBLE
    return Outcome.UNDETERMINED if any(isinstance(value, Unknown) for value in values) else Outcome.ELIGIBLE


def _missing(values: list[Value | None]) -> tuple[Missing, ...]:
    found = {each for value in values if isinstance(value, Unknown) for each in value.missing}
    return tuple(sorted(found, key=lambda each: (each.name, each.lack)))


def _sums_for(programme: Programme, trace: Trace, name: str) -> list[str]:
    """The values that the amount is made of, in the order in which they are written."""
    wanted, waiting = set(), [name]
    while waiting:
        each = waiting.pop()
        if each in wanted or programme.rules[each].rule.kind != "value":
            continue
        wanted.add(each)
        version = trace.rule(each)[0]
        waiting += [leaf.name for leaf in version.expr.leaves() if leaf.op == "rule"] if version else []
    return [each for each in programme.rules if each in wanted]


def _step(trace: Trace, name: str) -> Step:
    rule = trace.programme.rules[name]
    version, value = trace.rule(name)
    holds = not isinstance(value, Unknown) and bool(value)
    return Step(
        name=name,
        kind=rule.rule.kind,
        text=rule.rule.text,
        value=_said(rule.type, value),
        unit=rule.rule.unit or "",
        formula=version.said.expr if version else None,
        since=said_day(version.start) if version else None,
        reference=version.said.reference if version else None,
        used=tuple(_used(trace, version)) if version else (),
        fix=None if holds else rule.rule.fix,
        missing=_missing([value]),
    )


def _used(trace: Trace, version: Version) -> Iterator[Used]:
    programme, seen = trace.programme, set()
    for leaf in version.expr.leaves():
        if leaf.name in seen:
            continue
        seen.add(leaf.name)
        if leaf.op == "fact":
            fact, value = programme.facts[leaf.name], trace.fact(leaf.name)
            written = None if isinstance(value, Unknown) else said(fact, value)
            shown = TRUTHS.get(written) if fact.type is FactType.TRUTH else fact.choices.get(str(written))
            unit = fact.unit if fact.type is FactType.NUMBER else ""
            yield Used(leaf.name, "fact", fact.ask, written, unit, shown)
        elif leaf.op == "rule":
            rule = programme.rules[leaf.name]
            yield Used(
                leaf.name, "rule", rule.rule.text, _said(rule.type, trace.rule(leaf.name)[1]), rule.rule.unit or ""
            )
        elif leaf.op == "parameter":
            yield _used_figure(trace, leaf)


def _used_figure(trace: Trace, leaf: Expr) -> Used:
    table = trace.programme.tables[leaf.name]
    label, unit = table.parameter.description, table.parameter.unit
    figure = trace.figure(leaf)
    value = said_number(figure.value, table.parameter.decimals) if isinstance(figure, Figure) else None
    cell = _cell(trace, leaf)
    dated, since = (cell.dated, said_day(cell.since)) if cell else (None, "")
    return Used(
        leaf.name, "parameter", label, value, unit, None, since,
        dated.reference if dated else None, dated.confidence if dated else None,
    )  # fmt: skip


def _cell(trace: Trace, leaf: Expr) -> Cell | None:
    """The figure asked for; if it is not known which, one of its day, where all have one source."""
    cell = trace.cell(leaf)
    if not isinstance(cell, Unknown):
        return cell
    table = trace.programme.tables[leaf.name]
    day = trace.fact(table.dated_by)
    entry = None if isinstance(day, Unknown) else table.entry_on(day)
    return entry.cells[0] if entry and len(entry.sources) == 1 else None


def _said(type_: Type | None, value: Value | None) -> Said:
    if type_ is None or value is None or isinstance(value, Unknown):
        return None
    if type_.kind is FactType.TRUTH:
        return bool(value)
    if type_.kind is FactType.DATE:
        return said_day(value)
    if type_.kind is FactType.CHOICE:
        return type_.choices[value]
    return said_number(value, type_.decimals)
