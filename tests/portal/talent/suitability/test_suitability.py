"""Suitability: learned from decided rounds or refused with reasons, put into use by name, shown beside orders."""

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from naruteo_matching.forbidden import kind_of
from naruteo_matching.suitability.pairs import FEATURES as ENGINES
from naruteo_matching.suitability.scoring import BadModel
from naruteo_portal.audit.models import Event
from naruteo_portal.core.clock import now
from naruteo_portal.edge.transaction import Portal
from naruteo_portal.identity.readers import reader_of
from naruteo_portal.settings import Settings
from naruteo_portal.talent.candidates.consents import withdraw
from naruteo_portal.talent.candidates.models import Purpose
from naruteo_portal.talent.clearing.archive import final_run
from naruteo_portal.talent.clearing.evidence import evidence_pack
from naruteo_portal.talent.openings.models import OpeningSkill
from naruteo_portal.talent.rounds.queries import get_round
from naruteo_portal.talent.rounds.states import RoundState
from naruteo_portal.talent.suitability.drifting import keep_drift
from naruteo_portal.talent.suitability.errors import NothingLearned, UsedBefore, WordsNeeded
from naruteo_portal.talent.suitability.history import History, chosen_so_far, decided_rounds, load_history
from naruteo_portal.talent.suitability.learning import keep_fit, learned
from naruteo_portal.talent.suitability.models import Side, SuitabilityFit
from naruteo_portal.talent.suitability.pairs import FEATURES
from naruteo_portal.talent.suitability.using import (
    put_into_use,
    scorer_of,
    standing_fits,
    take_out_of_use,
    why_none,
)
from naruteo_testing.candidates import consent
from naruteo_testing.factories import client_of
from naruteo_testing.openings import PYTHON, declare_operator
from naruteo_testing.rounds import HOUR, Fair, by, lead_to, open_fair
from naruteo_testing.suitability import made_history


@pytest.fixture
def fair(session: Session, settings: Settings) -> Fair:
    found = open_fair(session, settings)
    declare_operator(session, found.officer)
    return found


@pytest.fixture(scope="module")
def model() -> Any:
    return learned(made_history())


def kept(fair: Fair, model: Any) -> SuitabilityFit:
    fit = keep_fit(fair.session, made_history(), model, actor=by(fair.officer))
    fair.session.flush()
    return fit


def first_of(session: Session) -> SuitabilityFit | None:
    return session.scalar(standing_fits().where(SuitabilityFit.side == Side.OPENING))


def history_of(session: Session, side: Side = Side.OPENING) -> History:
    return load_history(session, side, decided_rounds(session))


def test_features_are_named_and_none_is_forbidden() -> None:
    assert tuple(FEATURES) == ENGINES
    assert not any(kind_of(name) or kind_of(words.text) for name, words in FEATURES.items())


def test_too_little_is_refused_with_its_reasons(fair: Fair) -> None:
    opening, session = fair.add_opening(), fair.session
    people = [fair.add_candidate(opening) for _ in range(3)]
    for each in people[:2]:
        consent(session, each, Purpose.SUITABILITY_MODEL)
    fair.rank(opening, people[0])
    assert "nothing has been learned" in str(why_none(first_of(session)))
    lead_to(fair, RoundState.PUBLISHED)
    history = history_of(session)
    assert [each[3] for each in history.pairs] == [True, False], "the third has not agreed"
    assert chosen_so_far(session, [opening.id]) == {opening.id: 3}
    assert history.openings[0]["chosen_before"] == 0
    fit = keep_fit(session, history, learned(history), actor=by(fair.officer))
    assert fit.content is None and "only one" in fit.faults[0]["en"]
    with pytest.raises(NothingLearned):
        put_into_use(session, fit, "까닭", actor=by(fair.officer))
    assert "only one" in str(why_none(first_of(session)))
    two = made_history(rounds=2, people=40)
    assert any("200" in each["ko"] for each in learned(two).faults)
    withdraw(session, people[0], Purpose.SUITABILITY_MODEL, actor=by(people[0].account))
    assert len(history_of(session).pairs) == 1


def test_a_broken_outcome_is_refused() -> None:
    history = made_history(rounds=4)
    history.pairs = [(who, place, at, yes if at != 1 else True) for who, place, at, yes in history.pairs]
    assert any("1" in each["en"] and "break" in each["en"] for each in learned(history).faults)


def test_a_named_officer_puts_a_model_into_use(fair: Fair, model: Any) -> None:
    session, fit = fair.session, kept(fair, model)
    assert model.sha256 == scorer_of(fit).sha256
    assert fit.card_words is not None and fit.card is not None and "AUC" in fit.card_words["en"]
    assert set(fit.card["calibration"]) == {"kind", "region"}
    with pytest.raises(WordsNeeded):
        put_into_use(session, fit, "", actor=by(fair.officer))
    assert "no officer" in str(why_none(first_of(session)))
    put_into_use(session, fit, "보정과 기준선을 확인했습니다", actor=by(fair.officer))
    with pytest.raises(UsedBefore):
        put_into_use(session, fit, "까닭", actor=by(fair.officer))
    later = kept(fair, model)
    put_into_use(session, later, "새 모델", actor=by(fair.second_officer))
    assert first_of(session) == later and not fit.is_in_use
    take_out_of_use(session, later, actor=by(fair.officer))
    assert not later.is_in_use
    verbs = session.scalars(select(Event.verb)).all()
    assert {"learned suitability", "put a model into use", "took a model out of use"} <= set(verbs)
    fit.content = (fit.content or "").replace("opening", "candidate")
    with pytest.raises(BadModel):
        scorer_of(fit)


