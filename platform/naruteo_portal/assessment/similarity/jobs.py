"""Background work of comparing submissions: read and compare without a transaction, write in short ones."""

from collections.abc import Sequence

import structlog

from naruteo_portal.assessment.similarity.comparing import Work, compare
from naruteo_portal.assessment.similarity.comparisons import (
    Candidate,
    candidates_of,
    given_trees,
    keep_fingerprints,
    keep_outcome,
    known_fingerprints,
)
from naruteo_portal.assessment.similarity.models import Comparison
from naruteo_portal.assessment.similarity.reading import parts_of
from naruteo_portal.assessment.similarity.winnowing import Fingerprints, all_runs, fingerprints_of
from naruteo_portal.core.database import unit_of_work
from naruteo_portal.core.jobs import Worker, job
from naruteo_portal.core.storage import BlobStore, DamagedBlob

AT_A_TIME = 100
log = structlog.get_logger("naruteo.similarity")


@job("assessment.compare")
def compare_submissions(worker: Worker, comparison_id: int) -> None:
    """Compare a cohort's submissions for a task; doing it twice comes to the same."""
    blobs = BlobStore(worker.settings.blobs)
    with unit_of_work(worker.engine) as session:
        candidates = candidates_of(session, comparison_id)
        given = given_trees(session, comparison_id)
        comparison = session.get_one(Comparison, comparison_id)
        cohort_id, asked_at = comparison.cohort_id, comparison.asked_at
        known = known_fingerprints(session, [each.submission_id for each in candidates])
    lacking = [each for each in candidates if each.submission_id not in known]
    for begin in range(0, len(lacking), AT_A_TIME):
        made = _read(lacking[begin : begin + AT_A_TIME], blobs)
        with unit_of_work(worker.engine) as session:
            keep_fingerprints(session, made)
        known |= made
    present = [each for each in candidates if each.submission_id in known]
    works = [Work(each.submission_id, each.account_id, known[each.submission_id]) for each in present]
    own = [each.submission_id for each in present if each.cohort_id == cohort_id]
    outcome = compare(works, own, {run for tree in given for run in all_runs(parts_of(blobs.get_tree(tree)))})
    with unit_of_work(worker.engine) as session:
        keep_outcome(session, comparison_id, works, len(own), outcome, asked_at)


def _read(candidates: Sequence[Candidate], blobs: BlobStore) -> dict[int, Fingerprints]:
    found = {}
    for each in candidates:
        try:
            found[each.submission_id] = fingerprints_of(parts_of(blobs.get_tree(each.tree)))
        except (FileNotFoundError, DamagedBlob) as fault:
            # One lost file must not keep a whole cohort from being compared.
            log.warning("cannot be read", submission=each.submission_id, fault=str(fault))
    return found
