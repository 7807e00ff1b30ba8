"""Background work of the instructor register: reminding of what expires."""

from naruteo_portal.catalogue.register.reminders import remind_of_expiries
from naruteo_portal.core.database import unit_of_work
from naruteo_portal.core.jobs import Worker, job


@job("catalogue.remind_of_expiries", cron="0 0 * * 1")
def remind(worker: Worker) -> None:
    """Every Monday at nine in Korea; a second time reminds nobody again."""
    with unit_of_work(worker.engine) as session:
        remind_of_expiries(session)
