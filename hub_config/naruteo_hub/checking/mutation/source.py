"""The text of a solution cell, in which single pieces are replaced while all the rest stays as it was written."""

import ast
import difflib
from dataclasses import dataclass
from functools import cached_property

Node = ast.expr | ast.stmt | ast.keyword | ast.arg


@dataclass(frozen=True)
class Mutant:
    """One solution with one change."""

    kind: str
    line: int
    source: str
    was: str
    becomes: str

    def diff(self, original: str) -> str:
        """Return the change as a diff with the lines around it."""
        lines = difflib.unified_diff(original.splitlines(), self.source.splitlines(), lineterm="", n=1)
        return "\n".join(list(lines)[2:])


@dataclass(frozen=True)
class Answer:
    """A solution cell: its whole text, and the lines (counted from 1) that learners have to write themselves."""

    text: str
    own: frozenset[int]

    @cached_property
    def tree(self) -> ast.Module:
        """The parsed cell; an empty one if it is not plain Python."""
        try:
            return ast.parse(_without_magics(self.text))
        except (SyntaxError, ValueError, RecursionError):
            return ast.Module([], [])

    @cached_property
    def parents(self) -> dict[ast.AST, ast.AST]:
        """Every node's node above."""
        return {child: node for node in ast.walk(self.tree) for child in ast.iter_child_nodes(node)}

    @cached_property
    def nodes(self) -> list[ast.AST]:
        """All nodes but those in f-strings: before Python 3.12 nobody knows where these stand."""
        return [node for node in ast.walk(self.tree) if not self._is_in_text(node)]

    def _is_in_text(self, node: ast.AST) -> bool:
        while node in self.parents:
            node = self.parents[node]
            if isinstance(node, ast.JoinedStr):
                return True
        return False

    @cached_property
    def _bytes(self) -> bytes:
        return self.text.encode()

    @cached_property
    def _starts(self) -> list[int]:
        starts = [0]
        for line in self._bytes.split(b"\n"):
            starts.append(starts[-1] + len(line) + 1)
        return starts

    def start(self, node: Node) -> int:
        """Where a node begins, in bytes."""
        return self._starts[node.lineno - 1] + node.col_offset

    def end(self, node: Node) -> int:
        """Where a node ends, in bytes."""
        line, column = node.end_lineno or node.lineno, node.end_col_offset or 0
        return self._starts[line - 1] + column

    def words(self, node: Node) -> str:
        """Return a node as it is written."""
        return self._bytes[self.start(node) : self.end(node)].decode()

    def between(self, left: Node, right: Node) -> str:
        """Return what is written between two nodes: an operator, blanks and parentheses."""
        return self._bytes[self.end(left) : self.start(right)].decode()

    def with_(self, start: int, end: int, written: str, kind: str) -> Mutant | None:
        """Return the cell with one piece replaced; None if that changes nothing or cannot be run."""
        source = (self._bytes[:start] + written.encode() + self._bytes[end:]).decode()
        line = self._bytes[:start].count(b"\n")
        try:
            tree = ast.parse(_without_magics(source))
        except (SyntaxError, ValueError, RecursionError):
            return None
        if ast.dump(tree) == ast.dump(self.tree):
            return None
        before, after = self.text.split("\n"), source.split("\n")
        return Mutant(kind, line + 1, source, before[line].strip(), after[line].strip())


def _without_magics(text: str) -> str:
    """Put `pass` in the place of lines that only IPython understands, so that all others keep their place."""
    lines = text.split("\n")
    for number, line in enumerate(lines):
        bare = line.lstrip()
        if bare.startswith(("%", "!")):
            lines[number] = line[: len(line) - len(bare)] + "pass"
    return "\n".join(lines)


def read_answer(text: str, begin: str = "BEGIN SOLUTION", end: str = "END SOLUTION") -> Answer:
    """Read a solution cell; without marked regions all of it is the learner's to write."""
    own: set[int] = set()
    inside = marked = False
    lines = text.split("\n")
    for number, line in enumerate(lines, 1):
        if begin in line:
            inside = marked = True
        elif end in line:
            inside = False
        elif inside:
            own.add(number)
    return Answer(text, frozenset(own if marked else range(1, len(lines) + 1)))
