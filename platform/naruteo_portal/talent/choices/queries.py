"""The rounds as a candidate meets them: those that are open, and those in which they have a list."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import Session, joinedload

from naruteo_portal.core.clock import now
from naruteo_portal.core.errors import NotFound
from naruteo_portal.core.references import Numbered, read_reference
from naruteo_portal.identity.models import Account
from naruteo_portal.talent.candidates.candidates import find_candidate
from naruteo_portal.talent.candidates.models import Candidate
from naruteo_portal.talent.choices.arranging import Standing, standing_of
from naruteo_portal.talent.choices.tracking import Actor, Stage, stage_of
from naruteo_portal.talent.links.models import LinkedApplication, LinkMember
from naruteo_portal.talent.links.queries import joined
from naruteo_portal.talent.openings.models import Opening
from naruteo_portal.talent.rounds.calendar import may_save
from naruteo_portal.talent.rounds.models import Outcome, PreferenceList, Round, RoundOpening
from naruteo_portal.talent.rounds.states import PUBLIC, RoundState


@dataclass(frozen=True)
class OwnRound:
    """A round with the candidate's list and, once it is published, outcome."""

    round: Round
    kept: PreferenceList | None
    outcome: Outcome | None
    together: LinkedApplication | None = None
    """The application that the candidate makes with others; what they share counts instead of the list."""

    @property
    def standing(self) -> Standing:
        """How the list stands."""
        return standing_of(self.kept.saved, self.kept.certified) if self.kept else Standing.EMPTY

    @property
    def stage(self) -> Stage:
        """How far it has come for the candidate."""
        shared = self.together
        if shared is not None and shared.certified is not None:
            return stage_of(self.round, standing_of(shared.saved, shared.certified), self.outcome)
        return stage_of(self.round, self.standing, self.outcome)

    @property
    def takes_lists(self) -> bool:
        """Whether the list may be changed and certified now."""
        return may_save(self.round, now())


def candidate_or_none(session: Session, account_id: int) -> Candidate | None:
    """The candidate that a person is; None without a profile."""
    found = find_candidate(session, account_id)
    return found if found is not None and found.closed_at is None else None


def own_rounds(session: Session, candidate: Candidate) -> Sequence[OwnRound]:
    """Rounds that take lists, and all in which the candidate has one; the latest deadline first."""
    query = _with_own(candidate).where(
        or_(
            Round.state == RoundState.ELICITING, PreferenceList.candidate_id.is_not(None),
            LinkedApplication.id.is_not(None),
        )
    ).order_by(Round.certify_by.desc(), Round.id.desc())  # fmt: skip
    return [OwnRound(*row) for row in session.execute(query)]


def rounds_under_way(session: Session, account_id: int) -> Sequence[OwnRound]:
    """What a person's home page says of rounds: those in which they, or the officers, still have something to do.

    What waits for the person comes first, the earliest end first.
    """
    candidate = candidate_or_none(session, account_id)
    if candidate is None:
        return []
    under_way = [each for each in own_rounds(session, candidate) if each.stage.actor is not Actor.NOBODY]
    return sorted(
        under_way,
        key=lambda own: (
            own.stage.actor is not Actor.CANDIDATE, own.stage.kind == "success", own.stage.at or own.round.answer_by,
        ),
    )  # fmt: skip


def own_round(session: Session, candidate: Candidate, reference: str) -> OwnRound:
    """One announced round as its candidate meets it, with its supervisor and quotas."""
    row = session.execute(
        _with_own(candidate)
        .where(
            Round.reference == read_reference(Numbered.ROUND, reference),
            or_(
                Round.state != RoundState.CANCELLED,
                PreferenceList.candidate_id.is_not(None),
                LinkedApplication.id.is_not(None),
            ),
        )
        .options(joinedload(Round.supervisor).joinedload(Account.person))
    ).first()
    if row is None:
        raise NotFound
    return OwnRound(*row)


def open_rounds(session: Session) -> Sequence[Round]:
    """Rounds that take lists now, the first deadline first."""
    query = select(Round).where(Round.state == RoundState.ELICITING).order_by(Round.certify_by, Round.id)
    return [each for each in session.scalars(query) if may_save(each, now())]


def rounds_of_opening(session: Session, opening_id: int) -> Sequence[Round]:
    """Rounds that take lists now, in which an opening takes part."""
    query = (
        select(Round)
        .join(RoundOpening)
        .where(RoundOpening.opening_id == opening_id, Round.state == RoundState.ELICITING)
        .order_by(Round.certify_by, Round.id)
    )
    return [each for each in session.scalars(query) if may_save(each, now())]


def openings_in(session: Session, round_: Round) -> frozenset[int]:
    """Ids of the openings that take part in a round."""
    return frozenset(session.scalars(select(RoundOpening.opening_id).where(RoundOpening.round_id == round_.id)))


def _with_own(candidate: Candidate) -> Select[Round, PreferenceList | None, Outcome | None, LinkedApplication | None]:
    own = select(LinkMember.application_id).where(LinkMember.candidate_id == candidate.id, *joined())
    return (
        select(Round, PreferenceList, Outcome, LinkedApplication)
        .outerjoin(
            PreferenceList, and_(PreferenceList.round_id == Round.id, PreferenceList.candidate_id == candidate.id)
        )
        # Before a round is published its outcomes are nobody's to see.
        .outerjoin(
            Outcome,
            and_(Outcome.round_id == Round.id, Outcome.candidate_id == candidate.id, Round.state.in_(PUBLIC)),
        )
        .outerjoin(
            LinkedApplication,
            and_(LinkedApplication.round_id == Round.id, LinkedApplication.id.in_(own.correlate(None))),
        )
        .options(joinedload(Outcome.opening).joinedload(Opening.organisation))
    )


def listed_in(session: Session, candidate: Candidate, opening_id: int) -> frozenset[int]:
    """Ids of the rounds in whose saved list the candidate has an opening."""
    query = select(PreferenceList.round_id).where(
        PreferenceList.candidate_id == candidate.id, PreferenceList.saved.contains([opening_id])
    )
    return frozenset(session.scalars(query))
