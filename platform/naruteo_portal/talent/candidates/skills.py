"""Skills of a candidate: declared ones, and those that certificates and graded tasks show, with the evidence."""

from collections.abc import Collection, Iterator, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, exists, select
from sqlalchemy.orm import Session, joinedload

from naruteo_portal.assessment.queries import LearnerCourse, courses_behind
from naruteo_portal.audit.events import Actor, record
from naruteo_portal.catalogue.models import Enrolment, EnrolmentState
from naruteo_portal.completion.models import Certificate
from naruteo_portal.core.clock import now
from naruteo_portal.core.errors import Invalid, NotFound
from naruteo_portal.core.i18n import N_
from naruteo_portal.talent.candidates.candidates import hold_candidate, touch
from naruteo_portal.talent.candidates.consents import has_consented
from naruteo_portal.talent.candidates.models import Candidate, CandidateSkill, Purpose, SkillSource
from naruteo_portal.talent.skill_names import code_of, is_code

MOST_DECLARED = 60
HOUR = timedelta(hours=1)

Shown = dict[tuple[str, SkillSource, int | None], list[dict[str, Any]] | None]
"""Evidence by skill, source and certificate: tasks with their points, or None where these are not shown."""


class TooManySkills(Invalid):
    """More than anybody reads."""

    def __init__(self) -> None:
        super().__init__(N_("Declare at most %(most)d skills. Take out those that matter less.", most=MOST_DECLARED))


def skills_of(session: Session, candidate: Candidate) -> Sequence[CandidateSkill]:
    """All skills with their certificates, those with evidence first."""
    found = session.scalars(
        select(CandidateSkill)
        .where(CandidateSkill.candidate_id == candidate.id)
        .order_by(CandidateSkill.id)
        .options(joinedload(CandidateSkill.certificate))
    ).all()
    order = list(SkillSource)
    return sorted(found, key=lambda each: order.index(each.source))


def declare(session: Session, candidate: Candidate, codes: Collection[str], *, actor: Actor) -> int:
    """Add declared skills, each once; says how many are new."""
    hold_candidate(session, candidate)
    declared = set(
        session.scalars(
            select(CandidateSkill.concept).where(
                CandidateSkill.candidate_id == candidate.id, CandidateSkill.source == SkillSource.DECLARED
            )
        )
    )
    added = [code for code in dict.fromkeys(codes) if code not in declared and is_code(code)]
    if len(declared) + len(added) > MOST_DECLARED:
        raise TooManySkills
    if added:
        at = now()
        session.add_all(
            CandidateSkill(
                candidate_id=candidate.id, concept=code, source=SkillSource.DECLARED, certificate_id=None, detail=None,
                added_at=at,
            )
            for code in added
        )  # fmt: skip
        touch(candidate)
        record(session, actor, "declared skills", candidate, added=added)
    return len(added)


def take_out(session: Session, candidate: Candidate, skill_id: int, *, actor: Actor) -> None:
    """Take a declared skill out; NotFound for one that is not there, or that a certificate or a task shows."""
    hold_candidate(session, candidate)
    skill = session.scalar(
        select(CandidateSkill).where(
            CandidateSkill.id == skill_id,
            CandidateSkill.candidate_id == candidate.id,
            CandidateSkill.source == SkillSource.DECLARED,
        )
    )
    if skill is None:
        raise NotFound
    session.delete(skill)
    touch(candidate)
    record(session, actor, "took a skill out", candidate, skill=skill.concept)


def refresh_evidence(session: Session, candidate: Candidate) -> None:
    """Let the skills with evidence be what certificates show now and, with consent, graded tasks."""
    hold_candidate(session, candidate)
    wanted = _evidence(session, candidate)
    stands: dict[tuple[str, SkillSource, int | None], CandidateSkill] = {
        (each.concept, each.source, each.certificate_id): each
        for each in skills_of(session, candidate)
        if each.source is not SkillSource.DECLARED
    }
    changed = False
    for key, detail in wanted.items():
        standing = stands.pop(key, None)
        if standing is None:
            concept, source, certificate_id = key
            session.add(
                CandidateSkill(
                    candidate_id=candidate.id, concept=concept, source=source, certificate_id=certificate_id,
                    detail=detail, added_at=now(),
                )
            )  # fmt: skip
            changed = True
        elif standing.detail != detail:
            standing.detail, changed = detail, True
    for gone in stands.values():
        session.delete(gone)
        changed = True
    if changed:
        touch(candidate)
    session.flush()


def follow_certificates(session: Session) -> None:
    """Take in what new certificates show, and take out what revoked ones showed; to be done every hour."""
    revoked = exists().where(Certificate.id == CandidateSkill.certificate_id, Certificate.revoked_at.is_not(None))
    session.execute(delete(CandidateSkill).where(revoked).execution_options(synchronize_session=False))
    certified = (
        select(Certificate.id)
        .join(Enrolment, Enrolment.id == Certificate.enrolment_id)
        # An hour that nobody worked in is made up for by the button on the page.
        .where(Enrolment.account_id == Candidate.account_id, Certificate.issued_at > now() - 2 * HOUR)
        .correlate(Candidate)
    )
    found = session.scalars(select(Candidate).where(Candidate.closed_at.is_(None), certified.exists())).all()
    for candidate in found:
        refresh_evidence(session, candidate)


def _evidence(session: Session, candidate: Candidate) -> Shown:
    places = session.scalars(
        select(Enrolment.id).where(
            Enrolment.account_id == candidate.account_id, Enrolment.state == EnrolmentState.ADMITTED
        )
    ).all()
    certificates = {
        each.enrolment_id: each
        for each in session.scalars(
            select(Certificate).where(Certificate.enrolment_id.in_(places), Certificate.revoked_at.is_(None))
        )
    }
    with_points = has_consented(session, candidate.id, Purpose.LEARNING_RECORD)
    found: Shown = {}
    for course in courses_behind(session, places):
        certificate = certificates.get(course.enrolment.id)
        graded = list(_graded(course)) if with_points else []
        for code in _taught(course):
            if certificate is not None:
                found[code, SkillSource.CERTIFICATE, certificate.id] = graded or None
            elif graded:
                earlier = found.get((code, SkillSource.TASK, None)) or []
                found[code, SkillSource.TASK, None] = [*earlier, *graded]
    return found


def _taught(course: LearnerCourse) -> Iterator[str]:
    """The skills of a course that the catalogue has, by their address or by their name."""
    for skill in course.cohort.edition.skills:
        code = code_of(skill.get("esco") or "") or code_of(skill["label"]["ko"]) or code_of(skill["label"]["en"])
        if code is not None:
            yield code


def _graded(course: LearnerCourse) -> Iterator[dict[str, Any]]:
    for work in course.work:
        if work.score:
            yield {"task": work.task.title, "points": work.score, "most": work.task.max_score}
