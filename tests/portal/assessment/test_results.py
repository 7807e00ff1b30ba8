"""Which of several attempts counts."""

import pytest

from naruteo_portal.assessment.models import SubmissionState
from naruteo_portal.assessment.results import AttemptResult, counting_attempt
from naruteo_portal.catalogue.models import AttemptRule


def attempt(number: int, score: float | None) -> AttemptResult:
    state = SubmissionState.QUEUED if score is None else SubmissionState.GRADED
    return AttemptResult(number, state, score, 10.0)


@pytest.mark.parametrize(
    ("scores", "rule", "counts"),
    [
        pytest.param([], AttemptRule.BEST, None, id="nothing handed in"),
        pytest.param([None], AttemptRule.BEST, None, id="nothing graded yet"),
        pytest.param([4.0, 9.0, 7.0], AttemptRule.BEST, 2, id="best"),
        pytest.param([4.0, 9.0, 7.0], AttemptRule.LAST, 3, id="last"),
        pytest.param([9.0, 9.0], AttemptRule.BEST, 1, id="equal scores count for the earlier attempt"),
        pytest.param([0.0], AttemptRule.BEST, 1, id="nought is a score"),
        pytest.param([9.0, None], AttemptRule.LAST, 1, id="an attempt that waits takes nothing away"),
    ],
)
def test_counting_attempt(scores: list[float | None], rule: AttemptRule, counts: int | None) -> None:
    attempts = [attempt(number, score) for number, score in enumerate(scores, 1)]
    found = counting_attempt(attempts, rule)
    assert (found.attempt if found else None) == counts
