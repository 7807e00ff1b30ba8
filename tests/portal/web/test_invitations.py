"""Inviting one person and accepting."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from naruteo_portal.edge.transaction import Portal
from naruteo_portal.identity.models import Account, Invitation, Membership, Organisation, Role
from naruteo_testing.factories import client_of, make_account, make_organisation
from naruteo_testing.mails import mails

GOOD = "강을 건너는 배 한 척"
FORM = {"role": "learner", "email": "Mai@Example.kr", "name_native": "Nguyễn Thị Mai", "locale": "en"}
NEW = "/organisations/own/invitations/new"


@pytest.fixture
def own(session: Session) -> Organisation:
    return make_organisation(session, slug="own")


@pytest.fixture
def hr(app: Portal, session: Session, own: Organisation) -> FlaskClient:
    return client_of(app, make_account(session, "인사담", roles=((Role.EMPLOYER_HR, own),)), session)


def test_a_new_person_accepts_by_opening_an_account(
    client: FlaskClient, hr: FlaskClient, session: Session, own: Organisation
) -> None:
    assert hr.post(NEW, data=FORM).status_code == 303
    (mail,) = mails(session)
    assert mail.to == "mai@example.kr"
    assert "한빛정밀 (en) invites you" in mail.body
    page = client.get(mail.link).text
    assert 'value="Nguyễn Thị Mai"' in page
    data = {"name_native": "Nguyễn Thị Mai", "password": GOOD, "again": GOOD}
    assert client.post(mail.link, data={**data, "again": "other"}).status_code == 422
    assert client.post(mail.link, data=data).status_code == 303
    account = session.scalars(select(Account).where(Account.email == "mai@example.kr")).one()
    assert account.email_verified_at is not None
    role = session.scalars(select(Membership).where(Membership.account_id == account.id)).one()
    assert (role.role, role.organisation_id) == (Role.LEARNER, own.id)
    assert client.post(mail.link, data=data).status_code == 410
    assert "수락함" in hr.get("/organisations/own/invitations").text
    assert hr.post(NEW, data=FORM).status_code == 422


def test_an_existing_account_signs_in_and_accepts(app: Portal, hr: FlaskClient, session: Session) -> None:
    account = make_account(session, "응우옌", email="mai@example.kr")
    session.commit()
    hr.post(NEW, data=FORM)
    (mail,) = mails(session)
    visitor = app.test_client()
    page = visitor.get(mail.link).text
    assert "/sign-in?next=/invitations/accept?token%3D" in page
    assert 'name="password"' not in page
    data = {"name_native": "x", "password": GOOD, "again": GOOD}
    assert visitor.post(mail.link, data=data).status_code == 422
    client = client_of(app, account, session)
    assert client.get(mail.link).status_code == 200
    assert client.post(mail.link).status_code == 303
    assert client.post(mail.link).status_code == 410
    assert "한빛정밀" in client.get("/account").text


def test_an_invitation_is_sent_again_and_withdrawn(client: FlaskClient, hr: FlaskClient, session: Session) -> None:
    hr.post(NEW, data=FORM)
    found = session.scalars(select(Invitation)).one()
    assert hr.post(NEW, data=FORM).status_code == 422
    found.expires_at -= timedelta(days=15)
    session.commit()
    assert client.get(mails(session)[0].link).status_code == 410
    assert hr.post(f"/organisations/own/invitations/{found.id}/resend").status_code == 303
    first, second = mails(session)
    assert client.get(first.link).status_code == 410
    assert client.get(second.link).status_code == 200
    assert hr.post(f"/organisations/own/invitations/{found.id}/withdraw").status_code == 303
    assert client.get(second.link).status_code == 410
    assert hr.post(f"/organisations/own/invitations/{found.id}/resend").status_code == 409


def test_hr_cannot_invite_an_administrator_or_touch_one(
    app: Portal, hr: FlaskClient, session: Session, own: Organisation
) -> None:
    assert hr.post(NEW, data={**FORM, "role": "administrator"}).status_code == 422
    boss = client_of(app, make_account(session, "관리자", roles=((Role.ADMINISTRATOR, own),)), session)
    assert boss.post(NEW, data={**FORM, "role": "administrator"}).status_code == 303
    found = session.scalars(select(Invitation)).one()
    assert hr.post(f"/organisations/own/invitations/{found.id}/withdraw").status_code == 404
    assert "mai@example.kr" not in hr.get("/organisations/own/invitations").text
