"""What a learner's code would need in order to bend a test that runs in its own process, found by reading the code.

Only tests that share the learner's process are looked at so: there is no proof that such a pass is honest, so whatever
could have bent it makes a person look. Reading happens outside the process, where nothing can answer for itself.
"""

import ast
import builtins
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePosixPath

from naruteo_hub.grading.judging.names import parse
from naruteo_hub.grading.judging.operations import LIBRARIES as KNOWN

# Modules by which one gets at the interpreter, its frames, its memory, other processes, or the test frameworks.
MODULES = frozenset(
    [
        *("_ctypes", "_thread", "atexit", "builtins", "cffi", "code", "codeop", "ctypes", "faulthandler", "gc", "imp"),
        *("importlib", "inspect", "ipykernel", "jupyter_client", "linecache", "marshal", "mmap", "multiprocessing"),
        *("naruteo_hub", "nbgrader", "pdb", "pty", "ptrace", "pytest", "resource", "runpy", "signal", "socket"),
        *("subprocess", "traitlets", "unittest", "zipimport", "zmq"),
    ]
)
NAMES = frozenset(
    [
        "__builtins__",
        "__import__",
        "__loader__",
        "__spec__",
        "breakpoint",
        "compile",
        "delattr",
        "eval",
        "exec",
        "globals",
        "locals",
        "setattr",
        "vars",
        "In",
        "Out",
    ]
)
ATTRIBUTES = frozenset(
    [
        "_getframe",
        "f_back",
        "f_builtins",
        "f_code",
        "f_globals",
        "f_lineno",
        "f_locals",
        "f_trace",
        "gi_frame",
        "cr_frame",
        "tb_frame",
        "tb_next",
        "settrace",
        "setprofile",
        "meta_path",
        "path_hooks",
        "modules",
        "ast_transformers",
        "input_transformers_cleanup",
        "input_transformers_post",
        "run_cell",
        "run_code",
        "run_ast_nodes",
        "displayhook",
        "display_pub",
        "display_formatter",
        "excepthook",
        "set_custom_exc",
        "events",
        "user_ns",
        "user_module",
        "showtraceback",
        "register_magic_function",
        "set_hook",
        "co_code",
        "co_consts",
        "func_globals",
    ]
)
# Methods whose answer can decide a comparison, and hooks into how Python looks things up.
DECIDING = frozenset(
    [
        *(
            "__abs__",
            "__add__",
            "__array__",
            "__array_function__",
            "__array_interface__",
            "__array_ufunc__",
            "__bool__",
        ),
        *("__class__", "__class_getitem__", "__complex__", "__contains__", "__del__", "__delattr__", "__divmod__"),
        *("__eq__", "__float__", "__floordiv__", "__format__", "__ge__", "__get__", "__getattr__", "__getattribute__"),
        *("__gt__", "__hash__", "__index__", "__init_subclass__", "__instancecheck__", "__int__", "__le__", "__lt__"),
        *("__mod__", "__mul__", "__ne__", "__neg__", "__new__", "__pow__", "__prepare__", "__radd__", "__reduce__"),
        *("__reduce_ex__", "__rmul__", "__round__", "__rsub__", "__set__", "__setattr__", "__sub__"),
        *("__subclasscheck__", "__subclasshook__", "__subclasses__", "__truediv__"),
    ]
)
# Attributes of the interpreter's own: code objects, globals, what a class was made from.
INNER = frozenset(
    [
        *("__base__", "__bases__", "__builtins__", "__closure__", "__code__", "__defaults__", "__dict__", "__func__"),
        *(
            "__globals__",
            "__import__",
            "__kwdefaults__",
            "__loader__",
            "__mro__",
            "__self__",
            "__spec__",
            "__wrapped__",
        ),
        *("__subclasses__", "__traceback__", "__context__"),
    ]
)
# Functions of the operating system by which a process ends, starts another or writes past Python.
SYSTEM = frozenset(
    [
        *("_exit", "abort", "dup", "dup2", "execl", "execle", "execv", "execve", "execvp", "fdopen", "fork", "forkpty"),
        *("kill", "killpg", "pipe", "popen", "posix_spawn", "spawnl", "spawnv", "system", "write", "writev"),
    ]
)
MAGICS = frozenset(["matplotlib", "time", "timeit", "capture", "precision", "pwd", "ls", "who", "whos"])
# Commands of the system's shell that only show something.
HARMLESS = re.compile(r"(echo|ls|pwd|cat|head|tail|wc|date|free|nproc)( [^;&|<>$`\\n]*)?")
# Settings that are there to be set.
SETTINGS = frozenset({"rcParams", "options", "display"})
# Libraries whose names may all be imported at once: they are what they always are.
LIBRARIES = KNOWN | {"collections", "functools", "itertools", "math", "random"}
MOST = 20


def odd_constructs(cells: Iterable[str], relied_on: set[str], classes: Iterable[str] = ()) -> set[str]:
    """Name the constructs in code cells by which a test could be bent, as short texts.

    ``relied_on`` are the names that tests use: only these matter when Python's own get another meaning. ``classes``
    are those that the task asks for: how they compare is part of the answer.
    """
    asked = set(classes)
    trees = [parse(source) for source in cells]
    imported = {name for tree in trees for name in _imported(tree)}
    found: set[str] = set()
    for tree in trees:
        harmless = _harmless_nodes(tree, relied_on, asked)
        for node in ast.walk(tree):
            if id(node) not in harmless:
                found.update(_odd(node, imported))
        found.update(f"another meaning of {name}" for name in _rebound(tree, imported) if name in relied_on)
    return found


