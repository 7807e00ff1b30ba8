"""Background work for candidates: erasing files, reminding of papers that expire, following certificates."""

from naruteo_portal.core.database import unit_of_work
from naruteo_portal.core.jobs import Worker, job
from naruteo_portal.core.shelves import shelf_at
from naruteo_portal.talent.candidates.reminders import remind_of_papers
from naruteo_portal.talent.candidates.skills import follow_certificates


@job("talent.remind_of_papers", cron="25 0 * * *")
def remind(worker: Worker) -> None:
    """Every morning in Korea."""
    with unit_of_work(worker.engine) as session:
        remind_of_papers(session)


@job("talent.follow_certificates", cron="40 * * * *")
def follow(worker: Worker) -> None:
    """Every hour."""
    with unit_of_work(worker.engine) as session:
        follow_certificates(session)


@job("talent.erase_files")
def erase_files(worker: Worker, names: list[str]) -> None:
    """Remove files of papers that were erased or replaced; those that are gone already are no error."""
    shelf = shelf_at(worker.settings.blobs)
    for name in names:
        shelf.remove(name)
