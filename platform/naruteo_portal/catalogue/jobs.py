"""Background work of the catalogue: giving out seats that became free, and telling people how they stand."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from naruteo_portal.audit.events import SYSTEM
from naruteo_portal.catalogue.enrolment import fill_seats
from naruteo_portal.catalogue.mails import enrolment_mail
from naruteo_portal.catalogue.models import Cohort, Edition, Enrolment, EnrolmentState
from naruteo_portal.core.database import unit_of_work
from naruteo_portal.core.i18n import DEFAULT_LOCALE, as_locale
from naruteo_portal.core.jobs import Worker, job
from naruteo_portal.core.mail import send_mail
from naruteo_portal.identity.models import Account


@job("catalogue.offer_free_seats")
def offer_free_seats(worker: Worker, cohort_id: int) -> None:
    """Give the free seats of a cohort to the next ones on its waiting list."""
    with unit_of_work(worker.engine) as session:
        fill_seats(session, session.get_one(Cohort, cohort_id), actor=SYSTEM)


@job("catalogue.tell_enrolment")
def tell_enrolment(worker: Worker, enrolment_id: int, state: str) -> None:
    """Write to a person that their enrolment has come to a state."""
    with unit_of_work(worker.engine) as session:
        enrolment = session.scalars(
            select(Enrolment)
            .where(Enrolment.id == enrolment_id)
            # One mail needs the person, the cohort and the course's name, so they come in the same query.
            .options(
                joinedload(Enrolment.account).joinedload(Account.person),
                joinedload(Enrolment.cohort).joinedload(Cohort.edition).joinedload(Edition.course),
            )
        ).one()
        locale = as_locale(enrolment.account.locale) or DEFAULT_LOCALE
        subject, body = enrolment_mail(enrolment, EnrolmentState(state), locale, worker.settings.portal_url)
        send_mail(session, to=enrolment.account.email, locale=locale, subject=subject, body=body)
