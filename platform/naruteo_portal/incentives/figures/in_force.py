"""The programmes in force: what comes with Naruteo, and over it the figures that two officers have confirmed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from naruteo_portal.core.errors import NotFound
from naruteo_portal.incentives.figures.models import FigureState, StatedFigure
from naruteo_portal.rules.model import Confidence, DatedValue, ProgrammeFile, StatedValue
from naruteo_portal.rules.programme import Programme
from naruteo_portal.rules.reading import (
    OWN_PROGRAMMES,
    SHARED,
    Files,
    UnsoundRules,
    programme_folders,
    put_together,
    read_files,
)
from naruteo_portal.rules.tables import day_number

SHIPPED = OWN_PROGRAMMES


@dataclass(frozen=True)
class InForce:
    """A programme with the confirmed figures laid over its files."""

    programme: Programme
    left_out: tuple[int, ...] = ()
    """Ids of confirmed figures that no longer fit its files, after Naruteo was brought up to date: nobody is judged by
    them, and the programme's page asks for them to be stated anew."""


Version = tuple[int | None, datetime | None] | None
"""The number of the latest confirmed figure, and when it was confirmed; None while there is none."""

_in_force: dict[Path, tuple[Version, InForce]] = {}
"""What this process has put together last, by the programme's folder."""
_earlier: dict[tuple[Path, Version], Programme] = {}
"""Programmes as they were after a figure was confirmed: whoever judges decided claims again asks for them often."""
MOST_EARLIER = 100


def programme_names() -> list[str]:
    """The names of all programmes."""
    return [folder.name for folder in programme_folders(SHIPPED)]


@cache
def shipped_files(folder: Path) -> Files:
    """The files of a programme that comes with Naruteo."""
    return read_files(folder)


def shipped_programme(name: str) -> Programme:
    """A programme without what officers stated, for its words and questions; never for judging."""
    return _shipped_programme(SHIPPED / name)


@cache
def _shipped_programme(folder: Path) -> Programme:
    return put_together(shipped_files(folder))


def programme_in_force(session: Session, name: str) -> Programme:
    """The rules that judge a programme's cases today, each by its own day; NotFound if there is no such programme."""
    return in_force(session, name).programme


def programmes_in_force(session: Session) -> dict[str, Programme]:
    """All programmes by name, with one question to the database while no figure changes."""
    version, confirmed = latest_confirmation(session), cache(lambda: confirmed_figures(session))
    return {name: _up_to_date(name, version, confirmed).programme for name in programme_names()}


def in_force(session: Session, name: str) -> InForce:
    """A programme in force, and what had to be left out of it; NotFound if there is no such programme."""
    if name not in programme_names():
        raise NotFound
    return _up_to_date(name, latest_confirmation(session), lambda: confirmed_figures(session))


def users_of(figure: StatedFigure, programmes: Mapping[str, Programme]) -> list[Programme]:
    """Those of the programmes, by name, that a figure is of."""
    return [each for name, each in programmes.items() if _concerns(figure, name, each.file)]


def programmes_with(session: Session, figure: StatedFigure) -> dict[str, Programme]:
    """The programmes that a figure would change, as they would be if it were confirmed now.

    UnsoundRules says why it cannot be: units, decimals, sums that could leave 64 bits, cells that are not there.
    """
    confirmed = confirmed_figures(session)
    found = {}
    for name in programme_names():
        files = shipped_files(SHIPPED / name)
        if _concerns(figure, name, files.head[1]):
            kept = _lay_over(files, confirmed)
            used = [each for each in confirmed if each.id not in kept.left_out and _concerns(each, name, files.head[1])]
            found[name] = put_together(files, _stated([*used, figure]))
    return found


def drafts_in(session: Session, folder: Path) -> dict[str, Programme]:
    """The programmes of a folder, with the confirmed figures laid over them; UnsoundRules as `read_files`."""
    confirmed = confirmed_figures(session)
    return {each.name: _lay_over(read_files(each), confirmed).programme for each in programme_folders(folder)}


def programme_as_decided(session: Session, name: str, day: date, digest: str) -> Programme | None:
    """The programme as it was when a case of a day was judged by rules with a digest, so that it can be judged again.

    None if no files and figures that there are give this digest.
    """
    files = shipped_files(SHIPPED / name)
    own = [figure for figure in confirmed_figures(session) if _concerns(figure, name, files.head[1])]
    # Mostly nothing was confirmed since.
    for count in range(len(own), -1, -1):
        programme = _as_of(files, own[:count])
        regime = programme.regime_on(day_number(day))
        if regime is not None and programme.digests[regime] == digest:
            return programme
    return None


def latest_confirmation(session: Session) -> Version:
    """Which figure was confirmed last, and when."""
    found = session.execute(
        select(StatedFigure.number, StatedFigure.decided_at)
        .where(StatedFigure.number.is_not(None))
        .order_by(StatedFigure.number.desc())
        .limit(1)
    ).one_or_none()
    return (found[0], found[1]) if found else None


def confirmed_figures(session: Session) -> Sequence[StatedFigure]:
    """All confirmed figures in the order in which they were confirmed."""
    return session.scalars(
        select(StatedFigure).where(StatedFigure.state == FigureState.CONFIRMED).order_by(StatedFigure.number)
    ).all()


def _up_to_date(name: str, version: Version, confirmed: Callable[[], Sequence[StatedFigure]]) -> InForce:
    folder = SHIPPED / name
    kept = _in_force.get(folder)
    if kept is None or kept[0] != version:
        kept = version, _lay_over(shipped_files(folder), confirmed() if version else ())
        _in_force[folder] = kept
    return kept[1]


def _as_of(files: Files, own: Sequence[StatedFigure]) -> Programme:
    """The programme with the first so many of its confirmed figures."""
    key = files.folder, (own[-1].number, own[-1].decided_at) if own else None
    if key not in _earlier:
        if len(_earlier) >= MOST_EARLIER:
            _earlier.clear()
        _earlier[key] = _lay_over(files, own).programme
    return _earlier[key]


def _lay_over(files: Files, confirmed: Sequence[StatedFigure]) -> InForce:
    own = [figure for figure in confirmed if _concerns(figure, files.folder.name, files.head[1])]
    try:
        return InForce(put_together(files, _stated(own)))
    except UnsoundRules:
        kept: list[StatedFigure] = []
        programme, left_out = put_together(files), []
        for figure in own:
            try:
                programme = put_together(files, _stated([*kept, figure]))
                kept.append(figure)
            except UnsoundRules:
                left_out.append(figure.id)
        return InForce(programme, tuple(left_out))


def _concerns(figure: StatedFigure, name: str, file: ProgrammeFile) -> bool:
    return figure.programme == name or (figure.programme == SHARED and figure.parameter in file.shared)


def _stated(figures: Sequence[StatedFigure]) -> Mapping[str, list[StatedValue]]:
    found: dict[str, list[StatedValue]] = {}
    for figure in figures:
        found.setdefault(figure.parameter, []).append(as_stated(figure))
    return found


def as_stated(figure: StatedFigure) -> StatedValue:
    """A figure as it is laid over files; pydantic's ValidationError for what is no value at all."""
    reference = {
        "title": figure.title, "article": figure.article, "href": figure.href, "archived": figure.copy_sha256,
    }  # fmt: skip
    dated = DatedValue.model_validate(
        {
            **figure.figures, "until": figure.until, "published": figure.published_on, "note": figure.note,
            "reference": reference, "confidence": Confidence.OPERATOR,
        }
    )  # fmt: skip
    return StatedValue(figure.since, dated)
