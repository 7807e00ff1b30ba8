"""Inputs like those of a test, and a little different: boundaries, nothing, another order, gaps."""

import copy
import random
from collections.abc import Iterator
from typing import Any

Arguments = tuple[tuple[Any, ...], dict[str, Any]]


def variations(arguments: tuple[Any, ...], named: dict[str, Any], chance: random.Random) -> Iterator[Arguments]:
    """Yield the arguments of a call with one of them varied."""
    for place, value in enumerate(arguments):
        for varied in _of(value, chance):
            yield (*arguments[:place], varied, *arguments[place + 1 :]), named
    for name, value in named.items():
        for varied in _of(value, chance):
            yield arguments, {**named, name: varied}


def _of(value: Any, chance: random.Random) -> Iterator[Any]:
    kind, library = type(value).__name__, type(value).__module__.partition(".")[0]
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, int):
        yield from (0, 1, value + 1, value - 1, value * 2, -value)
    elif isinstance(value, float):
        yield from (0.0, value + 1, value - 1, value * 1.5, -value, float(round(value)))
    elif isinstance(value, str):
        yield from ("", f" {value} ", value + value, value.upper(), value.lower(), value[:1], value[::-1])
    elif isinstance(value, list | tuple):
        yield from _of_sequence(value, chance)
    elif isinstance(value, dict):
        for key in list(value)[:6]:
            yield from ({**value, key: varied} for varied in _of(value[key], chance))
            yield {other: part for other, part in value.items() if other != key}
    elif library == "numpy" and hasattr(value, "shape") and value.shape:
        yield from _of_array(value)
    elif library == "pandas" and kind in ("DataFrame", "Series"):
        yield from _of_table(value, chance)


def _of_sequence(value: list[Any] | tuple[Any, ...], chance: random.Random) -> Iterator[Any]:
    kind = type(value)
    if hasattr(value, "_fields"):
        return
    yield from (kind(value[::-1]), kind(value[:1]), kind(value[:-1]), kind([*value, *value]), kind([]))
    yield kind(chance.sample(list(value), len(value)))
    if value:
        place = chance.randrange(len(value))
        for varied in [*_of(value[place], chance), None]:
            yield kind([*value[:place], varied, *value[place + 1 :]])
        yield kind([*value, value[0]])
        yield kind([value[-1], *value])


def _of_array(value: Any) -> Iterator[Any]:
    yield from (value[::-1].copy(), value[:1].copy(), value[:-1].copy(), value * 2, -value, value * 0, value + 1)
    if value.dtype.kind == "f":
        gap = value.copy()
        gap.flat[len(gap.flat) // 2] = float("nan")
        yield gap


def _of_table(value: Any, chance: random.Random) -> Iterator[Any]:
    count = len(value)
    if count < 2:
        # A table without rows is left out: pandas often has an opinion of its own about those.
        return
    yield from (value.iloc[::-1], value.iloc[:1], value.iloc[:-1], value.iloc[1:])
    order = chance.sample(range(count), count)
    yield value.iloc[order]
    yield value.iloc[[*range(count), *range(count)]]
    yield value.iloc[sorted(order[: count // 2])]
    columns = list(value.columns) if type(value).__name__ == "DataFrame" else [None]
    for column in columns[:12]:
        for varied in (float("nan"), 0, 1, -1):
            changed = _with_cell(value, column, chance.randrange(count), varied)
            if changed is not None:
                yield changed
        # Two rows that agree: ties and things sent twice.
        whole = value if column is None else value[column]
        changed = _with_cell(value, column, 1, whole.iloc[0])
        if changed is not None:
            yield changed


def _with_cell(value: Any, column: Any, row: int, content: Any) -> Any:
    changed = copy.deepcopy(value)
    try:
        if column is None:
            changed.iloc[row] = content
        else:
            changed.iloc[row, list(value.columns).index(column)] = content
    except (TypeError, ValueError, IndexError):
        return None
    return changed