def shadowing_files(files: Mapping[str, bytes], cells: Iterable[str], relied_on: set[str]) -> set[str]:
    """Name files that could stand in for a library, and what is odd in modules that the cells can import."""
    found: set[str] = set()
    installed = {name.partition(".")[0] for name in sys.modules} | sys.stdlib_module_names
    text = "\n".join(cells)
    for name, content in files.items():
        path = PurePosixPath(name)
        if path.suffix in (".pyc", ".so", ".pth", ".pkl", ".pickle", ".joblib") or path.name in ("sitecustomize.py",):
            found.add(f"file {ascii(name)[1:-1]}")
        elif path.suffix == ".py":
            if path.stem in installed or path.parts[0] in installed:
                found.add(f"file {ascii(name)[1:-1]}")
            elif path.parts[0].removesuffix(".py") in text:
                source = content.decode("utf-8", "replace")
                found.update(f"{construct} in {ascii(name)[1:-1]}" for construct in odd_constructs([source], relied_on))
    return found


def summary(constructs: Iterable[str]) -> list[str]:
    """Return what was found as evidence of bounded length."""
    return [text[:80] for text in sorted(constructs)][:MOST]


def _harmless_nodes(tree: ast.AST, relied_on: set[str], asked: set[str]) -> set[int]:
    found: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef) and node.name in asked and not node.keywords:
            found.add(id(node))
        elif isinstance(node, ast.Subscript) and ast.unparse(node.value) == "globals()":
            # One name of the learner's own, written out.
            name = node.slice.value if isinstance(node.slice, ast.Constant) else None
            if isinstance(name, str) and name not in relied_on | NAMES and not hasattr(builtins, name):
                found.update(id(part) for part in ast.walk(node.value))
    return found


def _imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            for name in node.names:
                yield (name.asname or name.name).partition(".")[0]


def _odd(node: ast.AST, imported: set[str]) -> Iterator[str]:
    if isinstance(node, ast.Import):
        for name in node.names:
            if name.name.partition(".")[0] in MODULES or _is_ipython(name.name):
                yield f"import {name.name}"
    elif isinstance(node, ast.ImportFrom):
        module = node.module or "."
        if module.partition(".")[0] in MODULES or _is_ipython(module):
            yield f"import {module}"
        if module not in LIBRARIES:
            yield from (f"import {module} *" for name in node.names if name.name == "*")
    elif isinstance(node, ast.Call):
        yield from _odd_call(node)
    elif isinstance(node, ast.Name) and node.id in NAMES:
        yield f"name {node.id}"
    elif isinstance(node, ast.Attribute):
        if node.attr in ATTRIBUTES | INNER | DECIDING or (node.attr in SYSTEM and _root(node) in ("os", "posix")):
            yield f"attribute {node.attr}"
        if isinstance(node.ctx, ast.Store | ast.Del) and _root(node) in imported and not _is_setting(node):
            yield f"change of {ast.unparse(node)}"
    elif isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store | ast.Del):
        if _root(node) in imported and not _is_setting(node):
            yield f"change of {ast.unparse(node.value)}"
    elif isinstance(node, ast.ClassDef):
        if any(ast.unparse(keyword.value) not in ("ABCMeta", "abc.ABCMeta") for keyword in node.keywords):
            yield "class with a metaclass"
        for part in ast.walk(node):
            if isinstance(part, ast.FunctionDef) and part.name in DECIDING:
                yield f"method {part.name}"
            elif isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store) and part.id in DECIDING:
                yield f"attribute {part.id}"
    elif isinstance(node, ast.Constant) and isinstance(node.value, str) and re.search(r"/proc/|/dev/fd", node.value):
        yield "the folder /proc"


def _odd_call(node: ast.Call) -> Iterator[str]:
    name = node.func.id if isinstance(node.func, ast.Name) else None
    if name == "getattr" and not (len(node.args) > 1 and isinstance(node.args[1], ast.Constant)):
        yield "getattr by a computed name"
    elif name == "getattr" and len(node.args) > 1 and isinstance(node.args[1], ast.Constant):
        asked = str(node.args[1].value)
        if asked in ATTRIBUTES | NAMES | SYSTEM | INNER | DECIDING:
            yield f"attribute {asked}"
    elif name == "type" and len(node.args) > 1:
        yield "a class made by type()"
    elif isinstance(node.func, ast.Attribute) and _root(node.func) == "get_ipython":
        # What IPython makes of %magic lines; anything else asked of the shell is odd.
        magic = node.args[0] if node.args else None
        if (
            node.func.attr in ("system", "getoutput")
            and isinstance(magic, ast.Constant)
            and HARMLESS.fullmatch(str(magic.value))
        ):
            return
        if not (
            node.func.attr in ("run_line_magic", "run_cell_magic")
            and isinstance(magic, ast.Constant)
            and magic.value in MAGICS
        ):
            yield "a command to the notebook's shell"


def _is_ipython(module: str) -> bool:
    return module.partition(".")[0] == "IPython" and module != "IPython.display"


def _root(node: ast.AST) -> str:
    while isinstance(node, ast.Attribute | ast.Subscript | ast.Call):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""


def _is_setting(node: ast.AST) -> bool:
    return any(isinstance(part, ast.Attribute) and part.attr in SETTINGS for part in ast.walk(node))


def _rebound(tree: ast.AST, imported: set[str]) -> Iterator[str]:
    """Name builtins and imported modules to which code gives another meaning for everybody."""
    for node in tree.body if isinstance(tree, ast.Module) else ():
        names: list[str] = []
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            names = [node.name]
        else:
            for part in ast.walk(node):
                if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store | ast.Del):
                    names.append(part.id)
        for name in names:
            if name in imported or (hasattr(builtins, name) and name != "_"):
                yield name
