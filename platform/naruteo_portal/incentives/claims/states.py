"""How far a claim has come, and which steps lead on from there."""

from enum import StrEnum


class ClaimState(StrEnum):
    """How far a claim has come (작성중, 접수, 심사중, 보완요청, 승인, 반려, 지급, 취하)."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    IN_REVIEW = "in_review"
    SUPPLEMENT = "supplement"
    """The employer has to add something; the officer's clock stands still."""
    APPROVED = "approved"
    REJECTED = "rejected"
    PAID = "paid"
    WITHDRAWN = "withdrawn"


S = ClaimState
MOVES: dict[ClaimState, frozenset[ClaimState]] = {
    S.DRAFT: frozenset({S.SUBMITTED, S.WITHDRAWN}),
    S.SUBMITTED: frozenset({S.IN_REVIEW, S.WITHDRAWN}),
    S.IN_REVIEW: frozenset({S.SUPPLEMENT, S.APPROVED, S.REJECTED, S.WITHDRAWN}),
    S.SUPPLEMENT: frozenset({S.IN_REVIEW, S.REJECTED, S.WITHDRAWN}),
    # An appeal that is right opens the claim again; what was paid is put right by a claim of its own.
    S.APPROVED: frozenset({S.IN_REVIEW, S.PAID}),
    S.REJECTED: frozenset({S.IN_REVIEW}),
    S.PAID: frozenset(),
    S.WITHDRAWN: frozenset(),
}
"""Where a claim may go from each state."""

OPEN = frozenset({S.SUBMITTED, S.IN_REVIEW, S.SUPPLEMENT})
"""States in which officers have something to do, or wait for the employer."""
STANDING = OPEN | {S.APPROVED, S.PAID}
"""States in which a claim stands in the way of another for the same training of the same person."""
DECIDED = frozenset({S.APPROVED, S.REJECTED, S.PAID})
"""States that come from a decision."""
