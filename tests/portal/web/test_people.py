"""Finding people, their roles and their suspension."""

from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from naruteo_portal.audit.models import Event
from naruteo_portal.edge.transaction import Portal
from naruteo_portal.identity.models import Account, AccountState, Membership, Organisation, OrganisationKind, Role
from naruteo_testing.factories import client_of, make_account, make_organisation


@pytest.fixture
def own(session: Session) -> Organisation:
    return make_organisation(session, slug="own")


@pytest.fixture
def agency(session: Session) -> Organisation:
    return make_organisation(session, OrganisationKind.AGENCY, slug="agency", name="나루터 운영단")


@pytest.fixture
def administrator(app: Portal, session: Session, agency: Organisation) -> FlaskClient:
    return client_of(app, make_account(session, "운영자", roles=((Role.ADMINISTRATOR, agency),)), session)


@pytest.fixture
def own_administrator(app: Portal, session: Session, own: Organisation) -> FlaskClient:
    return client_of(app, make_account(session, "관리자", roles=((Role.ADMINISTRATOR, own),)), session)


@pytest.fixture
def worker(session: Session, own: Organisation) -> Account:
    account = make_account(
        session, "남궁민수", email="minsu@example.kr", name_roman="Namgung Minsu", roles=((Role.LEARNER, own),)
    )
    session.commit()
    return account


def test_people_are_found_by_each_of_their_names_and_by_filters(
    administrator: FlaskClient, session: Session, worker: Account, agency: Organisation
) -> None:
    make_account(session, "이바다", name_roman="Lee Bada", roles=((Role.INSTRUCTOR, agency),))
    make_account(session, "100%_참", name_roman=None, state=AccountState.SUSPENDED)
    session.commit()
    for query, found in (
        ("q=민수", "남궁민수"),
        ("q=namgung", "남궁민수"),
        (f"q={worker.handle}", "남궁민수"),
        ("q=minsu%40example", "남궁민수"),
        ("role=instructor", "이바다"),
        ("organisation=own", "남궁민수"),
        ("state=suspended", "100%_참"),
        ("q=%25_", "100%_참"),
    ):
        page = administrator.get(f"/people?{query}").text
        shown = [name for name in ("남궁민수", "이바다", "100%_참") if f">{name}</a>" in page]
        assert shown == [found], query
    assert "찾은 사람이 없습니다" in administrator.get("/people?q=아무도").text
    assert administrator.get("/people?role=nonsense&state=nonsense&page=-3&page=x").status_code == 200


def test_the_list_takes_as_many_queries_for_forty_people_as_for_one(
    app: Portal, administrator: FlaskClient, session: Session, own: Organisation
) -> None:
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        statements.append(statement)

    counts = []
    for more in (1, 39):
        for number in range(more):
            make_account(session, f"사람{number}", roles=((Role.LEARNER, own), (Role.INSTRUCTOR, own)))
        session.commit()
        event.listen(app.engine, "before_cursor_execute", note)
        assert administrator.get("/people").status_code == 200
        event.remove(app.engine, "before_cursor_execute", note)
        counts.append(len(statements))
        statements.clear()
    assert counts[0] == counts[1] < 15
    assert "page=2" in administrator.get("/people").text


def test_roles_elsewhere_are_not_shown(
    own_administrator: FlaskClient, session: Session, worker: Account, agency: Organisation
) -> None:
    session.add(
        Membership(
            account_id=worker.id, organisation_id=agency.id, role=Role.AUDITOR, since=date(2026, 1, 1), until=None
        )
    )
    session.commit()
    page = own_administrator.get(f"/people/{worker.handle}").text
    assert "한빛정밀" in page
    assert "나루터 운영단" not in page
    assert worker.handle not in own_administrator.get("/people?role=auditor").text


