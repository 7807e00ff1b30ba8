"""Each side by itself: wishes are learned from by consents that name them, and models in use are watched for drift."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from naruteo_portal.core.clock import now
from naruteo_portal.core.jobs import Worker
from naruteo_portal.edge.transaction import Portal
from naruteo_portal.notices.models import Notice
from naruteo_portal.settings import Settings
from naruteo_portal.talent.candidates.models import Candidate, Consent, Purpose
from naruteo_portal.talent.candidates.wordings import FIRST
from naruteo_portal.talent.rounds.states import RoundState
from naruteo_portal.talent.suitability import history as histories
from naruteo_portal.talent.suitability.drifting import drift_of, keep_drift, latest_drifts, said_of
from naruteo_portal.talent.suitability.history import History, decided_rounds, load_history
from naruteo_portal.talent.suitability.jobs import watch_suitability
from naruteo_portal.talent.suitability.learning import keep_fit, learned
from naruteo_portal.talent.suitability.models import Side, SuitabilityFit
from naruteo_portal.talent.suitability.using import scorer_of, standing_fits, why_none
from naruteo_testing.candidates import consent
from naruteo_testing.factories import client_of
from naruteo_testing.rounds import Fair, by, freeze_fair, lead_to, open_fair
from naruteo_testing.suitability import made_history, use_a_model


@pytest.fixture
def fair(session: Session, settings: Settings) -> Fair:
    return open_fair(session, settings)


def agree_to_first_wording(session: Session, candidate: Candidate) -> None:
    session.add(
        Consent(
            candidate_id=candidate.id, purpose=Purpose.SUITABILITY_MODEL, wording=FIRST, given_at=now(),
            withdrawn_at=None,
        )
    )  # fmt: skip
    session.flush()


def test_wishes_are_of_what_was_open_and_only_by_a_consent_that_names_them(
    fair: Fair, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = fair.session
    wanted, left_out = fair.add_opening(), fair.add_opening(region="jeju")
    fair.add_opening(least_experience_months=600)
    asked, before, bound = (
        fair.add_candidate(wanted), fair.add_candidate(wanted),
        fair.add_candidate(wanted, legal={"nationality": "VN", "residence_status": "D-10-1"}),
    )  # fmt: skip
    for each in (asked, bound):
        consent(session, each, Purpose.SUITABILITY_MODEL)
    agree_to_first_wording(session, before)
    for opening in (wanted, left_out):
        fair.rank(opening, asked, before, bound)
    lead_to(fair, RoundState.PUBLISHED)
    wishes = load_history(session, Side.CANDIDATE, decided_rounds(session))
    told = [(wishes.openings[opening]["region"], wished) for _candidate, opening, _round, wished in wishes.pairs]
    assert told == [("busan", True), ("jeju", False)]
    assert len(wishes.candidates) == 2, "who agreed to the first wording agreed to nothing about wishes"
    accepted = load_history(session, Side.OPENING, decided_rounds(session))
    assert [each[3] for each in accepted.pairs] == [True, True, True]
    monkeypatch.setattr(histories, "MOST_PAIRS", 1)
    assert len(load_history(session, Side.OPENING, decided_rounds(session)).pairs) == 1
    assert load_history(session, Side.CANDIDATE, []).pairs == []


def test_each_side_is_refused_and_used_by_itself(fair: Fair) -> None:
    session = fair.session
    wishes = History(Side.CANDIDATE, ["RD-1", "RD-2"])
    refused = keep_fit(session, wishes, learned(wishes), actor=by(fair.officer))
    accepting = use_a_model(session, fair.officer, Side.OPENING)
    assert session.scalars(standing_fits()).all() == [refused, accepting]
    assert "only 0 rows" in str(why_none(refused)), "nobody consents to it"
    wishing = use_a_model(session, fair.officer, Side.CANDIDATE)
    assert session.scalars(standing_fits()).all() == [wishing, accepting]


@pytest.mark.thorough
def test_the_candidates_side_is_learned() -> None:
    result = learned(made_history(Side.CANDIDATE))
    assert result.card is not None and result.card["model"]["side"] == "candidate"
    assert result.card["model"]["weights"]["required_cover"] > 0


def test_officers_are_told_once_of_each_finding(fair: Fair) -> None:
    session, fit = fair.session, use_a_model(fair.session, fair.officer)
    moved, few = made_history(rounds=1), made_history(rounds=1, people=20)
    assert "every Monday" in str(said_of(None))
    undetermined = keep_drift(session, fit.id, few, drift_of(scorer_of(fit), few))
    assert "only 20 pairs" in str(said_of(undetermined)) and undetermined.passed == []
    assert session.scalars(select(Notice)).all() == []
    kept = keep_drift(session, fit.id, moved, drift_of(scorer_of(fit), moved))
    assert "region_match" in kept.passed and "the region is wished" in str(said_of(kept))
    told = session.scalars(select(Notice).order_by(Notice.id)).all()
    assert {each.account_id for each in told} == {fair.officer.id, fair.second_officer.id}
    assert "희망 지역 일치" in told[0].body and told[0].address.endswith(str(fit.id))
    keep_drift(session, fit.id, moved, drift_of(scorer_of(fit), moved))
    assert len(session.scalars(select(Notice)).all()) == len(told)


def test_the_clock_compares_with_rounds_that_were_not_learned_from(app: Portal, fair: Fair) -> None:
    session, opening = fair.session, fair.add_opening()
    candidate = fair.add_candidate(opening)
    fair.rank(opening, candidate)
    consent(session, candidate, Purpose.SUITABILITY_MODEL)
    freeze_fair(fair)
    fit = use_a_model(session, fair.officer)
    knows = use_a_model(session, fair.officer, Side.CANDIDATE, [fair.round.reference])
    session.commit()
    watch_suitability(Worker(app.engine, app.settings))
    found = latest_drifts(session, [fit.id, knows.id])
    assert (found[fit.id].rounds, found[fit.id].pairs) == ([fair.round.reference], 1)
    assert "no round was frozen" in str(said_of(found[knows.id]))
    page = client_of(app, fair.officer, session).get(f"/matching-rounds/suitability/{fit.id}").text
    assert "판단할 수 없음" in page and fair.round.reference in page
    assert session.get_one(SuitabilityFit, fit.id).is_in_use, "a person decides what follows"
