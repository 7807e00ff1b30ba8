"""Mistakes of plain Python: operators, boundaries, constants, conditions, order of arguments, forgotten lines."""

import ast
from collections.abc import Iterator

from naruteo_hub.checking.mutation.source import Answer

# (first byte, last byte, what is written instead, kind)
Change = tuple[int, int, str, str]

COMPARISONS: dict[type[ast.cmpop], tuple[str, str]] = {
    ast.Lt: ("<", "<="),
    ast.LtE: ("<=", "<"),
    ast.Gt: (">", ">="),
    ast.GtE: (">=", ">"),
    ast.Eq: ("==", "!="),
    ast.NotEq: ("!=", "=="),
    ast.Is: ("is", "is not"),
    ast.IsNot: ("is not", "is"),
    ast.In: ("in", "not in"),
    ast.NotIn: ("not in", "in"),
}
TURNED = (ast.Eq, ast.NotEq, ast.Is, ast.IsNot, ast.In, ast.NotIn)
OPERATORS: dict[type[ast.operator], tuple[str, str]] = {
    ast.Add: ("+", "-"),
    ast.Sub: ("-", "+"),
    ast.Mult: ("*", "/"),
    ast.Div: ("/", "*"),
    ast.FloorDiv: ("//", "/"),
    ast.Mod: ("%", "//"),
    ast.Pow: ("**", "*"),
    ast.BitAnd: ("&", "|"),
    ast.BitOr: ("|", "&"),
    ast.MatMult: ("@", "*"),
}
# Turning these round gives another value.
ONE_WAY = (ast.Sub, ast.Div, ast.FloorDiv, ast.Mod, ast.Pow)
# Numbers that are given by these names are choices or looks; another one is no mistake.
CHOICES = frozenset({
    "random_state", "seed", "n_jobs", "n_estimators", "max_iter", "verbose", "figsize", "solver", "tol", "dpi",
    "fontsize", "linewidth", "alpha", "color", "label", "marker", "title", "xlabel", "ylabel", "bins",
    "chunksize",
})  # fmt: skip
# Of these nobody minds which argument comes first, or only an error comes of it.
SAME_EITHER_WAY = frozenset({
    "isinstance", "print", "max", "min", "zip", "maximum", "minimum", "add", "multiply", "logical_and",
    "logical_or", "gcd", "hypot", "isclose", "allclose",
})  # fmt: skip
# A smaller number only keeps something from being zero.
SMALLEST = 1e-4


def changes(answer: Answer) -> Iterator[Change]:
    """Yield every change of this sort."""
    for node in answer.nodes:
        match node:
            case ast.Compare():
                yield from _comparison(answer, node)
            case ast.BinOp():
                yield from _calculation(answer, node)
            case ast.BoolOp():
                yield from _connection(answer, node)
            case ast.AugAssign():
                yield from _step(answer, node)
            case ast.UnaryOp():
                yield answer.start(node), answer.end(node), answer.words(node.operand), "sign or `not` forgotten"
            case ast.If() | ast.While() | ast.IfExp():
                yield from _negated(answer, node.test)
            case ast.comprehension():
                yield from _filter(answer, node)
            case ast.Constant():
                yield from _constant(answer, node)
            case ast.Call():
                yield from _call(answer, node)
            case ast.Subscript():
                yield from _mask(answer, node)
    yield from _forgotten(answer)


def _between(answer: Answer, left: ast.expr, right: ast.expr, was: str, becomes: str, kind: str) -> Iterator[Change]:
    written = answer.between(left, right)
    if was in written:
        yield answer.end(left), answer.start(right), written.replace(was, becomes, 1), kind


def _comparison(answer: Answer, node: ast.Compare) -> Iterator[Change]:
    operands = [node.left, *node.comparators]
    for operator, left, right in zip(node.ops, operands, operands[1:], strict=False):
        was, becomes = COMPARISONS[type(operator)]
        yield from _between(answer, left, right, was, becomes, "comparison")


def _calculation(answer: Answer, node: ast.BinOp) -> Iterator[Change]:
    if type(node.op) not in OPERATORS:
        return
    was, becomes = OPERATORS[type(node.op)]
    if not (isinstance(node.op, ast.Mod) and isinstance(node.left, ast.Constant) and isinstance(node.left.value, str)):
        yield from _between(answer, node.left, node.right, was, becomes, "operator")
    if isinstance(node.op, ONE_WAY):
        turned = f"({answer.words(node.right)}) {was} ({answer.words(node.left)})"
        yield answer.start(node), answer.end(node), turned, "sides swapped"


