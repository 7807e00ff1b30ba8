"""A new password for who forgot theirs."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from naruteo_portal.edge.transaction import Portal
from naruteo_portal.identity.models import AccountState
from naruteo_testing.factories import PASSWORD, client_of, make_account
from naruteo_testing.mails import mails

GOOD = "다른 강의 다른 배 두 척"


def test_the_link_in_the_mail_sets_a_new_password_and_signs_out_everywhere(app: Portal, session: Session) -> None:
    account = make_account(session, email="haneul@example.kr")
    elsewhere = client_of(app, account, session)
    client = app.test_client()
    assert client.post("/password", data={"email": "haneul@example.kr"}).status_code == 303
    (mail,) = mails(session)
    assert "김하늘 님" in mail.body
    assert client.get(mail.link).status_code == 200
    assert client.post(mail.link, data={"password": GOOD, "again": GOOD}).location == "/sign-in"
    assert elsewhere.get("/session/keep-alive").status_code == 401
    for password, status in ((PASSWORD, 422), (GOOD, 303)):
        answer = client.post("/sign-in", data={"email": "haneul@example.kr", "password": password})
        assert answer.status_code == status
    assert client.get(mail.link).status_code == 410
    assert "변경" in mails(session)[-1].subject


@pytest.mark.parametrize("email", ["haneul@example.kr", "nobody@example.kr", "suspended@example.kr"])
def test_every_address_is_answered_alike(client: FlaskClient, session: Session, email: str) -> None:
    make_account(session, email="haneul@example.kr")
    make_account(session, email="suspended@example.kr", state=AccountState.SUSPENDED)
    session.commit()
    answer = client.post("/password", data={"email": email})
    assert (answer.status_code, answer.location) == (303, "/password/sent")
    (mail,) = mails(session)
    assert mail.to == email
    assert ("token=" in mail.body) == (email == "haneul@example.kr")


def test_a_link_dies_with_a_change_of_address(client: FlaskClient, session: Session) -> None:
    account = make_account(session, email="haneul@example.kr")
    session.commit()
    client.post("/password", data={"email": "haneul@example.kr"})
    account.email = "new@example.kr"
    session.commit()
    assert client.get(mails(session)[0].link).status_code == 410
