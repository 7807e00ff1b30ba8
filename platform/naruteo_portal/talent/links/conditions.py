"""Whether people can apply together in a round at all, and why not where they cannot."""

from importlib.util import find_spec

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import Session

from naruteo_portal.core.i18n import N_, Message
from naruteo_portal.talent.rounds.models import Round, RoundOpening, RoundRegion

NO_SOLVER = N_(
    "This installation cannot place people together, because OR-Tools is not installed. Whoever operates it installs "
    "it by: pip install 'naruteo[optimal]'"
)
WITH_QUOTAS = N_(
    "In this round nobody can apply together, because it has caps or floors of regions, or reserved seats. These "
    "cannot be combined yet."
)


def solver_is_there() -> bool:
    """Whether OR-Tools, which places people together and finds the highest joint value, is installed."""
    return find_spec("ortools") is not None


def why_not_together(session: Session, round_: Round) -> Message | None:
    """Why nobody can apply together in a round; None where they can. Quotas stay as they are once lists are taken."""
    if not solver_is_there():
        return NO_SOLVER
    quotas = exists().where(RoundRegion.round_id == round_.id, or_(RoundRegion.cap.is_not(None), RoundRegion.floor > 0))
    reserves = exists().where(
        RoundOpening.round_id == round_.id, func.jsonb_array_length(RoundOpening.reserves) > 0
    )  # fmt: skip
    return WITH_QUOTAS if session.scalar(select(or_(quotas, reserves))) else None
