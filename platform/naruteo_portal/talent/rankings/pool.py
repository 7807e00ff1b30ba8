"""The candidates whom an opening may see, without their names: who consents, and whom neither law nor opening bars."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from naruteo_matching.conditions import Outcome as Standing
from naruteo_portal.core.database import is_one_of
from naruteo_portal.core.errors import NotFound
from naruteo_portal.core.references import Numbered, read_reference
from naruteo_portal.rules.judging import Outcome
from naruteo_portal.talent.candidates.blind import BlindProfile, blind_of
from naruteo_portal.talent.candidates.consents import consents_to
from naruteo_portal.talent.candidates.models import Candidate, CandidateSkill, Purpose
from naruteo_portal.talent.gating.conditions import Asked, asked_of, hold_against
from naruteo_portal.talent.gating.gating import judge
from naruteo_portal.talent.openings.models import Opening
from naruteo_portal.talent.rankings.reasons import Cover, cover_of

MOST = 200
"""So many candidates are looked through for an opening; whoever wants others asks for other skills."""
SEEN = (Purpose.MATCHING, Purpose.SHOW_PROFILE)
"""What a candidate has to consent to before anybody who chooses sees them."""


@dataclass(frozen=True)
class Seen:
    """A candidate as those who choose see one, beside what the opening asks."""

    profile: BlindProfile
    cover: Cover
    unmet: tuple[Asked, ...]
    """What the opening asks and the candidate does not show to have: not met, or not stated."""

    @property
    def id(self) -> int:
        """The candidate's id, which pages send back."""
        return self.profile.candidate_id


def pool(session: Session, opening: Opening, *, by_skills: bool) -> list[Seen]:
    """The candidates whom an opening may see; the opening's skills must be loaded.

    The platform suggests an order by skills, unless its operator is an information service
    (`openings.declaration.suggests_people`): then by number alone.
    """
    asked = [each.concept for each in opening.skills]
    required = [each.concept for each in opening.skills if each.required]
    query = select(Candidate).where(consents_to(*SEEN))
    if asked and by_skills:
        must = case((CandidateSkill.concept.in_(required), CandidateSkill.concept))
        # One required skill weighs more than all desired ones.
        fits = (
            select(func.count(CandidateSkill.concept.distinct()) + func.count(must.distinct()) * len(asked))
            .where(CandidateSkill.candidate_id == Candidate.id, CandidateSkill.concept.in_(asked))
            .correlate(Candidate)
            .scalar_subquery()
        )
        query = query.order_by(fits.desc())
    people = session.scalars(query.order_by(Candidate.reference).limit(MOST)).all()
    return list(as_seen(session, opening, _admissible(session, opening, people)).values())


def seen_of(session: Session, opening: Opening, ids: Sequence[int]) -> dict[int, Seen]:
    """Candidates by id in the order of their ids as given; the opening's skills must be loaded."""
    people = _candidates(session, ids)
    return as_seen(session, opening, [people[each] for each in ids if each in people])


def as_seen(session: Session, opening: Opening, people: Sequence[Candidate]) -> dict[int, Seen]:
    """Candidates that are loaded, by id in their order; the opening's skills must be loaded."""
    profiles = blind_of(session, people)
    return {
        each.id: Seen(
            profiles[each.id],
            cover_of(opening.skills, profiles[each.id].skills),
            tuple(asked for asked in asked_of(each, opening) if asked.outcome != Standing.PASSES),
        )
        for each in people
    }


def admissible(session: Session, opening: Opening, ids: Sequence[int]) -> list[int]:
    """Those whom neither the law nor the opening itself shuts out; what is undetermined shuts nobody out here."""
    return [each.id for each in _admissible(session, opening, list(_candidates(session, ids).values()))]


def visible(session: Session, ids: Collection[int]) -> list[int]:
    """Those of some candidates who still consent to be seen and to take part."""
    if not ids:
        return []
    return list(session.scalars(select(Candidate.id).where(is_one_of(Candidate.id, ids), consents_to(*SEEN))))


def get_candidate(session: Session, opening: Opening, reference: str) -> Candidate:
    """One candidate whom an opening may see, by number; NotFound for all others."""
    found = session.scalar(
        select(Candidate).where(
            Candidate.reference == read_reference(Numbered.CANDIDATE, reference), consents_to(*SEEN)
        )
    )  # fmt: skip
    if found is None or not _admissible(session, opening, [found]):
        raise NotFound
    return found


def _candidates(session: Session, ids: Collection[int]) -> dict[int, Candidate]:
    query = select(Candidate).where(is_one_of(Candidate.id, ids), Candidate.closed_at.is_(None))
    return {each.id: each for each in session.scalars(query)}


def _admissible(session: Session, opening: Opening, people: Sequence[Candidate]) -> list[Candidate]:
    if not people:
        return []
    by_law = judge(session, [each.id for each in people], [opening.id], opening.starts_on).outcome
    by_opening = hold_against(people, [opening], opening.starts_on).column(0)
    barred = (by_law == Outcome.NOT_ELIGIBLE) | (by_opening == Standing.FAILS)
    return [each for each, is_barred in zip(people, barred.tolist(), strict=True) if not is_barred]
