"""Reading openings: those that are open, those that a reader keeps, and flags that officers look at."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, false, or_, select, true
from sqlalchemy.orm import Session, joinedload, selectinload

from naruteo_portal.core.errors import NotAllowed, NotFound
from naruteo_portal.core.paging import Page, page_of
from naruteo_portal.core.references import Numbered, read_reference
from naruteo_portal.identity.models import Organisation, OrganisationKind
from naruteo_portal.identity.permissions import offers_openings, reads_rounds
from naruteo_portal.identity.readers import Reader
from naruteo_portal.talent.openings.law.findings import Weight
from naruteo_portal.talent.openings.models import Opening, OpeningFlag, OpeningState

OFFERING = (OrganisationKind.EMPLOYER, OrganisationKind.UNIVERSITY)


def openings_page(session: Session, reader: Reader, state: OpeningState | None, number: int) -> Page[Opening]:
    """One page of the openings that a reader may see from within, the newest first."""
    query = (
        select(Opening)
        .where(_seen_by(reader))
        .order_by(Opening.id.desc())
        # The list says who offers each, and whether something stops it.
        .options(joinedload(Opening.organisation), selectinload(Opening.flags))
    )
    if state is not None:
        query = query.where(Opening.state == state)
    return page_of(session, query, number)


def get_opening(session: Session, reader: Reader, reference: str, *, to_keep: bool = False) -> Opening:
    """An opening with its skills and flags, by its number; NotFound if the reader may not see it from within.

    With `to_keep` NotAllowed for those who may read it only.
    """
    written = read_reference(Numbered.OPENING, reference)
    found = session.scalar(
        select(Opening)
        .where(Opening.reference == written, _seen_by(reader))
        .options(joinedload(Opening.organisation), selectinload(Opening.skills), selectinload(Opening.flags))
    )
    if found is None:
        raise NotFound
    if to_keep and not offers_openings(reader).covers(found.organisation_id):
        raise NotAllowed
    return found


def own_organisations(session: Session, reader: Reader) -> Sequence[Organisation]:
    """The employers and universities for which a reader writes openings, by name."""
    reach = offers_openings(reader)
    if reach.is_empty:
        return []
    return session.scalars(
        select(Organisation)
        .where(Organisation.id.in_(reach.organisations), Organisation.kind.in_(OFFERING))
        .order_by(Organisation.name["ko"].astext.collate("C"), Organisation.id)
    ).all()


def flags_page(session: Session, reader: Reader, number: int, *, all_flags: bool) -> Page[OpeningFlag]:
    """One page of flags for officers and auditors: those that wait for an answer first; or only these."""
    if not reads_rounds(reader):
        raise NotFound
    waits = OpeningFlag.asked_at.is_not(None) & OpeningFlag.answered_at.is_(None)
    query = (
        select(OpeningFlag)
        .where(
            true() if all_flags else waits, or_(OpeningFlag.weight == Weight.STOPS, OpeningFlag.asked_at.is_not(None))
        )
        .order_by(waits.desc(), OpeningFlag.asked_at, OpeningFlag.id.desc())
        .options(joinedload(OpeningFlag.opening).joinedload(Opening.organisation))
    )
    return page_of(session, query, number)


def get_flag(session: Session, reader: Reader, flag_id: int) -> OpeningFlag:
    """A flag with its opening, of an opening that the reader may see from within; NotFound for all others."""
    found = session.scalar(
        select(OpeningFlag)
        .join(OpeningFlag.opening)
        .where(OpeningFlag.id == flag_id, _seen_by(reader))
        .options(joinedload(OpeningFlag.opening).joinedload(Opening.organisation))
    )
    if found is None:
        raise NotFound
    return found


def _seen_by(reader: Reader) -> ColumnElement[bool]:
    if reads_rounds(reader):
        return true()
    reach = offers_openings(reader)
    return Opening.organisation_id.in_(reach.organisations) if reach.organisations else false()
