"""Sharing a programme's releases with other organisations, whose reviewers then see the same protected figures."""

from collections.abc import Sequence

from sqlalchemy import delete, exists, select
from sqlalchemy.orm import Session

from naruteo_portal.audit.events import Actor, record
from naruteo_portal.core.clock import now
from naruteo_portal.core.errors import Conflict, NotFound
from naruteo_portal.core.i18n import N_
from naruteo_portal.identity.models import Organisation, OrganisationKind
from naruteo_portal.insight.models import Programme, Share

RECEIVERS = (OrganisationKind.AGENCY, OrganisationKind.EMPLOYER, OrganisationKind.UNIVERSITY)
"""The kinds of organisations whose members review programmes."""


class SharedAlready(Conflict):
    """The organisation sees the programme already."""

    def __init__(self) -> None:
        super().__init__(N_("This organisation sees the programme already."))


def shares_of(session: Session, programme: Programme) -> Sequence[tuple[Organisation, Share]]:
    """With whom a programme is shared, by name."""
    found = session.execute(
        select(Organisation, Share)
        .join(Share, Share.organisation_id == Organisation.id)
        .where(Share.programme_id == programme.id)
        .order_by(Organisation.name["ko"].astext, Organisation.id)
    )
    return [(organisation, share) for organisation, share in found]


def may_receive(session: Session, programme: Programme) -> Sequence[Organisation]:
    """The organisations with which a programme can still be shared, by name."""
    shared = exists().where(Share.programme_id == programme.id, Share.organisation_id == Organisation.id)
    return session.scalars(
        select(Organisation)
        .where(Organisation.kind.in_(RECEIVERS), Organisation.id != programme.organisation_id, ~shared)
        .order_by(Organisation.name["ko"].astext, Organisation.id)
    ).all()


def share(session: Session, programme: Programme, organisation: Organisation, *, actor: Actor) -> None:
    """Let an organisation's reviewers see the programme's releases."""
    if session.get(Share, (programme.id, organisation.id)) is not None:
        raise SharedAlready
    session.add(
        Share(
            programme_id=programme.id, organisation_id=organisation.id, shared_by_id=actor.account_id, shared_at=now()
        )
    )
    record(session, actor, "shared a programme", programme, organisation=organisation.slug)


def stop_sharing(session: Session, programme: Programme, slug: str, *, actor: Actor) -> None:
    """Take a share back; what the organisation has seen, it has seen."""
    organisation = session.scalar(select(Organisation).where(Organisation.slug == slug))
    removed = organisation is not None and session.scalar(
        delete(Share)
        .where(Share.programme_id == programme.id, Share.organisation_id == organisation.id)
        .returning(Share.organisation_id)
    )
    if not removed:
        raise NotFound
    record(session, actor, "stopped sharing a programme", programme, organisation=slug)
