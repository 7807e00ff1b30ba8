"""The grading workers that run just now, on whatever machine, and how many submissions each takes at once."""

import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta

import structlog
from sqlalchemy import Engine, ScalarSelect, delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from naruteo_portal.assessment.models import Grader
from naruteo_portal.core.database import unit_of_work

REPORT_SECONDS = 10
GONE_AFTER = timedelta(seconds=30)
log = structlog.get_logger("naruteo.graders")


@contextmanager
def counted_in(engine: Engine, slots: int) -> Iterator[None]:
    """Let the portal know, while this lasts, that a grader runs here which grades so many at once."""
    name, stopped = uuid.uuid4().hex, threading.Event()

    def go_on_reporting() -> None:
        while True:
            try:
                with unit_of_work(engine) as session:
                    report(session, name, slots)
            except SQLAlchemyError as error:
                # The database is away; whoever grades here will say so, and we report when it is back.
                log.warning("not counted", error=type(error).__name__)
            if stopped.wait(REPORT_SECONDS):
                return

    reporting = threading.Thread(target=go_on_reporting, daemon=True)
    reporting.start()
    try:
        yield
    finally:
        stopped.set()
        reporting.join()
        # Where the database is away, others forget this one after a while.
        with suppress(SQLAlchemyError), unit_of_work(engine) as session:
            session.execute(delete(Grader).where(Grader.name == name))


def report(session: Session, name: str, slots: int) -> None:
    """Note that a grader is there; those that were killed are forgotten. The database's clock counts."""
    session.execute(delete(Grader).where(Grader.seen_at < func.now() - GONE_AFTER))
    there = insert(Grader).values(name=name, slots=slots, seen_at=func.now())
    session.execute(there.on_conflict_do_update(index_elements=[Grader.name], set_={"seen_at": func.now()}))


def live_slots() -> ScalarSelect[int]:
    """How many submissions are graded at once by all graders that run, as a part of a query."""
    return (
        select(func.coalesce(func.sum(Grader.slots), 0))
        .where(Grader.seen_at >= func.now() - GONE_AFTER)
        .scalar_subquery()
    )
