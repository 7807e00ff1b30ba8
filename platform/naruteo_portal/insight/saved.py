"""Views that reviewers keep under a name: a page with its filters, private or shared, and when to be told of news."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from naruteo_portal.audit.events import Actor, record
from naruteo_portal.core.clock import now
from naruteo_portal.core.database import is_one_of
from naruteo_portal.core.errors import Invalid, NotFound
from naruteo_portal.core.i18n import N_
from naruteo_portal.identity.models import Account, Organisation
from naruteo_portal.identity.permissions import reviews_programmes
from naruteo_portal.identity.readers import Reader
from naruteo_portal.insight.models import Programme, Release, Rhythm, SavedView
from naruteo_portal.insight.queries import Shown

MOST_VIEWS = 100
NOT_YOURS = N_("You can share with organisations in which you review programmes. Choose one of those that are offered.")
TOO_MANY = N_("You have saved %(most)d views; more are not kept. Remove one that you no longer need, then save again.")


@dataclass(frozen=True)
class Kept:
    """A saved view in a list: whose it is, and of which programme."""

    view: SavedView
    programme: Programme
    is_own: bool


def save_view(
    session: Session, reader: Reader, programme: Programme, release: Release, *, title: str, page: str,
    filters: Mapping[str, str], actor: Actor,
) -> SavedView:  # fmt: skip
    """Keep a page with its filters; refused beyond so many."""
    session.execute(select(Account.id).where(Account.id == reader.account_id).with_for_update())
    own = session.scalars(select(SavedView.id).where(SavedView.account_id == reader.account_id)).all()
    if len(own) >= MOST_VIEWS:
        raise Invalid(N_(TOO_MANY.text, most=MOST_VIEWS))
    saved = SavedView(
        account_id=reader.account_id, programme_id=programme.id, organisation_id=None, title=title, page=page,
        filters=dict(filters), rhythm=Rhythm.NEVER, told_release_id=release.id, created_at=now(),
    )  # fmt: skip
    session.add(saved)
    record(session, actor, "saved a view", saved, programme=programme.reference, page=page)
    return saved


def change_view(
    session: Session, reader: Reader, saved: SavedView, *, title: str, organisation_id: int | None, rhythm: Rhythm,
    latest: Release | None, actor: Actor,
) -> None:  # fmt: skip
    """Name, share (None: with nobody) and follow one's own view; who begins to follow is told of later releases."""
    if organisation_id is not None and not reviews_programmes(reader).covers(organisation_id):
        raise Invalid(NOT_YOURS)
    if saved.rhythm is Rhythm.NEVER and rhythm is not Rhythm.NEVER:
        saved.told_release_id = latest.id if latest else None
    saved.title, saved.organisation_id, saved.rhythm = title, organisation_id, rhythm
    record(session, actor, "changed a saved view", saved, shared_with=organisation_id, rhythm=rhythm.value)


def remove_view(session: Session, saved: SavedView, *, actor: Actor) -> None:
    """Keep a view no longer."""
    record(session, actor, "removed a saved view", saved)
    session.delete(saved)


def get_own_view(session: Session, reader: Reader, saved_id: int) -> SavedView:
    """A saved view of the reader's own; NotFound for everybody else."""
    saved = session.get(SavedView, saved_id)
    if saved is None or saved.account_id != reader.account_id:
        raise NotFound
    return saved


def saved_views(session: Session, reader: Reader, programmes: Sequence[Shown]) -> list[Kept]:
    """The reader's own views and those shared with their organisations, of programmes that they may review now."""
    readable = {each.programme.id: each.programme for each in programmes}
    found = session.scalars(
        select(SavedView)
        .where(
            or_(
                SavedView.account_id == reader.account_id,
                is_one_of(SavedView.organisation_id, reviews_programmes(reader).organisations),
            ),
            is_one_of(SavedView.programme_id, readable),
        )
        .order_by(SavedView.title, SavedView.id)
    )
    return [Kept(each, readable[each.programme_id], each.account_id == reader.account_id) for each in found]


def may_share_with(session: Session, reader: Reader) -> Sequence[Organisation]:
    """The organisations with whose reviewers a reader may share a view."""
    ids = reviews_programmes(reader).organisations
    return session.scalars(select(Organisation).where(is_one_of(Organisation.id, ids)).order_by(Organisation.id)).all()
