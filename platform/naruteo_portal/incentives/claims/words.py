"""What the states of claims are called; the words carry the meaning, the colour only repeats it."""

from naruteo_portal.core.i18n import N_, Message
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
