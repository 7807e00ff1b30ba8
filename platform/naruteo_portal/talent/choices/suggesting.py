"""Suggestions to fill a short list: openings of the round that nothing stands against, each with its exact reasons.

Where a model of the candidate's side is in use and the candidate agreed to it, estimates make the order.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from naruteo_matching.conditions import Outcome
from naruteo_matching.retrieval import LENGTH, Place, Suggestion, suggest
from naruteo_portal.core.clock import today_in_korea
from naruteo_portal.rules.judging import Outcome as LawOutcome
from naruteo_portal.talent.candidates.blind import blind_of
from naruteo_portal.talent.candidates.models import Candidate
from naruteo_portal.talent.gating.conditions import hold_against
from naruteo_portal.talent.gating.gating import judge
from naruteo_portal.talent.openings.declaration import declaration_today, suggests_people
from naruteo_portal.talent.openings.models import Opening, OpeningState
from naruteo_portal.talent.rounds.models import Round, RoundOpening
from naruteo_portal.talent.suitability.estimates import Suited, suiting

MOST_COMPARED = 500
"""Openings that are looked at for one page; the latest published ones, those in wished regions first."""
SHOWN, SAID = 1.0, 0.5
"""What is shown counts twice as much as what is said."""
DESIRED = 0.5


@dataclass(frozen=True)
class Suggested:
    """An opening with why it is suggested."""

    opening: Opening
    why: Suggestion
    suited: Suited | None
    """How well both suit each other by the models in use, if they are and the candidate agreed to it."""


@dataclass(frozen=True)
class Suggestions:
    """Openings, best first: by estimate where there are any, otherwise wished regions first, then by shared skills."""

    found: Sequence[Suggested] = ()
    by_model: bool = False
    """Whether estimates made the order."""
    asks_consent: bool = False
    """Whether a model would make it if the candidate agreed."""


def may_suggest(session: Session) -> bool:
    """Whether the platform may suggest at all: an information service shows what there is and suggests nothing."""
    return suggests_people(declaration_today(session))


def suggestions(session: Session, candidate: Candidate, round_: Round, listed: Sequence[int]) -> Suggestions:
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
        return Suggestions()
    law = judge(session, [candidate.id], [each.id for each in openings.values()], today_in_korea())
    admissible = [
        Place(
            each.reference, {skill.concept: 1.0 if skill.required else DESIRED for skill in each.skills}, each.region
        )
        for each in openings.values()
        if law.outcome_of(candidate.id, each.id) is not LawOutcome.NOT_ELIGIBLE
    ]  # fmt: skip
    profile = blind_of(session, [candidate])[candidate.id]
    skills = {each.code: SHOWN if each.is_verified else SAID for each in profile.skills}
    plain = suggest(skills, wanted, admissible, length=len(admissible))
    told = suiting(session, profile, [openings[each.code] for each in plain])
    found = [Suggested(openings[each.code], each, told.by_opening.get(openings[each.code].id)) for each in plain]
    # Among equal estimates, and where there are none, the plain order stays.
    found.sort(key=lambda each: -each.suited.chance if each.suited else 0.0)
    missing = max(0, LENGTH - len(listed))
    return Suggestions(found[:missing], by_model=told.agreed, asks_consent=told.is_in_use and not told.agreed)
