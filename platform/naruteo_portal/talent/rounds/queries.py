"""Reading rounds: those that anybody may know of, and from within for who runs or audits them."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, selectinload
from sqlalchemy.sql.base import ExecutableOption

from naruteo_portal.core.errors import NotFound
from naruteo_portal.core.paging import Page, page_of
from naruteo_portal.core.references import Numbered, read_reference
from naruteo_portal.identity.models import (
    Account,
)
from naruteo_portal.identity.permissions import reads_rounds
from naruteo_portal.identity.readers import Reader
from naruteo_portal.talent.openings.models import Opening
from naruteo_portal.talent.rounds.models import PreferenceList, Ranking, Round, RoundOpening, RoundStep
from naruteo_portal.talent.rounds.states import RoundState

ANNOUNCED = (
    RoundState.PLANNED, RoundState.ELICITING, RoundState.FROZEN, RoundState.RUN, RoundState.CONFIRMED,
    RoundState.PUBLISHED, RoundState.CLOSED,
)  # fmt: skip
"""Everybody may know of these: a round's plan is public from the day on which it is made."""


def announced_page(session: Session, number: int) -> Page[Round]:
    """Rounds that anybody may read about, the newest first."""
    return page_of(session, select(Round).where(Round.state.in_(ANNOUNCED)).order_by(Round.id.desc()), number)


def get_announced(session: Session, reference: str) -> Round:
    """A round with its openings, quotas and supervisor, as everybody may see it; NotFound if it was cancelled."""
    round_ = _find(session, reference)
    if round_ is None or round_.state not in ANNOUNCED:
        raise NotFound
    return round_


def get_round(session: Session, reader: Reader, reference: str) -> Round:
    """A round with its openings, quotas and supervisor, for who runs or audits rounds; NotFound for everybody else."""
    round_ = _find(session, reference) if reads_rounds(reader) else None
    if round_ is None:
        raise NotFound
    return round_


def rounds_page(session: Session, reader: Reader, number: int) -> Page[Round]:
    """All rounds, the newest first, for who runs or audits rounds."""
    if not reads_rounds(reader):
        raise NotFound
    return page_of(session, select(Round).order_by(Round.id.desc()), number)


def steps_of(session: Session, round_: Round) -> Sequence[RoundStep]:
    """How a round has come here, the newest step first, with who took each."""
    return session.scalars(
        select(RoundStep)
        .where(RoundStep.round_id == round_.id)
        .order_by(RoundStep.id.desc())
        .options(joinedload(RoundStep.by).joinedload(Account.person))
    ).all()


def count_lists(session: Session, round_ids: Sequence[int]) -> dict[int, tuple[int, int]]:
    """By round: how many candidates and how many openings have certified."""
    lists, rankings = (
        {
            round_id: number
            for round_id, number in session.execute(
                select(each.round_id, func.count())
                .where(each.round_id.in_(round_ids), each.certified_at.is_not(None))
                .group_by(each.round_id)
            )
        }
        for each in (PreferenceList, Ranking)
    )
    return {each: (lists.get(each, 0), rankings.get(each, 0)) for each in round_ids}


def _find(session: Session, reference: str) -> Round | None:
    written = read_reference(Numbered.ROUND, reference)
    return session.scalar(
        select(Round)
        .where(Round.reference == written)
        .options(*_with_openings(), joinedload(Round.supervisor).joinedload(Account.person))
    )


def _with_openings() -> tuple[ExecutableOption, ...]:
    return (
        selectinload(Round.openings).joinedload(RoundOpening.opening).joinedload(Opening.organisation),
        selectinload(Round.regions),
    )
