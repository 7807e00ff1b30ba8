"""What a gradebook's file that came back would change, and everything that is wrong with it; knows no database.

A value counts as wanted when it differs from what the file was made with. The state in each row says what that was, so
that a file of yesterday neither takes back nor overwrites what somebody else has decided since.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import isfinite
from typing import Any

from naruteo_portal.assessment.gradebook.columns import (
    HANDLE,
    STATE,
    CellKey,
    Column,
    cells_of,
    name_in,
    runs_in,
    total_column,
)
from naruteo_portal.assessment.gradebook.standings import Gradebook, Line, Standing
from naruteo_portal.assessment.models import Submission
from naruteo_portal.assessment.point_changes import TOLERANCE
from naruteo_portal.assessment.queries import attempt_result
from naruteo_portal.assessment.results import AttemptResult, counting_attempt
from naruteo_portal.assessment.reviews import PointsOutOfRange, check_points, may_be_reviewed
from naruteo_portal.core.errors import Invalid
from naruteo_portal.core.i18n import N_, Message
from naruteo_portal.identity.bulk.tables import Table


class FileRefused(Invalid):
    """The file as a whole cannot be compared."""

    code = "gradebook-refused"


@dataclass(frozen=True)
class Problem:
    """What is wrong with one cell of the file, or with a row or column of it."""

    row: int | None
    column: str
    said: Message
    line: Line | None = None


@dataclass(frozen=True)
class CellChange:
    """Other points for one graded cell."""

    column: str
    before: float | None
    after: float


@dataclass(frozen=True)
class ResultChange:
    """All that the file changes about what counts for one learner and task."""

    row: int
    line: Line
    standing: Standing
    submission: Submission
    cells: tuple[CellChange, ...]
    points: Mapping[int, float]
    """The new points by the numbers of the result's cells."""
    before: float | None
    after: float | None
    """What counts for the task before and afterwards; another attempt may count then."""


@dataclass(frozen=True)
class Comparison:
    """A file beside the gradebook as it is now."""

    changes: tuple[ResultChange, ...]
    problems: tuple[Problem, ...]

    @property
    def seen(self) -> tuple[object, ...]:
        """What tells this comparison from any other."""
        return tuple((each.submission.id, each.submission.current_run_id, each.points) for each in self.changes)


@dataclass(frozen=True)
class Origin:
    """A result that a file was made from."""

    submission_id: int
    score: float | None
    cells: Sequence[Any]


@dataclass(frozen=True)
class Known:
    """What a file is compared with besides the gradebook."""

    origins: Mapping[int, Origin]
    """Earlier results of the cohort, by the ids of their runs."""
    noted: Collection[int]
    """Submissions about which somebody has saved points and not released them."""
    reader_id: int
    """Whose file it is: nobody grades their own work."""


def used_columns(heading: Sequence[str], columns: Sequence[Column]) -> dict[str, int]:
    """Where each column that is read stands, by its name for programs; FileRefused if it cannot be compared at all."""
    names = {column.machine_name for column in columns}
    found: dict[str, int] = {}
    for index, cell in enumerate(heading):
        name = name_in(cell)
        if name in found:
            raise FileRefused(N_("The column “%(column)s” stands in the file twice.", column=cell))
        if name in names or name.startswith("points/"):
            found[name] = index
    for needed in (HANDLE, STATE):
        if needed not in found:
            raise FileRefused(
                N_("The column [%(column)s] is missing. Take the file from the gradebook again.", column=needed)
            )
    return {name: index for name, index in found.items() if name in (HANDLE, STATE) or name.startswith("points/")}


def compare(table: Table, gradebook: Gradebook, columns: Sequence[Column], known: Known) -> Comparison:
    """Compare a file with the gradebook as it is; its cells must be loaded."""
    return _Comparing(table, gradebook, columns, known).compare()


