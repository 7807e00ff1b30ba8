"""What would be paid twice, what only may be, and what is nobody else's business."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from naruteo_portal.incentives.claims.double_funding import Finding, Grant, Stretch, Weight, asks, findings, stops

MINE = Stretch(
    claim="CL-1", programme="employer_training", employer_id=1, number="0001", name="김하늘", training="R-1",
    title={"ko": "데이터", "en": "Data"}, first_day=date(2026, 9, 1), last_day=date(2026, 9, 30), grant=Grant.NONE,
)  # fmt: skip
THEIRS = replace(MINE, claim="CL-2")
REASON = {"ko": "교육비는 쓸 수 없습니다.", "en": "It pays for no education."}
SOURCE = {"ko": "공고", "en": "Notice"}


def found(mine: Stretch, *others: Stretch) -> list[Finding]:
    return findings([mine], others, REASON, SOURCE)


def test_nothing_else_is_no_finding() -> None:
    assert found(MINE) == [] and not stops([]) and not asks([])


@pytest.mark.parametrize(
    ("changes", "weight"),
    [
        ({}, Weight.STOPS),
        ({"programme": "talent_premium_training"}, Weight.STOPS),
        ({"training": "R-2"}, Weight.ASKS),
        ({"number": "0002"}, Weight.ASKS),
        ({"number": "0002", "name": "이나루"}, None),
        ({"employer_id": 2}, None),
        ({"first_day": date(2026, 9, 30), "last_day": date(2026, 10, 9)}, Weight.STOPS),
        ({"first_day": date(2026, 10, 1), "last_day": date(2026, 10, 9)}, None),
        ({"last_day": date(2026, 9, 1), "first_day": date(2026, 8, 1)}, Weight.STOPS),
        ({"last_day": date(2026, 8, 31), "first_day": date(2026, 8, 1)}, None),
    ],
)
def test_another_claim_for_the_same_days(changes: dict[str, object], weight: Weight | None) -> None:
    answers = found(MINE, replace(THEIRS, **changes))  # type: ignore[arg-type]
    assert [each.weight for each in answers] == ([weight] if weight else [])


def test_a_person_of_the_platform_is_known_at_every_employer() -> None:
    mine, theirs = replace(MINE, account_id=7), replace(THEIRS, account_id=7, employer_id=2, number="K-9")
    (same,) = found(mine, theirs)
    (other,) = found(mine, replace(theirs, training="R-9", title={"ko": "비밀", "en": "Secret"}))
    assert (same.weight, other.weight) == (Weight.STOPS, Weight.ASKS)
    for each in (same, other):
        assert "CL-2" not in str(each.words) and "Secret" not in str(each.words), "another employer's claim is its own"


@pytest.mark.parametrize(
    ("grant", "weight"),
    [(Grant.NONE, None), (Grant.AI_VOUCHER, Weight.STOPS), (Grant.OTHER, Weight.ASKS), (None, Weight.STOPS)],
)
def test_what_another_grant_bears_is_asked_once_for_each_training(grant: str | None, weight: Weight | None) -> None:
    mine = [replace(MINE, grant=grant, number=str(number)) for number in range(3)]
    mine += [replace(MINE, grant=Grant.NONE, training="R-2", first_day=MINE.first_day + timedelta(days=1))]
    answers = findings(mine, [], REASON, SOURCE)
    assert [each.weight for each in answers] == ([weight] if weight else [])
    if grant == Grant.AI_VOUCHER:
        assert (answers[0].words, answers[0].source) == (REASON, SOURCE)
