"""What cannot be kept is refused before anything looks for it."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from naruteo_portal.edge.transaction import Portal
from naruteo_portal.identity.models import Role
from naruteo_testing.factories import client_of, make_account, make_organisation

TOO_LARGE = ("9223372036854775808", "99999999999999999999", "9" * 4000)


@pytest.mark.parametrize(
    "address",
    ["/courses/%00", "/courses?q=a%00b", "/courses?%00=1", "/static/%00", "/sign-in?next=%00", "/nothing%00here"],
)
def test_nothing_is_named_with_a_nul(client: FlaskClient, address: str) -> None:
    assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    "form", [{"email": "a\0b@example.kr"}, {"password\0": "x"}, {"email": "a@example.kr", "next": "/\0"}]
)
def test_no_form_brings_a_nul(client: FlaskClient, form: dict[str, str]) -> None:
    assert client.post("/sign-in", data=form).status_code == 400
    assert client.post("/sign-in", data=form, content_type="multipart/form-data").status_code == 400


@pytest.mark.parametrize("number", TOO_LARGE)
@pytest.mark.parametrize(
    "address", ["/cohorts/{}", "/cohorts/{}/edit", "/cohorts/{}/tasks/x", "/enrolments/{}", "/enrolments/{}/withdraw"]
)
def test_a_number_that_no_column_holds_names_nothing(app: Portal, session: Session, address: str, number: str) -> None:
    reader = make_account(session, roles=((Role.INSTRUCTOR, make_organisation(session)),))
    assert client_of(app, reader, session).get(address.format(number)).status_code == 404


@pytest.mark.parametrize(
    "query",
    ["state=%00", "state=%22", "state=%F0%9F%98%80", "nonce=%0d%0aX:1", "scope=%5C", "client_id=%E2%80%AE"],
)
@pytest.mark.parametrize("path", ["authorize", "end-session"])
def test_odd_parameters_of_partners_are_refused_in_words(client: FlaskClient, path: str, query: str) -> None:
    assert client.get(f"/oidc/{path}?response_type=code&{query}").status_code in (400, 404)


def test_odd_parameters_of_programs_are_refused_as_a_problem(client: FlaskClient) -> None:
    answer = client.post("/oidc/token", data={"grant_type": "💥", "client_id": "jupyterhub"})
    assert (answer.status_code, answer.content_type) == (400, "application/problem+json")


def test_a_page_number_beyond_all_pages_is_the_last_page(app: Portal, session: Session) -> None:
    client = client_of(app, make_account(session), session)
    for page in ("-1", "0", "99999999999999999999", "x", "1e9"):
        assert client.get(f"/courses?page={page}").status_code == 200
