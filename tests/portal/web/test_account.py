"""One's own account."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from naruteo_portal.audit.models import Event
from naruteo_portal.edge.transaction import Portal
from naruteo_portal.identity.models import Account, Role, SignInSession
from naruteo_testing.factories import PASSWORD, client_of, make_account, make_organisation
from naruteo_testing.mails import mails

GOOD = "다른 강의 다른 배 두 척"


@pytest.fixture
def account(session: Session) -> Account:
    return make_account(session, email="haneul@example.kr", roles=((Role.LEARNER, make_organisation(session)),))


@pytest.fixture
def own(app: Portal, account: Account, session: Session) -> FlaskClient:
    return client_of(app, account, session)


def test_the_page_shows_all_that_is_known(own: FlaskClient, account: Account) -> None:
    page = own.get("/account").text
    for words in ("김하늘", "Kim Haneul", "haneul@example.kr", account.handle, "한빛정밀", "학습자", "이 브라우저"):
        assert words in page


def test_names_are_changed(own: FlaskClient, account: Account, session: Session) -> None:
    assert own.post("/account/names", data={"name_native": " "}).status_code == 422
    answer = own.post("/account/names", data={"name_native": "김하늘", "preferred_name": "하늘이", "name_roman": ""})
    assert answer.status_code == 303
    assert "하늘이" in own.get("/account").text
    session.refresh(account.person)
    assert account.person.name_roman is None


def test_the_language_wins_over_the_one_chosen_by_link(own: FlaskClient) -> None:
    own.get("/language/ko")
    assert own.post("/account/language", data={"locale": "en"}).status_code == 303
    assert '<html lang="en"' in own.get("/account").text
    assert own.post("/account/language", data={"locale": "xx"}).status_code == 422


def test_another_address_is_proved_before_it_counts(own: FlaskClient, account: Account, session: Session) -> None:
    wrong = own.post("/account/email", data={"email": "new@example.kr", "present": "wrong password"})
    assert wrong.status_code == 422
    assert "new@example.kr" in wrong.text
    own.post("/account/email", data={"email": "new@example.kr", "present": PASSWORD})
    (mail,) = mails(session)
    assert mail.to == "new@example.kr"
    assert own.get(mail.link).status_code == 200
    session.refresh(account)
    assert account.email == "haneul@example.kr"
    assert own.post(mail.link).status_code == 303
    session.refresh(account)
    assert account.email == "new@example.kr"
    assert mails(session)[-1].to == "haneul@example.kr"
    assert own.post(mail.link).status_code == 410


def test_a_taken_address_is_not_told_on_the_page(own: FlaskClient, session: Session) -> None:
    make_account(session, email="taken@example.kr")
    session.commit()
    assert own.post("/account/email", data={"email": "taken@example.kr", "present": PASSWORD}).status_code == 303
    (mail,) = mails(session)
    assert (mail.to, "token=" in mail.body) == ("taken@example.kr", False)


def test_a_new_password_signs_all_other_browsers_out(
    app: Portal, own: FlaskClient, account: Account, session: Session
) -> None:
    other = client_of(app, account, session)
    form = {"present": PASSWORD, "password": GOOD, "again": GOOD}
    assert own.post("/account/password", data={**form, "present": "wrong password"}).status_code == 422
    assert own.post("/account/password", data=form).status_code == 303
    assert own.get("/account").status_code == 200
    assert other.get("/account").status_code == 302


def test_one_browser_is_signed_out_but_never_somebody_elses(
    app: Portal, own: FlaskClient, account: Account, session: Session
) -> None:
    other = client_of(app, account, session)
    stranger = client_of(app, make_account(session, "이바다"), session)
    first, second, third = session.scalars(select(SignInSession.id).order_by(SignInSession.id)).all()
    assert own.post(f"/account/sessions/{third}/end").status_code == 404
    assert stranger.get("/account").status_code == 200
    assert own.post(f"/account/sessions/{second}/end").status_code == 303
    assert other.get("/account").status_code == 302
    assert own.post(f"/account/sessions/{first}/end").status_code == 303
    assert own.get("/account").status_code == 302


def test_signing_out_everywhere_is_recorded(app: Portal, own: FlaskClient, account: Account, session: Session) -> None:
    other = client_of(app, account, session)
    assert own.post("/account/sessions/end").location == "/sign-in"
    assert other.get("/account").status_code == 302
    assert "signed out everywhere" in session.scalars(select(Event.verb)).all()
