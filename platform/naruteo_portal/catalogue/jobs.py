"""Background work of the catalogue: giving out seats that became free."""

from naruteo_portal.audit.events import SYSTEM
from naruteo_portal.catalogue.enrolment import fill_seats
from naruteo_portal.catalogue.models import Cohort
from naruteo_portal.core.database import unit_of_work
from naruteo_portal.core.jobs import Worker, job


@job("catalogue.offer_free_seats")
def offer_free_seats(worker: Worker, cohort_id: int) -> None:
    """Give the free seats of a cohort to the next ones on its waiting list."""
    with unit_of_work(worker.engine) as session:
        fill_seats(session, session.get_one(Cohort, cohort_id), actor=SYSTEM)
