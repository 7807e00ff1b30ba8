"""How those who grade see a learner: by name, or not until the result is released."""

from naruteo_portal.assessment.anonymity import is_hidden
from naruteo_portal.assessment.models import Submission
from naruteo_portal.catalogue.models import Cohort
from naruteo_portal.core.i18n import N_
from naruteo_portal.edge.visitor import locale
from naruteo_portal.identity.names import display_name

HIDDEN = N_("Hidden until released")


def learner_called(submission: Submission, cohort: Cohort) -> str:
    """The learner as the submission's graders may see them; the account must be loaded."""
    if is_hidden(submission, cohort):
        return HIDDEN.said_in(locale())
    return display_name(submission.enrolment.account.person, locale())
