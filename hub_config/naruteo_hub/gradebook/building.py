"""Build a course folder that nbgrader's formgrader opens: its gradebook, the autograded notebooks, the feedback.

The caller lays out ``source/``, ``release/`` and ``submitted/``. Nothing is run or graded: the points are those that
were given where the work was handed in.
"""

import shutil
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from jinja2 import Environment, PackageLoader
from nbgrader.api import Gradebook, SubmittedAssignment
from nbgrader.preprocessors import SaveCells

from naruteo_hub.gradebook.records import DATABASE, Grade, Learner, Work
from naruteo_hub.grading.course import CourseFault
from naruteo_hub.grading.document import write_notebook
from naruteo_hub.grading.gradebook import new_gradebook
from naruteo_hub.grading.normalise import normalise
from naruteo_hub.grading.preparation import Prepared, prepare
from naruteo_hub.grading.results import GradingLimits
from naruteo_hub.grading.submission import Refused, read_submission

TIMESTAMP = "timestamp.txt"
TIMESTAMP_FORM = "%Y-%m-%d %H:%M:%S.%f UTC"
CONFIG = """\
# Written with the gradebook: start a Jupyter server in this folder and open the formgrader.
import os

c = get_config()
c.CourseDirectory.course_id = {course_id!r}
c.CourseDirectory.root = os.path.dirname(os.path.abspath(__file__))
"""
templates = Environment(loader=PackageLoader("naruteo_hub.gradebook"), autoescape=True)


class GradebookBuilder:
    """Fills a folder assignment by assignment and work by work; use it in a ``with`` block."""

    def __init__(self, folder: Path, course_id: str, *, cache_dir: Path | None = None) -> None:
        """Begin with an empty gradebook; ``cache_dir`` keeps prepared assignments, as grading does."""
        self.folder = folder.resolve()
        self.left_out: list[str] = []
        """What the gradebook cannot hold, in words."""
        self._cache_dir = cache_dir
        self._prepared: dict[str, Prepared] = {}
        self._url = new_gradebook(self.folder / DATABASE)
        self._gradebook = Gradebook(self._url, course_id)
        (self.folder / "nbgrader_config.py").write_text(CONFIG.format(course_id=course_id), encoding="utf-8")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_fault: object) -> None:
        self._gradebook.close()

    def add_learner(self, learner: Learner) -> None:
        """Add somebody who is in the course, whether they handed in or not."""
        self._gradebook.add_student(
            learner.student_id, first_name=learner.first_name, last_name=learner.last_name, email=learner.email
        )

    def add_assignment(self, name: str, due_at: datetime) -> None:
        """Add the assignment in ``source/<name>``; CourseFault if it cannot be prepared."""
        prepared = prepare(self.folder, name, self._cache_dir)
        self._prepared[name] = prepared
        self._gradebook.add_assignment(name, duedate=due_at)
        for notebook in prepared.notebooks.values():
            resources = {"nbgrader": {"notebook": notebook.name, "assignment": name, "db_url": self._url}}
            SaveCells().preprocess(notebook.full, resources)

    def add_work(self, work: Work) -> None:
        """Add a submission with its points; its files lie in ``submitted/<student>/<assignment>``."""
        if work.assignment not in self._prepared:
            raise CourseFault(f"there is no assignment {work.assignment} in the gradebook")
        submitted = self._place("submitted", work)
        (submitted / TIMESTAMP).write_text(work.received_at.astimezone(UTC).strftime(TIMESTAMP_FORM), encoding="utf-8")
        self._write_autograded(submitted, self._place("autograded", work), self._prepared[work.assignment])
        self._write_feedback(self._place("feedback", work), work.feedback)
        # nbgrader asks for the student while the submission is only half there.
        with self._gradebook.db.no_autoflush:
            submission = self._gradebook.add_submission(work.assignment, work.student_id, timestamp=work.received_at)
        self._enter(submission, work)
        self._gradebook.db.commit()

    def _place(self, step: str, work: Work) -> Path:
        return self.folder / step / work.student_id / work.assignment

    def _write_autograded(self, submitted: Path, autograded: Path, prepared: Prepared) -> None:
        """The submitted files, with each notebook as grading rebuilt it: answers in the course's own cells."""
        shutil.copytree(submitted, autograded)
        try:
            notebooks = read_submission(submitted, prepared, GradingLimits()).notebooks
        except Refused as refused:
            self.left_out.append(f"{submitted.relative_to(self.folder)}: {refused.flag.say('en')}")
            return
        for name, cells in notebooks.items():
            rebuilt = normalise(cells, prepared.notebooks[name]).notebook
            (autograded / f"{name}.ipynb").write_bytes(write_notebook(rebuilt))

    def _write_feedback(self, place: Path, pages: Mapping[str, str]) -> None:
        template = templates.get_template("feedback.html.jinja")
        for notebook, page in pages.items():
            place.mkdir(parents=True, exist_ok=True)
            (place / f"{notebook}.html").write_text(template.render(title=notebook, page=page), encoding="utf-8")

    def _enter(self, submission: SubmittedAssignment, work: Work) -> None:
        given = {(grade.notebook, grade.grade_id): grade for grade in work.grades}
        for notebook in submission.notebooks:
            comments = {comment.name: comment for comment in notebook.comments}
            for row in notebook.grades:
                grade = given.pop((notebook.name, row.name), None)
                if grade is not None:
                    _give(row, grade)
                    if grade.comment and grade.grade_id in comments:
                        comments[grade.grade_id].manual_comment = grade.comment
        for grade in given.values():
            self.left_out.append(
                f"{work.student_id}, {work.assignment}: {grade.notebook} {grade.grade_id} "
                f"({_said(grade.points)} points) is no cell of the present release"
            )


def _give(row: Any, grade: Grade) -> None:
    """Write points where nbgrader keeps them: a person's take the place of the tests'."""
    row.auto_score = None if grade.by_hand else grade.points
    row.manual_score = grade.points if grade.by_hand else None
    row.needs_manual_grade = grade.points is None


def _said(points: float | None) -> str:
    return "no" if points is None else f"{points:g}"
