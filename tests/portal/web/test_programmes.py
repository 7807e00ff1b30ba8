"""Programmes in the portal: everybody reads them, officers enter figures, another officer confirms them."""

import re
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from naruteo_portal.core.storage import BlobStore
from naruteo_portal.edge.transaction import Portal
from naruteo_portal.identity.models import Account, OrganisationKind, Role
from naruteo_portal.incentives.claims.states import ClaimState
from naruteo_portal.incentives.figures.models import FigureState, StatedFigure
from naruteo_testing.claims import make_employer, plan
from naruteo_testing.factories import client_of, make_account, make_organisation
from naruteo_testing.figures import FIGURES, NOTICE, confirm, confirm_all, enter, statement

PAGE = "/programmes/employer_training"
NEW = f"{PAGE}/figures/unit_cost/new"


@dataclass
class Office:
    """Two officers of an agency, and somebody of an employer."""

    first: Account
    second: Account
    hr: Account


@pytest.fixture
def office(session: Session) -> Office:
    agency = make_organisation(session, OrganisationKind.AGENCY)
    first, second = (
        make_account(session, name, roles=((Role.PROGRAMME_OFFICER, agency),)) for name in ("강민호", "서지우")
    )
    hr = make_account(session, "최유진", roles=((Role.EMPLOYER_HR, make_organisation(session)),))
    session.commit()
    return Office(first, second, hr)


@pytest.fixture
def desk(app: Portal, session: Session, office: Office) -> FlaskClient:
    return client_of(app, office.first, session)


@pytest.fixture
def other_desk(app: Portal, session: Session, office: Office) -> FlaskClient:
    return client_of(app, office.second, session)


def written(**more: Any) -> dict[str, Any]:
    form = {
        "since": "2024-01-01", "figure_0": "7,000", "figure_2": "5000", "title": "시험용 고시 제2023-1호",
        "article": "별표 1", "href": "https://example.kr/notice", "published_on": "2023-12-20", "note": "",
    }  # fmt: skip
    return {**form, "file": (BytesIO(NOTICE), "고시.pdf"), **more}


def test_a_missing_figure_goes_through_two_officers(
    desk: FlaskClient, other_desk: FlaskClient, session: Session, office: Office
) -> None:
    page = desk.get(PAGE).text
    assert "기준단가" in page
    assert "찾지 못함" in page
    answer = desk.post(NEW, data=written())
    assert answer.status_code == 303
    address = answer.location
    figure = session.scalars(select(StatedFigure)).one()
    assert figure.figures == {"value": {"classroom": "7000", "remote": "5000"}}
    assert address == f"/figures/{figure.id}"
    # Who entered it sees no way to confirm it, and has none.
    assert f"{address}/confirm" not in desk.get(address).text
    assert desk.post(f"{address}/confirm", data={"seen": 0, "checked": "y"}).status_code == 403
    shown = other_desk.get(address).text
    assert "찾지 못함" in shown
    assert "7,000 원/시간" in shown
    assert "이미 시행 중인 규정이 바뀝니다" not in shown, "a regime of its own begins in 2024"
    assert other_desk.post(f"{address}/confirm", data={"seen": 0}).status_code == 422
    assert other_desk.post(f"{address}/confirm", data={"seen": 7, "checked": "y"}).status_code == 409
    assert other_desk.post(f"{address}/confirm", data={"seen": "x" * 40, "checked": "y"}).status_code == 409
    assert other_desk.post(f"{address}/confirm", data={"seen": 0, "checked": "y"}).status_code == 303
    assert other_desk.post(f"{address}/confirm", data={"seen": 1, "checked": "y"}).status_code == 409
    page = desk.get(PAGE).text
    assert "담당자 2명이 확인" in page
    assert re.search(r"현장훈련: 알 수 없음", page), "what was left empty is still missing"
    session.expire_all()
    assert figure.state is FigureState.CONFIRMED
    copy = desk.get(f"{address}/copy")
    assert copy.data == NOTICE
    assert copy.headers["Content-Disposition"].startswith("attachment;")


def test_a_preview_shows_what_changes_and_keeps_nothing(desk: FlaskClient, session: Session) -> None:
    answer = desk.post(NEW, data=written(preview="1", since="2023-12-29"))
    assert answer.status_code == 200
    assert "7,000 원/시간" in answer.text
    assert "이미 시행 중인 규정이 바뀝니다" in answer.text
    assert 'value="7,000"' in answer.text
    assert session.scalars(select(StatedFigure)).all() == []


WRONG: list[dict[str, Any]] = [
    {"figure_0": "", "figure_2": ""},
    {"figure_0": "many"},
    {"figure_0": "1.5"},
    {"none": "y"},
    {"since": ""},
    {"since": "0001-01-01"},
    {"title": " "},
    {"published_on": "2999-01-01"},
    {"href": "javascript:alert(1)"},
    {"note": "900101-1234567"},
    {"file": (BytesIO(b"MZ"), "notice.exe")},
    {"file": (BytesIO(b""), "")},
]


