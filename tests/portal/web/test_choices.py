"""A candidate's list in a round, in pages: order by buttons and numbers, conflicts, certifying, time zones."""

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from naruteo_portal.core.clock import now
from naruteo_portal.edge.transaction import Portal
from naruteo_portal.settings import Settings
from naruteo_portal.talent.candidates.models import Candidate
from naruteo_portal.talent.choices.models import SavedOpening
from naruteo_portal.talent.rounds.models import PreferenceList
from naruteo_portal.talent.rounds.states import RoundState
from naruteo_testing.candidates import make_candidate
from naruteo_testing.factories import client_of, make_account
from naruteo_testing.rounds import HOUR, Fair, certify, make_round, open_fair


@pytest.fixture
def fair(session: Session, settings: Settings) -> Fair:
    found = open_fair(session, settings)
    for number in range(3):
        found.add_opening(title={"ko": f"자리 {number}", "en": f"Place {number}"})
    return found


@pytest.fixture
def candidate(session: Session, fair: Fair) -> Candidate:
    return make_candidate(session)


@pytest.fixture
def client(app: Portal, session: Session, candidate: Candidate) -> FlaskClient:
    return client_of(app, candidate.account, session)


def send(client: FlaskClient, fair: Fair, ids: list[int], version: int, act: str = "", **places: str) -> TestResponse:
    data = {
        "version": str(version), "opening": [str(each) for each in ids], "act": act,
        "place": [places.get(f"p{each}", str(at)) for at, each in enumerate(ids, start=1)],
    }  # fmt: skip
    return client.post(f"/choices/{fair.round.reference}", data=data)


def saved(session: Session, fair: Fair, candidate: Candidate) -> list[int]:
    session.expire_all()
    found: list[int] = session.get_one(PreferenceList, (fair.round.id, candidate.id)).saved
    return found


def test_a_list_is_put_in_order_without_a_script(
    client: FlaskClient, session: Session, fair: Fair, candidate: Candidate
) -> None:
    one, two, three = (each.id for each in fair.openings)
    for opening in fair.openings:
        client.post(f"/choices/{fair.round.reference}/add", data={"opening": opening.reference})
    assert saved(session, fair, candidate) == [one, two, three]
    moved = send(client, fair, [one, two, three], 3, f"up:{three}")
    assert moved.status_code == 303 and moved.location.endswith(f"#opening-{three}")
    assert saved(session, fair, candidate) == [one, three, two]
    send(client, fair, [one, three, two], 4, **{f"p{two}": "1"})
    assert saved(session, fair, candidate) == [two, one, three]
    # Dragging sends the order of the page with its places numbered anew.
    send(client, fair, [three, one, two], 5)
    assert saved(session, fair, candidate) == [three, one, two]
    send(client, fair, [three, one, two], 6, f"out:{one}")
    assert saved(session, fair, candidate) == [three, two]
    page = client.get(f"/choices/{fair.round.reference}").text
    assert "저장했지만 확정하지 않았어요." in page and "확정하지 않음: 아직 효력이 없어요" in page


def test_what_is_no_place_comes_back_with_what_was_typed(client: FlaskClient, fair: Fair) -> None:
    ids = [each.id for each in fair.openings]
    for wrong in ("0", "-1", "first", "99999"):
        answer = send(client, fair, ids, 0, **{f"p{ids[0]}": wrong})
        assert answer.status_code == 422 and f'value="{wrong}"' in answer.text
        assert "순위는 1부터 100까지의 자연수로 적어 주세요." in answer.text
    assert send(client, fair, ids, 0, f"up:{'1' * 5_000}").status_code == 303, "a button that no row has moves nothing"


def test_two_windows_lose_nothing(client: FlaskClient, session: Session, fair: Fair, candidate: Candidate) -> None:
    one, two, three = (each.id for each in fair.openings)
    send(client, fair, [one, two], 0)
    late = send(client, fair, [three, two, one], 0)
    assert late.status_code == 409
    assert [int(each) for each in re.findall(r'name="opening" value="(\d+)"', late.text)] == [three, two, one]
    assert "다른 창에서는 이렇게 저장했어요." in late.text and saved(session, fair, candidate) == [one, two]
    # The page holds the present version, so saving again puts the shown order in place.
    version = re.search(r'name="version" value="(\d+)"', late.text)
    assert version and send(client, fair, [three, two, one], int(version[1])).status_code == 303
    assert saved(session, fair, candidate) == [three, two, one]


def test_certifying_takes_the_typed_word_and_gives_a_receipt(client: FlaskClient, session: Session, fair: Fair) -> None:
    address = f"/choices/{fair.round.reference}"
    send(client, fair, [each.id for each in fair.openings], 0)
    slip = client.post(f"{address}/certify", data={"version": "1", "typed": "yes"})
    assert slip.status_code == 422 and "적힌 낱말을 그대로 입력해 주세요." in slip.text
    elsewhere = client.post(f"{address}/certify", data={"version": "0", "typed": "확정"})
    assert elsewhere.status_code == 422 and "다른 창에서" in elsewhere.text
    # The page shows the list as it is, so certifying again goes by that.
    assert re.search(r'name="version"[^>]*value="1"', elsewhere.text)
    done = client.post(f"{address}/certify", data={"version": "1", "typed": "Certify"})
    assert (done.status_code, done.location) == (303, f"{address}/receipt")
    receipt = client.get(done.location).text
    assert "자리 0" in receipt and re.search(r"[0-9a-f]{64}", receipt)
    assert "확정했어요. 마감까지" in client.get(address).text
    send(client, fair, [fair.openings[1].id], 1)
    assert "이전 목록이 효력이 있어요" in client.get(address).text
    back = client.post(f"{address}/take-back", data={"version": "2", "typed": "거둠"})
    assert back.status_code == 303 and "확정하지 않음" in client.get(address).text


