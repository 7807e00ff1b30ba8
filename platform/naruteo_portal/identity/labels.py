"""The words for roles, kinds and states that pages and files use."""

from naruteo_portal.core.i18n import N_, Message
from naruteo_portal.identity.models import AccountState, OrganisationKind, Role

ROLES: dict[Role, Message] = {
    Role.LEARNER: N_("Learner"),
    Role.EMPLOYER_HR: N_("HR officer"),
    Role.CLAIM_PROXY: N_("Claims agent"),
    Role.INSTRUCTOR: N_("Instructor"),
    Role.UNIVERSITY_REVIEWER: N_("University reviewer"),
    Role.ADMISSIONS: N_("Admissions officer"),
    Role.PROGRAMME_OFFICER: N_("Programme officer"),
    Role.ADMINISTRATOR: N_("Administrator"),
    Role.AUDITOR: N_("Auditor"),
}

KINDS: dict[OrganisationKind, Message] = {
    OrganisationKind.EMPLOYER: N_("Employer"),
    OrganisationKind.UNIVERSITY: N_("University"),
    OrganisationKind.TRAINING_PROVIDER: N_("Training provider"),
    OrganisationKind.AGENCY: N_("Agency"),
}

ACCOUNT_STATES: dict[AccountState, Message] = {
    AccountState.ACTIVE: N_("Active"),
    AccountState.SUSPENDED: N_("Suspended"),
}
