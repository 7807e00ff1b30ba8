"""The instructor register: who keeps it, who sees what, what is refused, and what it warns of."""

import re
from dataclasses import dataclass
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from naruteo_portal.audit.models import Event
from naruteo_portal.catalogue.models import Cohort
from naruteo_portal.catalogue.register.models import Basis, InstructorEntry
from naruteo_portal.core.clock import today_in_korea
from naruteo_portal.edge.transaction import Portal
from naruteo_portal.identity.models import Account, Organisation, OrganisationKind, Role
from naruteo_portal.notices.models import Notice
from naruteo_testing.catalogue import make_cohort, make_edition
from naruteo_testing.factories import client_of, make_account, make_organisation
from naruteo_testing.register import instructorship, make_entry

DAY = timedelta(days=1)
FACTS = {
    "basis": "experience", "basis_words": "생산관리 12년",
    "document_name": "경력증명서", "document_number": "제2024-17호",
    "valid_from": "2024-01-01", "valid_until": "2027-12-31", "refresher_done_on": "2026-03-02",
    "refresher_until": "2027-03-01", "ncs": "20010105, 2001010501_19v3",
}  # fmt: skip


@dataclass
class School:
    """A training provider with an administrator, two instructors and a cohort of one of them."""

    provider: Organisation
    keeper: Account
    instructor: Account
    other: Account
    cohort: Cohort
    address: str


@pytest.fixture
def school(session: Session) -> School:
    provider = make_organisation(session, OrganisationKind.TRAINING_PROVIDER, slug="river", name="강변직업학교")
    instructor, other = (
        make_account(session, name, roles=((Role.INSTRUCTOR, provider),)) for name in ("이정민", "남궁민")
    )
    keeper = make_account(session, "한지우", roles=((Role.ADMINISTRATOR, provider),))
    cohort = make_cohort(session, make_edition(session, provider), instructors=(instructor,))
    session.commit()
    return School(provider, keeper, instructor, other, cohort, f"/instructors/{instructorship(session, instructor)}")


@pytest.fixture
def desk(app: Portal, session: Session, school: School) -> FlaskClient:
    return client_of(app, school.keeper, session)


def names(client: FlaskClient, query: str = "") -> set[str]:
    return set(re.findall(r'<th scope="row"><a [^>]*>([^<]*)</a>', client.get(f"/instructors?{query}").text))


def test_what_is_entered_is_shown(desk: FlaskClient, session: Session, school: School) -> None:
    page = desk.get(school.address).text
    assert page.count("기재 안 됨") == 9
    assert desk.post(f"{school.address}/edit", data=FACTS).status_code == 303
    page = desk.get(school.address).text
    for words in ("경력으로 인정", "생산관리 12년", "제2024-17호", "2001010501_19v3", "1기", "한지우"):
        assert words in page
    assert "기재 안 됨" not in page
    assert desk.post(f"{school.address}/edit", data=FACTS).status_code == 303, "nothing has changed"
    event = session.scalars(select(Event).where(Event.object_kind == "instructor_entry")).one()
    assert event.verb == "entered in the register"
    assert event.details["refresher_until"] == "2027-03-01"
    assert "제2024-17호" not in str(event.details)
    form = desk.get(f"{school.address}/edit").text
    assert "20010105 2001010501_19v3" in form
    assert desk.post(f"{school.address}/edit", data={**FACTS, "basis": "", "valid_until": ""}).status_code == 303
    entry = session.scalars(select(InstructorEntry)).one()
    assert (entry.basis, entry.valid_until) == (None, None)


@pytest.mark.parametrize(
    "wrong",
    [
        {"document_number": "900101-1234567"},
        {"basis_words": "주민등록번호 9001011234567"},
        {"basis": "other", "basis_words": ""},
        {"basis": "friend"},
        {"valid_until": "2023-12-31"},
        {"refresher_until": "2026-03-01"},
        {"refresher_until": "soon"},
        {"valid_until": "0001-01-01"},
        {"ncs": "2001"},
        {"document_name": "a" * 201},
    ],
    ids=str,
)
def test_what_may_not_be_kept_is_refused(
    desk: FlaskClient, session: Session, school: School, wrong: dict[str, str]
) -> None:
    answer = desk.post(f"{school.address}/edit", data={**FACTS, **wrong})
    assert answer.status_code == 422
    assert 'class="error-summary"' in answer.text
    assert session.scalars(select(InstructorEntry)).all() == []


def test_the_list_is_narrowed_in_the_address(desk: FlaskClient, session: Session, school: School) -> None:
    assert names(desk) == {"이정민", "남궁민"}
    assert names(desk, "standing=not-stated") == {"이정민", "남궁민"}
    entry = make_entry(session, school.instructor, school.provider, valid_until=today_in_korea() + 90 * DAY)
    session.commit()
    assert names(desk, "standing=expires-within-90-days") == {"이정민"}
    assert names(desk, "standing=expired") == set()
    assert "이정민" in names(desk, "standing=not-stated"), "nobody entered the refresher's expiry"
    entry.valid_until, entry.refresher_until = today_in_korea() + 91 * DAY, today_in_korea() - DAY
    session.commit()
    assert names(desk, "standing=expires-within-90-days") == set()
    assert names(desk, "standing=expired") == {"이정민"}
    assert names(desk, "standing=not-stated") == {"남궁민"}
    assert names(desk, "q=남궁&standing=nonsense") == {"남궁민"}
    assert names(desk, "organisation=river") == {"이정민", "남궁민"}
    assert names(desk, "organisation=elsewhere") == set()


