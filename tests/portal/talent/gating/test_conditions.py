"""What an opening itself asks: each condition met, not met or open, and the same for one pair as for many."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy.orm import Session

from naruteo_matching.conditions import Outcome
from naruteo_portal.talent.candidates.models import Degree
from naruteo_portal.talent.gating.conditions import RULES, asked_of, hold_against, own_exclusions
from naruteo_testing.candidates import make_candidate
from naruteo_testing.gating import DAY, make_offer

YES, NO, OPEN = Outcome.PASSES, Outcome.FAILS, Outcome.UNDETERMINED
FOREIGN_TONGUE = {"native_korean": False}
CASES: tuple[tuple[str, dict[str, Any], tuple[tuple[dict[str, Any], Outcome], ...]], ...] = (
    ("opening.korean", {"least_topik": 4}, (
        ({}, YES), ({**FOREIGN_TONGUE, "topik": 4}, YES), ({**FOREIGN_TONGUE, "topik": 3}, NO),
        ({**FOREIGN_TONGUE, "topik": 0}, NO), ({"native_korean": None}, OPEN),
    )),
    ("opening.english", {"least_english": "B1"}, (
        ({"english": "B1"}, YES), ({"english": "A2"}, NO), ({"english": None}, OPEN),
    )),
    ("opening.degree", {"least_degree": Degree.MASTER}, (
        ({"degree": Degree.DOCTOR}, YES), ({"degree": Degree.NONE}, NO), ({"degree": None}, OPEN),
    )),
    ("opening.experience", {"least_experience_months": 24}, (
        ({"experience_months": 24}, YES), ({"experience_months": 0}, NO), ({"experience_months": None}, OPEN),
    )),
    ("opening.licences", {"licences": ["전기기사"]}, (
        ({"licences": ["용접", "전기 기사"]}, YES), ({"licences": ["용접"]}, NO), ({"licences": []}, OPEN),
    )),
    ("opening.start", {}, (
        ({"available_from": date(2026, 9, 1)}, YES), ({"available_from": date(2026, 9, 2)}, NO),
        ({"available_from": None}, OPEN),
    )),
)  # fmt: skip


@pytest.mark.parametrize(("rule", "offered", "people"), CASES, ids=[rule for rule, *_ in CASES])
def test_each_condition_knows_three_outcomes(
    session: Session, rule: str, offered: dict[str, Any], people: tuple[tuple[dict[str, Any], Outcome], ...]
) -> None:
    offer = make_offer(session, **offered)
    candidates = [make_candidate(session, **{"available_from": date(2026, 9, 1), **each}) for each, _ in people]
    expected = [outcome for _, outcome in people]
    assert hold_against(candidates, [offer], DAY).column(0).tolist() == expected
    shown = [next(each for each in asked_of(one, offer) if each.label == RULES[rule].label) for one in candidates]
    assert [each.outcome for each in shown] == expected
    assert [each.because is not None for each in shown] == [each is OPEN for each in expected]
    pairs = [(each.id, offer.id) for each in candidates]
    excluded = own_exclusions({each.id: each for each in candidates}, {offer.id: offer}, {DAY: pairs})
    assert [(each.candidate, each.rule) for each in excluded] == [
        (one.id, rule) for one, outcome in zip(candidates, expected, strict=True) if outcome is NO
    ]


def test_what_is_not_asked_asks_nothing(session: Session) -> None:
    offer = make_offer(session)
    nothing = {"degree": None, "experience_months": None, "native_korean": None, "english": None}
    candidate = make_candidate(session, **nothing, available_from=date(2026, 1, 2))
    assert [each.label for each in asked_of(candidate, offer)] == [RULES["opening.start"].label]
    assert hold_against([candidate], [offer], DAY).column(0).tolist() == [YES]
