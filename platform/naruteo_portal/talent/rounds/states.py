"""How far a round has come, and which steps lead on from there."""

from enum import StrEnum


class RoundState(StrEnum):
    """How far a round has come (준비, 접수, 확정, 동결, 배정, 확인, 공개, 제안, 종료, 취소)."""

    PLANNED = "planned"
    ELICITING = "eliciting"
    """Candidates make their lists and openings rank; nothing counts before it is certified."""
    FROZEN = "frozen"
    """The deadline has passed: the certified lists are the input, with their hash, and nobody changes them."""
    RUN = "run"
    """An officer has run the assignment on the frozen input."""
    CONFIRMED = "confirmed"
    """A second officer has looked at it and answers for it by name."""
    PUBLISHED = "published"
    """Everybody sees their own outcome with its reasons; the lottery's seed is revealed; offers run."""
    CLOSED = "closed"
    """All offers were answered or have lapsed; what is free may go to a second round."""
    CANCELLED = "cancelled"


S = RoundState
MOVES: dict[RoundState, frozenset[RoundState]] = {
    S.PLANNED: frozenset({S.ELICITING, S.CANCELLED}),
    S.ELICITING: frozenset({S.FROZEN, S.CANCELLED}),
    S.FROZEN: frozenset({S.RUN, S.CANCELLED}),
    # The second officer may send it back.
    S.RUN: frozenset({S.FROZEN, S.CONFIRMED, S.CANCELLED}),
    S.CONFIRMED: frozenset({S.PUBLISHED, S.CANCELLED}),
    S.PUBLISHED: frozenset({S.CLOSED}),
    S.CLOSED: frozenset(),
    S.CANCELLED: frozenset(),
}
"""Where a round may go from each state."""
PUBLIC = frozenset({S.PUBLISHED, S.CLOSED})
"""States in which candidates see their outcome."""
