"""Mistakes with tables and models: another aggregate, a step left out, a key or an option forgotten, leakage."""

import ast
from collections.abc import Iterator

from naruteo_hub.checking.mutation.python import CHOICES, Change
from naruteo_hub.checking.mutation.source import Answer

AGGREGATES = {
    "mean": "median",
    "median": "mean",
    "sum": "mean",
    "max": "min",
    "min": "max",
    "std": "var",
    "var": "std",
    "first": "last",
    "last": "first",
    "count": "size",
    "size": "count",
    "nunique": "count",
    "any": "all",
    "all": "any",
    "idxmax": "idxmin",
    "idxmin": "idxmax",
    "argmax": "argmin",
    "argmin": "argmax",
    "cumsum": "cummax",
    "floor": "ceil",
    "ceil": "floor",
    "nlargest": "nsmallest",
    "nsmallest": "nlargest",
    "append": "extend",
    "isna": "notna",
    "notna": "isna",
    "precision_score": "recall_score",
    "recall_score": "precision_score",
    "mean_absolute_error": "mean_squared_error",
    "mean_squared_error": "mean_absolute_error",
}
AS_FUNCTIONS = frozenset({"max", "min", "sum", "any", "all", "precision_score", "recall_score"}) | {
    "mean_absolute_error",
    "mean_squared_error",
}
AS_WORDS = frozenset({"mean", "median", "sum", "max", "min", "std", "count"})
# Methods that give their own object back, changed: each is a step that somebody forgets.
STEPS = frozenset({
    "copy", "dropna", "fillna", "sort_values", "sort_index", "reset_index", "drop_duplicates", "drop", "strip",
    "lstrip", "rstrip", "lower", "upper", "replace", "astype", "abs", "clip", "round", "ffill", "bfill",
    "interpolate", "diff", "shift", "rename", "set_index", "tz_convert", "tz_localize", "dt", "normalize",
    "ravel", "flatten", "casefold", "cumsum", "reindex",
})  # fmt: skip
# Functions whose first argument, without them, is what a forgetful person would go on with.
WRAPPERS = {"sorted": "list", "set": "list", "abs": "", "round": "", "reversed": "list", "sort": "", "int": ""}
SWAPPED_WORDS = {
    "left": "inner",
    "right": "inner",
    "inner": "outer",
    "outer": "inner",
    "first": "last",
    "last": "first",
    "coerce": "raise",
    "linear": "nearest",
    "many_to_one": "one_to_one",
    "macro": "micro",
    "weighted": "macro",
}
KEYED = frozenset({"groupby", "sort_values", "drop_duplicates", "merge", "pivot_table"})
SPLITTERS = {"GroupKFold": "KFold", "TimeSeriesSplit": "KFold", "StratifiedKFold": "KFold"}
# Without one of these a cell would only stop with an error, or looks else: nobody learns from that.
NEEDED_OPTIONS = CHOICES | {
    "columns",
    "index",
    "on",
    "by",
    "data",
    "key",
    "parse_dates",
    "usecols",
    "dtype",
    "encoding",
}


def changes(answer: Answer) -> Iterator[Change]:
    """Yield every change of this sort."""
    halves = _halves(answer.tree)
    for node in answer.nodes:
        if isinstance(node, ast.Call):
            yield from _aggregate(answer, node)
            yield from _left_out(answer, node)
            yield from _keys(answer, node)
            yield from _options(answer, node)
            yield from _leak(answer, node, halves)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from _word(answer, node, node.value)


def _name_end(answer: Answer, func: ast.Attribute | ast.Name, written: str, kind: str) -> Change:
    """Return a change of the last name of what is called."""
    own = func.attr if isinstance(func, ast.Attribute) else func.id
    end = answer.end(func)
    return end - len(own.encode()), end, written, kind


def _aggregate(answer: Answer, node: ast.Call) -> Iterator[Change]:
    match node.func:
        case ast.Attribute(attr=name) as func if name in AGGREGATES:
            yield _name_end(answer, func, AGGREGATES[name], "another aggregate")
        case ast.Name(id=name) as func if name in AS_FUNCTIONS:
            becomes = "len" if name == "sum" else AGGREGATES[name]
            yield _name_end(answer, func, becomes, "another aggregate")


def _word(answer: Answer, node: ast.Constant, word: str) -> Iterator[Change]:
    becomes = SWAPPED_WORDS.get(word) or (AGGREGATES[word] if word in AS_WORDS else "")
    if becomes:
        yield answer.start(node), answer.end(node), f'"{becomes}"', "another option"


