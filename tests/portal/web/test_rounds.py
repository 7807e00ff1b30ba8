"""Pages of rounds: from the officer's plan to what everybody reads, and who may not."""

import io
import json
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from naruteo_portal.core.clock import KST, now
from naruteo_portal.core.jobs import Worker
from naruteo_portal.edge.transaction import Portal
from naruteo_portal.identity.models import Membership, Organisation, OrganisationKind, Role
from naruteo_portal.settings import Settings
from naruteo_portal.talent.clearing.archive import final_run
from naruteo_portal.talent.clearing.jobs import move_rounds, run_a_round, try_a_round
from naruteo_portal.talent.rounds.models import Round, RoundOpening, Run, RunKind
from naruteo_portal.talent.rounds.states import RoundState
from naruteo_testing.factories import client_of, make_account, make_organisation
from naruteo_testing.rounds import HOUR, Fair, lead_to, make_opening, open_fair


@pytest.fixture
def fair(session: Session, settings: Settings) -> Fair:
    """Twelve candidates for two openings of six and four seats, in two regions."""
    fair = open_fair(session, settings)
    busan, ulsan = fair.add_opening(6), fair.add_opening(4, region="ulsan")
    fair.add_region("busan", cap=5, floor=1)
    for _ in range(12):
        fair.add_candidate(busan, ulsan)
    for opening in (busan, ulsan):
        fair.rank(opening, fair.candidates)
    session.commit()
    return fair


def office(app: Portal, fair: Fair, *, second: bool = False) -> FlaskClient:
    fair.session.commit()
    return client_of(app, fair.second_officer if second else fair.officer, fair.session)


def reload(fair: Fair) -> Round:
    fair.session.expire_all()
    return fair.session.get_one(Round, fair.round.id)


def test_an_officer_plans_a_round(app: Portal, session: Session, fair: Fair) -> None:
    client = office(app, fair)
    at = now().astimezone(KST).replace(tzinfo=None)
    form = {
        "title_ko": "봄 라운드", "title_en": "Spring round", "supervisor": str(fair.officer.id),
        "contact": "051-000-0000",
        **{
            name: (at + timedelta(days=days)).isoformat(timespec="minutes")
            for name, days in (("opens_at", 1), ("certify_by", 8), ("publish_at", 10), ("answer_by", 15))
        },
    }  # fmt: skip
    wrong = client.post("/matching-rounds/new", data=form | {"certify_by": form["answer_by"]})
    assert wrong.status_code == 422 and "순서" in wrong.text
    made = client.post("/matching-rounds/new", data=form)
    assert made.status_code == 303
    round_ = session.scalars(select(Round).order_by(Round.id.desc())).first()
    assert round_ is not None and round_.opens_at.astimezone(KST).replace(tzinfo=None) > at
    base = f"/matching-rounds/{round_.reference}"
    opening = fair.openings[0]
    other = make_opening(session, fair.employer, seats=2, region="daegu")
    session.commit()
    plan = {
        "version": "1", "openings": [opening.reference, other.reference], f"seats-{opening.reference}": "5",
        f"seats-{other.reference}": "2", f"regional_graduate-{opening.reference}": "2",
        f"target-{opening.reference}": "3",
    }  # fmt: skip
    without = client.post(f"{base}/openings", data=plan)
    assert without.status_code == 422 and opening.reference in without.text and "이유" in without.text
    wrongs: list[dict[str, Any]] = [
        {f"seats-{other.reference}": "3"}, {"openings": []}, {f"seats-{other.reference}": "둘"}
    ]  # fmt: skip
    for bad in wrongs:
        assert client.post(f"{base}/openings", data=plan | bad).status_code == 422
    reasons = {f"reason-{opening.reference}": "지역인재 우선 계획"}
    assert client.post(f"{base}/openings", data=plan | reasons).status_code == 303
    assert client.post(f"{base}/openings", data=plan | reasons).status_code == 422, "the version has moved on"
    rows = {
        each.opening_id: each
        for each in session.scalars(select(RoundOpening).where(RoundOpening.round_id == round_.id))
    }
    assert rows[opening.id].reserves == [{"group": "regional_graduate", "seats": 2}] and rows[opening.id].target == 3
    assert "지역인재 우선 계획" in client.get(f"{base}/openings").text
    for bad in ({"cap-daegu": "1"}, {"cap-daegu": "1", "floor-daegu": "2", "reason-daegu": "x"}, {"reason-daegu": "x"}):
        assert client.post(f"{base}/quotas", data={"version": "2", **bad}).status_code == 422
    low = client.post(f"{base}/quotas", data={"version": "2", "cap-busan": "2", "reason-busan": "x"})
    assert low.status_code == 422 and "목표" in low.text
    quota = {"version": "2", "cap-daegu": "1", "reason-daegu": "배정 계획 3호"}
    assert client.post(f"{base}/quotas", data=quota).status_code == 303
    page = client.get(base).text
    assert round_.seed_commitment in page and "배정 계획 3호" in page and "<svg" in page
    changed = client.post(f"{base}/plan", data=form | {"version": "3", "contact": "051-111-1111"})
    assert changed.status_code == 303 and "051-111-1111" in app.test_client().get(f"/rounds/{round_.reference}").text
    assert client.post(f"{base}/cancel", data={"reason": ""}).status_code == 422
    assert client.post(f"{base}/cancel", data={"reason": "일정이 겹칩니다."}).status_code == 303
    assert app.test_client().get(f"/rounds/{round_.reference}").status_code == 404
    assert "일정이 겹칩니다." in client.get(base).text


