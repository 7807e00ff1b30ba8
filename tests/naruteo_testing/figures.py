"""Stated figures to test with; the amounts are invented, as the real ones stand in notices that have not been read."""

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from naruteo_portal.audit.events import Actor
from naruteo_portal.core.storage import BlobStore
from naruteo_portal.identity.models import Account
from naruteo_portal.incentives.attachments import check_file
from naruteo_portal.incentives.demo import FIGURES
from naruteo_portal.incentives.figures.in_force import latest_confirmation
from naruteo_portal.incentives.figures.models import StatedFigure
from naruteo_portal.incentives.figures.statements import Statement, confirm_figure, enter_figure
from naruteo_testing.factories import make_reader

NOTICE = b"%PDF-1.7 a notice that was made up for a test\n%%EOF\n"
SINCE = date(2024, 1, 1)


def statement(parameter: str, value: Any, *, programme: str = "employer_training", **more: Any) -> Statement:
    """What an officer states, from an invented notice."""
    given: dict[str, Any] = {
        "programme": programme, "parameter": parameter, "since": SINCE, "until": None, "figures": {"value": value},
        "published_on": date(2023, 12, 20), "title": "시험용 고시 제2023-1호", "article": "별표 1",
        "href": "https://example.kr/notice", "note": "",
    }  # fmt: skip
    return Statement(**{**given, **more})


def enter(session: Session, blobs: BlobStore, officer: Account, said: Statement) -> StatedFigure:
    """A figure that waits."""
    actor = Actor("person", officer.id)
    copy = check_file("notice.pdf", NOTICE)
    return enter_figure(session, said, copy, blobs=blobs, reader=make_reader(session, officer), actor=actor)


def make_figure(session: Session, officer: Account, said: Statement) -> StatedFigure:
    """A figure that waits, whose copy is nowhere."""
    figure = said.as_figure(make_reader(session, officer), check_file("notice.pdf", NOTICE))
    session.add(figure)
    session.flush()
    return figure


def confirm(session: Session, figure: StatedFigure, officer: Account) -> None:
    """Let another officer confirm it, who has seen the figures as they are."""
    latest = latest_confirmation(session)
    seen, reader = (latest[0] if latest else None) or 0, make_reader(session, officer)
    confirm_figure(session, figure, seen=seen, reader=reader, actor=Actor("person", officer.id))


def confirm_all(session: Session, blobs: BlobStore, first: Account, second: Account) -> list[StatedFigure]:
    """Enter and confirm everything that employer training lacks."""
    entered = [enter(session, blobs, first, statement(name, value)) for name, value in FIGURES.items()]
    for figure in entered:
        confirm(session, figure, second)
    return entered
