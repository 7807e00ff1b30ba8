"""Cohorts whose learners have handed in code and words, and pairs of submissions that tests start from."""

import json
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from naruteo_portal.assessment.models import Release, Submission, SubmissionState
from naruteo_portal.assessment.similarity.comparisons import ask_for_comparison
from naruteo_portal.assessment.similarity.jobs import compare_submissions
from naruteo_portal.assessment.similarity.models import Comparison, PairNote, SimilarPair
from naruteo_portal.audit.events import Actor
from naruteo_portal.catalogue.models import Cohort
from naruteo_portal.core.clock import now
from naruteo_portal.core.jobs import Worker
from naruteo_portal.core.storage import BlobStore
from naruteo_portal.identity.models import Account, OrganisationKind, Role
from naruteo_testing.catalogue import make_cohort, make_edition, make_enrolment
from naruteo_testing.disguises import blocks
from naruteo_testing.factories import make_account, make_organisation
from naruteo_testing.notebooks import code, notebook, text
from naruteo_testing.submissions import make_release, make_submission


def written(source: str, words: str = "") -> bytes:
    """A notebook with a solution, each of its parts in a cell, and an answer in words."""
    cells = [code(block) for block in blocks(source)] + ([text(words)] if words else [])
    return json.dumps(notebook(*cells), ensure_ascii=False).encode()


@dataclass
class Class:
    """A course with a cohort, another cohort that somebody else teaches, and what was handed in."""

    session: Session
    blobs: BlobStore
    release: Release
    cohort: Cohort
    elsewhere: Cohort
    instructor: Account
    stranger: Account
    """Teaches the other cohort alone."""
    submissions: list[Submission] = field(default_factory=list)
    learners: list[Account] = field(default_factory=list)

    def hand_in(
        self, content: bytes, name: str = "김하늘", *, cohort: Cohort | None = None, learner: Account | None = None,
        state: SubmissionState = SubmissionState.GRADED,
    ) -> Submission:  # fmt: skip
        """What somebody new, or `learner`, hands in for the task."""
        learner = learner or make_account(self.session, name)
        place = make_enrolment(self.session, cohort or self.cohort, learner)
        submission = make_submission(self.session, place, self.release)
        submission.tree = self.blobs.put_tree({"work.ipynb": content}).to_json()
        submission.state = state
        self.session.flush()
        self.submissions.append(submission)
        self.learners.append(learner)
        return submission

    def compare(self, worker: Worker) -> Comparison:
        """Ask for the comparison, and do what was asked for."""
        actor = Actor("person", self.instructor.id)
        comparison = ask_for_comparison(self.session, self.cohort, self.release.task, actor=actor)
        self.session.commit()
        compare_submissions(worker, comparison.id)
        self.session.refresh(comparison)
        return comparison

    def pairs(self) -> list[SimilarPair]:
        """All pairs that were found, in the order in which they were."""
        return list(
            self.session.scalars(select(SimilarPair).order_by(SimilarPair.id).execution_options(populate_existing=True))
        )


def make_class(session: Session, blobs: BlobStore) -> Class:
    """The course; nobody has handed in."""
    provider = make_organisation(session, OrganisationKind.TRAINING_PROVIDER)
    instructor, stranger = (
        make_account(session, name, roles=((Role.INSTRUCTOR, provider),)) for name in ("이정민", "한소리")
    )
    edition = make_edition(session, provider)
    cohorts = [
        make_cohort(session, edition, name=name, instructors=(teacher,))
        for name, teacher in (("1기", instructor), ("2기", stranger))
    ]
    return Class(session, blobs, make_release(session, edition.tasks[0], blobs), *cohorts, instructor, stranger)


def make_pair(session: Session, cohort_id: int, one: Submission, other: Submission, asked_by_id: int) -> SimilarPair:
    """A pair that comparing found, and a note on it."""
    comparison = session.scalar(
        select(Comparison).where(Comparison.cohort_id == cohort_id, Comparison.task_id == one.task_id)
    ) or Comparison(
        cohort_id=cohort_id, task_id=one.task_id, asked_at=now(), asked_by_id=asked_by_id, finished_at=now(),
        own=2, others=0, ignored=b"",
    )  # fmt: skip
    pair = SimilarPair(
        comparison=comparison, submission_id=one.id, other_id=other.id, share=0.8, other_share=0.5, stretches=3,
        set_aside=False,
    )  # fmt: skip
    note = PairNote(pair=pair, words="같은 모임", set_aside=False, noted_at=now(), noted_by_id=asked_by_id)
    session.add_all([comparison, pair, note])
    session.flush()
    return pair
