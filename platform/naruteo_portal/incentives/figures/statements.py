"""Stating a figure of the law: one officer enters it from its source, another one confirms or refuses it."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from pydantic import ValidationError
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from naruteo_portal.audit.events import Actor, record
from naruteo_portal.core.clock import now, today_in_korea
from naruteo_portal.core.errors import Conflict, Invalid, NotAllowed
from naruteo_portal.core.i18n import N_, Message
from naruteo_portal.core.safe_yaml import Text
from naruteo_portal.core.storage import BlobStore
from naruteo_portal.identity.bulk.rows import holds_resident_number
from naruteo_portal.identity.permissions import states_figures
from naruteo_portal.identity.readers import Reader
from naruteo_portal.incentives.attachments import Checked
from naruteo_portal.incentives.figures.in_force import (
    latest_confirmation,
    programmes_in_force,
    programmes_with,
    users_of,
)
from naruteo_portal.incentives.figures.models import FigureState, StatedFigure
from naruteo_portal.incentives.figures.news import tell_who_entered, tell_who_may_confirm
from naruteo_portal.rules.fault_words import words_of
from naruteo_portal.rules.programme import Programme
from naruteo_portal.rules.reading import UnsoundRules

ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(hashtext('naruteo stated figures'))")


class FigureRefused(Invalid):
    """Something about a figure cannot be taken; `field` says which part, None where it is the whole."""

    def __init__(self, field: str | None, message: Message) -> None:
        super().__init__(message)
        self.field = field


class FigureHasMoved(Conflict):
    """Figures have changed since somebody looked at what this one would do."""

    def __init__(self) -> None:
        super().__init__(
            N_(
                "Another figure was confirmed since you loaded the page, or this one was decided. Nothing was saved. "
                "Look again at what changes, then repeat."
            )
        )


class OwnFigure(NotAllowed):
    """Who entered a figure does not decide on it."""

    def __init__(self) -> None:
        super().__init__(N_("You entered this figure yourself. Another officer has to confirm or refuse it."))


@dataclass(frozen=True)
class Statement:
    """What an officer states; `figures` is {"value": …} or {"brackets": …}, as a file of parameters writes them."""

    programme: str
    """The name of a programme, or `shared`."""
    parameter: str
    since: date
    until: date | None
    figures: dict[str, Any]
    published_on: date
    title: str
    article: str
    href: str
    note: str

    def as_figure(self, reader: Reader, copy: Checked | None = None) -> StatedFigure:
        """The figure, not yet kept; a preview has no copy."""
        return StatedFigure(
            programme=self.programme, parameter=self.parameter, since=self.since, until=self.until,
            figures=self.figures, published_on=self.published_on, title=self.title, article=self.article or None,
            href=self.href or None, copy_sha256="0" * 64, copy_name=copy.name if copy else "",
            copy_bytes=len(copy.content) if copy else 0,
            note=self.note or None, state=FigureState.WAITING, entered_by_id=reader.account_id, entered_at=now(),
            decided_by_id=None, decided_at=None, number=None, reason=None,
        )  # fmt: skip

    def check(self) -> None:
        """Refuse what no source says, and what may not be kept."""
        for field in ("title", "article", "note"):
            if holds_resident_number(getattr(self, field)):
                raise FigureRefused(field, N_("This looks like a resident registration number. We may not take it."))
        if not self.title:
            raise FigureRefused("title", N_("Write what the source is called."))
        if self.href and urlsplit(self.href).scheme not in ("http", "https"):
            raise FigureRefused("href", N_("Write an address that begins with https://, or leave it empty."))
        if self.until is not None and self.until < self.since:
            raise FigureRefused("until", N_("The last day must not be before the first."))
        if self.published_on > today_in_korea():
            raise FigureRefused(
                "published_on", N_("A source that is not published yet cannot be the source of a figure.")
            )
        if any(number.startswith("-") for number in _numbers(self.figures)):
            raise FigureRefused("figures", N_("A figure of a programme is 0 or more."))


def _numbers(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [number for each in value.values() for number in _numbers(each)]
    if isinstance(value, list):
        return [number for each in value for number in _numbers(each)]
    return [] if value is None else [str(value)]


def try_out(session: Session, figure: StatedFigure) -> dict[str, Programme]:
    """The programmes with a figure, by name, as if it were confirmed now; FigureRefused says why it cannot be."""
    try:
        found = programmes_with(session, figure)
    except ValidationError as error:
        faults = [words_of(fault) for fault in error.errors(include_url=False)]
        raise FigureRefused("figures", _said(faults)) from None
    except UnsoundRules as unsound:
        raise FigureRefused("figures", _said([fault.fault.message for fault in unsound.faults])) from None
    if not found:
        raise FigureRefused(None, N_("No programme uses this figure."))
    return found


def _said(faults: list[Text]) -> Message:
    different = {str(number): fault.both() for number, fault in enumerate(dict.fromkeys(faults))}
    return Message(" ".join(f"%({number})s" for number in different), different)


def enter_figure(
    session: Session,
    statement: Statement,
    copy: Checked,
    *,
    blobs: BlobStore,
    reader: Reader,
    actor: Actor,
) -> StatedFigure:
    """Keep what an officer states, with the copy of its source; nothing is computed with it before it is confirmed."""
    require_right(reader)
    statement.check()
    figure = statement.as_figure(reader, copy)
    programmes = try_out(session, figure)
    session.execute(ONE_AT_A_TIME)
    same = select(StatedFigure.id).where(
        StatedFigure.state == FigureState.WAITING,
        StatedFigure.programme == figure.programme,
        StatedFigure.parameter == figure.parameter,
        StatedFigure.since == figure.since,
        StatedFigure.figures == figure.figures,
    )
    if session.scalar(same) is not None:
        raise FigureRefused(None, N_("The same figure waits for its confirmation already."))
    figure.copy_sha256 = blobs.put(copy.content)
    session.add(figure)
    record(session, actor, "entered a figure", figure, **_details(figure))
    tell_who_may_confirm(session, figure, programmes.values())
    return figure


def confirm_figure(session: Session, figure: StatedFigure, *, seen: int, reader: Reader, actor: Actor) -> None:
    """Let a figure be computed with from now on, by another officer than the one who entered it.

    `seen` is the number of the latest confirmed figure (0: none) when the officer looked at what would change.
    """
    hold_figure(session, figure, reader)
    latest = latest_confirmation(session)
    if seen != (latest[0] if latest else 0):
        raise FigureHasMoved
    programmes = try_out(session, figure)
    _decide(figure, FigureState.CONFIRMED, reader)
    figure.number = seen + 1
    record(session, actor, "confirmed a figure", figure, **_details(figure), number=figure.number)
    tell_who_entered(session, figure, programmes.values())


def refuse_figure(session: Session, figure: StatedFigure, reason: str, *, reader: Reader, actor: Actor) -> None:
    """Refuse a figure with a reason; the same right as confirming it."""
    hold_figure(session, figure, reader)
    _require_reason(reason)
    _decide(figure, FigureState.REFUSED, reader)
    figure.reason = reason
    record(session, actor, "refused a figure", figure, reason=reason)
    tell_who_entered(session, figure, users_of(figure, programmes_in_force(session)))


def withdraw_figure(session: Session, figure: StatedFigure, reason: str, *, reader: Reader, actor: Actor) -> None:
    """Take a figure back that one has entered oneself, while it waits."""
    require_right(reader)
    _hold(session, figure)
    if figure.entered_by_id != reader.account_id:
        raise NotAllowed(N_("Only the officer who entered a figure withdraws it. You may refuse it."))
    _require_reason(reason)
    _decide(figure, FigureState.WITHDRAWN, reader)
    figure.reason = reason
    record(session, actor, "withdrew a figure", figure, reason=reason)


def require_right(reader: Reader) -> None:
    """Refuse who may not state figures."""
    if not states_figures(reader):
        raise NotAllowed(N_("Only programme officers of the agency that runs the platform state figures."))


def hold_figure(session: Session, figure: StatedFigure, reader: Reader) -> None:
    """Hold a figure that waits until the transaction ends, for an officer who did not enter it."""
    require_right(reader)
    if figure.entered_by_id == reader.account_id:
        raise OwnFigure
    _hold(session, figure)


def _hold(session: Session, figure: StatedFigure) -> None:
    # Confirmed figures are counted, and laid over the files in that order: one at a time.
    session.execute(ONE_AT_A_TIME)
    session.refresh(figure, ["state"], with_for_update=True)
    if figure.state is not FigureState.WAITING:
        raise FigureHasMoved


def _require_reason(reason: str) -> None:
    if not reason:
        raise FigureRefused("reason", N_("Write why."))
    if holds_resident_number(reason):
        raise FigureRefused("reason", N_("This looks like a resident registration number. We may not take it."))


def _decide(figure: StatedFigure, state: FigureState, reader: Reader) -> None:
    figure.state, figure.decided_by_id, figure.decided_at = state, reader.account_id, now()


def _details(figure: StatedFigure) -> dict[str, Any]:
    return {
        "programme": figure.programme, "parameter": figure.parameter, "since": figure.since.isoformat(),
        "until": figure.until.isoformat() if figure.until else None, "figures": figure.figures, "source": figure.title,
        "copy": figure.copy_sha256,
    }  # fmt: skip