@dataclass
class _Comparing:
    table: Table
    gradebook: Gradebook
    columns: Sequence[Column]
    known: Known
    problems: list[Problem] = field(default_factory=list)
    changes: list[ResultChange] = field(default_factory=list)

    def compare(self) -> Comparison:
        self.places = used_columns(self.table.heading, self.columns)
        self.titles = {name: self.table.heading[index] for name, index in self.places.items()}
        known = {column.machine_name for column in self.columns}
        for name in sorted(self.places.keys() - known):
            self._object(None, name, N_("This cohort has no such task or cell."))
        seen: dict[str, int] = {}
        lines = {line.account.handle: line for line in self.gradebook.lines}
        for number, cells in self.table.rows:
            handle = cells[self.places[HANDLE]]
            line = lines.get(handle)
            if line is None:
                self._object(number, HANDLE, N_("Nobody in this cohort has the handle “%(handle)s”.", handle=handle))
            elif handle in seen:
                self._object(number, HANDLE, N_("The same person stands in row %(row)d already.", row=seen[handle]))
            else:
                seen[handle] = number
                self._compare_row(number, cells, line)
        return Comparison(tuple(self.changes), tuple(sorted(self.problems, key=lambda each: each.row or 0)))

    def _object(self, row: int | None, column: str, said: Message, line: Line | None = None) -> None:
        self.problems.append(Problem(row, self.titles[column], said, line))

    def _compare_row(self, number: int, cells: Sequence[str], line: Line) -> None:
        state = cells[self.places[STATE]]
        runs = runs_in(state)
        if len(runs) != len(self.gradebook.tasks):
            if any(cells[index] for name, index in self.places.items() if name.startswith("points/")):
                self._object(
                    number, STATE,
                    N_("The state of this row was changed or is missing, so nobody can tell what you changed. "
                       "Take the row from a new file."),
                    line,
                )  # fmt: skip
            return
        for task, run_id in zip(self.gradebook.tasks, runs, strict=True):
            standing = line.standing_at(task.name)
            entered = {
                name: cells[index]
                for name, index in self.places.items()
                if cells[index] and (name == total_column(task.name) or name.startswith(f"{total_column(task.name)}/"))
            }
            if standing is not None and entered:
                _ComparingResult(self, number, line, standing, entered, run_id).compare()


