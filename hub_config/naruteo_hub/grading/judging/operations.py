"""What a judge may ask of an object in a learner's process, and which of it hands the judge's own data over."""

import asyncio
import builtins
import math
import operator
from collections.abc import Callable
from typing import Any


def _await(value: Any) -> Any:
    async def wait() -> Any:
        return await value

    return asyncio.new_event_loop().run_until_complete(wait())


# Operators with two operands: what the other one learns of them is the judge's data, so they are looked at.
BINARY = {
    name: getattr(operator, name)
    for name in (
        "eq", "ne", "lt", "le", "gt", "ge", "contains", "add", "sub", "mul", "truediv", "floordiv", "mod", "matmul",
        "pow", "lshift", "rshift", "and_", "or_", "xor", "iadd", "isub", "imul", "itruediv", "ifloordiv", "imod",
        "imatmul", "ipow", "ilshift", "irshift", "iand", "ior", "ixor",
    )
} | {"divmod": divmod}  # fmt: skip

# Everything else only brings a value, which the judge then looks at itself.
UNARY: dict[str, Callable[..., Any]] = {
    "len": len, "iter": iter, "next": next, "bool": bool, "str": str, "repr": repr, "hash": hash, "int": int,
    "float": float, "complex": complex, "index": operator.index, "abs": abs, "neg": operator.neg, "pos": operator.pos,
    "invert": operator.invert, "round": round, "trunc": math.trunc, "floor": math.floor, "ceil": math.ceil,
    "format": format, "bytes": bytes, "dir": dir, "reversed": reversed,
    "getitem": operator.getitem, "setitem": operator.setitem, "delitem": operator.delitem,
    "getattr": getattr, "setattr": setattr, "delattr": delattr,
    "enter": lambda value: type(value).__enter__(value),
    "exit": lambda value, *fault: type(value).__exit__(value, *fault),
    "length_hint": operator.length_hint, "await": _await, "aiter": aiter, "anext": anext,
}  # fmt: skip

OPERATIONS: dict[str, Callable[..., Any]] = {**BINARY, **UNARY}

BUILTIN_EXCEPTIONS: dict[str, type[BaseException]] = {
    name: found
    for name, found in vars(builtins).items()
    if isinstance(found, type) and issubclass(found, BaseException)
}
# Exceptions of libraries keep their class; those by which test frameworks steer themselves are not among them.
LIBRARIES = frozenset(
    [
        "asyncio",
        "binascii",
        "concurrent",
        "configparser",
        "copy",
        "csv",
        "dataclasses",
        "datetime",
        "decimal",
        "email",
        "enum",
        "fractions",
        "http",
        "ipaddress",
        "json",
        "locale",
        "numpy",
        "pandas",
        "pickle",
        "queue",
        "re",
        "scipy",
        "shutil",
        "sklearn",
        "socket",
        "sqlite3",
        "statistics",
        "string",
        "struct",
        "subprocess",
        "tarfile",
        "tokenize",
        "urllib",
        "uuid",
        "xml",
        "zipfile",
        "zlib",
        "zoneinfo",
    ]
)
