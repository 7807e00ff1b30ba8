"""How the outcomes of the legal gate are said."""

from naruteo_portal.core.i18n import N_, Message
from naruteo_portal.rules.judging import Outcome

OUTCOMES: dict[Outcome, tuple[Message, str]] = {
    Outcome.ELIGIBLE: (N_("The conditions known here are met"), "success"),
    Outcome.UNDETERMINED: (N_("Undetermined"), "warning"),
    Outcome.NOT_ELIGIBLE: (N_("A condition is not met"), "danger"),
}
