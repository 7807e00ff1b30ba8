"""Releases and submissions that tests start from."""

import json
import secrets

from sqlalchemy.orm import Session

from naruteo_portal.assessment.models import Release, Submission, SubmissionState
from naruteo_portal.catalogue.models import Enrolment, Task
from naruteo_portal.core.clock import now
from naruteo_portal.core.storage import BlobStore, Tree

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