def test_a_suspended_person_is_out_at_once_and_back_with_a_reason(
    app: Portal, administrator: FlaskClient, session: Session, worker: Account
) -> None:
    client = client_of(app, worker, session)
    address = f"/people/{worker.handle}"
    assert administrator.post(f"{address}/suspend", data={"reason": " "}).status_code == 422
    assert administrator.post(f"{address}/suspend", data={"reason": "노트북 분실"}).status_code == 303
    assert client.get("/account").status_code == 302
    assert "정지됨" in administrator.get(address).text
    assert administrator.post(f"{address}/suspend", data={"reason": "또"}).status_code == 409
    assert administrator.post(f"{address}/reactivate", data={"reason": "찾았음"}).status_code == 303
    session.refresh(worker)
    assert worker.state is AccountState.ACTIVE
    verbs = session.execute(select(Event.verb, Event.details["reason"].astext).where(Event.object_kind == "account"))
    assert ("suspended an account", "노트북 분실") in [tuple(row) for row in verbs]


def test_an_organisations_administrator_suspends_only_who_belongs_nowhere_else(
    own_administrator: FlaskClient, session: Session, worker: Account, agency: Organisation
) -> None:
    shared = make_account(session, "둘다", roles=((Role.LEARNER, worker_organisation(session)), (Role.LEARNER, agency)))
    session.commit()
    assert own_administrator.get(f"/people/{shared.handle}").status_code == 200
    assert own_administrator.post(f"/people/{shared.handle}/suspend", data={"reason": "x"}).status_code == 403
    assert own_administrator.post(f"/people/{worker.handle}/suspend", data={"reason": "x"}).status_code == 303


def worker_organisation(session: Session) -> Organisation:
    return session.scalars(select(Organisation).where(Organisation.slug == "own")).one()


def test_nobody_removes_themselves_or_the_last_administrator(
    app: Portal, session: Session, agency: Organisation
) -> None:
    first = make_account(session, "첫째", roles=((Role.ADMINISTRATOR, agency),))
    second = make_account(session, "둘째", roles=((Role.ADMINISTRATOR, agency),))
    client = client_of(app, first, session)
    own_role = session.scalars(select(Membership.id).where(Membership.account_id == first.id)).one()
    assert client.post(f"/people/{first.handle}/suspend", data={"reason": "x"}).status_code == 403
    assert client.post(f"/people/{first.handle}/roles/{own_role}/end", data={"reason": "x"}).status_code == 403
    assert client.post(f"/people/{second.handle}/suspend", data={"reason": "x"}).status_code == 303


def test_roles_are_given_and_ended_with_a_reason(administrator: FlaskClient, session: Session, worker: Account) -> None:
    address = f"/people/{worker.handle}"
    form = {"organisation": "own", "role": "employer_hr", "reason": "새 담당자"}
    assert administrator.post(f"{address}/roles/new", data={**form, "reason": ""}).status_code == 422
    assert administrator.post(f"{address}/roles/new", data={**form, "role": "auditor"}).status_code == 422
    assert administrator.post(f"{address}/roles/new", data={**form, "organisation": "none"}).status_code == 422
    assert administrator.post(f"{address}/roles/new", data=form).status_code == 303
    assert administrator.post(f"{address}/roles/new", data=form).status_code == 422
    given = session.scalars(select(Membership).where(Membership.role == Role.EMPLOYER_HR)).one()
    assert administrator.get(f"{address}/roles/{given.id}/end").status_code == 200
    assert administrator.post(f"{address}/roles/{given.id}/end", data={"reason": "퇴사"}).status_code == 303
    assert administrator.get(f"{address}/roles/{given.id}/end").status_code == 404
    assert administrator.post(f"{address}/roles/new", data=form).status_code == 303
    verbs = session.scalars(select(Event.verb).where(Event.object_kind == "membership").order_by(Event.id)).all()
    assert verbs == ["gave a role", "ended a role", "gave a role"]


def test_an_organisations_administrator_gives_no_role_elsewhere(
    own_administrator: FlaskClient, session: Session, worker: Account, agency: Organisation
) -> None:
    form = {"organisation": "agency", "role": "administrator", "reason": "x"}
    assert own_administrator.post(f"/people/{worker.handle}/roles/new", data=form).status_code == 422
