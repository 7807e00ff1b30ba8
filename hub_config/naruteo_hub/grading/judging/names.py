"""Reading code: its syntax tree, the names in it and those that it binds. A judge needs no more, and no nbgrader."""

import ast
from collections.abc import Iterator
from typing import Any

from IPython.core.inputtransformer2 import TransformerManager

DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def parse(source: str) -> ast.Module:
    """Parse a cell as IPython would; what cannot be parsed has no names."""
    try:
        return ast.parse(_as_python(source))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ast.Module([], [])


def _as_python(source: str) -> str:
    manager: Any = TransformerManager()  # type: ignore[no-untyped-call]
    return str(manager.transform_cell(source))


def names_in(tree: ast.AST) -> set[str]:
    """Collect every name that code mentions."""
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}


def bound_in(tree: ast.AST) -> set[str]:
    """Collect the names that running code binds at its own level."""
    bound: set[str] = set()
    for node in own_level(tree):
        if isinstance(node, DEFINITIONS):
            bound.add(node.name)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store | ast.Del):
            bound.add(node.id)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            bound.update((name.asname or name.name).partition(".")[0] for name in node.names)
        elif isinstance(node, ast.ExceptHandler) and node.name:
            bound.add(node.name)
    bound.update(name for node in ast.walk(tree) if isinstance(node, ast.Global) for name in node.names)
    return bound


def own_level(tree: ast.AST) -> Iterator[ast.AST]:
    """Walk code that runs when the cell runs, leaving out the inside of functions and the names in classes."""
    waiting: list[ast.AST] = [*ast.iter_child_nodes(tree)]
    while waiting:
        node = waiting.pop()
        yield node
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            waiting += [*node.decorator_list, *node.args.defaults, *filter(None, node.args.kw_defaults)]
        elif isinstance(node, ast.ClassDef):
            waiting += [*node.decorator_list, *node.bases]
        elif isinstance(node, ast.Lambda | ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp):
            waiting += [
                part for part in ast.walk(node) if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Load)
            ]
        else:
            waiting += ast.iter_child_nodes(node)
