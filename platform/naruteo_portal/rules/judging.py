"""Judges many cases of a programme at once: who is eligible, for how much, and by which conditions not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

from naruteo_portal.rules.model import CONFIRMED, Confidence, FactType
from naruteo_portal.rules.programme import Programme
from naruteo_portal.rules.reading import fact_type
from naruteo_portal.rules.tables import day_number
from naruteo_portal.rules.typed import Type
from naruteo_portal.rules.vectors import Batch, Column, Tables

CHUNK = 1 << 15
"""Cases computed at once: few enough for the processor's cache."""


class Outcome(IntEnum):
    """What a case comes to; undetermined is neither yes nor no."""

    NOT_ELIGIBLE = 0
    ELIGIBLE = 1
    UNDETERMINED = 2


class BadColumn(ValueError):
    """Facts that cannot be judged: which column, the first row (from 0) and what is wrong."""


@dataclass(frozen=True)
class RuleValues:
    """What a rule gives for n cases: `values` (n,), whole multiples of 10^-decimals of the rule's type, and which of
    them are `known` (n,)."""

    values: NDArray[np.int64]
    known: NDArray[np.bool_]


@dataclass(frozen=True)
class Judgement:
    """The outcome of n cases.

    `outcome` (n,) holds Outcome; `amount` (n,) whole multiples of 10^-`decimals` of the amount's unit, 0 for who is not
    eligible; `amount_known` (n,) says for which it could be computed; `failed` and `open` (n,) have bit i set where the
    i-th condition of the decision does not hold, or cannot be decided.
    """

    outcome: NDArray[np.int8]
    amount: NDArray[np.int64]
    amount_known: NDArray[np.bool_]
    failed: NDArray[np.uint32]
    open: NDArray[np.uint32]
    decimals: int
    also: dict[str, RuleValues]
    """The rules that were asked for besides."""


def judge(
    programme: Programme,
    facts: Mapping[str, ArrayLike],
    known: Mapping[str, ArrayLike] | None = None,
    trust: frozenset[Confidence] = CONFIRMED,
    also: Sequence[str] = (),
) -> Judgement:
    """Judge n cases, each by the rules of its own day.

    `facts`: a column (n,) for each fact: numbers as whole multiples of 10^-decimals, days since 1970-01-01 for dates,
    0/1 for yes or no, and the place among the choices. `known`: booleans (n,) for the columns with gaps. A fact without
    a column is known of nobody. Only figures with a mark in `trust` are used. `also`: further rules whose
    values are wanted.

    Raises BadColumn for a column that is no fact, has another length, or leaves the fact's bounds.
    """
    columns = _columns(programme, facts, known or {})
    size = len(next(iter(columns.values())).values) if columns else 0
    tables = Tables(programme, trust)
    conditions = programme.decision.eligible
    result = Judgement(
        np.empty(size, np.int8), np.zeros(size, np.int64), np.zeros(size, np.bool_),
        np.zeros(size, np.uint32), np.zeros(size, np.uint32),
        programme.rules[programme.decision.amount].type.decimals if programme.decision.amount else 0,
        {name: RuleValues(np.zeros(size, np.int64), np.zeros(size, np.bool_)) for name in also},
    )  # fmt: skip
    for start in range(0, size, CHUNK):
        part = slice(start, min(start + CHUNK, size))
        count = part.stop - part.start
        batch = Batch(programme, tables, _part(programme, columns, part), count)
        failed, undecided = result.failed[part], result.open[part]
        for bit, name in enumerate(conditions):
            holds = batch.rule(name)
            if holds.known is None:
                failed |= np.left_shift(np.logical_not(holds.values), np.uint32(bit), dtype=np.uint32)
            else:
                failed |= np.left_shift(holds.known & np.logical_not(holds.values), np.uint32(bit), dtype=np.uint32)
                undecided |= np.left_shift(np.logical_not(holds.known), np.uint32(bit), dtype=np.uint32)
        outcome = np.where(undecided > 0, np.int8(Outcome.UNDETERMINED), np.int8(Outcome.ELIGIBLE))
        outcome = np.where(failed > 0, np.int8(Outcome.NOT_ELIGIBLE), outcome)
        result.outcome[part] = np.where(_covered(programme, batch), outcome, np.int8(Outcome.UNDETERMINED))
        if programme.decision.amount:
            amount = batch.rule(programme.decision.amount)
            eligible = result.outcome[part] == Outcome.ELIGIBLE
            usable = eligible if amount.known is None else eligible & amount.known
            np.multiply(amount.values, usable, out=result.amount[part])
            result.amount_known[part] = usable | (result.outcome[part] == Outcome.NOT_ELIGIBLE)
        for name, column in result.also.items():
            value = batch.rule(name)
            column.values[part] = value.values
            column.known[part] = True if value.known is None else value.known
    return result


def _covered(programme: Programme, batch: Batch) -> NDArray[np.bool_]:
    """Which of the cases are of a day whose rules are known here."""
    coverage, dates = programme.file.coverage, batch.fact(programme.file.rule_date)
    covered = dates.values >= day_number(coverage.since)
    if coverage.until is not None:
        covered &= dates.values <= day_number(coverage.until)
    return covered if dates.known is None else covered & dates.known


def _part(programme: Programme, columns: Mapping[str, Column], part: slice) -> dict[str, Column]:
    found = {}
    for name in programme.facts:
        column = columns.get(name)
        if column is None:
            spare = fact_type(programme.facts[name]).low
            found[name] = Column(np.array(spare, np.int64), np.zeros((), np.bool_))
        else:
            gaps = None if column.known is None else column.known[part]
            found[name] = Column(column.values[part].astype(np.int64, copy=False), gaps)
    return found


def _columns(programme: Programme, facts: Mapping[str, ArrayLike], known: Mapping[str, ArrayLike]) -> dict[str, Column]:
    columns: dict[str, Column] = {}
    size = None
    for name, given in facts.items():
        if name not in programme.facts:
            raise BadColumn(f"{name}: the programme has no such fact.")
        values = np.asarray(given)
        gaps = np.asarray(known[name], np.bool_) if name in known else None
        if (
            values.ndim != 1
            or (size is not None and len(values) != size)
            or (gaps is not None and len(gaps) != len(values))
        ):
            raise BadColumn(f"{name}: has another length than the other columns.")
        size = len(values)
        if values.dtype.kind not in "biu":
            raise BadColumn(f"{name}: whole numbers are needed, not {values.dtype}.")
        columns[name] = _within(name, values, gaps, _bounds(fact_type(programme.facts[name])))
    return columns


def _bounds(type_: Type) -> tuple[int, int]:
    return (0, len(type_.choices) - 1) if type_.kind is FactType.CHOICE else (type_.low, type_.high)


def _within(name: str, values: NDArray[np.int64], known: NDArray[np.bool_] | None, bounds: tuple[int, int]) -> Column:
    if known is not None:
        values = np.where(known, values, bounds[0])
        known = None if known.all() else known
    if len(values) and (values.min() < bounds[0] or values.max() > bounds[1]):
        row = int(np.argmax((values < bounds[0]) | (values > bounds[1])))
        raise BadColumn(f"{name}: row {row} has {values[row]}, which is not between {bounds[0]} and {bounds[1]}.")
    return Column(values, known)
