"""Answers learnt by heart: a function that knows what the visible test asks, and nothing else."""

import ast
from collections.abc import Iterable, Iterator

from naruteo_hub.checking.mutation.python import Change
from naruteo_hub.checking.mutation.source import Answer


def changes(answer: Answer, visible: Iterable[str]) -> Iterator[Change]:
    """Yield, for each function of the answer, one that returns what the visible tests expect of it."""
    examples = list(_examples(visible))
    for node in answer.tree.body:
        if not isinstance(node, ast.FunctionDef):
            continue
        known = [(arguments, value) for name, arguments, value in examples if name == node.name]
        names = [each.arg for each in [*node.args.posonlyargs, *node.args.args]]
        first = _first_own_statement(node, answer)
        if not known or first is None:
            continue
        written = "".join(
            f"if repr([{', '.join(names[: len(arguments)])}]) == repr([{', '.join(arguments)}]):\n"
            f"{' ' * (first.col_offset + 4)}return {value}\n{' ' * first.col_offset}"
            for arguments, value in known
            if len(arguments) <= len(names)
        )
        start = answer.start(first)
        yield start, answer.end(node), f"{written}return {known[0][1]}", "answer by heart"


def _first_own_statement(node: ast.FunctionDef, answer: Answer) -> ast.stmt | None:
    return next((statement for statement in node.body if statement.lineno in answer.own), None)


def _examples(visible: Iterable[str]) -> Iterator[tuple[str, list[str], str]]:
    """Yield (function, arguments, expected value) of every comparison in the visible tests."""
    for source in visible:
        try:
            tree = ast.parse(source)
        except (SyntaxError, ValueError, RecursionError):
            continue
        given = {
            target.id: node.value
            for node in tree.body
            if isinstance(node, ast.Assign)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        for node in ast.walk(tree):
            match node:
                case ast.Compare(left=left, ops=[ast.Eq() | ast.Is()], comparators=[right]):
                    yield from _example(left, right, given)
                case ast.BinOp(left=left, op=ast.Sub(), right=right):
                    yield from _example(left, right, given)
                case ast.Call(func=ast.Name(id="isclose" | "approx"), args=[left, right, *_]):
                    yield from _example(left, right, given)
                case ast.Call(func=ast.Attribute(attr="isclose" | "allclose"), args=[left, right, *_]):
                    yield from _example(left, right, given)


def _example(left: ast.expr, right: ast.expr, given: dict[str, ast.expr]) -> Iterator[tuple[str, list[str], str]]:
    # `answer = f(2)` and, on a later line, `answer == 3`.
    left = given.get(left.id, left) if isinstance(left, ast.Name) else left
    if isinstance(left, ast.Call) and isinstance(left.func, ast.Name) and not left.keywords and _literal(right):
        arguments = [given.get(each.id, each) if isinstance(each, ast.Name) else each for each in left.args]
        if all(map(_literal, arguments)):
            yield left.func.id, [ast.unparse(each) for each in arguments], ast.unparse(right)


def _literal(node: ast.expr) -> bool:
    try:
        ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return False
    return True
