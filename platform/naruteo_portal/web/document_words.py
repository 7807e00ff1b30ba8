"""How the lines of a claim's checklist and its documents are said."""

from naruteo_portal.core.i18n import N_, Message
from naruteo_portal.incentives.documents.models import DocumentState
from naruteo_portal.incentives.documents.uploads import Standing

STANDING_WORDS: dict[Standing, tuple[Message, str]] = {
    Standing.MISSING: (N_("Missing"), "danger"),
    Standing.MAY_BE_LEFT_OUT: (N_("If it applies"), "neutral"),
    Standing.WAITING: (N_("Being looked at"), "info"),
    Standing.REJECTED: (N_("Send another"), "danger"),
    Standing.ACCEPTED: (N_("Accepted"), "success"),
}
DOCUMENT_WORDS: dict[DocumentState, tuple[Message, str]] = {
    DocumentState.WAITING: (N_("Being looked at"), "info"),
    DocumentState.ACCEPTED: (N_("Accepted"), "success"),
    DocumentState.REJECTED: (N_("Send another"), "danger"),
}
