"""What officers are told about stated figures: those who may confirm one, and who entered one that was decided."""

from collections.abc import Iterable

from sqlalchemy.orm import Session

from naruteo_portal.core.i18n import N_, Message
from naruteo_portal.identity.models import Account
from naruteo_portal.identity.queries import active_officers
from naruteo_portal.incentives.figures.models import FigureState, StatedFigure
from naruteo_portal.notices.models import NoticeKind
from naruteo_portal.notices.notices import notify, notify_each
from naruteo_portal.rules.programme import Programme

WAITS = N_("A figure waits for a second officer: %(name)s")
WAITS_BODY = N_(
    "%(name)s, in force from %(since)s, was entered from: %(source)s.\n"
    "Compare it with the copy, look at what it changes, and confirm or refuse it."
)
DECIDED = {
    FigureState.CONFIRMED: (
        N_("Your figure was confirmed: %(name)s"),
        N_("%(name)s, in force from %(since)s, was confirmed. Everything is judged by it now."),
    ),
    FigureState.REFUSED: (
        N_("Your figure was refused: %(name)s"),
        N_("%(name)s, in force from %(since)s, was refused. The programme stays as it was. The reason:\n\n%(reason)s"),
    ),
}


def tell_who_may_confirm(session: Session, figure: StatedFigure, programmes: Iterable[Programme]) -> None:
    """Tell the other officers of agencies that a figure waits; `programmes` are those that use it."""
    officers = session.scalars(active_officers().where(Account.id != figure.entered_by_id))
    values = {**_values(figure, programmes), "source": figure.title}
    notify_each(
        session, [(officer, _page(figure)) for officer in officers], kind=NoticeKind.FIGURE,
        subject=Message(WAITS.text, values), body=Message(WAITS_BODY.text, values),
    )  # fmt: skip


def tell_who_entered(session: Session, figure: StatedFigure, programmes: Iterable[Programme]) -> None:
    """Tell the officer who entered a figure that another one has confirmed or refused it."""
    subject, body = DECIDED[figure.state]
    values = {**_values(figure, programmes), "reason": figure.reason or ""}
    notify(
        session, session.get_one(Account, figure.entered_by_id), kind=NoticeKind.FIGURE, address=_page(figure),
        subject=Message(subject.text, values), body=Message(body.text, values),
    )  # fmt: skip


def _values(figure: StatedFigure, programmes: Iterable[Programme]) -> dict[str, object]:
    tables = [each.tables[figure.parameter] for each in programmes if figure.parameter in each.tables]
    name = tables[0].parameter.description.model_dump() if tables else figure.parameter
    return {"name": name, "since": figure.since}


def _page(figure: StatedFigure) -> str:
    return f"/figures/{figure.id}"