def _connection(answer: Answer, node: ast.BoolOp) -> Iterator[Change]:
    was, becomes = ("and", "or") if isinstance(node.op, ast.And) else ("or", "and")
    for left, right in zip(node.values, node.values[1:], strict=False):
        yield from _between(answer, left, right, was, becomes, "and / or")
    for value in node.values:
        rest = [answer.words(other) for other in node.values if other is not value]
        yield answer.start(node), answer.end(node), f" {was} ".join(f"({part})" for part in rest), "part of a condition"


def _step(answer: Answer, node: ast.AugAssign) -> Iterator[Change]:
    if type(node.op) in OPERATORS:
        was, becomes = OPERATORS[type(node.op)]
        yield from _between(answer, node.target, node.value, was, becomes, "operator")


def _negated(answer: Answer, test: ast.expr) -> Iterator[Change]:
    if isinstance(test, ast.Compare) and isinstance(test.ops[0], TURNED) and len(test.ops) == 1:
        # Its own operator is turned round already.
        return
    yield answer.start(test), answer.end(test), f"not ({answer.words(test)})", "condition turned round"


def _filter(answer: Answer, node: ast.comprehension) -> Iterator[Change]:
    for condition in node.ifs:
        yield from _negated(answer, condition)
        yield answer.start(condition), answer.end(condition), "True", "filter forgotten"


def _mask(answer: Answer, node: ast.Subscript) -> Iterator[Change]:
    if isinstance(node.slice, ast.Compare) or (
        isinstance(node.slice, ast.BinOp) and isinstance(node.slice.op, ast.BitAnd | ast.BitOr)
    ):
        words = answer.words(node.slice)
        yield answer.start(node.slice), answer.end(node.slice), f"~({words})", "condition turned round"


def _constant(answer: Answer, node: ast.Constant) -> Iterator[Change]:
    above = answer.parents.get(node)
    if isinstance(above, ast.UnaryOp):
        above = answer.parents.get(above)
    if isinstance(above, ast.keyword) and above.arg in CHOICES:
        return
    start, end, value = answer.start(node), answer.end(node), node.value
    if isinstance(value, bool):
        yield start, end, str(not value), "True / False"
    elif isinstance(value, int):
        yield start, end, str(value + 1), "off by one"
        if value > 0:
            yield start, end, str(value - 1), "off by one"
    elif isinstance(value, float) and not 0 < value < SMALLEST:
        yield start, end, f"{value * 1.1 if value else 1.0:.12g}", "constant"


def _call(answer: Answer, node: ast.Call) -> Iterator[Change]:
    name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
    plain = not any(isinstance(argument, ast.Starred) for argument in node.args)
    if name == "range" and isinstance(node.func, ast.Name) and plain and node.args:
        stop = node.args[0 if len(node.args) == 1 else 1]
        yield answer.start(stop), answer.end(stop), f"({answer.words(stop)}) - 1", "off by one"
    elif name == "len" and isinstance(node.func, ast.Name):
        yield answer.start(node), answer.end(node), f"({answer.words(node)} - 1)", "off by one"
    elif len(node.args) >= 2 and plain and name not in SAME_EITHER_WAY:
        first, second = node.args[:2]
        between = answer.between(first, second)
        swapped = answer.words(second) + between + answer.words(first)
        yield answer.start(first), answer.end(second), swapped, "arguments swapped"


def _forgotten(answer: Answer) -> Iterator[Change]:
    """Yield lines left out, where what follows still has all its names."""
    for node in answer.nodes:
        for body in (getattr(node, "body", None), getattr(node, "orelse", None)):
            if not isinstance(body, list):
                continue
            bound = _arguments(node)
            for statement in body:
                if _may_be_left_out(statement, bound):
                    yield answer.start(statement), answer.end(statement), "pass", "line forgotten"
                bound |= {
                    name.id
                    for name in ast.walk(statement)
                    if isinstance(name, ast.Name) and isinstance(name.ctx, ast.Store)
                }


def _arguments(node: ast.AST) -> set[str]:
    if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        return set()
    return {each.arg for each in ast.walk(node.args) if isinstance(each, ast.arg)}


def _may_be_left_out(statement: ast.stmt, bound: set[str]) -> bool:
    match statement:
        case ast.Expr(value=ast.Call()) | ast.AugAssign() | ast.Break() | ast.Continue():
            return True
        case ast.Assign(targets=targets):
            return all(_is_there(target, bound) for target in targets)
        case ast.If(orelse=[]):
            # A guard: it ends early what would go on below.
            return isinstance(statement.body[-1], ast.Return | ast.Raise | ast.Continue | ast.Break)
    return False


def _is_there(target: ast.expr, bound: set[str]) -> bool:
    if isinstance(target, ast.Attribute | ast.Subscript):
        return True
    return isinstance(target, ast.Name) and target.id in bound
