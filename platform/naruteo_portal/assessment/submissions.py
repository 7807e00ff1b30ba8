"""Receiving a submission: checked whole, kept for ever, numbered once however often it is sent."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from itertools import takewhile
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from naruteo_portal.assessment.errors import (
    BadKey,
    KeyUsedBefore,
    NoAttemptsLeft,
    NotebooksMissing,
    NotebookUnreadable,
    TooLate,
    WrongAssignment,
)
from naruteo_portal.assessment.grading import queue_grading
from naruteo_portal.assessment.models import Release, Submission, SubmissionState
from naruteo_portal.assessment.notebooks import NotANotebook, Notebook, notebooks_in, notebooks_of, read_notebook
from naruteo_portal.audit.events import Actor, record
from naruteo_portal.catalogue.deadlines import Deadline
from naruteo_portal.catalogue.models import Enrolment, LatePolicy, Task
from naruteo_portal.core.clock import KST, now
from naruteo_portal.core.references import Numbered, new_reference
from naruteo_portal.core.storage import BlobStore, StoredFile, Tree

KEY_FORM = re.compile(r"[A-Za-z0-9._-]{8,200}")


@dataclass(frozen=True)
class Place:
    """Where a learner stands with an assignment: their enrolment, what is due when, and the task's present release."""

    course: str
    handle: str
    enrolment: Enrolment
    deadline: Deadline
    release: Release

    @property
    def task(self) -> Task:
        """The task itself."""
        return self.deadline.task


@dataclass(frozen=True)
class Receipt:
    """What the learner may hold up later."""

    submission: Submission
    place: Place
    new: bool

    def to_json(self) -> dict[str, Any]:
        """The receipt for programs."""
        return {
            **describe(self.submission),
            "course": self.place.course,
            "assignment": self.place.task.name,
            "student": self.place.handle,
            "due_at": self.place.deadline.due_at.isoformat(),
            "max_attempts": self.place.task.max_attempts,
        }


def describe(submission: Submission) -> dict[str, Any]:
    """What a submission's own row says."""
    return {
        "reference": submission.reference,
        "received_at": submission.received_at.isoformat(),
        "attempt": submission.attempt,
        "late": submission.late,
        "sha256": submission.sha256,
        "size": submission.size,
        "files": submission.tree,
        "state": submission.state.value,
    }


def receive_submission(
    session: Session,
    place: Place,
    contents: Mapping[str, bytes],
    *,
    key: str,
    incomplete: bool,
    blobs: BlobStore,
    actor: Actor,
    seed: int | None = None,
) -> Receipt:
    """Keep one attempt and ask for its grading; what was sent before gets the receipt it got before.

    `incomplete`: notebooks of the release may be missing, as nbgrader allows unless it is told to be strict.
    `seed`: from which the learner's own data came, kept so that the work is graded with it for ever.
    """
    if not KEY_FORM.fullmatch(key):
        raise BadKey
    tree = _tree_of(contents)
    # One attempt of one person at a time: the second of two equal ones must find the first.
    session.execute(select(Enrolment.id).where(Enrolment.id == place.enrolment.id).with_for_update())
    if (earlier := _sent_before(session, place, key, tree)) is not None:
        return Receipt(earlier, place, new=False)

    at = now()
    earlier_ones = _earlier(session, place)
    late = place.deadline.late_at(arrival_that_counts(at, earlier_ones))
    if late and place.task.late_policy is LatePolicy.REFUSED:
        raise TooLate(place.task.name, in_korean_time(place.deadline.due_at))
    used = sum(each.state is not SubmissionState.FAILED for each in earlier_ones)
    if place.task.max_attempts is not None and used >= place.task.max_attempts:
        raise NoAttemptsLeft(place.task.name, place.task.max_attempts)
    released = blobs.get_tree(notebooks_of(Tree.from_json(place.release.released_tree)))
    check_notebooks(place.task.name, contents, released, incomplete=incomplete)

    # Every file is on the disk before the row that promises it.
    blobs.put_tree(contents)
    submission = Submission(
        reference=_free_reference(session, at),
        enrolment_id=place.enrolment.id,
        task_id=place.task.id,
        release_id=place.release.id,
        attempt=earlier_ones[0].attempt + 1 if earlier_ones else 1,
        tree=tree.to_json(),
        sha256=tree.sha256,
        size=tree.size,
        received_at=at,
        late=late,
        seed=seed,
        idempotency_key=key,
        state=SubmissionState.RECEIVED,
        current_run_id=None,
    )
    session.add(submission)
    record(
        session, actor, "submitted", submission,
        reference=submission.reference, sha256=tree.sha256, attempt=submission.attempt, late=late,
        release_id=place.release.id,
    )  # fmt: skip
    queue_grading(session, submission, actor=actor)
    return Receipt(submission, place, new=True)


