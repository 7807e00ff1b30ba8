"""How the states of cohorts and enrolments are said and coloured; the words carry the meaning."""

from naruteo_portal.catalogue.models import CohortState, EnrolmentState
from naruteo_portal.core.i18n import N_, Message

COHORT_WORDS: dict[CohortState, tuple[Message, str]] = {
    CohortState.DRAFT: (N_("In preparation"), "neutral"),
    CohortState.OPEN: (N_("Open"), "success"),
    CohortState.CLOSED: (N_("Closed"), "neutral"),
}
ENROLMENT_WORDS: dict[EnrolmentState, tuple[Message, str]] = {
    EnrolmentState.APPLIED: (N_("Applied"), "info"),
    EnrolmentState.WAITING: (N_("On the waiting list"), "warning"),
    EnrolmentState.ADMITTED: (N_("Has a place"), "success"),
    EnrolmentState.DECLINED: (N_("Declined"), "danger"),
    EnrolmentState.WITHDRAWN: (N_("Withdrawn"), "neutral"),
}
