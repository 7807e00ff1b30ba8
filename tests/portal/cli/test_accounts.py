"""`naruteo account create-administrator`."""

import pytest
from click.testing import CliRunner
from sqlalchemy import select
from sqlalchemy.orm import Session

from naruteo_portal.cli import main
from naruteo_portal.identity.models import Account, Organisation, OrganisationKind, Role
from naruteo_portal.identity.passwords import password_matches
from naruteo_portal.identity.readers import roles_of
from naruteo_portal.settings import Settings
from naruteo_testing.factories import make_account, make_organisation

GOOD = "강을 건너는 배 한 척"
COMMAND = ["account", "create-administrator", "--email", "Admin@example.kr", "--name", "운영자"]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> CliRunner:
    monkeypatch.setenv("NARUTEO_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("NARUTEO_DATA", str(settings.data))
    return CliRunner()


def test_the_first_administrator_comes_with_an_agency(run: CliRunner, session: Session) -> None:
    result = run.invoke(main, [*COMMAND, "--password-stdin"], input=f"{GOOD}\n")
    assert result.exit_code == 0, result.output
    assert GOOD not in result.output
    account = session.scalars(select(Account)).one()
    assert password_matches(GOOD, account.password_hash)
    (held,) = roles_of(session, account.id)
    assert (held.role, held.organisation_kind) == (Role.ADMINISTRATOR, OrganisationKind.AGENCY)
    assert run.invoke(main, COMMAND, input=f"{GOOD}\n{GOOD}\n").exit_code == 0
    assert len(session.scalars(select(Organisation)).all()) == 1


def test_an_existing_account_keeps_its_password(run: CliRunner, session: Session) -> None:
    account = make_account(session, email="admin@example.kr")
    agency = make_organisation(session, OrganisationKind.AGENCY, slug="agency")
    session.commit()
    before = account.password_hash
    result = run.invoke(main, [*COMMAND, "--agency", "agency", "--password-stdin"], input="ignored, but present\n")
    assert result.exit_code == 0, result.output
    session.refresh(account)
    assert account.password_hash == before
    assert {held.organisation_id for held in roles_of(session, account.id)} == {agency.id}


def test_what_is_wrong_is_said(run: CliRunner, session: Session) -> None:
    make_organisation(session, slug="factory")
    session.commit()
    for extra, password, words in (
        ([], "short", "10자 이상"),
        (["--agency", "factory"], GOOD, "운영기관이 아니"),
        (["--agency", "none"], GOOD, ""),
    ):
        result = run.invoke(main, [*COMMAND, *extra, "--password-stdin"], input=f"{password}\n")
        assert result.exit_code == 1
        assert words in result.output
    assert session.scalars(select(Account)).all() == []
