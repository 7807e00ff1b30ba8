"""What the states of claims and appeals are called; the words carry the meaning, the colour only repeats it."""

from naruteo_portal.core.i18n import N_, Message
from naruteo_portal.incentives.claims.models import AppealState
from naruteo_portal.incentives.claims.states import ClaimState

CLAIM_STATES: dict[ClaimState, tuple[Message, str]] = {
    ClaimState.DRAFT: (N_("Draft of a claim"), "neutral"),
    ClaimState.SUBMITTED: (N_("Claim received"), "info"),
    ClaimState.IN_REVIEW: (N_("Under review"), "info"),
    ClaimState.SUPPLEMENT: (N_("To be supplemented"), "warning"),
    ClaimState.APPROVED: (N_("Approved"), "success"),
    ClaimState.REJECTED: (N_("Rejected"), "danger"),
    ClaimState.PAID: (N_("Paid"), "success"),
    ClaimState.WITHDRAWN: (N_("Claim withdrawn"), "neutral"),
}
APPEAL_STATES: dict[AppealState, tuple[Message, str]] = {
    AppealState.OPEN: (N_("Waiting for an answer"), "info"),
    AppealState.UPHELD: (N_("Upheld: the claim is decided anew"), "success"),
    AppealState.DISMISSED: (N_("Dismissed: the decision stays"), "neutral"),
}
