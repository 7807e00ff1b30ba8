"""All tables, imported in one place for the migrations."""

from naruteo_portal.assessment import models as assessment
from naruteo_portal.assessment import upload_models as uploads
from naruteo_portal.assessment.gradebook import models as gradebook
from naruteo_portal.assessment.similarity import models as similarity
from naruteo_portal.audit import models as audit
from naruteo_portal.catalogue import models as catalogue
from naruteo_portal.catalogue.register import models as register
from naruteo_portal.completion import models as completion
from naruteo_portal.core.database import Base
from naruteo_portal.identity import models as identity
from naruteo_portal.incentives.claims import models as claims
from naruteo_portal.incentives.decisions import models as decisions
from naruteo_portal.incentives.decisions import payment_models as payments
from naruteo_portal.incentives.documents import models as documents
from naruteo_portal.incentives.employers import models as employers
from naruteo_portal.incentives.figures import models as figures
from naruteo_portal.incentives.ledger import models as ledger
from naruteo_portal.insight import models as insight
from naruteo_portal.learning import models as learning
from naruteo_portal.notices import models as notices
from naruteo_portal.talent.answers import models as answers
from naruteo_portal.talent.candidates import document_models as candidate_documents
from naruteo_portal.talent.candidates import models as candidates
from naruteo_portal.talent.choices import models as choices
from naruteo_portal.talent.links import models as links
from naruteo_portal.talent.openings import models as openings
from naruteo_portal.talent.rankings import models as rankings
from naruteo_portal.talent.rounds import models as rounds
from naruteo_portal.talent.suitability import models as suitability

__all__ = [
    "Base", "answers", "assessment", "audit", "candidate_documents", "candidates", "catalogue", "choices", "claims",
    "completion", "decisions", "documents", "employers", "figures", "gradebook", "identity", "insight", "learning",
    "ledger", "links", "notices", "openings", "payments", "rankings", "register", "rounds", "similarity",
    "suitability", "uploads",
]  # fmt: skip
