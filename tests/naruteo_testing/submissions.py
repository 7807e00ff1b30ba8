"""Releases and submissions that tests start from."""

import json
import secrets

from sqlalchemy.orm import Session

from naruteo_portal.assessment.grading import queue_grading
from naruteo_portal.assessment.models import GradingRun, Release, Submission, SubmissionState
from naruteo_portal.audit.events import SYSTEM
from naruteo_portal.catalogue.models import Enrolment, Task
from naruteo_portal.core.clock import now
from naruteo_portal.core.storage import BlobStore, Tree
from naruteo_portal.settings import Settings
from naruteo_testing.catalogue import make_cohort, make_edition, make_enrolment
from naruteo_testing.factories import make_account, make_organisation

NOTEBOOK = json.dumps({"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}).encode()


def make_release(session: Session, task: Task, blobs: BlobStore | None = None) -> Release:
    """The first release of a task: one empty notebook, kept if there is a store."""
    tree = blobs.put_tree({"work.ipynb": NOTEBOOK}) if blobs else Tree(())
    release = Release(
        task=task,
        number=1,
        released_tree=tree.to_json(),
        released_sha256=tree.sha256,
        source_tree=tree.to_json(),
        source_sha256=tree.sha256,
        released_at=now(),
        released_by_id=None,
    )
    session.add(release)
    session.flush()
    return release


def make_submission(session: Session, enrolment: Enrolment, release: Release, attempt: int = 1) -> Submission:
    """A submission that has just been received and is not queued yet."""
    submission = Submission(
        reference=f"S-TEST-{secrets.token_hex(4).upper()}",
        enrolment=enrolment,
        task=release.task,
        release=release,
        attempt=attempt,
        tree=release.released_tree,
        sha256=release.released_sha256,
        size=0,
        received_at=now(),
        late=False,
        idempotency_key=secrets.token_hex(16),
        state=SubmissionState.RECEIVED,
        current_run_id=None,
    )
    session.add(submission)
    session.flush()
    return submission


def make_queued_run(session: Session, settings: Settings) -> GradingRun:
    """A submission in a course of its own that waits to be graded, committed so that a worker sees it."""
    edition = make_edition(session, make_organisation(session))
    place = make_enrolment(session, make_cohort(session, edition), make_account(session))
    release = make_release(session, edition.tasks[0], BlobStore(settings.blobs))
    run = queue_grading(session, make_submission(session, place, release), actor=SYSTEM)
    session.commit()
    return run