def in_korean_time(at: datetime) -> str:
    """An instant as both languages write it."""
    return f"{at.astimezone(KST):%Y-%m-%d %H:%M}"


def check_notebooks(
    assignment: str, contents: Mapping[str, bytes], released: Mapping[str, bytes], *, incomplete: bool
) -> None:
    """Refuse files that are not this assignment's notebooks."""
    wanted, sent = notebooks_in(released), notebooks_in(contents)
    there = [name for name in wanted if name in sent]
    if not there and sent:
        raise WrongAssignment(assignment, next(iter(sent.values())))
    missing = [path for name, path in wanted.items() if name not in sent]
    if missing and not (incomplete and there):
        raise NotebooksMissing(assignment, missing)
    for name in there:
        ours, theirs = read_notebook(released[wanted[name]]), _read(sent[name], contents)
        # Cells may be lost, copied or added, which the grader sorts out. A notebook with none of this release's
        # cells but with others is another assignment's under this one's name.
        if ours.grade_ids and theirs.grade_ids and ours.grade_ids.isdisjoint(theirs.grade_ids):
            raise WrongAssignment(assignment, sent[name])


def _read(path: str, contents: Mapping[str, bytes]) -> Notebook:
    try:
        return read_notebook(contents[path])
    except NotANotebook as fault:
        raise NotebookUnreadable(path) from fault


def _tree_of(contents: Mapping[str, bytes]) -> Tree:
    return Tree(
        tuple(StoredFile(path, sha256(content).hexdigest(), len(content)) for path, content in sorted(contents.items()))
    )


def _sent_before(session: Session, place: Place, key: str, tree: Tree) -> Submission | None:
    """The submission that this one repeats: by its key, or because nothing has changed since the latest attempt."""
    by_key = session.scalar(
        select(Submission).where(Submission.enrolment_id == place.enrolment.id, Submission.idempotency_key == key)
    )
    if by_key is not None:
        if (by_key.task_id, by_key.sha256) != (place.task.id, tree.sha256):
            raise KeyUsedBefore
        return by_key
    latest = next(iter(_earlier(session, place)), None)
    # What the platform failed to grade may be handed in again as it is.
    if latest is None or latest.state is SubmissionState.FAILED:
        return None
    return latest if (latest.release_id, latest.sha256) == (place.release.id, tree.sha256) else None


def _earlier(session: Session, place: Place) -> Sequence[Submission]:
    """What was handed in for the task before, the latest first."""
    return session.scalars(
        select(Submission)
        .where(Submission.enrolment_id == place.enrolment.id, Submission.task_id == place.task.id)
        .order_by(Submission.attempt.desc())
    ).all()


def arrival_that_counts(at: datetime, earlier: Sequence[Submission]) -> datetime:
    """By which instant an attempt is in time or late, given those before it, the latest first.

    Where it repeats what the platform failed to grade, it is when the first of those came.
    """
    failed = list(takewhile(lambda each: each.state is SubmissionState.FAILED, earlier))
    return failed[-1].received_at if failed else at


def _free_reference(session: Session, at: datetime) -> str:
    def is_taken(reference: str) -> bool:
        return session.scalar(select(Submission.id).where(Submission.reference == reference)) is not None

    return new_reference(Numbered.SUBMISSION, at, is_taken)
