"""Background work of reminding people of what is due."""

from naruteo_portal.assessment.reminders import remind
from naruteo_portal.core.database import unit_of_work
from naruteo_portal.core.jobs import Worker, job


@job("assessment.remind_of_due", cron="*/15 * * * *")
def remind_of_due(worker: Worker) -> None:
    """Remind those who have not handed in what is due soon; a second time reminds nobody again."""
    with unit_of_work(worker.engine) as session:
        remind(session, worker.settings.due_reminder_hours)
