"""Agents who prepare an employer's claims: let in by its HR, seeing its claims alone, never handing them in."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from naruteo_portal.core.clock import today_in_korea
from naruteo_portal.edge.transaction import Portal
from naruteo_portal.identity.models import Account, Membership, Role
from naruteo_portal.incentives.claims.models import Claim
from naruteo_portal.incentives.claims.states import ClaimState
from naruteo_portal.notices.models import Notice
from naruteo_testing.claim_pages import fill_in, hand_in, version_on
from naruteo_testing.claims import Employer, make_employer
from naruteo_testing.factories import client_of, make_account, make_membership, make_organisation


@pytest.fixture
def agent(session: Session) -> Account:
    made = make_account(session, "정세무", email="tax@example.kr")
    session.commit()
    return made


def let_in(desk: FlaskClient, claimant: Employer, email: str = "tax@example.kr", **changes: str) -> int:
    sent = {
        "employer": str(claimant.organisation.id),
        "email": email,
        "since": today_in_korea().isoformat(),
        "last_day": "",
    }
    return desk.post("/claim-agents", data=sent | changes).status_code


def place_of(session: Session, agent: Account) -> Membership:
    session.expire_all()
    return session.scalars(select(Membership).where(Membership.account_id == agent.id)).one()


def test_an_agent_prepares_and_the_employer_hands_in(
    app: Portal, session: Session, desk: FlaskClient, employer: Employer, agent: Account
) -> None:
    assert let_in(desk, employer) == 303
    office = client_of(app, agent, session)
    reference = fill_in(office, employer.organisation.id)
    page = office.get(f"/claims/{reference}/check").text
    sent = {"version": version_on(page), "words": "출석부를 확인해 주십시오."}
    assert office.post(f"/claims/{reference}/submit", data=sent).status_code == 403
    assert office.post(f"/claims/{reference}/hand-over", data={**sent, "version": "0"}).status_code == 409
    assert office.post(f"/claims/{reference}/hand-over", data={**sent, "words": "900101-1234567"}).status_code == 422
    assert office.post(f"/claims/{reference}/hand-over", data=sent).status_code == 303
    subjects = session.scalars(select(Notice.subject).where(Notice.account_id == employer.hr.id)).all()
    assert subjects == [f"신청서 {reference}가 준비되었습니다"]
    shown = desk.get(f"/claims/{reference}/check").text
    assert "정세무" in shown and "출석부를 확인해 주십시오." in shown and "그 뒤에 내용이 바뀌었습니다" not in shown
    assert hand_in(desk, reference) == 303
    assert office.get(f"/claims/{reference}/receipt").status_code == 200


def test_who_prepared_as_an_agent_does_not_hand_in_as_hr(
    app: Portal, session: Session, desk: FlaskClient, employer: Employer, agent: Account
) -> None:
    let_in(desk, employer)
    office = client_of(app, agent, session)
    reference = fill_in(office, employer.organisation.id)
    place_of(session, agent).until = today_in_korea()
    make_membership(session, agent, employer.organisation, Role.EMPLOYER_HR)
    session.commit()
    assert hand_in(office, reference) == 403
    options = selectinload(Claim.lines)
    claim = session.scalars(select(Claim).where(Claim.reference == reference).options(options)).one()
    assert claim.state is ClaimState.DRAFT
    assert hand_in(desk, reference) == 303


def test_an_agent_sees_claims_of_that_employer_and_nothing_else(
    app: Portal, session: Session, desk: FlaskClient, employer: Employer, agent: Account
) -> None:
    let_in(desk, employer)
    other = make_employer(session, "다른 회사")
    theirs = other.draft()
    session.commit()
    reference = fill_in(desk, employer.organisation.id)
    office = client_of(app, agent, session)
    shown = office.get("/claims").text
    assert reference in shown and theirs.reference not in shown
    assert office.get(f"/claims/{theirs.reference}").status_code == 404
    for path in (
        "/people", "/organisations", f"/organisations/{employer.organisation.slug}", f"/people/{employer.hr.handle}",
        "/audit", "/cohorts", "/claim-agents", "/claim-appeals", f"/claims/{reference}/withdraw",
        f"/claims/{reference}/appeal",
    ):  # fmt: skip
        assert office.get(path).status_code == 403, path
    assert "대리인" not in desk.get(f"/organisations/{employer.organisation.slug}").text


def test_nothing_is_seen_after_the_end(
    app: Portal, session: Session, desk: FlaskClient, employer: Employer, agent: Account
) -> None:
    let_in(desk, employer)
    reference = fill_in(desk, employer.organisation.id)
    office = client_of(app, agent, session)
    assert office.get(f"/claims/{reference}").status_code == 200
    address = f"/claim-agents/{place_of(session, agent).id}/end"
    assert "정세무" in desk.get(address).text
    stranger = client_of(app, make_account(session, roles=((Role.EMPLOYER_HR, make_organisation(session)),)), session)
    assert stranger.post(address).status_code == 404
    for _twice in range(2):
        assert desk.post(address).status_code == 303
    for path in ("/claims", f"/claims/{reference}", f"/claims/{reference}/check"):
        assert office.get(path).status_code == 403, path
    assert let_in(desk, employer) == 303, "and they can be let in again"


def test_an_agent_works_between_two_days(
    app: Portal, session: Session, desk: FlaskClient, employer: Employer, agent: Account
) -> None:
    tomorrow, yesterday = (today_in_korea() + timedelta(days=days) for days in (1, -1))
    assert let_in(desk, employer, last_day=yesterday.isoformat()) == 422
    assert let_in(desk, employer, since=tomorrow.isoformat(), last_day=today_in_korea().isoformat()) == 422
    assert let_in(desk, employer, since=tomorrow.isoformat(), last_day=tomorrow.isoformat()) == 303
    office = client_of(app, agent, session)
    assert office.get("/claims").status_code == 403
    place = place_of(session, agent)
    assert (place.since, place.last_day) == (tomorrow, tomorrow)
    place.since = today_in_korea()
    session.commit()
    assert office.get("/claims").status_code == 200
    place.until = today_in_korea()
    session.commit()
    assert office.get("/claims").status_code == 403


def test_who_cannot_become_an_agent(session: Session, desk: FlaskClient, employer: Employer, agent: Account) -> None:
    learner = make_account(session, roles=((Role.LEARNER, employer.organisation),))
    unproved = make_account(session, email="unproved@example.kr")
    unproved.email_verified_at = None
    other = make_organisation(session)
    session.commit()
    for email in ("nobody@example.kr", "no address", learner.email, unproved.email, employer.hr.email):
        assert let_in(desk, employer, email) == 422, email
    assert let_in(desk, employer, employer=str(other.id)) == 422
    assert let_in(desk, employer) == 303
    assert let_in(desk, employer) == 422, "they are one already"
    assert len(session.scalars(select(Membership).where(Membership.role == Role.CLAIM_PROXY)).all()) == 1
