"""The candidates whom an opening may see, without their names: those who consent and whom no legal gate shuts out."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from naruteo_portal.core.errors import NotFound
from naruteo_portal.core.references import Numbered, read_reference
from naruteo_portal.rules.judging import Outcome
from naruteo_portal.talent.candidates.consents import consents_to
from naruteo_portal.talent.candidates.models import Candidate, CandidateSkill, Purpose
from naruteo_portal.talent.gating.gating import judge
from naruteo_portal.talent.openings.declaration import declaration_today, suggests_people
from naruteo_portal.talent.openings.models import Opening
from naruteo_portal.talent.rankings.reasons import Cover, cover_of

MOST = 200
"""So many candidates are looked through for an opening; whoever wants others asks for other skills."""
FLUENT = 6


@dataclass(frozen=True)
class Seen:
    """A candidate as those who choose see one: no name, nationality, sex, age or photo."""

    candidate: Candidate
    cover: Cover

    @property
    def korean(self) -> int | None:
        """The level of Korean; a first language and the highest level look alike, as origin is nobody's business."""
        return FLUENT if self.candidate.native_korean else self.candidate.topik


def pool(session: Session, opening: Opening) -> list[Seen]:
    """The candidates whom an opening may see; the opening's skills must be loaded.

    The platform suggests an order by skills, unless its operator is an information service: then by number alone.
    """
    asked = [each.concept for each in opening.skills]
    required = [each.concept for each in opening.skills if each.required]
    query = _visible()
    if asked and suggests_people(declaration_today(session)):
        fits = (
            select(func.count(func.distinct(CandidateSkill.concept)) + func.count(
                func.distinct(case((CandidateSkill.concept.in_(required), CandidateSkill.concept)))) * len(asked))
            .where(CandidateSkill.candidate_id == Candidate.id, CandidateSkill.concept.in_(asked))
            .correlate(Candidate)
            .scalar_subquery()
        )  # fmt: skip
        query = query.order_by(fits.desc(), Candidate.reference)
    else:
        query = query.order_by(Candidate.reference)
    found = session.scalars(query.limit(MOST)).all()
    return seen_of(opening, admissible(session, opening, found))


def seen_of(opening: Opening, candidates: Sequence[Candidate]) -> list[Seen]:
    """Candidates beside what an opening asks; the skills of both must be loaded."""
    return [Seen(each, cover_of(opening.skills, each.skills)) for each in candidates]


def admissible(session: Session, opening: Opening, candidates: Sequence[Candidate]) -> list[Candidate]:
    """Those whom the legal gate does not shut out of an opening; what is undetermined shuts nobody out here."""
    if not candidates:
        return []
    ids = [each.id for each in candidates]
    gating = judge(session, ids, [opening.id], opening.starts_on)
    return [
        each for each, outcome in zip(candidates, gating.outcome, strict=True) if outcome != Outcome.NOT_ELIGIBLE
    ]  # fmt: skip


def visible(session: Session, ids: Sequence[int]) -> dict[int, Candidate]:
    """Those of some candidates who still consent to be seen and to take part, with their skills."""
    return {each.id: each for each in session.scalars(_visible().where(Candidate.id.in_(ids)))}


def get_seen(session: Session, opening: Opening, reference: str) -> Seen:
    """One candidate whom an opening may see, by number; NotFound for all others."""
    found = session.scalar(_visible().where(Candidate.reference == read_reference(Numbered.CANDIDATE, reference)))
    if found is None or not admissible(session, opening, [found]):
        raise NotFound
    return seen_of(opening, [found])[0]


def _visible() -> Select[Candidate]:
    return (
        select(Candidate)
        .where(consents_to(Purpose.MATCHING, Purpose.SHOW_PROFILE))
        # Every page says by what a skill is proven.
        .options(selectinload(Candidate.skills).options(joinedload(CandidateSkill.certificate)))
    )
