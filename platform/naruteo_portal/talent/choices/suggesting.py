"""Suggestions to fill a short list: openings of the round that nothing stands against, each with its exact reasons."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from naruteo_matching.conditions import Outcome
from naruteo_matching.retrieval import LENGTH, Place, Suggestion, suggest
from naruteo_portal.core.clock import today_in_korea
from naruteo_portal.rules.judging import Outcome as LawOutcome
from naruteo_portal.talent.candidates.models import Candidate, CandidateSkill, SkillSource
from naruteo_portal.talent.gating.conditions import hold_against
from naruteo_portal.talent.gating.gating import judge
from naruteo_portal.talent.openings.declaration import declaration_today, suggests_people
from naruteo_portal.talent.openings.models import Opening, OpeningState
from naruteo_portal.talent.rounds.models import Round, RoundOpening

MOST_COMPARED = 500
"""Openings that are looked at for one page; the latest published ones, those in wished regions first."""
WEIGHTS = {SkillSource.CERTIFICATE: 1.0, SkillSource.TASK: 1.0, SkillSource.DECLARED: 0.5}
"""What is shown counts twice as much as what is said."""
DESIRED = 0.5


@dataclass(frozen=True)
class Suggested:
    """An opening with why it is suggested."""

    opening: Opening
    why: Suggestion


def may_suggest(session: Session) -> bool:
    """Whether the platform may suggest at all: an information service shows what there is and suggests nothing."""
    return suggests_people(declaration_today(session))


def suggestions(session: Session, candidate: Candidate, round_: Round, listed: Sequence[int]) -> list[Suggested]:
    """Openings that would make the list long enough, best first; none that the law or the opening itself excludes."""
    wanted = [str(each) for each in candidate.regions_wanted]
    query = (
        select(Opening)
        .join(RoundOpening, RoundOpening.opening_id == Opening.id)
        .where(
            RoundOpening.round_id == round_.id, Opening.state == OpeningState.OPEN, Opening.id.not_in(list(listed))
        )
        .order_by(Opening.region.in_(wanted).desc(), Opening.published_at.desc().nulls_last(), Opening.id)
        .options(joinedload(Opening.organisation), selectinload(Opening.skills))
        .limit(MOST_COMPARED)
    )  # fmt: skip
    compared = session.scalars(query).all()
    own = hold_against([candidate], compared, today_in_korea())
    openings = {each.reference: each for at, each in enumerate(compared) if own.column(at)[0] != Outcome.FAILS}
    if not openings:
        return []
    law = judge(session, [candidate.id], [each.id for each in openings.values()], today_in_korea())
    admissible = [
        Place(
            each.reference, {skill.concept: 1.0 if skill.required else DESIRED for skill in each.skills}, each.region
        )
        for each in openings.values()
        if law.outcome_of(candidate.id, each.id) is not LawOutcome.NOT_ELIGIBLE
    ]  # fmt: skip
    found = suggest(_skills(session, candidate), wanted, admissible, length=LENGTH - len(listed))
    return [Suggested(openings[each.code], each) for each in found]


def _skills(session: Session, candidate: Candidate) -> dict[str, float]:
    rows = session.execute(
        select(CandidateSkill.concept, CandidateSkill.source).where(CandidateSkill.candidate_id == candidate.id)
    )
    found: dict[str, float] = {}
    for concept, source in rows:
        found[concept] = max(found.get(concept, 0.0), WEIGHTS[source])
    return found
