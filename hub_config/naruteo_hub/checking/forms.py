"""Values reduced to what they mean, so that two answers can be compared: numbers, texts, sequences, tables, objects."""

import math
import types
from itertools import islice
from typing import Any

DEEPEST = 12
MOST_PARTS = 5000
DIGITS = 9


def form_of(value: Any, depth: int = 0) -> Any:
    """Return a value as plain data: a list, a tuple and an array of the same numbers have the same form."""
    if value is None or isinstance(value, str | bytes):
        return repr(value)
    if depth > DEEPEST:
        return "…"
    number = _number(value)
    if number is not None:
        return number
    if isinstance(value, list | tuple):
        return [form_of(part, depth + 1) for part in value[:MOST_PARTS]]
    if isinstance(value, set | frozenset):
        return ["set", *sorted(str(form_of(part, depth + 1)) for part in value)]
    if isinstance(value, dict):
        return ["dict", *sorted(f"{form_of(key)}: {form_of(part, depth + 1)}" for key, part in value.items())]
    if isinstance(value, types.FunctionType | types.BuiltinFunctionType | types.ModuleType | type):
        return type(value).__name__
    if isinstance(value, types.GeneratorType):
        return [form_of(part, depth + 1) for part in islice(value, MOST_PARTS)]
    return _of_library(value, depth)


def _number(value: Any) -> str | None:
    if type(value).__module__ == "numpy" and hasattr(value, "item") and getattr(value, "shape", None) == ():
        value = value.item()
    # True and False count as 1 and 0, as they do for Python.
    if isinstance(value, int | float):
        return "nan" if math.isnan(value) else f"{value + 0:.{DIGITS}g}"
    return repr(value) if isinstance(value, complex) else None


def _of_library(value: Any, depth: int) -> Any:
    library = type(value).__module__.partition(".")[0]
    kind = type(value).__name__
    if library == "numpy" and hasattr(value, "tolist"):
        return form_of(value.tolist(), depth + 1)
    if library == "pandas":
        if kind == "DataFrame":
            columns = {str(name): form_of(value[name].tolist(), depth + 1) for name in value.columns}
            if len(columns) == len(value.columns):
                return ["table", form_of(value.index.tolist(), depth + 1), list(columns.items())]
            return ["table", form_of(value.index.tolist(), depth + 1), form_of(value.to_numpy().tolist(), depth + 1)]
        if kind == "Series":
            return ["column", str(value.name), form_of(value.index.tolist(), depth + 1), form_of(value.tolist())]
        return repr(value)
    if library in ("datetime", "decimal", "fractions", "re", "pathlib"):
        return repr(value)
    if library == "matplotlib":
        return kind
    parts = getattr(value, "__dict__", None)
    if isinstance(parts, dict):
        return [kind, *sorted(f"{name}: {form_of(part, depth + 1)}" for name, part in parts.items())]
    return kind
