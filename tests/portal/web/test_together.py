"""Applying together in pages: invite, accept, put wishes in order without a script, certify, and leave."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from naruteo_portal.audit.events import SYSTEM
from naruteo_portal.edge.transaction import Portal
from naruteo_portal.notices.models import Notice
from naruteo_portal.settings import Settings
from naruteo_portal.talent.candidates.consents import withdraw
from naruteo_portal.talent.candidates.models import Candidate, Purpose
from naruteo_portal.talent.links.queries import count_counted
from naruteo_portal.talent.rounds.states import RoundState
from naruteo_testing.factories import client_of
from naruteo_testing.linked import certify_together, shared_by
from naruteo_testing.rounds import Fair, lead_to, make_round, open_fair


@pytest.fixture
def fair(session: Session, settings: Settings) -> Fair:
    found = open_fair(session, settings)
    for number in range(2):
        found.add_opening(title={"ko": f"자리 {number}", "en": f"Place {number}"})
    return found


@pytest.fixture
def pair(fair: Fair) -> tuple[Candidate, Candidate]:
    return fair.add_candidate(fair.openings[0]), fair.add_candidate(fair.openings[1])


def browsers(app: Portal, session: Session, pair: tuple[Candidate, Candidate]) -> tuple[FlaskClient, FlaskClient]:
    return client_of(app, pair[0].account, session), client_of(app, pair[1].account, session)


def test_a_couple_applies_together(
    app: Portal, session: Session, fair: Fair, pair: tuple[Candidate, Candidate]
) -> None:
    session.commit()
    address, (first, second) = f"/choices/{fair.round.reference}/together", [each.id for each in fair.openings]
    one, other = browsers(app, session, pair)
    assert one.post(f"{address}/invite", data={"reference": "CA-1"}).status_code == 422
    assert one.post(f"{address}/invite", data={"reference": pair[1].reference}).status_code == 303
    application = shared_by(fair, pair[0])
    assert "지원자0" in other.get(address).text
    assert one.get(f"{address}/certify").status_code == 200, "there is nothing to certify yet"
    assert other.post(f"{address}/accept", data={"application": application.reference}).status_code == 303
    for at, entry in enumerate((["", ""], [str(first), str(second)], [str(first), ""])):
        version = shared_by(fair, pair[0]).version
        shown = [".".join("" if each is None else str(each) for each in row) for row in shared_by(fair, pair[0]).saved]
        places = [str(each + 1) for each in range(len(shown))]
        sent = {"version": version, "entry": entry, "row": shown, "place": places, "act": "add"}
        assert one.post(address, data=sent).status_code == (303 if at else 422)
    version = shared_by(fair, pair[0]).version
    rows = [f"{first}.{second}", f"{first}."]
    up = {"version": version, "row": rows, "place": ["1", "2"], "act": "up:1"}
    assert one.post(address, data=up).status_code == 303
    assert shared_by(fair, pair[0]).saved == [[first, None], [first, second]]
    assert other.post(address, data=up).status_code == 409, "somebody else's version is not overwritten"
    assert one.post(address, data=up | {"row": ["x.y"]}).status_code == 422
    assert one.post(address, data=up | {"act": f"up:{'1' * 5_000}"}).status_code == 409
    for client in (one, other):
        page = client.get(f"{address}/certify")
        assert "자리 0" in page.text
        seen = str(version + 1)
        assert client.post(f"{address}/certify", data={"version": seen, "typed": "확정"}).status_code == 303
    assert count_counted(session, fair.round.id) == 1
    assert "이 목록" in other.get(f"/choices/{fair.round.reference}").text
    assert other.post(f"{address}/leave", data={"typed": "나가기"}).status_code == 303
    assert one.get(f"{address}/leave").status_code == 404
    assert count_counted(session, fair.round.id) == 0


def test_an_invitation_can_be_declined_and_is_nobody_elses(
    app: Portal, session: Session, fair: Fair, pair: tuple[Candidate, Candidate]
) -> None:
    stranger = fair.add_candidate()
    session.commit()
    address = f"/choices/{fair.round.reference}/together"
    one, other = browsers(app, session, pair)
    one.post(f"{address}/invite", data={"reference": pair[1].reference})
    data = {"application": shared_by(fair, pair[0]).reference}
    assert client_of(app, stranger.account, session).post(f"{address}/accept", data=data).status_code == 404
    elsewhere = make_round(session, fair.settings, fair.officer)
    session.commit()
    assert other.post(f"/choices/{elsewhere.reference}/together/accept", data=data).status_code == 404
    assert other.post(f"{address}/decline", data=data).status_code == 303
    assert other.post(f"{address}/accept", data=data).status_code == 404
    # Whoever never agreed to be named is told by number.
    assert any(pair[1].reference in body for body in session.scalars(select(Notice.body)))


def test_officers_see_counts_and_whether_it_is_stable(
    app: Portal, session: Session, fair: Fair, pair: tuple[Candidate, Candidate]
) -> None:
    certify_together(fair, pair, [[fair.openings[0].id, fair.openings[1].id]])
    fair.rank(fair.openings[0], pair[0])
    fair.rank(fair.openings[1], pair[1])
    lead_to(fair, RoundState.RUN)
    session.commit()
    officer = client_of(app, fair.officer, session)
    page = officer.get(f"/matching-rounds/{fair.round.reference}/result").text
    assert "1건 중 1건이 공동 희망대로 배정되었습니다. 안정 배정이 존재하며" in page
    assert pair[0].reference not in page


def test_partners_see_each_others_places_and_answers(
    app: Portal, session: Session, fair: Fair, pair: tuple[Candidate, Candidate]
) -> None:
    certify_together(fair, pair, [[each.id for each in fair.openings]])
    for opening, candidate in zip(fair.openings, pair, strict=True):
        fair.rank(opening, candidate)
    lead_to(fair, RoundState.CONFIRMED)
    session.commit()
    reference, (one, other) = fair.round.reference, browsers(app, session, pair)
    assert "함께 지원한 결과" not in other.get(f"/choices/{reference}/together").text, "before it is published"
    lead_to(fair, RoundState.PUBLISHED)
    session.commit()
    assert "아직 답하지 않음" in other.get(f"/results/{reference}").text
    assert one.post(f"/results/{reference}", data={"answer": "decline"}).status_code == 303
    for page in (f"/results/{reference}", f"/choices/{reference}/together"):
        shown = other.get(page).text
        assert "자리 0" in shown and "거절</" in shown
    told = session.scalars(select(Notice).where(Notice.account_id == pair[1].account_id).order_by(Notice.id)).all()[-1]
    assert "지원자0 님이" in told.body and "거절" not in told.body, "how is said on the page alone"
    assert not [each for each in session.scalars(select(Notice)) if "지원자1 님이" in each.body and "답했" in each.body]


def test_whoever_was_decided_on_alone_is_told_nothing(
    app: Portal, session: Session, fair: Fair, pair: tuple[Candidate, Candidate]
) -> None:
    certify_together(fair, pair, [[each.id for each in fair.openings]])
    fair.rank(fair.openings[0], pair[0])
    withdraw(session, pair[1], Purpose.MATCHING, actor=SYSTEM)
    lead_to(fair, RoundState.PUBLISHED)
    session.commit()
    one, other = browsers(app, session, pair)
    assert one.post(f"/results/{fair.round.reference}", data={"answer": "accept"}).status_code == 303
    assert "함께 지원한 결과" not in other.get(f"/choices/{fair.round.reference}/together").text
    assert not [each for each in session.scalars(select(Notice.subject)) if "답했" in each]
