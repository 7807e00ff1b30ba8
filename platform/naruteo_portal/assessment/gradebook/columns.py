"""The columns of a gradebook's file: what each is called, by what name programs know it, and what stands in it."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from naruteo_portal.assessment.gradebook.standings import Gradebook, Line, Standing
from naruteo_portal.assessment.models import Submission
from naruteo_portal.catalogue.models import Task
from naruteo_portal.core.i18n import N_, Locale, Message, choose
from naruteo_portal.identity.bulk.sheets import Cell
from naruteo_portal.identity.names import both_names

HANDLE, NAME, STATE = "handle", "name", "state"
STATE_FORM = re.compile(r"run [0-9]{1,18}(?:,[0-9]{1,18})*")
# A heading may hold brackets of its own; the name for programs is the last thing in it.
NAMED = re.compile(r"\[(handle|name|course_score|complete|state|(?:points|status|attempts)/.+)\]$")
YES, NO = N_("yes"), N_("no")
EXCUSED, LATE, WAITS = N_("excused"), N_("late"), N_("waiting for a person")


@dataclass(frozen=True)
class CellKey:
    """A graded cell of a task, and how many points it gives at most."""

    task: str
    notebook: str
    grade_id: str

    @property
    def machine_name(self) -> str:
        """The name of its column for programs, with single blanks, as tables are read."""
        return " ".join(f"points/{self.task}/{self.notebook}/{self.grade_id}".split())


@dataclass(frozen=True)
class Column:
    """One column: its heading, its name for programs, what it says, and its content for a learner."""

    machine_name: str
    heading: Callable[[Locale], str]
    about: Message
    content: Callable[[Line, Locale], Cell]
    points: bool = False
    """Whether points may be changed in it."""

    def titled(self, locale: Locale) -> str:
        """The heading for people, and behind it the name for programs."""
        return f"{self.heading(locale)} [{self.machine_name}]"


def total_column(task: str) -> str:
    """The name of the column with all points of a task."""
    return f"points/{task}"


def cells_of(standing: Standing) -> Sequence[Any]:
    """The graded cells of what counts, with their points."""
    return _cells_in(standing.counting)


def _cells_in(submission: Submission | None) -> Sequence[Any]:
    return submission.current_run.cells if submission is not None and submission.current_run is not None else ()


def columns_of(gradebook: Gradebook, *, with_cells: bool) -> list[Column]:
    """All columns in order; those of cells only if they were loaded."""
    columns = [
        Column(
            HANDLE, _said(N_("Handle")),
            N_("Says who it is and never changes. Every row needs it when the file comes back."),
            lambda line, _locale: line.account.handle,
        ),
        Column(NAME, _said(N_("Name")), N_("For people; it is not read when the file comes back."),
               lambda line, _locale: both_names(line.account.person)),
        Column("course_score", _said(N_("Course score in %")),
               N_("Each task by its weight; what is not graded counts nothing."),
               lambda line, _locale: round(line.progress.score, 2)),
        Column("complete", _said(N_("Complete")), N_("Whether every completion rule of the course is met."),
               lambda line, locale: (YES if line.progress.complete else NO).said_in(locale)),
    ]  # fmt: skip
    for task in gradebook.tasks:
        columns += _task_columns(task)
        if with_cells:
            columns += [_cell_column(task, key, cell) for key, cell in graded_cells(gradebook, task).items()]
    columns.append(
        Column(
            STATE,
            _said(N_("State, do not change")),
            N_(
                "Names the results that the file was made from, so that nobody's later change is overwritten. "
                "Rows that change points need it when the file comes back."
            ),
            lambda line, _locale: state_of(line, gradebook.tasks),
        )
    )
    return columns


def _said(message: Message) -> Callable[[Locale], str]:
    return message.said_in


def _task_columns(task: Task) -> list[Column]:
    name = task.name

    def of_task(words: Message) -> Callable[[Locale], str]:
        return lambda locale: f"{choose(task.title, locale)} · {words.said_in(locale)}"

    def points(line: Line, _locale: Locale) -> Cell:
        standing = line.standing_at(name)
        return standing.score if standing else None

    def status(line: Line, locale: Locale) -> Cell:
        standing = line.standing_at(name)
        return ", ".join(word.said_in(locale) for word in status_words(standing)) if standing else None

    def attempts(line: Line, _locale: Locale) -> Cell:
        standing = line.standing_at(name)
        return standing.attempts if standing else None

    return [
        Column(
            total_column(name), of_task(N_("points of %(most)s", most=f"{task.max_score:g}")),
            N_("All points of what counts. They follow from the cells: to change them, change the cells' columns."),
            points,
        ),
        Column(f"status/{name}", of_task(N_("status")), N_("Whether it came late and whether it waits for a person."),
               status),
        Column(f"attempts/{name}", of_task(N_("attempts")), N_("How often the learner has handed in."), attempts),
    ]  # fmt: skip


def status_words(standing: Standing) -> list[Message]:
    """What is to be said of a work besides its points."""
    said = ((EXCUSED, standing.work.deadline.excused), (LATE, standing.late), (WAITS, standing.work.waits))
    return [words for words, holds in said if holds]


def graded_cells(gradebook: Gradebook, task: Task) -> dict[CellKey, Any]:
    """The graded cells that learners' results of a task have, in order; also those whose points are withheld."""
    found: dict[CellKey, Any] = {}
    for line in gradebook.lines:
        standing = line.standing_at(task.name)
        for cell in _cells_in(standing.work.counting) if standing else ():
            found.setdefault(CellKey(task.name, cell["notebook"], cell["grade_id"]), cell)
    return found


def _cell_column(task: Task, key: CellKey, cell: Any) -> Column:
    called = cell.get("heading") or cell["grade_id"]
    most = N_("points of %(most)s", most=f"{cell['max_points']:g}")

    def content(line: Line, _locale: Locale) -> Cell:
        standing = line.standing_at(task.name)
        return points_in(cells_of(standing), key) if standing else None

    return Column(
        key.machine_name,
        lambda locale: f"{choose(task.title, locale)} › {called} · {most.said_in(locale)}",
        N_("Points of one graded cell. You may change them; an empty cell changes nothing."),
        content,
        points=True,
    )


def points_in(cells: Iterable[Any], key: CellKey) -> float | None:
    """The points that one cell has within a result."""
    return next(
        (cell["points"] for cell in cells if (cell["notebook"], cell["grade_id"]) == (key.notebook, key.grade_id)), None
    )


def name_in(heading: str) -> str:
    """The name for programs in a heading; all of it where somebody left nothing else."""
    named = NAMED.search(heading)
    return named[1] if named else heading


def state_of(line: Line, tasks: Sequence[Task]) -> str:
    """The results that a row shows, task by task: the ids of their runs, 0 where there is none."""
    return "run " + ",".join(str(_run_of(line.standing_at(task.name))) for task in tasks)


def runs_in(state: str) -> list[int]:
    """The runs that `state_of` named, none if somebody changed it."""
    return [int(run) for run in state.removeprefix("run ").split(",")] if STATE_FORM.fullmatch(state) else []


def _run_of(standing: Standing | None) -> int:
    return (standing.counting.current_run_id or 0) if standing and standing.counting else 0
