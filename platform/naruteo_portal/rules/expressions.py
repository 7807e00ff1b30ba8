"""Reads the small language of rules; whatever is not in it is refused, with the column and what can be done."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from dataclasses import replace

from naruteo_portal.rules.functions import FUNCTIONS
from naruteo_portal.rules.model import FactType
from naruteo_portal.rules.typed import (
    LARGEST,
    MOST_DECIMALS,
    TRUTH,
    Expr,
    ExpressionError,
    Type,
    Unfit,
    of_kind,
    of_one_unit,
    rescaled,
)

MOST_NODES = 250
COMPARISONS: dict[type[ast.cmpop], str] = {
    ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!=",
}  # fmt: skip


def read_expression(text: str, names: Mapping[str, Expr]) -> Expr:
    """The typed form of an expression over `names`; a table stands there with what it is indexed by as `args`.

    Raises ExpressionError for whatever is not in the language, does not fit together, or could leave 64 bits.
    """
    try:
        tree = ast.parse(text.strip(), mode="eval")
    except (SyntaxError, ValueError, MemoryError, RecursionError) as fault:
        raise ExpressionError(
            getattr(fault, "offset", None) or 1, "식을 읽을 수 없습니다. 괄호와 연산자를 살펴 주세요.",
            "The expression cannot be read. Check brackets and operators.",
        ) from None  # fmt: skip
    if sum(1 for _ in ast.walk(tree)) > MOST_NODES:
        raise ExpressionError(
            1, "식이 너무 깁니다. 일부를 따로 규칙으로 만들어 주세요.",
            "The expression is too long. Make a rule of its own of a part.",
        )  # fmt: skip
    return _Reading(names).expr(tree.body)


class _Reading:
    def __init__(self, names: Mapping[str, Expr]) -> None:
        self.names = names

    def expr(self, node: ast.expr) -> Expr:
        column = node.col_offset + 1
        try:
            made = self._expr(node)
        except Unfit as unfit:
            raise ExpressionError(column, unfit.ko, unfit.en) from None
        if abs(made.type.low) > LARGEST or abs(made.type.high) > LARGEST or made.type.decimals > MOST_DECIMALS:
            raise ExpressionError(
                column, "결과가 64비트를 넘을 수 있습니다. 사실의 최댓값을 줄이거나 중간에서 절사해 주세요.",
                "The result could leave 64 bits. Lower a fact's maximum, or round in between.",
            )  # fmt: skip
        return made

    def _expr(self, node: ast.expr) -> Expr:
        match node:
            case ast.Constant(value=int(value)) if not isinstance(value, bool):
                return _literal(value)
            case ast.Name(id=name):
                return self._named(name, ())
            case ast.Subscript(value=ast.Name(id=name), slice=index):
                return self._named(name, index.elts if isinstance(index, ast.Tuple) else [index])
            case ast.BinOp(left=left, op=ast.Mult(), right=right):
                return _product(self.expr(left), self.expr(right))
            case ast.BinOp(left=left, op=ast.Add() | ast.Sub() as op, right=right):
                return _sum("+" if isinstance(op, ast.Add) else "-", self.expr(left), self.expr(right))
            case ast.BoolOp(op=op, values=values):
                parts = tuple(self.expr(value) for value in values)
                of_kind(FactType.TRUTH, *parts)
                return Expr("and" if isinstance(op, ast.And) else "or", TRUTH, parts)
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                denied = self.expr(operand)
                of_kind(FactType.TRUTH, denied)
                return Expr("not", TRUTH, (denied,))
            case ast.Compare(left=left, ops=[ast.In()], comparators=[ast.Tuple(elts=[_, *_] as elements)]):
                return _among(self.expr(left), elements)
            case ast.Compare(left=left, ops=[ast.NotIn()], comparators=[ast.Tuple(elts=[_, *_] as elements)]):
                return Expr("not", TRUTH, (_among(self.expr(left), elements),))
            case ast.Compare(left=left, ops=[ast.Eq()], comparators=[ast.Constant(value=str()) as element]):
                return _among(self.expr(left), [element])
            case ast.Compare(left=left, ops=[ast.NotEq()], comparators=[ast.Constant(value=str()) as element]):
                return Expr("not", TRUTH, (_among(self.expr(left), [element]),))
            case ast.Compare(left=left, ops=[op], comparators=[right]) if type(op) in COMPARISONS:
                return _comparison(COMPARISONS[type(op)], self.expr(left), self.expr(right))
            case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]) if name in FUNCTIONS:
                arity, make = FUNCTIONS[name]
                if len(arguments) not in arity:
                    raise Unfit(f"'{name}'의 인수 수가 맞지 않습니다.", f"'{name}' takes {arity[0]} argument(s).")
                return make(*(self.expr(argument) for argument in arguments))
        functions = ", ".join(sorted(FUNCTIONS))
        raise Unfit(
            f"규칙 언어에 없는 표현입니다. 쓸 수 있는 함수: {functions}.",
            f"This is not in the language of rules. Its functions: {functions}.",
        )

    def _named(self, name: str, keys: Sequence[ast.expr]) -> Expr:
        leaf = self.names.get(name)
        if leaf is None:
            raise Unfit(
                f"'{name}'은(는) 없는 이름입니다. 사실, 매개변수, 위에 있는 규칙만 쓸 수 있습니다.",
                f"'{name}' is not known here. Only facts, parameters and rules above this one can be used.",
            )
        if len(keys) != len(leaf.args):
            raise Unfit(
                f"'{name}'에는 색인이 {len(leaf.args)}개 있어야 합니다.",
                f"'{name}' needs {len(leaf.args)} index(es) in square brackets.",
            )
        return replace(
            leaf, args=tuple(_index(name, self.expr(key), want) for key, want in zip(keys, leaf.args, strict=True))
        )


def _literal(value: int) -> Expr:
    if value not in (0, 1):
        raise Unfit(
            "식에는 0과 1만 쓸 수 있습니다. 다른 수는 출처가 있는 매개변수로 만들어 주세요.",
            "Only 0 and 1 may be written in a formula. Make a parameter, with its source, of any other figure.",
        )
    return Expr("literal", Type(FactType.NUMBER, low=value, high=value), constant=value)


def _index(name: str, given: Expr, want: Expr) -> Expr:
    if want.type.kind is FactType.NUMBER and given.type.kind is FactType.NUMBER:
        if given.type.unit == want.type.unit and given.type.decimals <= want.type.decimals:
            return rescaled(given, want.type.decimals)
    elif given.type.kind is want.type.kind and given.type.choices == want.type.choices:
        return given
    raise Unfit(f"'{name}'의 색인이 맞지 않습니다.", f"'{name}' is not indexed by this.")


def _product(left: Expr, right: Expr) -> Expr:
    of_kind(FactType.NUMBER, left, right)
    a, b = left.type, right.type
    ends = [x * y for x in (a.low, a.high) for y in (b.low, b.high)]
    type_ = Type(FactType.NUMBER, a.unit.times(b.unit), a.decimals + b.decimals, min(ends), max(ends))
    return Expr("*", type_, (left, right))


def _sum(op: str, left: Expr, right: Expr) -> Expr:
    left, right = of_one_unit(left, right)
    a, b = left.type, right.type
    low, high = (a.low + b.low, a.high + b.high) if op == "+" else (a.low - b.high, a.high - b.low)
    return Expr(op, replace(a, low=low, high=high), (left, right))


def _comparison(op: str, left: Expr, right: Expr) -> Expr:
    if left.type.kind is FactType.DATE:
        of_kind(FactType.DATE, right)
        return Expr(op, TRUTH, (left, right))
    return Expr(op, TRUTH, of_one_unit(left, right))


def _among(choice: Expr, elements: Sequence[ast.expr]) -> Expr:
    of_kind(FactType.CHOICE, choice)
    wanted = set()
    for element in elements:
        value = element.value if isinstance(element, ast.Constant) else None
        if value not in choice.type.choices:
            said = ", ".join(choice.type.choices)
            raise Unfit(f"선택지에 없는 값입니다. 선택지: {said}.", f"This is not among the choices: {said}.")
        wanted.add(choice.type.choices.index(value))
    return Expr("in", TRUTH, (choice,), among=frozenset(wanted))