def test_a_round_goes_from_trials_to_offers(app: Portal, session: Session, fair: Fair) -> None:
    worker = Worker(app.engine, app.settings)
    base = f"/matching-rounds/{fair.round.reference}"
    client, second = office(app, fair), office(app, fair, second=True)
    assert client.post(f"{base}/move").status_code == 409
    try_a_round(worker, round_id=fair.round.id, by_id=fair.officer.id, change=None)
    fair.pass_time()
    session.commit()
    assert client.post(f"{base}/move").status_code == 303 and reload(fair).state is RoundState.FROZEN
    assert client.post(f"{base}/trials", data={"act": "dry"}).status_code == 303
    assert client.post(f"{base}/trials", data={"act": "what-if"}).status_code == 422
    assert client.post(f"{base}/trials", data={"act": "what-if", "list_length": "1"}).status_code == 303
    waiting = client.get(f"{base}/trials").text
    assert "hx-get" in waiting
    for change in ({"seats": {fair.openings[0].reference: 1}}, {"caps": {"busan": None}}):
        try_a_round(worker, round_id=fair.round.id, by_id=fair.officer.id, change=change)
    trials = client.get(f"{base}/trials").text
    assert trials.count('scope="col"') == 4 and fair.candidates[0].reference not in trials
    assert client.post(f"{base}/run").status_code == 303
    assert client.get(f"{base}/result").status_code == 200
    run_a_round(worker, round_id=fair.round.id, by_id=fair.officer.id)
    run_a_round(worker, round_id=fair.round.id, by_id=fair.officer.id)
    run = final_run(session, fair.round)
    assert run is not None and len(session.scalars(select(Run).where(Run.kind == RunKind.FINAL)).all()) == 1
    shown = client.get(f"{base}/result").text
    assert run.answer_sha256 not in shown and run.certificate["input_sha256"] in shown
    assert "다른 담당자" in shown and not any(each.reference in shown for each in fair.candidates)
    assert client.post(f"{base}/confirm", data={"run": str(run.id)}).status_code == 403
    assert second.post(f"{base}/send-back", data={"run": str(run.id), "reason": ""}).status_code == 422
    wrong = {"run": str(run.id), "candidate": "CA-?", "reason": "사유"}
    assert client.post(f"{base}/override", data=wrong).status_code == 422
    outdated = client.post(f"{base}/override", data=wrong | {"run": str(run.id - 1)})
    assert outdated.status_code == 422 and "사유" in outdated.text and f'value="{run.id}"' in outdated.text
    assert second.post(f"{base}/confirm", data={"run": str(run.id)}).status_code == 303
    public = app.test_client().get(f"/rounds/{fair.round.reference}").text
    assert public.count(run.certificate["result_sha256"]) == 0 and "/places?round=" not in public
    fair.round = reload(fair)
    fair.pass_time(publish_at=-HOUR / 2)
    session.commit()
    move_rounds(worker)
    assert reload(fair).state is RoundState.PUBLISHED


def test_what_was_typed_for_an_override_stays_when_the_result_was_sent_back(app: Portal, fair: Fair) -> None:
    lead_to(fair, RoundState.RUN)
    base, run = f"/matching-rounds/{fair.round.reference}", final_run(fair.session, fair.round)
    assert run is not None
    client, second = office(app, fair), office(app, fair, second=True)
    back = {"run": str(run.id), "reason": "다시 확인합니다."}
    assert second.post(f"{base}/send-back", data=back).status_code == 303
    typed = {"run": str(run.id), "candidate": fair.candidates[0].reference, "reason": "긴 사유를 적었습니다."}
    late = client.post(f"{base}/override", data=typed)
    assert late.status_code == 422 and "긴 사유를 적었습니다." in late.text and "상태" in late.text
    assert client.get(f"{base}/override").status_code == 404


