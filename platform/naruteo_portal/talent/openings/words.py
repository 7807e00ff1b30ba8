"""What kinds, states and parts of openings are called."""

from naruteo_portal.core.i18n import N_, Message
from naruteo_portal.talent.openings.law.findings import Weight
from naruteo_portal.talent.openings.models import Contract, OpeningKind, OpeningState, SanctionList, ServiceKind

OPENING_KINDS: dict[OpeningKind, Message] = {
    OpeningKind.POSITION: N_("Position at an employer"),
    OpeningKind.STUDY: N_("Place to study at an AI college"),
    OpeningKind.RESEARCH: N_("Place to do research at an AI college"),
    OpeningKind.TEACHING: N_("Place to teach at an AI college"),
}
OPENING_STATES: dict[OpeningState, tuple[Message, str]] = {
    OpeningState.DRAFT: (N_("Draft"), "neutral"),
    OpeningState.OPEN: (N_("Open to candidates"), "success"),
    OpeningState.CLOSED: (N_("Closed"), "neutral"),
}
CONTRACTS: dict[Contract, Message] = {
    Contract.PERMANENT: N_("Permanent"),
    Contract.FIXED_TERM: N_("For a fixed term"),
    Contract.STUDY: N_("Studies, without employment"),
}
WEIGHTS: dict[Weight, tuple[Message, str]] = {
    Weight.STOPS: (N_("Stops publishing"), "danger"),
    Weight.WARNS: (N_("Warning"), "warning"),
}
SERVICE_KINDS: dict[ServiceKind, Message] = {
    ServiceKind.PAID_PLACEMENT: N_("Paid placement business (registered, article 19)"),
    ServiceKind.FREE_PLACEMENT: N_("Free placement, also by a school or training body (article 18)"),
    ServiceKind.INFORMATION: N_("Job information service (reported, article 23)"),
}
SANCTION_LISTS: dict[SanctionList, Message] = {
    SanctionList.WAGE_ARREARS: N_("Employers in arrears with wages"),
    SanctionList.IMMIGRATION: N_("Employers who may not employ or invite foreigners"),
    SanctionList.TAX_ARREARS: N_("Employers in arrears with taxes"),
}
PLACES: dict[str, Message] = {
    "title.ko": N_("Title in Korean"),
    "title.en": N_("Title in English"),
    "description.ko": N_("Description in Korean"),
    "description.en": N_("Description in English"),
    "place.ko": N_("Place of work in Korean"),
    "place.en": N_("Place of work in English"),
    "yearly_wage": N_("Yearly wage in won"),
    "weekly_hours": N_("Hours a week"),
    "organisation": N_("Who offers it"),
}
"""The fields in which checks of law find something."""
