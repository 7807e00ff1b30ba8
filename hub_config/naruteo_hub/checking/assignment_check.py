"""Check the tests of one assignment: known wrong answers and mutants of its solution must lose points."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from naruteo_hub.checking.bench import Bench, grade_id_of, is_answer, runs
from naruteo_hub.checking.equivalents import declared_equivalents
from naruteo_hub.checking.findings import Finding, Judgement, NotebookFacts, Tell, score_of
from naruteo_hub.checking.known_answers import KnownAnswer, read_known_answers
from naruteo_hub.checking.mutation import make_mutants, read_answer
from naruteo_hub.checking.repeats import Run
from naruteo_hub.checking.trials import Jobs, Outcomes, reached_from, try_answers
from naruteo_hub.grading.course import read_course
from naruteo_hub.grading.forking import ForkServer
from naruteo_hub.grading.judging.plan import is_test
from naruteo_hub.grading.preparation import Prepared, PreparedNotebook
from naruteo_hub.seeds import SEED_FILE


@dataclass(frozen=True)
class Options:
    """How thoroughly a course is checked."""

    assignments: tuple[str, ...] = ()
    mutants: int | None = None
    """At most so many for each solution cell; None for all, 0 for none."""
    seeds: int = 10
    required: float = 90.0
    """The per cent of mutants that must lose points."""
    cell_seconds: float = 10.0
    megabytes: float = 1024.0


class AssignmentCheck:
    """The part of the check that judges the answers of one assignment."""

    def __init__(
        self,
        course: Path,
        prepared: Prepared,
        options: Options,
        tell: Tell,
    ) -> None:
        self.course = course
        self.prepared = prepared
        self.options = options
        self.tell = tell
        self.known = read_known_answers(course, prepared.assignment, tell)
        self.equivalents = declared_equivalents(course, prepared.assignment, tell)
        self.jobs = {name: self._jobs(notebook) for name, notebook in prepared.notebooks.items()}
        self._check_known()

    @property
    def trials(self) -> int:
        """How many answers are tried in all."""
        tried = sum(len(jobs.mutants) + len(jobs.answers) for own in self.jobs.values() for jobs in own.values())
        return tried + sum(known.seed is not None for known in self.known)

    def run(
        self, found: Mapping[tuple[str, str], list[Run]], server: ForkServer, done: Callable[[int], None]
    ) -> list[NotebookFacts]:
        """Try everything, given how the solutions ran; returns what was measured of each notebook."""
        return [
            self._check_notebook(notebook, found[self.prepared.assignment, name], server, done)
            for name, notebook in self.prepared.notebooks.items()
        ]

    def _finding(self, rule: str, reason: str, notebook: str = "", cell: str = "", detail: str = "") -> None:
        self.tell(Finding(rule, reason, self.prepared.assignment, notebook, cell, detail))

    # What is tried in the place of the solution.

    def _jobs(self, notebook: PreparedNotebook) -> dict[str, Jobs]:
        settings = read_course(self.course, self.prepared.assignment).settings.get("ClearSolutions", {})
        begin = str(settings.get("begin_solution_delimeter", "BEGIN SOLUTION"))
        end = str(settings.get("end_solution_delimeter", "END SOLUTION"))
        jobs: dict[str, Jobs] = {}
        for place, cell in enumerate(notebook.solved.cells):
            if not (is_answer(cell) and runs(cell)):
                continue
            grade_id = grade_id_of(cell)
            answer = read_answer(cell.source, begin, end)
            visible = _visible_tests(notebook, place)
            most = self.options.mutants if _is_tested(notebook, place) else 0
            mutants = make_mutants(answer, visible, most, f"{self.prepared.assignment}/{grade_id}") if most != 0 else []
            answers = {known.name: known.source for known in self.known if known.cell == grade_id}
            jobs[grade_id] = Jobs(mutants, answers)
        return jobs

    def _check_known(self) -> None:
        cells = {cell for own in self.jobs.values() for cell in own}
        tests = {
            grade_id_of(cell)
            for notebook in self.prepared.notebooks.values()
            for cell in notebook.solved.cells
            if is_test(cell)
        }
        for known in self.known:
            if known.cell and known.cell not in cells:
                self._finding("wrong-answers", f"{known.name}: there is no solution cell {known.cell}.")
            if known.seed is not None and SEED_FILE not in self.prepared.files:
                self._finding("wrong-answers", f"{known.name}: the assignment has no {SEED_FILE}.")
            for test in sorted(known.tests - tests):
                self._finding("wrong-answers", f"{known.name}: there is no test {test}.")
        if SEED_FILE in self.prepared.files and all(known.seed is None for known in self.known):
            reason = "No known wrong answer holds the numbers of another learner: write one that says `# seed: N`."
            self._finding("wrong-answers", reason)
        tried = {known.cell for known in self.known}
        if any(not known.cell for known in self.known):
            return
        for name, notebook in self.prepared.notebooks.items():
            for place, cell in enumerate(notebook.solved.cells):
                if is_answer(cell) and _is_tested(notebook, place) and grade_id_of(cell) not in tried:
                    reason = f"No known wrong answer: write one into checks/{self.prepared.assignment}/ ."
                    self._finding("wrong-answers", reason, name, grade_id_of(cell))

    def _check_notebook(
        self, notebook: PreparedNotebook, runs_of_it: list[Run], server: ForkServer, done: Callable[[int], None]
    ) -> NotebookFacts:
        facts = NotebookFacts(self.prepared.assignment, notebook.name)
        first = runs_of_it[0]
        facts.seconds = {
            grade_id_of(notebook.solved.cells[place]): round(
                min(run.cells[place].seconds for run in runs_of_it if place in run.cells), 2
            )
            for place in first.cells
            if is_test(notebook.solved.cells[place])
        }
        facts.megabytes = round(min(run.megabytes for run in runs_of_it))
        facts.points = sum(
            float(cell.metadata.nbgrader.points)
            for cell in notebook.solved.cells
            if cell.metadata.get("nbgrader", {}).get("grade") or cell.metadata.get("nbgrader", {}).get("task")
        )
        jobs = self.jobs[notebook.name]
        if first.lost or any(ran.late or ran.died for ran in first.cells.values()):
            # Where the solution itself fails, nothing can be said about other answers.
            done(sum(len(each.mutants) + len(each.answers) for each in jobs.values()))
            return facts
        seconds = {place: ran.seconds for place, ran in first.cells.items()}
        with Bench(notebook, self.prepared.files, server) as bench:
            outcomes = try_answers(bench, jobs, seconds, self.options.cell_seconds, done)
        facts.wrong_answers = len(outcomes.lost)
        self._judge_known(notebook, outcomes)
        for known in self.known:
            if known.seed is not None and known.cell in jobs:
                self._judge_copied(notebook, known, seconds, server, done)
        facts.mutants = [self._declared(judged) for judged in outcomes.mutants]
        self._judge_mutants(notebook, facts)
        return facts

    def _judge_known(self, notebook: PreparedNotebook, outcomes: Outcomes) -> None:
        tests = [cell for cell in notebook.solved.cells if is_test(cell)]
        total = sum(
            float(cell.metadata.nbgrader.points)
            for own in self.prepared.notebooks.values()
            for cell in own.solved.cells
            if is_test(cell)
        )
        for known in self.known:
            if known.name in outcomes.lost:
                lost = outcomes.lost[known.name]
                score = total - sum(float(cell.metadata.nbgrader.points) for cell in tests if grade_id_of(cell) in lost)
                for reason in known.faults(lost, list(map(grade_id_of, tests)), score):
                    self._finding("wrong-answers", f"{known.name}: {reason}", notebook.name, known.cell)

    def _judge_copied(
        self,
        notebook: PreparedNotebook,
        known: KnownAnswer,
        seconds: Mapping[int, float],
        server: ForkServer,
        done: Callable[[int], None],
    ) -> None:
        """Make sure that what holds another learner's numbers would be right for that learner."""
        jobs = {known.cell: Jobs(answers={known.name: known.source})}
        with Bench(notebook, self.prepared.with_seed(known.seed).files, server) as bench:
            lost = try_answers(bench, jobs, seconds, self.options.cell_seconds, done).lost[known.name]
        if lost:
            reason = f"{known.name}: With its own seed {known.seed} it must get {', '.join(sorted(lost))}."
            self._finding("wrong-answers", reason, notebook.name, known.cell)

    def _declared(self, judged: Judgement) -> Judgement:
        reason = self.equivalents.reason_for(judged)
        return replace(judged, state="declared", by=reason) if reason and judged.state != "killed" else judged

    def _judge_mutants(self, notebook: PreparedNotebook, facts: NotebookFacts) -> None:
        score = score_of(facts.mutants)
        if score is None or score >= self.options.required:
            return
        for judged in facts.mutants:
            if judged.state == "survived":
                reason = f"No test notices this mistake ({judged.kind}, line {judged.line})."
                self._finding("mutants", reason, notebook.name, judged.cell, f"{judged.diff}\n{judged.by}".strip())
        reason = f"{score:g} % of the mutants lose points; at least {self.options.required:g} % must."
        self._finding("mutants", reason, notebook.name)


def _is_tested(notebook: PreparedNotebook, place: int) -> bool:
    """Tell whether a solution cell is judged by tests, and not by a person or not at all."""
    cells = notebook.solved.cells
    by_hand = cells[place].metadata.nbgrader.get("grade")
    return not by_hand and any(is_test(cells[index]) for index in reached_from(cells, place, notebook.plan))


def _visible_tests(notebook: PreparedNotebook, place: int) -> list[str]:
    """Return what learners see of the tests between a solution cell and the next one."""
    found = []
    for solved, released in zip(notebook.solved.cells[place + 1 :], notebook.release.cells[place + 1 :], strict=True):
        if is_answer(solved):
            break
        if is_test(solved):
            found.append(released.source)
    return found
