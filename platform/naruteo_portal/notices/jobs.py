"""Background work about notices."""

from naruteo_portal.core.database import unit_of_work
from naruteo_portal.core.jobs import Worker, job
from naruteo_portal.notices.inbox import forget_old_notices


@job("notices.forget_old", cron="53 4 * * *")
def forget_old(worker: Worker) -> None:
    """Delete notices whose time is over."""
    with unit_of_work(worker.engine) as session:
        forget_old_notices(session)