@dataclass
class _ComparingResult:
    """One learner's result for one task: any problem leaves all of it as it is."""

    file: _Comparing
    row: int
    line: Line
    standing: Standing
    entered: Mapping[str, str]
    run_id: int
    right: bool = True

    def compare(self) -> None:
        known = self.file.known
        submission = self.standing.counting
        origin = self._origin()
        if origin is None:
            return
        wanted = dict(self._wanted(origin))
        if not wanted:
            return
        reason = self._why_nothing_may_change(known)
        if reason is not None or submission is None or submission.current_run is None:
            self._object(next(iter(wanted)), reason or NO_SUBMISSION)
            return
        cells = cells_of(self.standing)
        total = wanted.pop(total_column(self.standing.task.name), None)
        points = dict(self._points(wanted, cells, same_result=submission.current_run_id == self.run_id))
        after = [points.get(number, cell["points"]) for number, cell in enumerate(cells)]
        if total is not None:
            self._check_total(total, after, cells)
        if self.right and points and None in after:
            self._object(next(iter(wanted)), N_("Other cells of this result have no points yet; fill in all of them."))
        if self.right and points:
            self.file.changes.append(self._change(submission, cells, points))

    def _object(self, column: str, said: Message) -> None:
        self.right = False
        self.file._object(self.row, column, said, self.line)

    def _origin(self) -> Origin | None:
        """What the file was made from; None after a problem was told."""
        if self.run_id == 0:
            return Origin(0, None, ())
        origin = self.file.known.origins.get(self.run_id)
        if origin is None or origin.submission_id not in {each.id for each in self.standing.work.submissions}:
            self._object(STATE, N_("This state belongs to another person. Take the row from a new file."))
            return None
        return origin

    def _wanted(self, origin: Origin) -> Iterator[tuple[str, float]]:
        """The values that somebody entered: those that differ from what the file was made with."""
        known = {column.machine_name for column in self.file.columns}
        for name, text in self.entered.items():
            value = _number(text)
            if value is None:
                self._object(name, N_("“%(entered)s” is not a number.", entered=text))
            elif name in known and not _equal(value, self._originally(name, origin)):
                yield name, value

    def _originally(self, name: str, origin: Origin) -> float | None:
        if name == total_column(self.standing.task.name):
            return origin.score
        return next((cell["points"] for cell in origin.cells if self._name_of(cell) == name), None)

    def _name_of(self, cell: Mapping[str, Any]) -> str:
        return CellKey(self.standing.task.name, cell["notebook"], cell["grade_id"]).machine_name

    def _why_nothing_may_change(self, known: Known) -> Message | None:
        submission = self.standing.counting
        if self.line.account.id == known.reader_id:
            return N_("Nobody grades their own work. Another instructor can do it.")
        if self.standing.withheld:
            return N_("This cohort hides names while a person grades. Give the points in the grading queue.")
        if not self.standing.work.submissions:
            return NO_SUBMISSION
        if submission is None or not may_be_reviewed(submission):
            return N_("This result has no points that could be changed now: it is being graded or could not be graded. "
                      "Look at the submission first.")  # fmt: skip
        if submission.id in known.noted:
            return N_("Somebody has saved points for this in the grading queue and not released them. "
                      "Release them there first, then take a new file.")  # fmt: skip
        return None

    def _points(
        self, wanted: Mapping[str, float], cells: Sequence[Mapping[str, Any]], *, same_result: bool
    ) -> Iterator[tuple[int, float]]:
        numbers = {self._name_of(cell): number for number, cell in enumerate(cells)}
        for name, value in wanted.items():
            if name not in numbers:
                self._object(name, N_("The result of this person has no such cell."))
                continue
            cell = cells[numbers[name]]
            if _equal(value, cell["points"]):
                continue
            if not same_result:
                self._object(name, self._conflict(name, value, cell["points"]))
                continue
            try:
                check_points(cell, value)
            except PointsOutOfRange as refusal:
                self._object(name, refusal.message)
            else:
                yield numbers[name], value

    def _conflict(self, name: str, value: float, present: float | None) -> Message:
        origin = self.file.known.origins.get(self.run_id)
        before = self._originally(name, origin) if origin else None
        return N_(
            "Since the file was made this result has changed: the file had %(before)s, now it is %(present)s, "
            "you want %(value)s. Nothing is overwritten; take a new file.",
            before=_said(before), present=_said(present), value=_said(value),
        )  # fmt: skip

    def _check_total(self, total: float, after: Sequence[float | None], cells: Sequence[Mapping[str, Any]]) -> None:
        """A total is the sum of its cells and nothing else; what was entered may only repeat it."""
        if self.right and not _equal(total, sum(each or 0 for each in after)):
            columns = ", ".join(f"[{self._name_of(cell)}]" for cell in cells)
            self._object(
                total_column(self.standing.task.name),
                N_("The points of a task are the sum of its cells. Change these columns instead: %(columns)s",
                   columns=columns),
            )  # fmt: skip

    def _change(
        self, submission: Submission, cells: Sequence[Mapping[str, Any]], points: Mapping[int, float]
    ) -> ResultChange:
        changes = tuple(
            CellChange(self.file.titles[self._name_of(cells[number])], cells[number]["points"], value)
            for number, value in points.items()
        )
        score = sum(points.get(number, cell["points"]) for number, cell in enumerate(cells))
        after = [_with_score(attempt_result(each), submission, score) for each in self.standing.work.submissions]
        counting = counting_attempt(after, self.standing.task.attempt_rule)
        return ResultChange(
            self.row, self.line, self.standing, submission, changes, points, self.standing.score,
            counting.score if counting else None,
        )  # fmt: skip


NO_SUBMISSION = N_(
    "This person has handed in nothing for the task, so there is nothing to give points for. "
    "Ask them to hand in; nobody gets points without a submission."
)


def _with_score(result: AttemptResult, submission: Submission, score: float) -> AttemptResult:
    if result.attempt != submission.attempt:
        return result
    return AttemptResult(result.attempt, result.state, score, result.max_score)


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if isfinite(value) else None


def _equal(value: float, other: float | None) -> bool:
    return other is not None and abs(value - other) <= TOLERANCE


def _said(points: float | None) -> str:
    return "–" if points is None else f"{points:g}"