def _left_out(answer: Answer, node: ast.Call) -> Iterator[Change]:
    match node.func:
        case ast.Attribute(attr=name, value=value) if name in STEPS and not _is_module(value):
            yield answer.start(node), answer.end(node), answer.words(value), "step forgotten"
        case ast.Name(id=name) | ast.Attribute(attr=name) if name in WRAPPERS and node.args:
            first = answer.words(node.args[0])
            yield answer.start(node), answer.end(node), f"{WRAPPERS[name]}({first})", "step forgotten"


def _is_module(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id in ("np", "pd", "numpy", "pandas", "math", "re", "shutil")


def _keys(answer: Answer, node: ast.Call) -> Iterator[Change]:
    if not (isinstance(node.func, ast.Attribute) and node.func.attr in KEYED):
        return
    for value in [*node.args, *(keyword.value for keyword in node.keywords)]:
        if isinstance(value, ast.List) and len(value.elts) >= 2:
            for left_out in value.elts:
                rest = ", ".join(answer.words(each) for each in value.elts if each is not left_out)
                yield answer.start(value), answer.end(value), f"[{rest}]", "key forgotten"


def _options(answer: Answer, node: ast.Call) -> Iterator[Change]:
    """Yield calls without one of their options."""
    if isinstance(node.func, ast.Attribute) and node.func.attr in ("assign", "agg", "DataFrame"):
        return
    if isinstance(node.func, ast.Name) and node.func.id == "dict":
        return
    for keyword in node.keywords:
        if keyword.arg is None or keyword.arg in NEEDED_OPTIONS:
            continue
        written = _arguments(answer, [*node.args, *(each for each in node.keywords if each is not keyword)])
        yield answer.end(node.func), answer.end(node), f"({written})", "option forgotten"


def _arguments(answer: Answer, parts: list[ast.expr | ast.keyword]) -> str:
    return ", ".join(answer.words(part) for part in parts)


def _halves(tree: ast.AST) -> dict[str, str]:
    """Map the names of training and test parts to the name of the whole that was split."""
    halves: dict[str, str] = {}
    for node in ast.walk(tree):
        match node:
            case ast.Assign(targets=[ast.Tuple(elts=parts)], value=ast.Call(func=func, args=wholes)):
                name = func.id if isinstance(func, ast.Name) else getattr(func, "attr", "")
                if name == "train_test_split" and len(parts) == 2 * len(wholes):
                    for place, part in enumerate(parts):
                        whole = wholes[place // 2]
                        if isinstance(part, ast.Name) and isinstance(whole, ast.Name):
                            halves[part.id] = whole.id
    return halves


def _leak(answer: Answer, node: ast.Call, halves: dict[str, str]) -> Iterator[Change]:
    if isinstance(node.func, ast.Name) and node.func.id in SPLITTERS:
        yield _name_end(answer, node.func, SPLITTERS[node.func.id], "leakage")
    if not isinstance(node.func, ast.Attribute):
        return
    name = node.func.attr
    if name in ("fit", "fit_transform"):
        for argument in node.args:
            if isinstance(argument, ast.Name) and argument.id in halves:
                # All arguments together: a model fitted on parts of different lengths only fails.
                written = ", ".join(
                    halves.get(each.id, each.id) if isinstance(each, ast.Name) else answer.words(each)
                    for each in node.args
                )
                yield answer.start(node.args[0]), answer.end(node.args[-1]), written, "leakage"
                break
        else:
            yield from _other_half(answer, node)
    elif name == "transform" and node.args and "fit" not in answer.words(node.func.value):
        yield _name_end(answer, node.func, "fit_transform", "leakage")
    elif name == "shift" and node.args and isinstance(node.args[0], ast.Constant):
        value = node.args[0]
        yield answer.start(value), answer.end(value), f"-{answer.words(value)}", "leakage"
    elif name == "rolling" and not any(keyword.arg == "center" for keyword in node.keywords):
        written = _arguments(answer, [*node.args, *node.keywords])
        yield answer.end(node.func), answer.end(node), f"({written}, center=True)", "leakage"


def _other_half(answer: Answer, node: ast.Call) -> Iterator[Change]:
    """Yield a fit on the test part, where only the names tell what is what."""
    names = [argument.id for argument in node.args if isinstance(argument, ast.Name)]
    known = {each.id for each in ast.walk(answer.tree) if isinstance(each, ast.Name)} | {
        each.arg for each in ast.walk(answer.tree) if isinstance(each, ast.arg)
    }
    turned = [name.replace("train", "test") for name in names]
    if len(names) == len(node.args) and turned != names and known.issuperset(turned):
        yield answer.start(node.args[0]), answer.end(node.args[-1]), ", ".join(turned), "leakage"
