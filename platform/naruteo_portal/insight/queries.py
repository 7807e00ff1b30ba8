"""Reading programmes, their releases and views: what a reader's organisations have, or were given a share of."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased, joinedload

from naruteo_analytics.documents import View
from naruteo_portal.core.database import is_one_of
from naruteo_portal.core.errors import NotFound
from naruteo_portal.core.jobs import asked_for
from naruteo_portal.core.paging import Page, page_of
from naruteo_portal.core.references import Numbered, read_reference
from naruteo_portal.identity.permissions import Reach, keeps_programmes, reviews_programmes
from naruteo_portal.identity.readers import Reader
from naruteo_portal.insight.models import Programme, Release, ReleaseState, ReleaseView, Share

FILLING = ("insight.simulate", "insight.load_oulad", "insight.release_loaded")
"""The jobs that ask for a release of a programme once they have its data."""


@dataclass(frozen=True)
class Shown:
    """A programme in a list, with its newest release that can be read."""

    programme: Programme
    latest: Release | None
    being_prepared: bool
    """Whether a release is being made, or will be without anybody asking."""
    is_lost: bool
    """Whether the last one that was asked for could not be made."""


def programmes_of(session: Session, reader: Reader) -> list[Shown]:
    """The programmes that a reader may review, the newest first."""
    programmes = session.scalars(
        select(Programme)
        .where(_readable(reviews_programmes(reader)))
        .options(joinedload(Programme.organisation))
        .order_by(Programme.id.desc())
    ).all()
    return standings_of(session, programmes)


def standings_of(session: Session, programmes: Sequence[Programme]) -> list[Shown]:
    """How far the figures of programmes are that the reader was given."""
    # Whether somebody is at work is asked first: what ends meanwhile is then seen as ended, and not as never begun.
    filling = asked_for(session, FILLING, "programme_id")
    last, latest = _newest(session, programmes, *ReleaseState), _latest(session, programmes)
    return [_shown(each, last.get(each.id), latest.get(each.id), each.id in filling) for each in programmes]


def _shown(programme: Programme, last: Release | None, latest: Release | None, is_filled: bool) -> Shown:
    state = last.state if last else None
    being_prepared = is_filled or state is ReleaseState.MAKING
    return Shown(programme, latest, being_prepared, state is ReleaseState.FAILED and not being_prepared)


def get_programme(session: Session, reader: Reader, reference: str) -> Programme:
    """A programme with its organisation, for whoever may review it; NotFound for everybody else."""
    return _get(session, _is_called(reference), _readable(reviews_programmes(reader)))


def get_programme_by_id(session: Session, reader: Reader, programme_id: int) -> Programme:
    """The same by its id, for what refers to it."""
    return _get(session, Programme.id == programme_id, _readable(reviews_programmes(reader)))


def get_kept_programme(session: Session, reader: Reader, reference: str) -> Programme:
    """A programme with its organisation, for whoever keeps it: loads, releases and shares; NotFound for others."""
    return _get(session, _is_called(reference), _owned_by(keeps_programmes(reader)))


def latest_release(session: Session, programme: Programme) -> Release | None:
    """The newest release of a programme that can be read; None before the first."""
    return _latest(session, [programme]).get(programme.id)


def get_release(session: Session, programme: Programme, number: int) -> Release:
    """A release of a programme by its number; NotFound if there is none that can be read."""
    found = session.scalar(
        select(Release).where(
            Release.programme_id == programme.id, Release.number == number, Release.state == ReleaseState.READY
        )
    )
    if found is None:
        raise NotFound
    return found


def release_before(session: Session, release: Release) -> Release | None:
    """The release before this one that can be read."""
    return session.scalar(
        select(Release)
        .where(
            Release.programme_id == release.programme_id,
            Release.number < release.number,
            Release.state == ReleaseState.READY,
        )
        .order_by(Release.number.desc())
        .limit(1)
    )


def releases_page(session: Session, programme: Programme, number: int) -> Page[Release]:
    """A page of all releases of a programme that the reader keeps, the newest first."""
    found = select(Release).where(Release.programme_id == programme.id).order_by(Release.number.desc())
    return page_of(session, found, number)


def ways_of(session: Session, release: Release) -> dict[str, list[str]]:
    """What can be looked at in a release: its cohorts ('' for all), each with the attributes to look by ('' first)."""
    ways: dict[str, list[str]] = {}
    for cohort, by in session.execute(
        select(ReleaseView.cohort, ReleaseView.by)
        .where(ReleaseView.release_id == release.id)
        .order_by(ReleaseView.cohort, ReleaseView.by)
    ):
        ways.setdefault(cohort, []).append(by)
    return ways


def view_of(session: Session, release: Release, cohort: str = "", by: str = "") -> View:
    """One view of a release; NotFound if it has none of that cohort by that attribute."""
    found = session.get(ReleaseView, (release.id, cohort, by))
    if found is None:
        raise NotFound
    view: View = found.document
    return view


def _is_called(reference: str) -> ColumnElement[bool]:
    return Programme.reference == read_reference(Numbered.PROGRAMME, reference)


def _get(session: Session, which: ColumnElement[bool], allowed: ColumnElement[bool]) -> Programme:
    found = session.scalar(select(Programme).where(which, allowed).options(joinedload(Programme.organisation)))
    if found is None:
        raise NotFound
    return found


def _owned_by(reach: Reach) -> ColumnElement[bool]:
    return is_one_of(Programme.organisation_id, reach.organisations)


def _readable(reach: Reach) -> ColumnElement[bool]:
    shared = exists().where(Share.programme_id == Programme.id, is_one_of(Share.organisation_id, reach.organisations))
    return or_(_owned_by(reach), shared)


def _latest(session: Session, programmes: Sequence[Programme]) -> dict[int, Release]:
    return _newest(session, programmes, ReleaseState.READY)


def _newest(session: Session, programmes: Sequence[Programme], *states: ReleaseState) -> dict[int, Release]:
    newest = (
        select(Release.programme_id, func.max(Release.number).label("number"))
        .where(is_one_of(Release.programme_id, [each.id for each in programmes]), Release.state.in_(states))
        .group_by(Release.programme_id)
        .subquery()
    )
    release = aliased(Release)
    found = session.scalars(
        select(release).join(
            newest, and_(release.programme_id == newest.c.programme_id, release.number == newest.c.number)
        )
    )
    return {each.programme_id: each for each in found}
