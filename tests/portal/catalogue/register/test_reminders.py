"""Reminders of what expires: 90 and 30 days before, once each, to the instructor and those who keep the register."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from naruteo_portal.catalogue.register import reminders
from naruteo_portal.catalogue.register.jobs import remind
from naruteo_portal.catalogue.register.reminders import remind_of_expiries
from naruteo_portal.core.clock import today_in_korea
from naruteo_portal.core.jobs import Worker
from naruteo_portal.identity.models import Account, Organisation, OrganisationKind, Role
from naruteo_portal.notices.models import Notice, NoticeKind
from naruteo_portal.settings import Settings
from naruteo_testing.factories import make_account, make_membership, make_organisation
from naruteo_testing.register import instructorship, make_entry

DAY = timedelta(days=1)


@pytest.fixture
def provider(session: Session) -> Organisation:
    return make_organisation(session, OrganisationKind.TRAINING_PROVIDER)


@pytest.fixture
def instructor(session: Session, provider: Organisation) -> Account:
    return make_account(session, "이정민", roles=((Role.INSTRUCTOR, provider),))


def told(session: Session) -> list[tuple[int, str]]:
    session.flush()
    return [
        (account_id, subject)
        for account_id, subject in session.execute(select(Notice.account_id, Notice.subject).order_by(Notice.id))
    ]


def test_everybody_concerned_is_reminded_once_at_each_distance(
    session: Session, provider: Organisation, instructor: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    keeper = make_account(
        session, "한지우", locale="en", roles=((Role.ADMINISTRATOR, provider), (Role.PROGRAMME_OFFICER, provider))
    )
    make_entry(session, instructor, provider, refresher_until=today_in_korea() + 100 * DAY)
    today = today_in_korea()
    for days, notices in ((0, 0), (9, 0), (10, 2), (17, 2), (69, 2), (70, 4), (77, 4), (100, 4), (101, 4)):
        monkeypatch.setattr(reminders, "today_in_korea", lambda days=days: today + days * DAY)
        remind_of_expiries(session)
        assert len(told(session)) == notices, days
    assert told(session)[:2] == [
        (instructor.id, "보수교육 만료 예정: 이정민"), (keeper.id, "Refresher training expires soon: Kim Haneul")
    ]  # fmt: skip
    notice = session.scalars(select(Notice)).first()
    assert notice is not None
    assert notice.kind is NoticeKind.INSTRUCTOR_REGISTER
    assert notice.address == f"/instructors/{instructorship(session, instructor)}"


def test_another_day_is_reminded_of_anew(session: Session, provider: Organisation, instructor: Account) -> None:
    entry = make_entry(session, instructor, provider, valid_until=today_in_korea() + 20 * DAY)
    remind_of_expiries(session)
    entry.valid_until = today_in_korea() + 80 * DAY
    for _ in range(2):
        remind_of_expiries(session)
    assert [subject for _id, subject in told(session)] == ["자격 만료 예정: 이정민"] * 2


def test_the_agency_keeps_the_register_where_nobody_else_does(
    session: Session, provider: Organisation, instructor: Account
) -> None:
    agency = make_organisation(session, OrganisationKind.AGENCY)
    officer = make_account(session, "강민호", roles=((Role.PROGRAMME_OFFICER, agency),))
    make_account(session, "남의관", roles=((Role.ADMINISTRATOR, make_organisation(session)),))
    make_entry(session, instructor, provider, valid_until=today_in_korea() + 20 * DAY)
    remind_of_expiries(session)
    assert {account_id for account_id, _subject in told(session)} == {instructor.id, officer.id}


def test_nobody_is_reminded_of_what_has_passed_or_of_former_instructors(
    engine: Engine, session: Session, settings: Settings, provider: Organisation, instructor: Account
) -> None:
    make_entry(session, instructor, provider, valid_until=today_in_korea() - DAY)
    former = make_account(session, "서하린")
    make_membership(session, former, provider, Role.INSTRUCTOR, until=today_in_korea())
    make_entry(session, former, provider, valid_until=today_in_korea() + 20 * DAY)
    session.commit()
    remind(Worker(engine, settings))
    assert told(session) == []
