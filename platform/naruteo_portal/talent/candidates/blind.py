"""A profile as employers and colleges see it: what somebody can do, and nothing of who they are.

Not in it: names, mail, sex, age, marital status, photo, nationality, status of residence, where somebody comes from or
lives, whether Korean is their first language, and whether they are a graduate or a recruit.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from naruteo_portal.core.database import is_one_of
from naruteo_portal.talent.candidates.candidates import HIGHEST_TOPIK
from naruteo_portal.talent.candidates.models import Candidate, CandidateSkill, Degree, SkillSource


@dataclass(frozen=True)
class GradedTask:
    """A task with its points."""

    title: dict[str, str]
    points: float
    most: float


@dataclass(frozen=True)
class BlindSkill:
    """A skill with what shows it: titles of the courses whose certificates do, and tasks; neither if declared alone."""

    code: str
    courses: tuple[dict[str, str], ...]
    tasks: tuple[GradedTask, ...]

    @property
    def is_verified(self) -> bool:
        """Whether more than the candidate's word shows it."""
        return bool(self.courses or self.tasks)


@dataclass(frozen=True)
class BlindProfile:
    """What is shown of a candidate; None is not stated."""

    candidate_id: int
    reference: str
    summary: str
    skills: tuple[BlindSkill, ...]
    degree: Degree | None
    degree_field: str
    experience_months: int | None
    korean: int | None
    """Level by TOPIK; the highest for whom it is a first language."""
    english: str | None
    licences: tuple[str, ...]
    regions_wanted: tuple[str, ...]
    available_from: date | None


def blind_profiles(session: Session, candidate_ids: Collection[int]) -> dict[int, BlindProfile]:
    """The profiles of some candidates by id, with two queries; the caller asks whether they consent to be seen."""
    query = select(Candidate).where(is_one_of(Candidate.id, candidate_ids), Candidate.closed_at.is_(None))
    return blind_of(session, session.scalars(query).all())


def blind_of(session: Session, candidates: Collection[Candidate]) -> dict[int, BlindProfile]:
    """The profiles of candidates that are loaded and open, in their order, with one query."""
    skills: dict[int, list[CandidateSkill]] = {each.id: [] for each in candidates}
    for skill in session.scalars(
        select(CandidateSkill)
        .where(is_one_of(CandidateSkill.candidate_id, list(skills)))
        .order_by(CandidateSkill.id)
        .options(joinedload(CandidateSkill.certificate))
    ):
        skills[skill.candidate_id].append(skill)
    return {each.id: _blind(each, skills[each.id]) for each in candidates}


def _blind(candidate: Candidate, skills: Collection[CandidateSkill]) -> BlindProfile:
    return BlindProfile(
        candidate_id=candidate.id,
        reference=candidate.reference,
        summary=candidate.summary,
        skills=_skills(skills),
        degree=candidate.degree,
        degree_field=candidate.degree_field,
        experience_months=candidate.experience_months,
        korean=HIGHEST_TOPIK if candidate.native_korean else candidate.topik,
        english=candidate.english,
        licences=tuple(candidate.licences),
        regions_wanted=tuple(candidate.regions_wanted),
        available_from=candidate.available_from,
    )


def _skills(rows: Collection[CandidateSkill]) -> tuple[BlindSkill, ...]:
    """Each skill once, the verified ones first, otherwise in the order in which they came."""
    by_code: dict[str, list[CandidateSkill]] = {}
    for each in rows:
        by_code.setdefault(each.concept, []).append(each)
    found = [
        BlindSkill(
            code,
            tuple(
                each.certificate.content["course"]
                for each in same
                if each.certificate is not None and each.certificate.revoked_at is None
            ),
            tuple(
                GradedTask(task["task"], task["points"], task["most"]) for each in same for task in each.detail or ()
            ),
        )
        for code, same in by_code.items()
        if any(each.source is not SkillSource.CERTIFICATE or _holds(each) for each in same)
    ]
    return tuple(sorted(found, key=lambda each: not each.is_verified))


def _holds(skill: CandidateSkill) -> bool:
    return skill.certificate is not None and skill.certificate.revoked_at is None
