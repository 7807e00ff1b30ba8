"""What several attempts at a task come to: pure rules on frozen records."""

from collections.abc import Sequence
from dataclasses import dataclass

from naruteo_portal.assessment.models import SubmissionState
from naruteo_portal.catalogue.models import AttemptRule


@dataclass(frozen=True)
class AttemptResult:
    """One attempt as the counting rule sees it; `score` and `max_score` in points, None while unknown."""

    attempt: int
    state: SubmissionState
    score: float | None
    max_score: float | None


def counting_attempt(attempts: Sequence[AttemptResult], rule: AttemptRule) -> AttemptResult | None:
    """The attempt that counts under the course's rule; None while no attempt has a score.

    Under "last" it is the latest attempt that has a score: one that waits in the queue, or that the platform failed
    to grade, does not take away what was reached before. Under "best" equal scores count for the earlier attempt.
    """
    scored = [attempt for attempt in attempts if attempt.score is not None]
    if not scored:
        return None
    if rule is AttemptRule.LAST:
        return max(scored, key=lambda each: each.attempt)
    return max(scored, key=lambda each: (each.score, -each.attempt))
