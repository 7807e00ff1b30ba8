"""A cohort's work as a course folder of nbgrader's, with a gradebook that its formgrader opens."""

import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from naruteo_hub.gradebook import Grade, GradebookBuilder, Learner, Work
from naruteo_portal.assessment.gradebook.columns import cells_of
from naruteo_portal.assessment.gradebook.standings import Gradebook, Line, Standing
from naruteo_portal.assessment.models import Release, Submission
from naruteo_portal.catalogue.models import ScheduledTask
from naruteo_portal.core.i18n import DEFAULT_LOCALE
from naruteo_portal.core.storage import BlobStore, Tree
from naruteo_portal.identity.names import display_name

README = """\
This is the gradebook of a cohort for nbgrader, made by Naruteo.

Unpack it, start JupyterLab or a Jupyter server in this folder and open the formgrader (nbgrader 0.9 or newer).
Students are known by their handles. Of each learner and task it holds the attempt that counts, with its points.
What is changed here does not come back into Naruteo by itself.
"""
NOTHING_LEFT_OUT = "Nothing was left out."


@dataclass(frozen=True)
class Assignment:
    """A task with the release whose cells its gradebook has."""

    name: str
    due_at: datetime
    source: Tree
    released: Tree


@dataclass(frozen=True)
class HandedIn:
    """A submission that counts."""

    work: Work
    files: Tree
    feedback: tuple[tuple[str, str], ...]
    """Notebooks with the hashes of their pages."""


@dataclass(frozen=True)
class CourseContent:
    """All that goes into the folder, free of the database."""

    course_id: str
    assignments: tuple[Assignment, ...]
    learners: tuple[Learner, ...]
    handed_in: tuple[HandedIn, ...]


def content_of(session: Session, gradebook: Gradebook, *, with_names: bool) -> CourseContent:
    """What the gradebook's file for nbgrader holds; names never while the cohort hides them."""
    with_names = with_names and not gradebook.cohort.anonymous_grading
    assignments = _assignments(session, gradebook)
    known = {assignment.name for assignment in assignments}
    return CourseContent(
        gradebook.cohort.edition.course.slug,
        assignments,
        tuple(_learner(line, with_names=with_names) for line in gradebook.lines),
        tuple(
            _handed_in(line, standing, standing.counting)
            for line in gradebook.lines
            for standing in line.standings
            if standing.counting is not None and standing.task.name in known
        ),
    )


def _assignments(session: Session, gradebook: Gradebook) -> tuple[Assignment, ...]:
    """The cohort's tasks that have been released, each with its newest release."""
    newest = {
        release.task_id: release
        for release in session.scalars(
            select(Release)
            .where(Release.task_id.in_([task.id for task in gradebook.tasks]))
            .order_by(Release.number)
        )
    }  # fmt: skip
    due: dict[int, datetime] = {
        task_id: due_at
        for task_id, due_at in session.execute(
            select(ScheduledTask.task_id, ScheduledTask.due_at).where(ScheduledTask.cohort_id == gradebook.cohort.id)
        )
    }
    return tuple(
        Assignment(
            task.name, due[task.id], Tree.from_json(newest[task.id].source_tree),
            Tree.from_json(newest[task.id].released_tree),
        )
        for task in gradebook.tasks
        if task.id in newest and task.id in due
    )  # fmt: skip


def _learner(line: Line, *, with_names: bool) -> Learner:
    account = line.account
    if not with_names:
        return Learner(account.handle)
    person = account.person
    if person.family_name and person.given_name:
        return Learner(account.handle, person.given_name, person.family_name, account.email)
    # Family and given name are never guessed from the whole.
    return Learner(account.handle, None, display_name(person, DEFAULT_LOCALE), account.email)


def _handed_in(line: Line, standing: Standing, submission: Submission) -> HandedIn:
    run = submission.current_run
    pages = (run.feedback.get(DEFAULT_LOCALE) or {}) if run else {}
    grades = tuple(
        Grade(
            cell["notebook"], cell["grade_id"], cell["points"],
            by_hand=cell["kind"] == "manual" or bool(cell.get("by_hand")), comment=_said_about(cell),
        )
        for cell in cells_of(standing)
    )  # fmt: skip
    work = Work(line.account.handle, standing.task.name, submission.received_at, grades)
    return HandedIn(work, Tree.from_json(submission.tree), tuple(sorted(pages.items())))


def _said_about(cell: Mapping[str, Any]) -> str:
    return "\n".join([*(line["words"] for line in cell.get("rubric", ())), cell.get("comment", "")]).strip()


def write_course(content: CourseContent, blobs: BlobStore, folder: Path, *, cache_dir: Path | None = None) -> None:
    """Write the course folder; CourseFault if nbgrader cannot read one of its tasks."""
    for assignment in content.assignments:
        blobs.unpack(assignment.source, folder / "source" / assignment.name)
        blobs.unpack(assignment.released, folder / "release" / assignment.name)
    with GradebookBuilder(folder, content.course_id, cache_dir=cache_dir) as builder:
        for learner in content.learners:
            builder.add_learner(learner)
        for assignment in content.assignments:
            builder.add_assignment(assignment.name, assignment.due_at)
        for each in content.handed_in:
            blobs.unpack(each.files, folder / "submitted" / each.work.student_id / each.work.assignment)
            pages = {notebook: blobs.get(sha256).decode() for notebook, sha256 in each.feedback}
            builder.add_work(replace(each.work, feedback=pages))
        left_out = "\n".join(["Left out:", *builder.left_out]) if builder.left_out else NOTHING_LEFT_OUT
    (folder / "README.txt").write_text(f"{README}\n{left_out}\n", encoding="utf-8")


def pack(folder: Path, archive: Path) -> None:
    """Put a course folder into a ZIP file."""
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                packed.write(path, path.relative_to(folder).as_posix())
