"""Which names of a notebook are the course's and which the learner's, found by reading the course's own source."""

import ast
import builtins
import symtable
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from nbformat.notebooknode import NotebookNode
from nbgrader import utils

from naruteo_hub.grading.judging.names import DEFINITIONS, bound_in, names_in, own_level, parse

Part = Literal["solution", "test", "given"]
Code = ast.stmt | ast.expr
# What the learner's code asks the judge for, so a test may replace it there.
ASKED_OF_THE_JUDGE = frozenset({"builtins.input", "sys.stdout", "sys.stderr"})


@dataclass
class CellPlan:
    """What a judge runs of one of the course's cells: all of it, only what it defines, or nothing."""

    source: str = ""
    before: list[int] = field(default_factory=list)
    """Of a test: the places of the tests before it that make or change names it uses."""
    released: list[str] = field(default_factory=list)
    """Names that are the learner's from this cell on, though the course bound them before."""


@dataclass
class Plan:
    """What reading the course's source of one notebook has told."""

    cells: list[CellPlan]
    learners: frozenset[str]
    imports: dict[str, list[str]]
    classes: dict[str, list[str]]
    given_classes: list[str]
    given_functions: list[str]
    used: frozenset[str]
    """Names that the course's own functions look up: a test that binds one means them to see it."""
    libraries: frozenset[str]
    functions: frozenset[str]
    """Functions and classes of the whole notebook: code that is given one does not change it."""

    def to_json(self, sources: Iterable[str]) -> dict[str, Any]:
        """Return what a judge is told at its start."""
        return {
            "learners": sorted(self.learners),
            "imports": self.imports,
            "classes": self.classes,
            "given_classes": self.given_classes,
            "given_functions": self.given_functions,
            "libraries": sorted(self.libraries),
            "used": sorted(self.used),
            "sources": list(sources),
        }


def make_plan(cells: list[NotebookNode]) -> Plan:
    """Read the cells of a source notebook (solutions and hidden tests included), in order."""
    read = [(part_of(cell), parse(cell.source) if cell.cell_type == "code" else ast.Module([], [])) for cell in cells]
    needed = _needed(read)
    learners: set[str] = set()
    imports: dict[str, list[str]] = {}
    classes: dict[str, list[str]] = {}
    given_classes: list[str] = []
    given_functions: list[str] = []
    libraries: set[str] = set()
    functions: dict[str, ast.AST] = {}
    plans: list[CellPlan] = []
    for (part, tree), cell in zip(read, cells, strict=True):
        plan = CellPlan()
        plans.append(plan)
        found = dict(_imports(tree))
        imports.update(found)
        libraries.update(module.partition(".")[0] for module, *_ in found.values())
        bound = bound_in(tree) - found.keys()
        if part == "solution":
            changed = _changed(tree).union(*(_changed(functions[name]) for name in _reached(tree, functions)))
            plan.released = sorted((bound | changed) - found.keys())
            learners.update(plan.released)
            classes.update(_classes(tree))
        elif part == "given":
            functions.update((node.name, node) for node in tree.body if isinstance(node, DEFINITIONS))
            given_functions += [node.name for node in tree.body if isinstance(node, ast.FunctionDef)]
            given_classes += [node.name for node in tree.body if isinstance(node, ast.ClassDef)]
            learners -= {node.name for node in tree.body if isinstance(node, DEFINITIONS)}
            if _needs_learner(tree, learners, functions):
                kept = [node for node in tree.body if isinstance(node, (*DEFINITIONS, ast.Import, ast.ImportFrom))]
                learners.update(bound - {node.name for node in kept if isinstance(node, DEFINITIONS)})
                plan.source = "\n".join(ast.unparse(node) for node in kept)
            elif needed & (bound | found.keys() | _changed(tree)):
                learners -= bound
                plan.source = cell.source
    used = frozenset().union(*(_used(part, tree) for part, tree in read))
    for place, ((part, _), plan) in enumerate(zip(read, plans, strict=True)):
        if part == "test":
            plan.before = _tests_before(read, place)
    defined = frozenset(node.name for _, tree in read for node in tree.body if isinstance(node, DEFINITIONS))
    return Plan(
        plans,
        frozenset(learners),
        imports,
        classes,
        given_classes,
        given_functions,
        used,
        frozenset(libraries),
        defined,
    )


def left_by(source: str, plan: Plan) -> set[str]:
    """Collect the names that code makes, or whose value it changes: what later code may build on."""
    tree = parse(source)
    return bound_in(tree) | (_changed(tree) - plan.imports.keys() - plan.functions)


def part_of(cell: NotebookNode) -> Part:
    """Say whether a cell of the course is answered, tests, or is simply there."""
    if utils.is_solution(cell):
        return "solution"
    return "test" if utils.is_grade(cell) and cell.cell_type == "code" else "given"


