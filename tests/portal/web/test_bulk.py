"""Inviting many people from one file."""

import io
import time

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from naruteo_portal.edge.transaction import Portal
from naruteo_portal.identity.bulk.tables import read_table
from naruteo_portal.identity.models import ImportReport, Invitation, Organisation, Role
from naruteo_testing.factories import client_of, make_account, make_organisation
from naruteo_testing.mails import mails

ADDRESS = "/organisations/own/invitations/import"
GOOD = "메일 주소,이름\na@example.kr,김하늘\nb@example.kr,이바다\n"
MIXED = GOOD + "not an address,박산\n,=HYPERLINK(1)\n"


@pytest.fixture
def own(session: Session) -> Organisation:
    return make_organisation(session, slug="own")


@pytest.fixture
def hr(app: Portal, session: Session, own: Organisation) -> FlaskClient:
    return client_of(app, make_account(session, "인사담", roles=((Role.EMPLOYER_HR, own),)), session)


def upload(client: FlaskClient, text: str, encoding: str = "utf-8", name: str = "list.csv"):
    return client.post(ADDRESS, data={"file": (io.BytesIO(text.encode(encoding)), name)})


def invited(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Invitation)) or 0


def test_a_list_is_checked_then_sent_and_never_twice(hr: FlaskClient, session: Session) -> None:
    answer = upload(hr, GOOD, "cp949")
    assert answer.status_code == 303
    page = hr.get(answer.location).text
    for words in ("CP949", "김하늘", "a@example.kr", "올바름"):
        assert words in page
    assert invited(session) == 0
    assert hr.post(answer.location, data={"extent": "all"}).status_code == 303
    assert sorted(mail.to for mail in mails(session)) == ["a@example.kr", "b@example.kr"]
    assert hr.post(answer.location, data={"extent": "all"}).status_code == 303
    again = upload(hr, GOOD)
    assert "이미 초대해서" in hr.get(again.location).text
    assert hr.post(again.location, data={"extent": "all"}).status_code == 303
    assert invited(session) == len(mails(session)) == 2


def test_two_previews_of_one_list_send_it_once(hr: FlaskClient, session: Session) -> None:
    first, second = upload(hr, GOOD), upload(hr, GOOD)
    hr.post(first.location, data={"extent": "all"})
    hr.post(second.location, data={"extent": "all"})
    assert invited(session) == 2


def test_wrong_rows_stop_all_or_are_left_out(hr: FlaskClient, session: Session) -> None:
    answer = upload(hr, MIXED)
    page = hr.get(answer.location).text
    assert "메일 주소가 올바르지 않습니다" in page
    assert "메일 주소가 없습니다" in page
    refused = hr.post(answer.location, data={"extent": "all"})
    assert refused.status_code == 422
    assert "잘못된 행이 2개" in refused.text
    assert invited(session) == 0
    assert hr.post(answer.location, data={}).status_code == 422
    assert hr.post(answer.location, data={"extent": "valid"}).status_code == 303
    assert invited(session) == 2


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_wrong_rows_come_back_with_what_is_wrong_and_can_be_sent_again(hr: FlaskClient, kind: str) -> None:
    answer = upload(hr, MIXED)
    corrections = hr.get(f"{answer.location}/corrections.{kind}")
    assert f".{kind}" in corrections.headers["Content-Disposition"]
    table = read_table(corrections.data)
    assert table.heading == ("메일 주소", "이름", "오류")
    assert [cells[0] for _, cells in table.rows] == ["not an address", ""]
    assert b",=HYPERLINK" not in corrections.data
    again = hr.post(ADDRESS, data={"file": (io.BytesIO(corrections.data), f"again.{kind}")})
    assert again.status_code == 303


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_template_is_taken_as_a_list(hr: FlaskClient, kind: str) -> None:
    template = hr.get(f"{ADDRESS}/template.{kind}")
    assert read_table(template.data).heading == ("메일 주소", "이름", "로마자 이름", "역할", "언어")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "빈 파일"),
        ("사번,부서\n1,2\n", "“메일 주소” 열이 없습니다"),
        ("메일 주소,이름,주민등록번호\na@example.kr,김,900101-1234567\n", "주민등록번호는 받을 수 없"),
        ("메일 주소,이름,비고\na@example.kr,김,900101-1234567\n", "2행에 주민등록번호"),
    ],
)
def test_refused_lists_leave_nothing_behind(hr: FlaskClient, session: Session, text: str, words: str) -> None:
    answer = upload(hr, text)
    assert answer.status_code == 422
    assert words in answer.text
    assert session.scalars(select(ImportReport)).all() == []


def test_no_file_is_asked_for(hr: FlaskClient) -> None:
    answer = hr.post(ADDRESS, data={})
    assert answer.status_code == 422
    assert "파일을 골라" in answer.text


def test_a_report_is_its_uploaders_alone(app: Portal, hr: FlaskClient, session: Session, own: Organisation) -> None:
    answer = upload(hr, MIXED)
    other = client_of(app, make_account(session, "다른담", roles=((Role.EMPLOYER_HR, own),)), session)
    assert other.get(answer.location).status_code == 404
    assert other.get(f"{answer.location}/corrections.csv").status_code == 404
    assert other.post(answer.location, data={"extent": "valid"}).status_code == 404


def test_hr_cannot_raise_anybody_by_a_list(hr: FlaskClient, session: Session) -> None:
    answer = upload(hr, "메일 주소,이름,역할\na@example.kr,김하늘,administrator\n")
    assert "초대할 수 없습니다" in hr.get(answer.location).text
    hr.post(answer.location, data={"extent": "valid"})
    assert invited(session) == 0


def test_two_thousand_people_are_checked_and_invited_in_seconds(hr: FlaskClient, session: Session) -> None:
    lines = "".join(f"person{number}@example.kr,사람{number}\n" for number in range(2000))
    start = time.process_time()
    answer = upload(hr, "메일 주소,이름\n" + lines)
    assert hr.get(answer.location).status_code == 200
    checked = time.process_time() - start
    assert hr.post(answer.location, data={"extent": "all"}).status_code == 303
    sent = time.process_time() - start - checked
    print(f"checked in {checked:.1f} s, invited in {sent:.1f} s")  # noqa: T201
    assert invited(session) == 2000
    assert checked < 20
    assert sent < 60