def test_the_list_as_a_file(desk: FlaskClient, session: Session, school: School) -> None:
    make_entry(session, school.instructor, school.provider, document_number="=1+1", valid_until=today_in_korea())
    session.commit()
    answer = desk.get("/instructors/register.csv?standing=expires-within-90-days")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="naruteo-instructors.csv"'
    heading, row, *more = answer.get_data().decode("utf-8-sig").splitlines()
    assert heading.startswith("이름,")
    assert "직업능력개발훈련교사 자격" in row
    assert "'=1+1" in row
    assert str(school.cohort.starts_on) in row
    assert more == []
    assert len(desk.get("/instructors/register.csv").get_data().decode().splitlines()) == 3
    assert desk.get("/instructors/register.xlsx").data.startswith(b"PK")


def test_each_instructor_sees_their_own_entry_alone(app: Portal, session: Session, school: School) -> None:
    own, other = client_of(app, school.instructor, session), client_of(app, school.other, session)
    assert names(own) == {"이정민"}
    assert own.get(school.address).status_code == 200
    assert other.get(school.address).status_code == 404
    assert own.post(f"{school.address}/edit", data=FACTS).status_code == 403
    assert own.get("/instructors/register.csv").status_code == 403
    assert other.post(f"{school.address}/correction", data={"words": "x"}).status_code == 404


def test_only_those_who_keep_the_register_change_it(app: Portal, session: Session, school: School) -> None:
    agency = make_organisation(session, OrganisationKind.AGENCY)
    officer = make_account(session, roles=((Role.PROGRAMME_OFFICER, agency),))
    stranger = make_account(session, roles=((Role.ADMINISTRATOR, make_organisation(session)),))
    assert client_of(app, officer, session).post(f"{school.address}/edit", data=FACTS).status_code == 303
    assert client_of(app, stranger, session).post(f"{school.address}/edit", data=FACTS).status_code == 404
    assert names(client_of(app, stranger, session)) == set()
    # Somebody who teaches here and keeps another register sees their own entry, and changes nothing in it.
    both = make_account(
        session, roles=((Role.INSTRUCTOR, school.provider), (Role.ADMINISTRATOR, make_organisation(session)))
    )
    address = f"/instructors/{instructorship(session, both)}"
    client = client_of(app, both, session)
    assert client.get(address).status_code == 200
    assert client.post(f"{address}/edit", data=FACTS).status_code == 403


def test_a_correction_is_told_to_those_who_keep_the_register(app: Portal, session: Session, school: School) -> None:
    own = client_of(app, school.instructor, session)
    address = f"{school.address}/correction"
    assert own.post(address, data={"words": " "}).status_code == 422
    assert own.post(address, data={"words": "900101-1234567"}).status_code == 422
    assert own.post(address, data={"words": "만료일은 2027-05-01입니다."}).status_code == 303
    notice = session.scalars(select(Notice)).one()
    assert (notice.account_id, notice.address) == (school.keeper.id, school.address)
    assert "만료일은 2027-05-01입니다." in notice.body
    assert session.scalars(select(Event).where(Event.verb == "asked to correct the register")).one()


@pytest.mark.parametrize(
    ("facts", "warning"),
    [
        (None, "이정민: 강사 명부에 자격이 적혀 있지 않아요."),
        ({"basis": None}, "이정민: 강사 명부에 자격이 적혀 있지 않아요."),
        ({}, None),
        ({"valid_until": -1}, "이정민: 자격이 만료되었어요"),
        ({"valid_until": 28}, "이정민: 가르치는 기간이 끝나기 전에 자격이 만료돼요"),
        ({"refresher_until": 1}, "이정민: 가르치는 기간이 끝나기 전에 보수교육이 만료돼요"),
        ({"valid_until": 29, "refresher_until": 29}, None),
    ],
)
def test_whoever_opens_or_changes_a_cohort_is_warned(
    desk: FlaskClient, session: Session, school: School, facts: dict[str, int | None] | None, warning: str | None
) -> None:
    if facts is not None:
        days = {name: value if value is None else today_in_korea() + value * DAY for name, value in facts.items()}
        make_entry(session, school.instructor, school.provider, **days)
        session.commit()
    for address in (f"/cohorts/{school.cohort.id}", f"/cohorts/{school.cohort.id}/edit"):
        answer = desk.get(address)
        assert answer.status_code == 200
        assert ("이 때문에 막히는 일은 없어요" in answer.text) is (warning is not None)
        assert warning is None or warning in answer.text


def test_the_basis_is_one_that_a_source_names_or_words() -> None:
    assert {each.value for each in Basis} == {"licensed_teacher", "degree", "experience", "other"}
