"""Honest solutions of several tasks, and ways in which a copy of one is disguised."""

import ast
import builtins
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

CORPUS = Path(__file__).parents[1] / "portal" / "assessment" / "similarity" / "corpus"
CODE_TASKS, WORDS_TASK = ("oee", "stops", "threshold"), "explain"
WORDS = "가나다라마바사아자차카타파하"


def honest(task: str) -> list[str]:
    """Solutions that were written apart from each other."""
    return [each.partition("\n")[2] for each in (CORPUS / f"{task}.txt").read_text("utf-8").split("=== ") if each]


def blocks(source: str) -> list[str]:
    """The parts of a solution, written as they are, as they stand in cells."""
    decorated = [[each, *getattr(each, "decorator_list", [])] for each in ast.parse(source).body]
    begins = [min(node.lineno for node in nodes) - 1 for nodes in decorated]
    lines = source.splitlines(keepends=True)
    return ["".join(lines[begin:end]) for begin, end in zip(begins, [*begins[1:], len(lines)], strict=True)]


class _Renaming(ast.NodeTransformer):
    """Gives every name of the author's own another one."""

    def __init__(self, tree: ast.AST) -> None:
        kept = {*dir(builtins), "self"}
        own = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
        own |= {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
        own |= {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.ClassDef)}
        self.names = {name: f"{WORDS[at % len(WORDS)]}{at}" for at, name in enumerate(sorted(own - kept))}

    def visit_Name(self, node: ast.Name) -> ast.AST:
        node.id = self.names.get(node.id, node.id)
        return node

    def visit_arg(self, node: ast.arg) -> ast.AST:
        node.arg = self.names.get(node.arg, node.arg)
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        node.name = self.names.get(node.name, node.name)
        return self.generic_visit(node)


class _Loops(ast.NodeTransformer):
    """Makes a while loop of each for loop, and a loop of each list that is built in one line."""

    def visit_For(self, node: ast.For) -> list[ast.stmt]:
        self.generic_visit(node)
        head = ast.parse("todo = list(0)\nat = 0\nwhile at < len(todo):\n    item = todo[at]\n    at += 1").body
        head[0].value.args[0] = node.iter  # type: ignore[attr-defined]
        head[2].body[0].targets[0] = node.target  # type: ignore[attr-defined]
        head[2].body += node.body  # type: ignore[attr-defined]
        return head

    def visit_Assign(self, node: ast.Assign) -> ast.stmt | list[ast.stmt]:
        made = node.value
        if not isinstance(made, ast.ListComp) or len(made.generators) > 1:
            return node
        step = made.generators[0]
        inner: ast.stmt = ast.Expr(ast.Call(ast.Attribute(ast.Name("built"), "append"), [made.elt], []))
        for condition in step.ifs:
            inner = ast.If(condition, [inner], [])
        loop = ast.For(step.target, step.iter, [inner], [])
        node.value = ast.Name("built")
        return [*ast.parse("built = []").body, loop, node]


def _tree(source: str, change: Callable[[ast.Module], ast.AST]) -> str:
    return ast.unparse(ast.fix_missing_locations(change(ast.parse(source))))


def renamed(source: str) -> str:
    return _tree(source, lambda tree: _Renaming(tree).visit(tree))


def reformatted(source: str) -> str:
    lines = ast.unparse(ast.parse(source)).replace("    ", "  ").splitlines()
    return "\n\n".join(line.replace("(", "( ").replace(", ", " ,") for line in lines)


def commented(source: str) -> str:
    lines = ast.unparse(ast.parse(source)).splitlines()
    return "\n".join(f"{line}  # {at}단계: 여기서 값을 구한다" for at, line in enumerate(lines))


def reordered(source: str) -> str:
    def change(tree: ast.Module) -> ast.AST:
        imports = [each for each in tree.body if isinstance(each, ast.Import | ast.ImportFrom)]
        others = [each for each in tree.body if each not in imports]
        tree.body = [*imports[::-1], *others[::-1]]
        return tree

    return _tree(source, change)


def loops_rewritten(source: str) -> str:
    return _tree(source, lambda tree: _Loops().visit(tree))


def padded(source: str) -> str:
    """A line that does nothing between every two lines of a function."""

    def change(tree: ast.Module) -> ast.AST:
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef):
                node.body = [each for line in node.body for each in (*ast.parse("pass").body, line)]
        return tree

    return _tree(source, change)


def everything(source: str) -> str:
    return reformatted(commented(renamed(reordered(loops_rewritten(source)))))


DISGUISES = (renamed, reformatted, commented, reordered, loops_rewritten, padded, everything)


def half(source: str, other: str) -> str:
    """The first half of one solution and the second half of another, renamed."""
    first, second = ast.parse(source), ast.parse(other)
    first.body = first.body[: len(first.body) // 2 + 1] + second.body[len(second.body) // 2 + 1 :]
    return renamed(ast.unparse(first))


def respaced(text: str) -> str:
    return text.replace("습니다", "습니다 ").replace(" ", "", 12).replace(",", "").upper()


def sentences_moved(text: str) -> str:
    return " ".join(reversed(text.split(". ")))


def words_changed(text: str, every: int = 7) -> str:
    """Every so many words another one."""
    chance = Random(7)
    return " ".join(
        "".join(chance.choice(WORDS) for _ in word) if at % every == every - 1 else word
        for at, word in enumerate(text.split())
    )


WORD_DISGUISES = (respaced, sentences_moved, words_changed)


def copies(task: str) -> Iterator[tuple[str, int, str]]:
    """(disguise, whose work, the copy) of every honest solution in every disguise."""
    solutions = honest(task)
    for at, solution in enumerate(solutions):
        for disguise in WORD_DISGUISES if task == WORDS_TASK else DISGUISES:
            yield disguise.__name__, at, disguise(solution)
        if task != WORDS_TASK:
            yield half.__name__, at, half(solution, solutions[at - 1])