def is_test(cell: NotebookNode) -> bool:
    """Tell whether a cell is judged by running it."""
    return part_of(cell) == "test"


def replaces_something(source: str) -> bool:
    """Tell whether a test puts something else in the place of what a library gives, as with `unittest.mock.patch`.

    That would reach only the judge's own libraries, not those that the learner's code uses.
    """
    tree = parse(source)
    imported = dict(_imports(tree)).keys() | {"random", "time", "np", "pd", "plt", "os", "datetime"}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _root(node.func) & {"patch", "mock", "monkeypatch"}:
            target = node.args[0].value if node.args and isinstance(node.args[0], ast.Constant) else None
            if target not in ASKED_OF_THE_JUDGE:
                return True
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store) and _root(node) & imported:
            replaced = ast.unparse(node) not in ASKED_OF_THE_JUDGE and not _is_setting(node)
            if replaced:
                return True
    return False


def _is_setting(node: ast.AST) -> bool:
    return any(isinstance(part, ast.Attribute) and part.attr in ("rcParams", "options") for part in ast.walk(node))


def _needed(read: list[tuple[Part, ast.Module]]) -> set[str]:
    """Collect the names that tests need, and what the course's cells that make them need in turn."""
    needed = set().union(*(names_in(tree) for part, tree in read if part == "test"))
    for part, tree in reversed(read):
        if part == "given" and needed & (bound_in(tree) | _changed(tree)):
            needed |= names_in(tree)
    return needed


def _tests_before(read: list[tuple[Part, ast.Module]], place: int) -> list[int]:
    """Find the earlier tests that a test needs to have run, in order."""
    needed = names_in(read[place][1])
    found: list[int] = []
    for earlier in range(place - 1, -1, -1):
        part, tree = read[earlier]
        if part == "test" and needed & (bound_in(tree) | _changed(tree)):
            needed |= names_in(tree)
            found.insert(0, earlier)
    return found


def _changed(tree: ast.AST) -> set[str]:
    """Collect names whose value code changes in place: by item, by attribute, or by a method called for its effect."""
    changed: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute | ast.Subscript) and isinstance(node.ctx, ast.Store | ast.Del):
            changed |= _root(node)
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            changed |= _root(node.value.func) if isinstance(node.value.func, ast.Attribute) else set()
            # A function that is called for its effect may change what it is given; Python's own only show it.
            if not (isinstance(node.value.func, ast.Name) and hasattr(builtins, node.value.func.id)):
                for argument in node.value.args:
                    changed |= set() if isinstance(argument, ast.Call) else _root(argument)
    return changed


def _root(node: ast.AST) -> set[str]:
    while isinstance(node, ast.Attribute | ast.Subscript | ast.Call):
        node = node.func if isinstance(node, ast.Call) else node.value
    return {node.id} if isinstance(node, ast.Name) else set()


def _needs_learner(tree: ast.Module, learners: set[str], functions: dict[str, ast.AST]) -> bool:
    """Tell whether running code uses what a learner made, also by way of the course's own functions."""
    waiting = {node.id for node in own_level(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
    seen: set[str] = set()
    while waiting:
        name = waiting.pop()
        seen.add(name)
        if name in functions:
            waiting |= names_in(functions[name]) - seen
        elif name in learners:
            return True
    return False


def _used(part: Part, tree: ast.Module) -> set[str]:
    """Collect the names of a notebook that the functions of a cell look up, and those that an answer itself binds."""
    if part == "test":
        return set()
    used = bound_in(tree) if part == "solution" else {node.name for node in tree.body if isinstance(node, DEFINITIONS)}
    waiting = [symtable.symtable(ast.unparse(tree), "cell", "exec")]
    while waiting:
        table = waiting.pop()
        waiting += table.get_children()
        if table.get_type() == "function":
            used |= {symbol.get_name() for symbol in table.get_symbols() if symbol.is_global()}
    return used


def _reached(tree: ast.AST, functions: dict[str, ast.AST]) -> set[str]:
    """Collect the course's own functions that code uses, also by way of one another."""
    reached: set[str] = set()
    waiting = names_in(tree) & functions.keys()
    while waiting:
        name = waiting.pop()
        reached.add(name)
        waiting |= (names_in(functions[name]) & functions.keys()) - reached
    return reached


def _imports(tree: ast.AST) -> Iterator[tuple[str, list[str]]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for name in node.names:
                yield (
                    (name.asname, [name.name])
                    if name.asname
                    else (name.name.partition(".")[0], [name.name.partition(".")[0]])
                )
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for name in node.names:
                yield name.asname or name.name, [node.module, name.name]


def _classes(tree: ast.AST) -> dict[str, list[str]]:
    return {
        node.name: [part.name for part in node.body if isinstance(part, ast.FunctionDef | ast.AsyncFunctionDef)]
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
    }
