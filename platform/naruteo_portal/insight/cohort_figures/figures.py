"""Asking for the figures of one's own cohort, keeping them for the day, and writing down who read them."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from naruteo_portal.audit.events import Actor, record
from naruteo_portal.catalogue.models import Cohort
from naruteo_portal.core.clock import KST, now, today_in_korea
from naruteo_portal.core.jobs import enqueue, is_asked_for
from naruteo_portal.insight.models import CohortFigures
from naruteo_portal.insight.releases import QUEUE


def figures_of_today(session: Session, cohort: Cohort) -> CohortFigures:
    """The figures of a cohort that the reader teaches; those of another day are made anew, which takes a moment."""
    first = session.scalar(
        insert(CohortFigures)
        .values(cohort_id=cohort.id, asked_at=now())
        .on_conflict_do_nothing()
        .returning(CohortFigures.cohort_id)
    )
    found = session.get_one(CohortFigures, cohort.id, with_for_update=True)
    if first is None and found.asked_at.astimezone(KST).date() == today_in_korea():
        return found
    found.asked_at, found.made_at, found.failed, found.document = now(), None, False, {}
    enqueue(session, "insight.make_cohort_figures", queue=QUEUE, lock=f"cohort-{cohort.id}", cohort_id=cohort.id)
    return found


def read_figures(session: Session, cohort: Cohort, *, actor: Actor) -> CohortFigures:
    """The same for a page, with who reads them."""
    found = figures_of_today(session, cohort)
    if found.made_at is not None and not found.failed:
        record(session, actor, "read the figures of a cohort", cohort)
    return found


def keep_figures(session: Session, cohort_id: int, document: Mapping[str, Any] | None) -> None:
    """Keep what was made; None: it could not be."""
    found = session.get_one(CohortFigures, cohort_id, with_for_update=True)
    found.made_at, found.failed, found.document = now(), document is None, dict(document or {})


def fail_lost_figures(session: Session) -> None:
    """Say of figures that nobody makes any more that they could not be made."""
    waiting = select(CohortFigures).where(CohortFigures.made_at.is_(None)).order_by(CohortFigures.cohort_id)
    for each in session.scalars(waiting.with_for_update(skip_locked=True)).all():
        if not is_asked_for(session, "insight.make_cohort_figures", cohort_id=each.cohort_id):
            keep_figures(session, each.cohort_id, None)