def test_the_public_page_tells_how_it_went_and_hides_small_numbers(app: Portal, session: Session, fair: Fair) -> None:
    lead_to(fair, RoundState.PUBLISHED)
    session.commit()
    page = app.test_client().get(f"/rounds/{fair.round.reference}").text
    assert (
        str(fair.round.revealed_seed) in page and fair.round.seed_commitment in page and "naruteo match verify" in page
    )
    assert "지역 배정 계획" in page and "강민호" in page and "/instance.json" not in page
    assert not any(each.reference in page for each in fair.candidates)
    run = final_run(session, fair.round)
    assert run is not None and run.figures["regions"]["busan"]["filled"] == 5
    assert "*/6" in page and "5/6" not in page and "표시하지 않음" in page


def test_files_are_for_auditors_and_fit_their_hashes(app: Portal, session: Session, fair: Fair) -> None:
    base = f"/matching-rounds/{fair.round.reference}"
    agency = session.get_one(
        Organisation,
        session.scalars(select(Membership.organisation_id).where(Membership.account_id == fair.officer.id)).one(),
    )
    auditor = client_of(app, make_account(session, "오세라", roles=((Role.AUDITOR, agency),)), session)
    assert auditor.get(f"{base}/instance.json").status_code == 404
    lead_to(fair, RoundState.PUBLISHED)
    officer = office(app, fair)
    assert officer.get(f"{base}/instance.json").status_code == 403
    instance = json.loads(auditor.get(f"{base}/instance.json").data)
    answer = json.loads(auditor.get(f"{base}/answer.json").data)
    assert {each["id"] for each in instance["candidates"]} == {each.reference for each in fair.candidates}
    assert answer["certificate"]["input_sha256"] == fair.round.input_sha256
    pack = officer.get(f"{base}/evidence.zip").data
    assert officer.get(f"{base}/evidence.zip").data == pack
    with zipfile.ZipFile(io.BytesIO(pack)) as archive:
        manifest = json.loads(archive.read("manifest.json"))
        assert {each["path"] for each in manifest["files"]} == set(archive.namelist()) - {"manifest.json"}
        assert archive.read("ko/impact-assessment.pdf").startswith(b"%PDF")
        assert not any(each.reference.encode() in archive.read("counts.json") for each in fair.candidates)
    assert manifest["instance_sha256"] == fair.round.input_sha256
    assert int(manifest["keep_until"][:4]) == now().astimezone(KST).year + 5


def test_officers_of_other_organisations_and_others_see_no_round_from_within(
    app: Portal, session: Session, fair: Fair
) -> None:
    base = f"/matching-rounds/{fair.round.reference}"
    elsewhere = make_organisation(session, OrganisationKind.TRAINING_PROVIDER)
    stranger = client_of(app, make_account(session, roles=((Role.PROGRAMME_OFFICER, elsewhere),)), session)
    assert stranger.get("/matching-rounds").status_code == 404 and stranger.get(base).status_code == 404
    assert stranger.post(f"{base}/run").status_code == 403
    hr = client_of(app, fair.hr, session)
    assert hr.get(base).status_code == 403 and hr.get(f"/rounds/{fair.round.reference}").status_code == 200
    assert hr.get("/rounds/RD-2026-AAAA-AA").status_code == 404


def test_a_second_round_is_planned_from_a_closed_one(app: Portal, session: Session, fair: Fair) -> None:
    lead_to(fair, RoundState.CLOSED)
    client, base = office(app, fair), f"/matching-rounds/{fair.round.reference}"
    assert "2차" in client.get(f"{base}/second-round").text
    at = now().astimezone(KST).replace(tzinfo=None)
    form = {
        "title_ko": "2차", "title_en": "Second", "supervisor": str(fair.officer.id), "contact": "051",
        **{
            name: (at + timedelta(days=days)).isoformat(timespec="minutes")
            for name, days in (("opens_at", 1), ("certify_by", 2), ("publish_at", 3), ("answer_by", 4))
        },
    }  # fmt: skip
    assert client.post(f"{base}/second-round", data=form).status_code == 303
    made = session.scalars(select(Round).where(Round.follows_id == fair.round.id)).one()
    assert made.state is RoundState.PLANNED
    late = {"publish_at": form["publish_at"], "answer_by": form["answer_by"], "reason": "사유"}
    assert client.post(f"/matching-rounds/{made.reference}/postpone", data=late).status_code == 422