def test_after_the_deadline_the_list_is_only_read(client: FlaskClient, session: Session, fair: Fair) -> None:
    address = f"/choices/{fair.round.reference}"
    send(client, fair, [fair.openings[0].id], 0)
    fair.pass_time(certify_by=-HOUR / 60)
    session.commit()
    assert "자리 0" in client.get(address).text and "data-order" not in client.get(address).text
    assert send(client, fair, [fair.openings[1].id], 1).status_code == 409
    late = client.post(f"{address}/certify", data={"version": "1", "typed": "확정"})
    assert late.status_code == 422 and "마감이 지났어요" in late.text


def test_after_the_deadline_the_page_shows_what_counts(client: FlaskClient, session: Session, fair: Fair) -> None:
    address, (first, second, _third) = f"/choices/{fair.round.reference}", fair.openings
    send(client, fair, [first.id], 0)
    client.post(f"{address}/certify", data={"version": "1", "typed": "확정"})
    assert "마감까지 목록을 바꾸고 다시 확정할 수 있어요" in client.get(address).text
    send(client, fair, [second.id], 1)
    assert second.reference in client.get(address).text
    fair.pass_time(certify_by=-HOUR / 60)
    session.commit()
    page = client.get(address).text
    assert first.reference in page and second.reference not in page and "다시 확정" not in page


def test_deadlines_are_said_in_the_own_time_zone(client: FlaskClient, session: Session, fair: Fair) -> None:
    page = client.get("/choices/time-zone?next=/choices").text
    assert "Asia/Ho Chi Minh" in page
    chosen = client.post("/choices/time-zone", data={"name": "Asia/Ho_Chi_Minh", "next": "/choices"})
    assert (chosen.status_code, chosen.location) == (303, "/choices")
    assert "(Ho Chi Minh)" in client.get("/choices").text
    assert "(Ho Chi Minh)" in client.get(f"/choices/{fair.round.reference}").text
    assert client.post("/choices/time-zone", data={"name": "Mars/Olympus"}).status_code == 422
    client.post("/choices/time-zone", data={"name": "Asia/Seoul"})
    assert "(Seoul)" not in client.get("/choices").text


def test_who_has_no_profile_has_no_list(app: Portal, session: Session, fair: Fair) -> None:
    stranger = client_of(app, make_account(session), session)
    for address in ("/choices", f"/choices/{fair.round.reference}", f"/choices/{fair.round.reference}/certify"):
        page = stranger.get(address)
        assert page.status_code == 404 and 'action="/talent/profile/open"' in page.text


def test_home_says_what_to_do_next_in_rounds(client: FlaskClient, session: Session, fair: Fair) -> None:
    assert "희망 목록을 만든 다음 확정해 주세요." in client.get("/").text
    send(client, fair, [fair.openings[0].id], 0)
    assert "저장함, 확정하지 않음" in client.get("/").text
    # What waits for the person comes before what waits for the officers, whose deadline is later.
    other = make_round(
        session, fair.settings, fair.officer, state=RoundState.CONFIRMED, certify_by=fair.round.certify_by + HOUR,
        publish_at=fair.round.publish_at + HOUR, answer_by=fair.round.answer_by + HOUR,
    )  # fmt: skip
    candidate = session.scalars(select(Candidate)).one()
    certify(session, other, candidate, ())
    session.commit()
    home = client.get("/").text
    assert home.index(fair.round.reference) < home.index(other.reference)
    fair.round.state = RoundState.CANCELLED
    session.commit()
    assert "저장함, 확정하지 않음" not in client.get("/").text


def test_what_else_might_fit_follows_what_the_operator_is(
    client: FlaskClient, session: Session, fair: Fair, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = f"/choices/{fair.round.reference}/suggestions"
    monkeypatch.setattr("naruteo_portal.web.choices.may_suggest", lambda _session: True)
    assert "자리 0" in client.get(address).text
    monkeypatch.setattr("naruteo_portal.web.choices.may_suggest", lambda _session: False)
    page = client.get(address).text
    assert "직업정보제공사업자" in page and "자리 0" not in page


def test_taking_the_profile_away_forgets_lists_that_are_not_frozen(
    client: FlaskClient, session: Session, fair: Fair, candidate: Candidate
) -> None:
    frozen = make_round(session, fair.settings, fair.officer)
    certify(session, frozen, candidate, fair.openings[:1])
    frozen.state, frozen.frozen_at, frozen.input_sha256 = RoundState.FROZEN, now(), "0" * 64
    session.commit()
    send(client, fair, [fair.openings[0].id], 0)
    client.post(f"/places/{fair.openings[0].reference}/keep")
    assert client.post("/talent/profile/close", data={}).status_code == 303
    session.expire_all()
    assert session.scalars(select(PreferenceList.round_id)).all() == [frozen.id]
    assert session.scalars(select(SavedOpening)).all() == []