def test_what_cannot_be_taken_is_said_at_its_field(desk: FlaskClient, session: Session) -> None:
    for wrong in WRONG:
        answer = desk.post(NEW, data=written(**wrong))
        assert answer.status_code == 422, wrong
        assert 'class="error-summary"' in answer.text
    assert session.scalars(select(StatedFigure)).all() == []


def test_everybody_reads_and_only_officers_of_an_agency_enter(
    app: Portal, session: Session, office: Office, settings: Any
) -> None:
    figure = enter(session, BlobStore(settings.blobs), office.first, statement("least_score", "60"))
    hr = client_of(app, office.hr, session)
    outside = make_account(session, roles=((Role.PROGRAMME_OFFICER, make_organisation(session)),))
    strange = client_of(app, outside, session)
    for client in (hr, strange):
        for address in ("/programmes", PAGE, "/figures", f"/figures/{figure.id}"):
            page = client.get(address)
            assert page.status_code == 200
            assert "강민호" not in page.text, "which officers stated it is their office's business"
            assert "/new" not in page.text
        assert client.get(NEW).status_code == 403
        assert client.post(f"/figures/{figure.id}/confirm", data={"seen": 0, "checked": "y"}).status_code == 403
    assert "강민호" in client_of(app, office.second, session).get(f"/figures/{figure.id}").text
    assert hr.get("/programmes/shared").status_code == 404
    assert client_of(app, office.first, session).get(f"{PAGE}/figures/no_such/new").status_code == 404


def test_refusing_and_withdrawing_need_a_reason(
    desk: FlaskClient, other_desk: FlaskClient, session: Session, office: Office, settings: Any
) -> None:
    blobs = BlobStore(settings.blobs)
    first, second = (enter(session, blobs, office.first, statement("least_score", value)) for value in ("60", "61"))
    session.commit()
    assert other_desk.post(f"/figures/{first.id}/refuse", data={"reason": " "}).status_code == 422
    assert other_desk.post(f"/figures/{first.id}/refuse", data={"reason": "별표가 다릅니다"}).status_code == 303
    assert other_desk.post(f"/figures/{second.id}/withdraw", data={"reason": "x"}).status_code == 403
    assert desk.post(f"/figures/{second.id}/withdraw", data={"reason": "900101-1234567"}).status_code == 422
    assert desk.post(f"/figures/{second.id}/withdraw", data={"reason": "잘못 읽음"}).status_code == 303
    page = desk.get("/figures").text
    assert "반려됨" in page
    assert "철회됨" in page
    assert desk.get("/figures?state=waiting").text.count("<tbody>") == 0
    assert desk.get("/figures?state=refused&programme=employer_training").text.count('scope="row"') == 1
    assert desk.get("/figures?state=nonsense&page=99").status_code == 200


def test_the_page_says_what_confirming_does_to_stored_claims(
    other_desk: FlaskClient, session: Session, office: Office, settings: Any
) -> None:
    blobs = BlobStore(settings.blobs)
    employer = make_employer(session)
    confirm_all(session, blobs, office.first, office.second)
    employer.claim(plan("0001", hours=40))
    decided = employer.claim(plan("0002", hours=10))
    decided.state = ClaimState.APPROVED
    session.commit()
    figure = enter(session, blobs, office.first, statement("unit_cost", {"classroom": "8000"}))
    session.commit()
    page = re.sub(r"\s+", " ", other_desk.get(f"/figures/{figure.id}").text)
    assert re.search(r"판단된 금액\(원\).*?252,000.*?288,000.*?\+36,000", page)
    assert "진행 중인 신청 1건 가운데 1명의 판단이 달라집니다" in page
    assert "이미 시행 중인 규정이 바뀝니다" in page
    assert re.search(rf"{decided.reference}.*?63,000.*?9,000", page)
    confirm(session, figure, office.second)
    session.commit()
    assert decided.amount == 63_000
    assert "판단된 금액" not in other_desk.get(f"/figures/{figure.id}").text


def test_the_list_counts_what_is_missing(desk: FlaskClient, session: Session, office: Office, settings: Any) -> None:
    def missing() -> str:
        page = re.sub(r"\s+", " ", desk.get("/programmes").text)
        found = re.search(r'employer_training">[^<]*</a></th>.*?</tr>', page)
        assert found
        return found[0]

    assert f"없거나 미확인 {len(FIGURES)}개" in missing()
    confirm_all(session, BlobStore(settings.blobs), office.first, office.second)
    session.commit()
    assert "모두 확인됨" in missing()
    page = desk.get(f"{PAGE}?on=2023-12-30").text
    assert "찾지 못함" in page
    assert "이날의 규정은 준비되어 있지 않습니다" in desk.get(f"{PAGE}?on=2020-01-01").text
    assert desk.get(f"{PAGE}?on=soon").status_code == 200
