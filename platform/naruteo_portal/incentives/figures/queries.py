"""Reading stated figures: they are public law, so everybody who is signed in may; who entered them, only some."""

from collections.abc import Sequence

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import Session, joinedload

from naruteo_portal.core.errors import NotFound
from naruteo_portal.core.paging import Page, page_of
from naruteo_portal.identity.models import Account
from naruteo_portal.incentives.figures.models import FigureState, StatedFigure
from naruteo_portal.rules.reading import SHARED


def get_figure(session: Session, figure_id: int) -> StatedFigure:
    """A figure with who entered it and who decided."""
    figure = session.scalar(_with_people().where(StatedFigure.id == figure_id))
    if figure is None:
        raise NotFound
    return figure


def figures_page(session: Session, state: FigureState | None, programme: str, number: int) -> Page[StatedFigure]:
    """One page of all stated figures, those that wait first, then the latest; empty values narrow nothing."""
    waits = case((StatedFigure.state == FigureState.WAITING, 0), else_=1)
    query = _with_people().order_by(waits, StatedFigure.id.desc())
    if state is not None:
        query = query.where(StatedFigure.state == state)
    if programme:
        query = query.where(StatedFigure.programme == programme)
    return page_of(session, query, number)


def waiting_figures(session: Session, programme: str) -> Sequence[StatedFigure]:
    """The figures of a programme, and the shared ones, that wait for another officer; the longest waiting first."""
    return session.scalars(
        select(StatedFigure)
        .where(StatedFigure.state == FigureState.WAITING, StatedFigure.programme.in_([programme, SHARED]))
        .order_by(StatedFigure.id)
    ).all()


def count_waiting(session: Session) -> dict[str, int]:
    """How many figures wait, by programme."""
    rows = session.execute(
        select(StatedFigure.programme, func.count())
        .where(StatedFigure.state == FigureState.WAITING)
        .group_by(StatedFigure.programme)
    )
    return {programme: count for programme, count in rows}


def _with_people() -> Select[StatedFigure]:
    return select(StatedFigure).options(
        joinedload(StatedFigure.entered_by).joinedload(Account.person),
        joinedload(StatedFigure.decided_by).joinedload(Account.person),
    )
