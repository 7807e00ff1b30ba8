"""Try other answers in the place of a notebook's own: what is known to be wrong, and mutants of what is right."""

import ast
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace

from nbformat.notebooknode import NotebookNode

from naruteo_hub.checking.bench import (
    PATIENCE_SECONDS,
    Bench,
    copy_of,
    grade_id_of,
    is_answer,
    passes,
    read_json,
    run_cell,
    runs,
)
from naruteo_hub.checking.findings import Judgement
from naruteo_hub.checking.inside import ALL_PROBES_SECONDS, order
from naruteo_hub.checking.mutation import Mutant
from naruteo_hub.grading.judging.names import bound_in, parse
from naruteo_hub.grading.judging.plan import Plan, is_test, left_by
from naruteo_hub.grading.judging.wire import Lost, TooLate
from naruteo_hub.grading.processes import Process

AT_ONCE = 2
# A mutant may run in circles; this many times what the solution takes is enough for any that does not.
PATIENCE_FACTOR, PATIENCE_AT_LEAST = 10, 2.0


@dataclass
class Jobs:
    """What is to be tried in one solution cell."""

    mutants: list[Mutant] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)
    """Known wrong answers by name."""


@dataclass
class Outcomes:
    """What came of it."""

    mutants: list[Judgement] = field(default_factory=list)
    lost: dict[str, set[str]] = field(default_factory=dict)
    """The tests that each known wrong answer lost."""


def try_answers(
    bench: Bench,
    jobs: Mapping[str, Jobs],
    seconds: Mapping[int, float],
    cell_seconds: float,
    tell: Callable[[int], None],
) -> Outcomes:
    """Go through a notebook and try, before each solution cell, everything that could stand in its place.

    ``seconds`` is how long the solution's own cells take, by their place; ``tell`` is told of each trial done.
    """
    outcomes = Outcomes()

    def patience(place: int) -> float:
        return min(cell_seconds, PATIENCE_AT_LEAST + PATIENCE_FACTOR * seconds.get(place, 0.0))

    for place, cell in enumerate(bench.cells):
        if not runs(cell):
            continue
        grade_id = grade_id_of(cell)
        if is_answer(cell) and grade_id in jobs:
            _Stand(bench, place, patience).try_all(jobs[grade_id], outcomes, tell)
        bench.run(cell.source, max(cell_seconds, PATIENCE_SECONDS))
    return outcomes


