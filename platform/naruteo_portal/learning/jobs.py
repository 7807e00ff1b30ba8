"""Background work about records of learning."""

from naruteo_portal.core.database import unit_of_work
from naruteo_portal.core.jobs import Worker, job
from naruteo_portal.learning.upkeep import forget_old_logs


@job("learning.forget_old_logs", cron="41 4 * * *")
def forget_logs(worker: Worker) -> None:
    """Delete learning logs and surveys of cohorts that ended three years ago."""
    with unit_of_work(worker.engine) as session:
        forget_old_logs(session)
