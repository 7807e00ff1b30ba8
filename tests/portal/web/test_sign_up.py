"""Signing up with an address that is proved first."""

from datetime import timedelta

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from naruteo_portal.identity import limits
from naruteo_portal.identity.models import Account, MailToken
from naruteo_testing.factories import make_account
from naruteo_testing.mails import mails

GOOD = "강을 건너는 배 한 척"


def complete(client: FlaskClient, link: str, **changes: str):
    form = {"name_native": " 남궁  민수 ", "name_roman": "Namgung Minsu", "password": GOOD, "again": GOOD, **changes}
    return client.post(link, data=form)


def test_a_new_person_opens_an_account(client: FlaskClient, session: Session) -> None:
    answer = client.post("/sign-up", data={"email": "Minsu@Example.kr"})
    assert (answer.status_code, answer.location) == (303, "/sign-up/sent")
    (mail,) = mails(session)
    assert mail.to == "minsu@example.kr"
    assert "minsu" not in mail.subject
    assert session.scalars(select(Account)).all() == []
    assert "minsu@example.kr" in client.get(mail.link).text
    answer = complete(client, mail.link)
    assert (answer.status_code, answer.location) == (303, "/")
    account = session.scalars(select(Account)).one()
    assert (account.email, account.locale) == ("minsu@example.kr", "ko")
    assert client.get("/session/keep-alive").status_code == 200
    assert "남궁 민수" in client.get("/account").text
    assert complete(client, mail.link).status_code == 410


def test_a_known_address_is_answered_alike_and_told_by_mail(client: FlaskClient, session: Session) -> None:
    make_account(session, email="haneul@example.kr")
    session.commit()
    known = client.post("/sign-up", data={"email": "haneul@example.kr"})
    unknown = client.post("/sign-up", data={"email": "bada@example.kr"})
    assert (known.status_code, known.location, known.text) == (unknown.status_code, unknown.location, unknown.text)
    told, invited = mails(session)
    assert "/sign-in" in told.body
    assert "token" in invited.body


def test_a_weak_password_is_explained_and_nothing_typed_is_lost_but_the_password(
    client: FlaskClient, session: Session
) -> None:
    client.post("/sign-up", data={"email": "minsu@example.kr"})
    (mail,) = mails(session)
    for weak in ("short", "password2026", "1234567890", "남궁민수남궁민수남궁", "minsu@example.kr"):
        answer = complete(client, mail.link, password=weak, again=weak, name_native="남궁민수")
        assert answer.status_code == 422, weak
        assert "남궁민수" in answer.text
        assert f'value="{weak}"' not in answer.text.replace(f'name="username" value="{weak}"', "")
    assert complete(client, mail.link, again="something else").status_code == 422
    assert complete(client, mail.link).status_code == 303


def test_names_of_all_scripts_are_taken_as_they_are(client: FlaskClient, session: Session) -> None:
    for number, name in enumerate(("Nguyễn Thị Mai", "Bat-Erdene Ганбаатар", "สมชาย", "O'Neill", "쀍", "김" * 150)):
        client.post("/sign-up", data={"email": f"person{number}@example.kr"})
        answer = complete(client, mails(session)[-1].link, name_native=name, name_roman="")
        assert answer.status_code == 303
        person = session.scalars(select(Account).where(Account.email == f"person{number}@example.kr")).one()
        session.refresh(person, ["person"])
        assert (person.person.name_native, person.person.name_roman) == (name, None)
        client.post("/sign-out")


def test_links_are_over_after_a_day_and_when_a_newer_one_was_sent(client: FlaskClient, session: Session) -> None:
    client.post("/sign-up", data={"email": "minsu@example.kr"})
    client.post("/sign-up", data={"email": "minsu@example.kr"})
    first, second = mails(session)
    answer = client.get(first.link)
    assert answer.status_code == 410
    assert "이미 사용했거나" in answer.text
    assert client.get(second.link).status_code == 200
    for row in session.scalars(select(MailToken)):
        row.expires_at -= timedelta(hours=25)
    session.commit()
    assert client.get(second.link).status_code == 410
    assert client.get("/sign-up/confirm?token=guessed").status_code == 410


def test_mail_to_one_address_is_limited(client: FlaskClient, session: Session) -> None:
    for _ in range(limits.MAIL_TO_ADDRESS.most):
        assert client.post("/sign-up", data={"email": "minsu@example.kr"}).status_code == 303
    assert client.post("/sign-up", data={"email": "minsu@example.kr"}).status_code == 429
    assert len(mails(session)) == limits.MAIL_TO_ADDRESS.most


def test_an_address_that_mail_cannot_reach_is_refused(client: FlaskClient, session: Session) -> None:
    for bad in ("", "minsu", "minsu@", "a b@example.kr", "민수@example.kr", "x" * 250 + "@example.kr"):
        answer = client.post("/sign-up", data={"email": bad})
        assert answer.status_code == 422, bad
        assert 'href="#email"' in answer.text
