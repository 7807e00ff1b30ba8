"""Which model of a side is in use: put there by a named officer, who says why; and why there is none."""

import json
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, or_, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session, defer, joinedload
from sqlalchemy.sql.base import ExecutableOption

from naruteo_matching.suitability.scoring import BadModel, Scorer
from naruteo_portal.audit.events import Actor, record
from naruteo_portal.core.clock import now
from naruteo_portal.core.errors import NotFound
from naruteo_portal.core.i18n import N_, Message
from naruteo_portal.identity.models import Account
from naruteo_portal.identity.permissions import reads_rounds
from naruteo_portal.identity.readers import Reader
from naruteo_portal.talent.suitability.errors import NothingLearned, UsedBefore, WordsNeeded
from naruteo_portal.talent.suitability.models import IN_USE, SuitabilityFit

MOST_SHOWN = 20


def put_into_use(session: Session, fit: SuitabilityFit, reason: str, *, actor: Actor) -> None:
    """Let estimates be made by a model, instead of the one before of its side; the actor answers for it by name."""
    session.refresh(fit, ["used_at", "content"], with_for_update=True)
    if fit.content is None:
        raise NothingLearned
    if fit.used_at is not None:
        raise UsedBefore
    if not reason:
        raise WordsNeeded
    before = session.scalar(
        select(SuitabilityFit).where(IN_USE, SuitabilityFit.side == fit.side).with_for_update()
    )  # fmt: skip
    if before is not None:
        before.retired_at = now()
        session.flush()
    fit.used_at, fit.used_by_id, fit.reason = now(), actor.account_id, reason
    record(session, actor, "put a model into use", fit, side=fit.side.value, sha256=fit.sha256, reason=reason)


def take_out_of_use(session: Session, fit: SuitabilityFit, *, actor: Actor) -> None:
    """Make no estimates by a model any more; again is no error."""
    session.refresh(fit, ["used_at", "retired_at"], with_for_update=True)
    if fit.is_in_use:
        fit.retired_at = now()
        record(session, actor, "took a model out of use", fit, side=fit.side.value, sha256=fit.sha256)


def standing_fits() -> Select[SuitabilityFit]:
    """For queries: the model in use of each side, or else its latest attempt, without the card."""
    return (
        select(SuitabilityFit)
        .ext(distinct_on(SuitabilityFit.side))
        .order_by(SuitabilityFit.side, IN_USE.desc(), SuitabilityFit.id.desc())
        .options(defer(SuitabilityFit.card), defer(SuitabilityFit.card_words))
    )


def scorer_of(fit: SuitabilityFit) -> Scorer:
    """What scores by a kept model; BadModel where it is not what was kept."""
    scorer = Scorer(json.loads(fit.content or "{}"))
    if scorer.sha256 != fit.sha256:
        raise BadModel(f"The model {fit.id} does not fit its hash.")
    return scorer


def why_none(latest: SuitabilityFit | None) -> Message:
    """Why no model is in use, by the latest attempt, for those who would see its estimates."""
    if latest is None:
        return N_("No model of suitability is in use, because nothing has been learned yet.")
    if latest.content is None:
        return N_("No model of suitability is in use: %(why)s", why=latest.faults[0])
    return N_("No model of suitability is in use, because no officer has put the learned one into use.")


def used_between(session: Session, begin: datetime, end: datetime) -> Sequence[SuitabilityFit]:
    """The models that were in use at some time between two instants, the earliest first."""
    return session.scalars(
        select(SuitabilityFit)
        .where(
            SuitabilityFit.used_at <= end, or_(SuitabilityFit.retired_at.is_(None), SuitabilityFit.retired_at >= begin)
        )
        .order_by(SuitabilityFit.used_at, SuitabilityFit.id)
    ).all()


def fits_seen(session: Session, reader: Reader) -> Sequence[SuitabilityFit]:
    """The latest attempts, the newest first, for who runs or audits rounds."""
    if not reads_rounds(reader):
        raise NotFound
    return session.scalars(
        select(SuitabilityFit).order_by(SuitabilityFit.id.desc()).limit(MOST_SHOWN).options(*_with_names())
    ).all()


def get_fit(session: Session, reader: Reader, fit_id: int) -> SuitabilityFit:
    """One attempt, for who runs or audits rounds; NotFound for everybody else."""
    query = select(SuitabilityFit).where(SuitabilityFit.id == fit_id).options(*_with_names())
    found = session.scalar(query) if reads_rounds(reader) else None
    if found is None:
        raise NotFound
    return found


def _with_names() -> tuple[ExecutableOption, ...]:
    return (
        joinedload(SuitabilityFit.by).joinedload(Account.person),
        joinedload(SuitabilityFit.used_by).joinedload(Account.person),
    )
