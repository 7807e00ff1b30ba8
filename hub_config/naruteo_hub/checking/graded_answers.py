"""What the grader itself says: to the solution, to the untouched release, and to known wrong submissions."""

import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

from naruteo_hub.checking.findings import Finding, Tell
from naruteo_hub.checking.known_answers import KnownAnswer
from naruteo_hub.grading import Result, grade
from naruteo_hub.grading.preparation import Prepared
from naruteo_hub.seeds import SEED_FILE, seed_number


class GradedAnswers:
    """Grades whole submissions of one assignment, as the platform does."""

    def __init__(self, course: Path, prepared: Prepared, known: Iterable[KnownAnswer], tell: Tell) -> None:
        self.course = course
        self.prepared = prepared
        self.known = [answer for answer in known if not answer.cell]
        self.tell = tell

    @property
    def count(self) -> int:
        """How many submissions are graded."""
        return len(self.seeds) + 1 + len(self.known)

    @property
    def seeds(self) -> list[int | None]:
        """The seeds under which the solution is graded: the course's own and, if it has seeds, a learner's."""
        return [None, seed_number(1)] if SEED_FILE in self.prepared.files else [None]

    def check(self, done: Callable[[int], None]) -> None:
        """Grade them all, and tell what is not as it should be."""
        for seed in self.seeds:
            self._check_solution(seed)
            done(1)
        self._check_release()
        done(1)
        for known in self.known:
            self._check_submission(known)
            done(1)

    def _finding(self, rule: str, reason: str, notebook: str = "", cell: str = "") -> None:
        self.tell(Finding(rule, reason, self.prepared.assignment, notebook, cell))

    def _check_solution(self, seed: int | None) -> None:
        source = self.course / "source" / self.prepared.assignment
        result = grade(self.course, self.prepared.assignment, source, seed=seed)
        if self._failed(result, "solution"):
            return
        for cell in result.cells:
            if cell.kind == "auto" and cell.points != cell.max_points:
                got = "awaits a person" if cell.points is None else f"gets {cell.points:g}"
                where = "" if seed is None else f" under the learner's seed {seed}"
                reason = f"The solution {got} of {cell.max_points:g} points when it is graded{where}."
                self._finding("solution", reason, cell.notebook, cell.grade_id)

    def _check_release(self) -> None:
        with tempfile.TemporaryDirectory(prefix="naruteo-release-") as folder:
            for name, content in self.prepared.release().items():
                path = Path(folder) / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
            result = grade(self.course, self.prepared.assignment, Path(folder))
        if self._failed(result, "release"):
            return
        for cell in result.cells:
            if cell.kind == "auto" and cell.points:
                reason = f"The untouched release gets {cell.points:g} of {cell.max_points:g} points."
                self._finding("release", reason, cell.notebook, cell.grade_id)

    def _check_submission(self, known: KnownAnswer) -> None:
        with tempfile.TemporaryDirectory(prefix="naruteo-answer-") as folder:
            # A known wrong answer may have any name; it answers the notebook whose name its own begins with.
            names = [name for name in self.prepared.notebooks if known.path.stem.startswith(name)]
            name = names[0] if names else next(iter(self.prepared.notebooks))
            (Path(folder) / f"{name}.ipynb").write_bytes(known.path.read_bytes())
            result = grade(self.course, self.prepared.assignment, Path(folder))
        if self._failed(result, "wrong-answers"):
            return
        cells = [cell for cell in result.cells if cell.kind == "auto" and cell.notebook == name]
        lost = {cell.grade_id for cell in cells if cell.points != cell.max_points}
        for reason in known.faults(lost, [cell.grade_id for cell in cells], result.score):
            self._finding("wrong-answers", f"{known.name}: {reason}", name)

    def _failed(self, result: Result, rule: str) -> bool:
        if result.state in ("refused", "failed"):
            said = "; ".join(f"{flag.message} {flag.evidence}".strip() for flag in result.flags)
            self._finding(rule, f"It cannot be graded: {said}")
            return True
        return False
