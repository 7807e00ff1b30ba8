"""Folders of rules to test with: an invented programme, copies of it with one thing changed, and random cases."""

import shutil
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from naruteo_portal.rules.model import FactType
from naruteo_portal.rules.programme import Programme
from naruteo_portal.rules.reading import fact_type

TOY = Path(__file__).parents[1] / "portal" / "rules" / "programmes" / "toy_training"


def changed(folder: Path, file: str, old: str, new: str) -> Path:
    """A copy of the invented programme in which `old` stands as `new`."""
    copy = folder / TOY.name
    shutil.copytree(TOY, copy)
    text = (copy / file).read_text(encoding="utf-8")
    assert old in text
    (copy / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    return copy


def random_columns(
    programme: Programme, rng: np.random.Generator, count: int, first: date, days: int, gaps: float
) -> tuple[dict[str, NDArray[np.int64]], dict[str, NDArray[np.bool_]]]:
    """Facts of random cases around the thresholds, and which of them are known."""
    columns, known = {}, {}
    for name, fact in programme.facts.items():
        type_ = fact_type(fact)
        low, high = type_.low, type_.high
        if type_.kind is FactType.DATE:
            low = (first - date(1970, 1, 1)).days
            high = low + days
        elif type_.kind is FactType.CHOICE:
            low, high = 0, len(type_.choices) - 1
        elif high - low > 10**7:
            high = low + 10**7
        columns[name] = rng.integers(low, high + 1, count)
        known[name] = rng.random(count) >= gaps
    return columns, known


def as_case(programme: Programme, columns: Any, known: Any, row: int) -> dict[str, Any]:
    """One of the cases as the oracle takes it."""
    case: dict[str, Any] = {}
    for name, fact in programme.facts.items():
        value = int(columns[name][row])
        if not known[name][row]:
            case[name] = None
        elif fact.type is FactType.DATE:
            case[name] = date(1970, 1, 1) + timedelta(value)
        elif fact.type is FactType.CHOICE:
            case[name] = list(fact.choices)[value]
        elif fact.type is FactType.TRUTH:
            case[name] = bool(value)
        else:
            case[name] = Fraction(value, 10**fact.decimals)
    return case
