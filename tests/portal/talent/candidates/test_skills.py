"""Skills: declared by name or found in a text, shown by certificates and tasks, and blind to who has them."""

import pytest
from sqlalchemy.orm import Session

from naruteo_matching.skills import catalogue
from naruteo_portal.audit.events import SYSTEM
from naruteo_portal.core.clock import now
from naruteo_portal.core.errors import NotFound
from naruteo_portal.core.storage import BlobStore
from naruteo_portal.settings import Settings
from naruteo_portal.talent.candidates.blind import blind_profiles
from naruteo_portal.talent.candidates.consents import withdraw
from naruteo_portal.talent.candidates.models import Purpose, SkillSource
from naruteo_portal.talent.candidates.skills import (
    MOST_DECLARED,
    TooManySkills,
    declare,
    follow_certificates,
    refresh_evidence,
    skills_of,
    take_out,
)
from naruteo_portal.talent.skill_names import code_of, codes_in, name_of
from naruteo_testing.candidates import USUAL, add_skill, consent, make_candidate
from naruteo_testing.classroom import make_classroom
from naruteo_testing.completion import make_certificate
from naruteo_testing.regrades import grade_as, verdict
from naruteo_testing.submissions import make_release, make_submission

CODES = [each.code for each in catalogue().skills]


def test_skills_are_found_by_name_and_in_sentences() -> None:
    code = CODES[0]
    assert code_of(name_of(code, "ko")) == code_of(name_of(code, "en").upper()) == code
    named = f"{name_of(CODES[1], 'en')}\n현장에서 {name_of(code, 'ko')} 업무를 했습니다."
    assert {code, CODES[1]} <= set(codes_in(named))
    assert codes_in("") == []
    assert name_of("no-such-code", "ko") == "no-such-code"


def test_declared_skills_are_added_once_and_taken_out(session: Session) -> None:
    candidate = make_candidate(session)
    assert declare(session, candidate, [CODES[0], CODES[0], "no-such-code"], actor=SYSTEM) == 1
    assert declare(session, candidate, [CODES[0]], actor=SYSTEM) == 0
    with pytest.raises(TooManySkills):
        declare(session, candidate, CODES[: MOST_DECLARED + 1], actor=SYSTEM)
    (skill,) = skills_of(session, candidate)
    with pytest.raises(NotFound):
        take_out(session, make_candidate(session), skill.id, actor=SYSTEM)
    take_out(session, candidate, skill.id, actor=SYSTEM)
    assert skills_of(session, candidate) == []


def test_certificates_show_skills_and_points_only_with_consent(session: Session, settings: Settings) -> None:
    classroom = make_classroom(session, BlobStore(settings.blobs))
    assert classroom.enrolment is not None
    classroom.edition.skills = [
        {"label": {"ko": "이름만", "en": "a name only"}, "esco": CODES[0]},
        {"label": {"ko": name_of(CODES[1], "ko"), "en": "?"}, "esco": None},
        {"label": {"ko": "목록에 없음", "en": "not listed"}, "esco": None},
    ]
    release = make_release(session, classroom.add_task("week1", release=False), classroom.blobs)
    grade_as(session, make_submission(session, classroom.enrolment, release), verdict(4.0, 4.0))
    candidate = make_candidate(session, classroom.learner, consents=USUAL)
    refresh_evidence(session, candidate)
    assert skills_of(session, candidate) == [], "no certificate, and no consent to show tasks"

    consent(session, candidate, Purpose.LEARNING_RECORD)
    refresh_evidence(session, candidate)
    assert {(each.concept, each.source) for each in skills_of(session, candidate)} == {
        (CODES[0], SkillSource.TASK), (CODES[1], SkillSource.TASK)
    }  # fmt: skip

    certificate = make_certificate(session, classroom.enrolment)
    add_skill(session, candidate, CODES[0])
    follow_certificates(session)
    version = candidate.version
    refresh_evidence(session, candidate)
    assert candidate.version == version, "what changes nothing is no change"
    first, second = blind_profiles(session, [candidate.id])[candidate.id].skills
    assert (first.code, second.code, first.is_verified) == (CODES[0], CODES[1], True)
    assert [task.points for task in first.tasks] == [8.0]
    assert first.courses == ({"ko": "프레스 라인", "en": "The press line"},)

    withdraw(session, candidate, Purpose.LEARNING_RECORD, actor=SYSTEM)
    refresh_evidence(session, candidate)
    assert blind_profiles(session, [candidate.id])[candidate.id].skills[0].tasks == ()

    certificate.revoked_at, certificate.revoked_by_id, certificate.revoked_reason = now(), classroom.instructor.id, "–"
    session.flush()
    (left,) = blind_profiles(session, [candidate.id])[candidate.id].skills
    assert (left.code, left.is_verified) == (CODES[0], False), "at once, before the job comes by"
    follow_certificates(session)
    session.expire_all()
    assert [each.source for each in skills_of(session, candidate)] == [SkillSource.DECLARED]


def test_a_blind_profile_says_nothing_of_who_somebody_is(session: Session) -> None:
    candidate = make_candidate(
        session, legal={"nationality": "VN", "residence_status": "D-10-1"}, passport_family="PHAM"
    )
    shown = repr(blind_profiles(session, [candidate.id])[candidate.id])
    for hidden in ("김하늘", "Haneul", "PHAM", "VN", "D-10-1", candidate.account.email, "graduate", "native", "gender"):
        assert hidden not in shown
