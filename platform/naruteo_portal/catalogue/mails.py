"""What people are written about their enrolment, in their language, with what to do next."""

from naruteo_portal.catalogue.models import Enrolment, EnrolmentState
from naruteo_portal.core.i18n import N_, Locale, Message, choose
from naruteo_portal.identity.names import display_name

NEWS: dict[EnrolmentState, tuple[Message, Message]] = {
    EnrolmentState.APPLIED: (
        N_("We have received your application: %(course)s"),
        N_(
            "Hello %(name)s,\n\nyou have applied for a place in “%(course)s”, %(cohort)s (from %(start)s).\n"
            "The training provider decides next; we write to you as soon as that has happened.\n\n"
            "See or withdraw your application:\n%(address)s\n"
        ),
    ),
    EnrolmentState.WAITING: (
        N_("You are on the waiting list: %(course)s"),
        N_(
            "Hello %(name)s,\n\nyour application for “%(course)s”, %(cohort)s (from %(start)s), was accepted, but all "
            "seats are taken at present.\nYou are on the waiting list in the order of application. As soon as a seat "
            "becomes free you get it and we write to you; you need not do anything.\n\n"
            "See your place in the line, or withdraw:\n%(address)s\n"
        ),
    ),
    EnrolmentState.ADMITTED: (
        N_("You have a place: %(course)s"),
        N_(
            "Hello %(name)s,\n\nyou have a place in “%(course)s”, %(cohort)s. It starts on %(start)s.\n"
            "If you cannot take part, please withdraw, so that somebody else can have the place.\n\n"
            "Your enrolment, with all due dates:\n%(address)s\n"
        ),
    ),
    EnrolmentState.DECLINED: (
        N_("About your application: %(course)s"),
        N_(
            "Hello %(name)s,\n\nyour application for “%(course)s”, %(cohort)s (from %(start)s), was declined.\n"
            "Reason: %(reason)s\n\nYou can apply for other cohorts. Your application:\n%(address)s\n"
        ),
    ),
    EnrolmentState.WITHDRAWN: (
        N_("You have left a course: %(course)s"),
        N_(
            "Hello %(name)s,\n\nyou are no longer enrolled in “%(course)s”, %(cohort)s (from %(start)s).\n"
            "Reason: %(reason)s\n\nWhat you submitted is kept. You can apply again while the cohort takes "
            "applications:\n%(address)s\n"
        ),
    ),
}


def enrolment_mail(
    enrolment: Enrolment, state: EnrolmentState, locale: Locale, portal_url: str
) -> tuple[Message, Message]:
    """Subject and body; the enrolment's account, person, cohort, edition and course must be loaded."""
    cohort = enrolment.cohort
    subject, body = NEWS[state]
    values = {
        "name": display_name(enrolment.account.person, locale),
        "course": choose(cohort.edition.title, locale),
        "cohort": choose(cohort.name, locale),
        "start": cohort.starts_on.isoformat(),
        "reason": enrolment.reason or "–",
        "address": f"{portal_url}/enrolments/{enrolment.id}",
    }
    return Message(subject.text, values), Message(body.text, values)
