"""Background work of re-grading a cohort: one submission after another, and picking up what was lost."""

from naruteo_portal.assessment.jobs import grade_submission
from naruteo_portal.assessment.regrades import continue_regrades, take_in_hand
from naruteo_portal.core.database import unit_of_work
from naruteo_portal.core.jobs import Worker, job


@job("assessment.regrade", queue="grading")
def regrade_submission(worker: Worker, regraded_id: int) -> None:
    """Grade one submission again, unless the re-grade was paused or is over; a second time does nothing."""
    with unit_of_work(worker.engine) as session:
        run_id = take_in_hand(session, regraded_id)
    if run_id is not None:
        grade_submission(worker, run_id)


@job("assessment.continue_regrades", cron="*/5 * * * *")
def continue_lost_regrades(worker: Worker) -> None:
    """Ask again for what no job has in hand, so that every re-grade comes to its end."""
    with unit_of_work(worker.engine) as session:
        continue_regrades(session)
