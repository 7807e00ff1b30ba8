"""What the parts of a profile are called."""

from naruteo_portal.core.i18n import N_, Message
from naruteo_portal.talent.candidates.document_models import Legalisation
from naruteo_portal.talent.candidates.documents import Standing
from naruteo_portal.talent.candidates.models import CandidateKind, Degree, SkillSource

KINDS: dict[CandidateKind, Message] = {
    CandidateKind.GRADUATE: N_("I have taken courses here and look for a place"),
    CandidateKind.RECRUIT: N_("I am foreign talent, in Korea or abroad"),
}
DEGREES: dict[Degree, Message] = {
    Degree.NONE: N_("No degree"),
    Degree.ASSOCIATE: N_("Associate degree"),
    Degree.BACHELOR: N_("Bachelor’s degree"),
    Degree.MASTER: N_("Master’s degree"),
    Degree.DOCTOR: N_("Doctorate"),
}
SOURCES: dict[SkillSource, tuple[Message, str]] = {
    SkillSource.CERTIFICATE: (N_("Shown by a certificate"), "success"),
    SkillSource.TASK: (N_("Shown by graded tasks"), "info"),
    SkillSource.DECLARED: (N_("Declared"), "neutral"),
}
STANDINGS: dict[Standing, tuple[Message, str]] = {
    Standing.MISSING: (N_("Not here yet"), "neutral"),
    Standing.UNFINISHED: (N_("Something is open"), "warning"),
    Standing.READY: (N_("Ready"), "success"),
    Standing.EXPIRES_SOON: (N_("Expires soon"), "warning"),
    Standing.EXPIRED: (N_("Has expired"), "danger"),
}
LEGALISATIONS: dict[Legalisation, Message] = {
    Legalisation.NOT_NEEDED: N_("Not needed"),
    Legalisation.OPEN: N_("Still to be had"),
    Legalisation.DONE: N_("Done"),
}
NEVER_ASKED = (
    N_("Sex, age and birthday"),
    N_("Marital status and family"),
    N_("Where you come from, and your religion"),
    N_("A photo, height, weight and appearance"),
    N_("Property and debts"),
    N_("Resident registration numbers"),
)
"""What no page of a profile asks (채용절차법 4-3, 직업안정법 2, 개인정보 보호법 24-2)."""
