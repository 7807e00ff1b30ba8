"""Background work after a cohort's dates have moved."""

from naruteo_portal.assessment.lateness import forgive
from naruteo_portal.audit.events import SYSTEM
from naruteo_portal.core.database import unit_of_work
from naruteo_portal.core.jobs import Worker, job


@job("assessment.dates_moved")
def dates_moved(worker: Worker, cohort_id: int, tasks: list[int]) -> None:
    """Let late work count as in time where it is by the new dates."""
    with unit_of_work(worker.engine) as session:
        forgive(session, cohort_id, tasks, actor=SYSTEM)