def test_estimates_stand_beside_orders_and_order_nobody(app: Portal, fair: Fair, model: Any) -> None:
    session, opening = fair.session, fair.add_opening()
    session.add(OpeningSkill(opening_id=opening.id, concept=PYTHON, required=True))
    plain, able, silent = (fair.add_candidate(opening, skills=each) for each in ((), (PYTHON,), (PYTHON,)))
    for each in (plain, able):
        consent(session, each, Purpose.SUITABILITY_MODEL)
    session.commit()
    desk = client_of(app, fair.hr, session)
    order = f"/openings/{opening.reference}/rounds/{fair.round.reference}"
    assert "사용 중인 적합도 모델이 없습니다" in desk.get(order).text
    put_into_use(session, kept(fair, model), "확인했습니다", actor=by(fair.officer))
    session.commit()
    page = desk.get(order).text
    assert page.count("적합도 추정: 100 중") == 2 and page.count("지원자가 동의하지 않았습니다") == 1
    assert "필수 기술 보유" in page
    shown = desk.post(order, data={"version": "0", "act": "estimate"}).text
    places = [shown.index(f'id="candidate-{each.id}"') for each in (able, plain, silent)]
    assert places == sorted(places), "by estimate, and whoever has none stands behind"
    fair.session.expire_all()
    assert "적합도 추정" in desk.get(f"/openings/{opening.reference}/candidates").text
    assert "적합도 추정" in desk.get(f"/openings/{opening.reference}/candidates/{able.reference}").text


def test_the_card_goes_into_the_evidence_pack(fair: Fair, model: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("naruteo_portal.talent.clearing.evidence.write_pdf", lambda paper: repr(paper).encode())
    opening, fit = fair.add_opening(), kept(fair, model)
    fair.rank(opening, fair.add_candidate(opening))
    put_into_use(fair.session, fit, "확인했습니다", actor=by(fair.officer))
    fit.used_at = now() - 3 * HOUR
    lead_to(fair, RoundState.PUBLISHED)
    fair.round.opens_at = fair.round.certify_by - 9 * HOUR
    fair.round.certify_by = fair.round.publish_at - HOUR / 100
    fair.session.commit()
    fair.session.expunge_all()
    round_ = get_round(fair.session, reader_of(fair.session, fair.officer, session_id=0), fair.round.reference)
    run = final_run(fair.session, round_)
    assert run is not None
    content = evidence_pack(fair.session, round_, run, fair.archive)
    assert b"ko/model-card-1.md" in content and b"model-card-1.json" in content
    take_out_of_use(fair.session, fair.session.get_one(SuitabilityFit, fit.id), actor=by(fair.officer))
    keep_drift(fair.session, fit.id, History(Side.OPENING), [])
    assert evidence_pack(fair.session, round_, run, fair.archive) == content, "what comes later changes no byte"


def test_officers_look_learn_and_decide(app: Portal, fair: Fair, model: Any) -> None:
    session, fit = fair.session, kept(fair, model)
    refused = keep_fit(session, History(Side.OPENING), learned(History(Side.OPENING)), actor=by(fair.officer))
    session.commit()
    officer = client_of(app, fair.officer, session)
    page = officer.get("/matching-rounds/suitability").text
    assert "학습되지 않음" in page and "학습됨, 사용 전" in page
    assert "두 번 이상의 라운드" in officer.get(f"/matching-rounds/suitability/{refused.id}").text
    card = officer.get(f"/matching-rounds/suitability/{fit.id}").text
    assert "<table" in card and fit.sha256 is not None and fit.sha256 in card
    assert officer.get(f"/matching-rounds/suitability/{fit.id}/model.json").data == (fit.content or "").encode()
    assert officer.get(f"/matching-rounds/suitability/{refused.id}/model.json").status_code == 404
    assert officer.post(f"/matching-rounds/suitability/{fit.id}/use", data={"reason": ""}).status_code == 422
    assert officer.post(f"/matching-rounds/suitability/{fit.id}/use", data={"reason": "확인"}).status_code == 303
    assert officer.post(f"/matching-rounds/suitability/{fit.id}/retire").status_code == 303
    assert officer.post("/matching-rounds/suitability").status_code == 303
    assert "학습을 시도하고 있습니다" in officer.get("/matching-rounds/suitability").text
    assert client_of(app, fair.hr, session).get("/matching-rounds/suitability").status_code == 403
