"""Suggestions for a short list: reasons that are exact, and nothing that is ruled out or not to be suggested."""

from datetime import date

import pytest
from sqlalchemy.orm import Session

from naruteo_portal.settings import Settings
from naruteo_portal.talent.choices.suggesting import suggestions
from naruteo_portal.talent.openings.models import OpeningSkill, OpeningState
from naruteo_testing.candidates import make_candidate
from naruteo_testing.rounds import Fair, make_opening, open_fair

SKILL = "python"


@pytest.fixture
def fair(session: Session, settings: Settings) -> Fair:
    return open_fair(session, settings)


def test_suggestions_say_exactly_why(session: Session, fair: Fair) -> None:
    far = fair.add_opening(region="jeju")
    near, fitting = fair.add_opening(region="busan"), fair.add_opening(region="busan")
    for opening in (fitting, far):
        session.add(OpeningSkill(opening_id=opening.id, concept=SKILL, required=True))
    listed, out_of_reach = fair.add_opening(), fair.add_opening(least_experience_months=600)
    closed, elsewhere = fair.add_opening(state=OpeningState.CLOSED), make_opening(session, fair.employer)
    session.flush()
    candidate = make_candidate(session, skills=(SKILL,), regions_wanted=["busan"], available_from=date(2027, 1, 4))
    found = suggestions(session, candidate, fair.round, [listed.id])
    assert [each.opening.id for each in found] == [fitting.id, near.id, far.id]
    assert not {out_of_reach.id, closed.id, elsewhere.id, listed.id} & {each.opening.id for each in found}
    assert [each.why.in_region for each in found] == [True, True, False]
    assert [[shared.skill for shared in each.why.shared] for each in found] == [[SKILL], [], [SKILL]]


def test_the_law_rules_out_and_what_is_open_does_not(session: Session, fair: Fair) -> None:
    fair.add_opening()
    bound = make_candidate(session, legal={"nationality": "VN", "residence_status": "D-10-1"})
    unknown = make_candidate(session, legal={"nationality": None})
    assert suggestions(session, bound, fair.round, []) == []
    assert len(suggestions(session, unknown, fair.round, [])) == 1
