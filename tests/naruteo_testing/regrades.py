"""A cohort with graded work, and a re-grade of it whose grader gives the points that a test wants."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from naruteo_portal.assessment.grading import Verdict, queue_grading, settle_run, start_run
from naruteo_portal.assessment.models import (
    GradingRun,
    Keeping,
    Regrade,
    RegradedSubmission,
    RegradeScope,
    RegradeState,
    Submission,
    SubmissionState,
)
from naruteo_portal.assessment.queries import get_taught_cohort
from naruteo_portal.assessment.regrades import start_regrade, take_in_hand
from naruteo_portal.assessment.tests_in_force import NewestTests, newest_tests
from naruteo_portal.audit.events import SYSTEM, Actor
from naruteo_portal.catalogue.models import Cohort, Edition
from naruteo_portal.core.clock import now
from naruteo_portal.core.storage import BlobStore
from naruteo_portal.identity.models import Account, Role
from naruteo_testing.catalogue import make_cohort, make_edition, make_enrolment
from naruteo_testing.factories import make_account, make_organisation, make_reader
from naruteo_testing.submissions import make_release, make_submission

REASON = "검사 하나가 틀렸습니다"


def verdict(
    *points: float | None, state: SubmissionState = SubmissionState.GRADED, feedback: Mapping[str, Any] | None = None
) -> Verdict:
    """The result of one cell for each of the points, of five that each has."""
    cells = [
        {"notebook": "work", "grade_id": f"test-{number}", "points": each, "max_points": 5.0, "kind": "auto",
         "anchor": f"nb-{number}", "heading": ""}
        for number, each in enumerate(points, 1)
    ]  # fmt: skip
    if not points:
        return Verdict(state, None, None, [], [], {}, 1.0)
    total = sum(each or 0.0 for each in points)
    return Verdict(state, total, 5.0 * len(points), cells, [], dict(feedback or {}), 1.0)


def grade_as(session: Session, submission: Submission, result: Verdict, reason: str | None = None) -> GradingRun:
    """Grade a submission alone, with a result that counts."""
    run = queue_grading(session, submission, actor=SYSTEM, reason=reason)
    start_run(session, run.id)
    settle_run(session, run.id, result)
    session.flush()
    return run


@dataclass
class GradedCohort:
    """A cohort whose learners have each handed in one graded submission for the first task."""

    session: Session
    blobs: BlobStore
    edition: Edition
    cohort: Cohort
    instructor: Account
    submissions: list[Submission] = field(default_factory=list)
    learners: list[Account] = field(default_factory=list)

    @property
    def actor(self) -> Actor:
        """The instructor as the one who acts."""
        return Actor("person", self.instructor.id)

    def tests(self) -> NewestTests:
        """The newest tests of the first task."""
        reader = make_reader(self.session, self.instructor)
        cohort = get_taught_cohort(self.session, reader, self.cohort.id)
        return newest_tests(self.session, self.blobs, cohort)[0]

    def hand_in(self, result: Verdict | None, name: str = "김하늘") -> Submission:
        """One more learner, with a graded submission or one that waits."""
        learner = make_account(self.session, name)
        self.learners.append(learner)
        place = make_enrolment(self.session, self.cohort, learner)
        submission = make_submission(self.session, place, self.tests().release)
        if result is None:
            queue_grading(self.session, submission, actor=SYSTEM)
        else:
            grade_as(self.session, submission, result)
        self.submissions.append(submission)
        return submission

    def start(self, scope: RegradeScope = RegradeScope.ALL, keeping: Keeping = Keeping.NEW) -> Regrade:
        """Begin a re-grade of the first task."""
        return start_regrade(
            self.session, self.cohort, self.tests(), scope=scope, keeping=keeping, reason=REASON, actor=self.actor
        )

    def grade_again(self, regrade: Regrade, results: Sequence[Verdict]) -> None:
        """Let the grader come to these results, in the order of the submissions."""
        for regraded_id, result in zip(regraded(self.session, regrade), results, strict=False):
            run_id = take_in_hand(self.session, regraded_id)
            assert run_id is not None
            start_run(self.session, run_id)
            settle_run(self.session, run_id, result)
        self.session.flush()


def graded_cohort(session: Session, blobs: BlobStore, *results: Verdict) -> GradedCohort:
    """A cohort with one submission for each result."""
    provider = make_organisation(session)
    instructor = make_account(session, "이정민", roles=((Role.INSTRUCTOR, provider),))
    edition = make_edition(session, provider)
    made = GradedCohort(session, blobs, edition, make_cohort(session, edition, instructors=(instructor,)), instructor)
    make_release(session, edition.tasks[0], blobs)
    for result in results:
        made.hand_in(result)
    return made


def make_regrade(
    session: Session, cohort: Cohort, *submissions: Submission, state: RegradeState = RegradeState.RUNNING
) -> Regrade:
    """A re-grade of submissions of one release, none of which has had its turn."""
    regrade = Regrade(
        cohort_id=cohort.id, task=submissions[0].task, release=submissions[0].release, scope=RegradeScope.ALL,
        keeping=Keeping.BETTER, reason=REASON, state=state, started_at=now(), started_by_id=None, ended_at=None,
    )  # fmt: skip
    session.add(regrade)
    session.flush()
    session.add_all(
        RegradedSubmission(regrade_id=regrade.id, submission_id=each.id, before_run_id=each.current_run_id, run_id=None)
        for each in submissions
    )
    session.flush()
    return regrade


def regraded(session: Session, regrade: Regrade) -> Sequence[int]:
    """What a re-grade has to do, in order."""
    return session.scalars(
        select(RegradedSubmission.id)
        .where(RegradedSubmission.regrade_id == regrade.id)
        .order_by(RegradedSubmission.submission_id)
    ).all()


def jobs_asked_for(session: Session) -> list[tuple[str, int]]:
    """(name, priority) of the jobs for grading in the order in which workers take them."""
    rows = session.execute(
        text("SELECT task_name, priority FROM procrastinate_jobs WHERE queue_name = 'grading' AND status = 'todo'"
             " ORDER BY priority DESC, id")
    )  # fmt: skip
    return [(name, priority) for name, priority in rows]
