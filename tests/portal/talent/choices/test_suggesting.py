"""Suggestions for a short list: reasons that are exact, and nothing that is ruled out or not to be suggested."""

import math
from datetime import date

import pytest
from sqlalchemy.orm import Session

from naruteo_portal.audit.events import SYSTEM
from naruteo_portal.edge.transaction import Portal
from naruteo_portal.settings import Settings
from naruteo_portal.talent.candidates.consents import withdraw
from naruteo_portal.talent.candidates.models import Purpose
from naruteo_portal.talent.choices.suggesting import suggestions
from naruteo_portal.talent.openings.models import OpeningSkill, OpeningState
from naruteo_portal.talent.suitability.models import Side
from naruteo_testing.candidates import consent, make_candidate
from naruteo_testing.factories import client_of
from naruteo_testing.openings import declare_operator
from naruteo_testing.rounds import Fair, make_opening, open_fair
from naruteo_testing.suitability import use_a_model

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
    told = suggestions(session, candidate, fair.round, [listed.id])
    found = told.found
    assert not told.by_model and not told.asks_consent, "no model is in use"
    assert [each.opening.id for each in found] == [fitting.id, near.id, far.id]
    assert not {out_of_reach.id, closed.id, elsewhere.id, listed.id} & {each.opening.id for each in found}
    assert [each.why.in_region for each in found] == [True, True, False]
    assert [[shared.skill for shared in each.why.shared] for each in found] == [[SKILL], [], [SKILL]]


def test_models_make_the_order_for_who_agreed(app: Portal, session: Session, fair: Fair) -> None:
    far, near = fair.add_opening(region="jeju"), fair.add_opening(region="busan")
    session.add(OpeningSkill(opening_id=far.id, concept=SKILL, required=True))
    candidate = make_candidate(session, skills=(SKILL,), regions_wanted=["busan"])
    use_a_model(session, fair.officer, Side.CANDIDATE)
    plain = suggestions(session, candidate, fair.round, [])
    assert plain.asks_consent and [each.opening for each in plain.found] == [near, far]
    assert not any(each.suited for each in plain.found)
    consent(session, candidate, Purpose.SUITABILITY_MODEL)
    alone = suggestions(session, candidate, fair.round, [])
    assert alone.by_model and [set(each.suited.sides) for each in alone.found if each.suited] == [{Side.CANDIDATE}] * 2
    declare_operator(session, fair.officer)
    use_a_model(session, fair.officer, Side.OPENING)
    session.commit()
    for each in suggestions(session, candidate, fair.round, []).found:
        assert each.suited is not None
        assert each.suited.chance == pytest.approx(math.prod(side.chance for side in each.suited.sides.values()))
    page = client_of(app, candidate.account, session).get(f"/choices/{fair.round.reference}/suggestions").text
    assert page.count("서로 받아들일 가능성: 100 중") == 2
    assert page.index(str(alone.found[0].opening.reference)) < page.index(str(alone.found[1].opening.reference))
    withdraw(session, candidate, Purpose.SUITABILITY_MODEL, actor=SYSTEM)
    assert suggestions(session, candidate, fair.round, []).asks_consent


def test_the_law_rules_out_and_what_is_open_does_not(session: Session, fair: Fair) -> None:
    fair.add_opening()
    bound = make_candidate(session, legal={"nationality": "VN", "residence_status": "D-10-1"})
    unknown = make_candidate(session, legal={"nationality": None})
    assert suggestions(session, bound, fair.round, []).found == []
    assert len(suggestions(session, unknown, fair.round, []).found) == 1
