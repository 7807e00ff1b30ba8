"""Certificates: issued once, showing what the holder chose, revocable, and found by number alone."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from naruteo_portal.assessment.queries import LearnerCourse, get_course_of
from naruteo_portal.audit.events import Actor
from naruteo_portal.catalogue.models import Enrolment
from naruteo_portal.catalogue.progress import Rule
from naruteo_portal.catalogue.queries import get_enrolment
from naruteo_portal.completion import certificates
from naruteo_portal.completion.certificates import Choice, find_public_certificate, issue_certificate
from naruteo_portal.completion.errors import CertificateIsIssued, CertificateWasRevoked, RulesNotMet
from naruteo_portal.core.errors import NotFound
from naruteo_portal.notices.models import Notice
from naruteo_testing.catalogue import make_cohort, make_edition, make_enrolment
from naruteo_testing.factories import make_account, make_organisation, make_reader
from naruteo_testing.growth import hand_in
from naruteo_testing.submissions import make_release

OPEN = Choice(score=True, hours=False, public=True)
STAFF = Actor("system")


@pytest.fixture
def enrolment(session: Session) -> Enrolment:
    cohort = make_cohort(session, make_edition(session, make_organisation(session)))
    account = make_account(session)
    made = make_enrolment(session, cohort, account)
    return get_enrolment(session, make_reader(session, account), made.id)


@pytest.fixture
def done(session: Session, enrolment: Enrolment) -> LearnerCourse:
    """Both tasks graded with seven of ten points."""
    for scheduled in enrolment.cohort.schedule:
        hand_in(session, enrolment, make_release(session, scheduled.task), 1)
    course = get_course_of(session, enrolment)
    assert course is not None
    return course


def holder(enrolment: Enrolment) -> Actor:
    return Actor("person", enrolment.account_id)


def test_it_comes_when_every_rule_is_met(session: Session, enrolment: Enrolment) -> None:
    course = get_course_of(session, enrolment)
    assert course is not None
    with pytest.raises(RulesNotMet):
        issue_certificate(session, enrolment, course, OPEN, actor=holder(enrolment))


def test_a_course_without_rules_certifies_nothing(session: Session, enrolment: Enrolment, done: LearnerCourse) -> None:
    edition = enrolment.cohort.edition
    edition.manifest = edition.manifest | {"completion": {"minimum_score": 0, "minimum_per_task": 0, "must_submit": []}}
    with pytest.raises(RulesNotMet):
        issue_certificate(session, enrolment, done, OPEN, actor=holder(enrolment))


def test_it_states_what_was_known_and_is_issued_once(
    session: Session, enrolment: Enrolment, done: LearnerCourse
) -> None:
    certificate = issue_certificate(session, enrolment, done, OPEN, actor=holder(enrolment))
    edition = enrolment.cohort.edition
    assert (certificate.content["sha256"], certificate.content["score"]) == (edition.sha256, 70.0)
    assert [(rule.rule, rule.reached) for rule in certificates.rules_of(certificate)] == [
        (Rule.MUST_SUBMIT, 2), (Rule.MINIMUM_PER_TASK, 70), (Rule.MINIMUM_SCORE, 70),
    ]  # fmt: skip
    enrolment.account.person.name_native = "다른 이름"

    assert certificate.content["name_native"] == "김하늘"
    assert certificate.number in session.scalars(select(Notice.body)).one()
    with pytest.raises(CertificateIsIssued):
        issue_certificate(session, enrolment, done, OPEN, actor=holder(enrolment))


def test_its_number_is_read_however_it_is_typed_while_the_holder_shows_it(
    session: Session, enrolment: Enrolment, done: LearnerCourse
) -> None:
    certificate = issue_certificate(session, enrolment, done, OPEN, actor=holder(enrolment))
    typed = f" {certificate.number.lower().replace('-', ' ')}"
    assert find_public_certificate(session, typed) is certificate
    certificates.choose(session, certificate, Choice(False, False, False), actor=holder(enrolment))
    session.flush()

    for number in (typed, "", "x" * 500, certificates.new_number()):
        with pytest.raises(NotFound):
            find_public_certificate(session, number)


def test_after_a_revocation_only_staff_issue_another(
    session: Session, enrolment: Enrolment, done: LearnerCourse
) -> None:
    first = issue_certificate(session, enrolment, done, OPEN, actor=holder(enrolment))
    certificates.revoke(session, first, enrolment, reason="이름이 틀렸습니다", actor=STAFF)
    session.flush()
    with pytest.raises(CertificateWasRevoked):
        issue_certificate(session, enrolment, done, OPEN, actor=holder(enrolment))
    second = issue_certificate(session, enrolment, done, OPEN, actor=STAFF)

    assert certificates.get_certificate_in_force(session, enrolment) is second
    assert second.number != first.number