class _Stand:
    """The place before one solution cell."""

    def __init__(self, bench: Bench, place: int, patience: Callable[[int], float]) -> None:
        self.bench = bench
        self.place = place
        self.cell = bench.cells[place]
        self.patience = patience
        self.following = reached_from(bench.cells, place, bench.notebook.plan)

    def try_all(self, jobs: Jobs, outcomes: Outcomes, tell: Callable[[int], None]) -> None:
        def wrong(source: str) -> set[str]:
            lost = self._lost(source, all_tests=True)
            tell(1)
            return lost

        def mutated(mutant: Mutant) -> str | None:
            lost = self._lost(mutant.source, all_tests=False)
            tell(1)
            return min(lost, default=None)

        with ThreadPoolExecutor(AT_ONCE) as threads:
            killers = list(threads.map(mutated, jobs.mutants))
            lost = list(threads.map(wrong, jobs.answers.values()))
        outcomes.lost.update(zip(jobs.answers, lost, strict=True))
        survivors = [mutant for mutant, killer in zip(jobs.mutants, killers, strict=True) if killer is None]
        compared = self._compare(survivors) if survivors else {}
        original, grade_id = self.cell.source, grade_id_of(self.cell)
        for mutant, killer in zip(jobs.mutants, killers, strict=True):
            state, by = ("killed", killer) if killer is not None else compared[mutant.source]
            judged = Judgement(grade_id, mutant.kind, mutant.line, mutant.was, mutant.becomes, state, by)
            outcomes.mutants.append(replace(judged, diff=mutant.diff(original)))

    def _lost(self, source: str, *, all_tests: bool) -> set[str]:
        """Run another answer and the tests that can tell; stops at the first lost one unless all are wanted."""
        lost: set[str] = set()
        with self.bench.copy() as process:
            ran = run_cell(process, source, self.patience(self.place))
            for index in self.following if not (ran.late or ran.died) else ():
                cell = self.bench.cells[index]
                ran = run_cell(process, cell.source, self.patience(index))
                if is_test(cell) and not passes(cell, ran):
                    lost.add(grade_id_of(cell))
                    if not all_tests:
                        return lost
                if ran.late or ran.died:
                    break
            else:
                if not (ran.late or ran.died):
                    return lost
        # Nothing can be tested in a process that has not come to its end: what it was to be asked counts as lost.
        left = [index for index in self.following if is_test(self.bench.cells[index])]
        return lost | {grade_id_of(self.bench.cells[index]) for index in left}

    # Do those that no test has noticed answer anything otherwise?

    def _compare(self, survivors: list[Mutant]) -> dict[str, tuple[str, str]]:
        """Map the source of each survivor to its state, and to an input that shows it."""
        names = sorted(bound_in(parse(self.cell.source)))
        with self.bench.copy() as first:
            ran = run_cell(first, self.cell.source, self.patience(self.place))
            expected = self._values(first, names)
            run_cell(first, order(f"record({names!r})"), PATIENCE_SECONDS)
            for index in self.following:
                ran = run_cell(first, self.bench.cells[index].source, self.patience(index))
                if ran.late or ran.died:
                    return {mutant.source: ("survived", "") for mutant in survivors}
            made = run_cell(first, order(f"prepare_probes({names!r})"), ALL_PROBES_SECONDS + PATIENCE_SECONDS)
            probes = int(made.printed) if made.printed.strip().isdigit() else 0
            return {mutant.source: self._difference(first, mutant, names, expected, probes) for mutant in survivors}

    def _values(self, process: Process, names: list[str]) -> dict[str, object]:
        found = read_json(run_cell(process, order(f"tell_values({names!r})"), PATIENCE_SECONDS))
        return found if isinstance(found, dict) else {}

    def _difference(
        self, first: Process, mutant: Mutant, names: list[str], expected: Mapping[str, object], probes: int
    ) -> tuple[str, str]:
        with self.bench.copy() as fresh:
            run_cell(fresh, mutant.source, self.patience(self.place))
            found = self._values(fresh, names)
        differing = [name for name in names if found.get(name) != expected.get(name)]
        if differing:
            return "survived", f"another value of {', '.join(differing)}"
        functions = [name for name in names if str(expected.get(name)) == "function"]
        if "type" in map(str, expected.values()) or (functions and not probes) or not names:
            # A class, or a function that no test calls by its name: nothing is known about it.
            return "survived", ""
        if not functions:
            return "unchanged", ""
        try:
            with copy_of(first) as process:
                if process is None:
                    return "survived", ""
                run_cell(process, mutant.source, self.patience(self.place))
                compared = run_cell(process, order("compare_probes()"), ALL_PROBES_SECONDS + PATIENCE_SECONDS)
        except (Lost, TooLate):
            return "survived", ""
        shown = read_json(compared)
        if not compared.well or compared.printed.strip() == "":
            return "survived", ""
        if shown is None:
            return "unchanged", ""
        return "survived", f"{shown['call']}\nsolution: {shown['solution']}\nmutant: {shown['mutant']}"


def reached_from(cells: list[NotebookNode], place: int, plan: Plan) -> list[int]:
    """List the cells after a solution cell whose tests another answer there can reach, and what those tests need.

    The tests up to the next solution cell are always among them: they may look at files that the answer writes.
    """
    later = [index for index in range(place + 1, len(cells)) if runs(cells[index])]
    names = {index: needed_by(parse(cells[index].source)) for index in later}
    left = {index: left_by(cells[index].source, plan) for index in later}
    changed = left_by(cells[place].source, plan)
    reached: set[int] = set()
    beside = True
    for index in later:
        beside = beside and not is_answer(cells[index])
        if changed & names[index] or (beside and is_test(cells[index])):
            reached.add(index)
            changed |= left[index]
    kept: list[int] = []
    needed: set[str] = set()
    for index in reversed(later):
        if (index in reached and is_test(cells[index])) or needed & left[index]:
            kept.insert(0, index)
            needed |= names[index]
    return kept


def needed_by(tree: ast.Module) -> set[str]:
    """Collect the names that a cell looks up and has not bound itself in an earlier line."""
    needed: set[str] = set()
    bound: set[str] = set()
    for statement in tree.body:
        parts = [statement.value] if isinstance(statement, ast.Assign) else [statement]
        names = [node for part in parts for node in ast.walk(part) if isinstance(node, ast.Name)]
        own = {node.id for node in names if isinstance(node.ctx, ast.Store)}
        if isinstance(statement, ast.AugAssign):
            own = set()
        needed |= {node.id for node in names} - own - bound
        if isinstance(statement, ast.Assign | ast.AnnAssign | ast.Import | ast.ImportFrom | ast.FunctionDef):
            bound |= bound_in(ast.Module([statement], []))
    return needed
