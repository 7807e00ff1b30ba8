"""Telling who follows a saved view what a new release changed in it: by a link, with what they may see at that moment.

Nothing is sent along: the report is made when it is opened, with the rights of whoever opens it.
"""

from collections.abc import Sequence
from urllib.parse import urlencode

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session, aliased, joinedload

from naruteo_portal.core.errors import NotFound
from naruteo_portal.core.i18n import N_, Message, lines
from naruteo_portal.identity.models import Account, AccountState
from naruteo_portal.identity.readers import Reader, reader_of
from naruteo_portal.insight.models import Programme, Release, ReleaseState, Rhythm, SavedView
from naruteo_portal.insight.queries import get_programme_by_id, latest_release, ways_of
from naruteo_portal.insight.reviews.looking import Look, changes_since
from naruteo_portal.insight.reviews.selection import Filters, NotDeclared
from naruteo_portal.notices.models import NoticeKind
from naruteo_portal.notices.notices import notify

MOST_CHANGES = 12
SUBJECT = N_("New figures: %(title)s")
BODY = N_(
    "“%(title)s” of %(programme)s has figures of release %(number)s, with data as of %(as_of)s.\n\n"
    "Changes since release %(since)s:\n%(changes)s\n\n"
    "The page shows all of them and makes the report as PDF when you open it."
)
NOTHING = N_("No figure of this view has changed.")
NO_VIEW = N_("The release has no figures for this choice any more. Choose among those that it offers.")
MORE = N_("and %(more)d more")


def followers_to_tell(session: Session, rhythm: Rhythm) -> Sequence[int]:
    """Ids of saved views that are followed in a rhythm and have a release that was not told of."""
    # A name of its own, and said of which view: else it is looked for among the releases that are compared with it.
    last = aliased(Release)
    told = select(last.number).where(last.id == SavedView.told_release_id).correlate(SavedView).scalar_subquery()
    later = exists().where(
        Release.programme_id == SavedView.programme_id,
        Release.state == ReleaseState.READY,
        Release.number > func.coalesce(told, 0),
    )
    return session.scalars(select(SavedView.id).where(SavedView.rhythm == rhythm, later).order_by(SavedView.id)).all()


def tell_follower(session: Session, saved_id: int) -> None:
    """Tell who follows a view of the newest release, once; nothing if there is none that they have not been told of."""
    saved = session.scalar(select(SavedView).where(SavedView.id == saved_id).with_for_update())
    found = _reader(session, saved) if saved else None
    if saved is None or found is None:
        return
    account, reader = found
    try:
        programme = get_programme_by_id(session, reader, saved.programme_id)
    except NotFound:
        return  # what was shared once may be no longer
    latest = latest_release(session, programme)
    told = session.get(Release, saved.told_release_id) if saved.told_release_id else None
    if latest is None or latest.id == saved.told_release_id:
        return
    saved.told_release_id = latest.id
    if told is None:
        return
    values = {
        "title": saved.title, "programme": programme.title, "number": str(latest.number), "as_of": latest.as_of,
        "since": str(told.number), "changes": _said(session, saved, programme, told, latest),
    }  # fmt: skip
    query = urlencode({**saved.filters, "page": saved.page, "since": told.number})
    notify(
        session, account, kind=NoticeKind.REVIEW, subject=Message(SUBJECT.text, {"title": saved.title}),
        body=Message(BODY.text, values), address=f"/reviews/{programme.reference}/changes?{query}",
    )  # fmt: skip


def _said(session: Session, saved: SavedView, programme: Programme, before: Release, after: Release) -> Message:
    looked = Look(programme, after, ways_of(session, after), Filters.asked(saved.filters))
    try:
        changes = changes_since(session, looked, saved.page, before)
    except NotDeclared:
        return NO_VIEW
    more = [Message(MORE.text, {"more": len(changes) - MOST_CHANGES})] if len(changes) > MOST_CHANGES else []
    return lines([*changes[:MOST_CHANGES], *more]) if changes else NOTHING


def _reader(session: Session, saved: SavedView) -> tuple[Account, Reader] | None:
    """Who follows a view, with the roles that they have today; None for accounts that are not in use."""
    account = session.scalar(
        select(Account).where(Account.id == saved.account_id).options(joinedload(Account.person))
    )  # fmt: skip
    if account is None or account.state is not AccountState.ACTIVE:
        return None
    return account, reader_of(session, account, session_id=0)
