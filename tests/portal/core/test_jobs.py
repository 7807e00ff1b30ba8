"""Jobs that are asked for once: whoever asks at the same time, and whatever becomes of those that have begun."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from naruteo_portal.core.database import unit_of_work
from naruteo_portal.core.jobs import enqueue, retry_stalled
from naruteo_testing.database import wait_for_blocked

FETCH = text("SELECT id FROM procrastinate_fetch_job_v2(NULL, NULL)")
STATES = text("SELECT status::text FROM procrastinate_jobs ORDER BY id")


def ask(session: Session) -> None:
    enqueue(session, "some.job", lock="its work", once="its mark")


def begin(engine: Engine) -> int | None:
    """What a worker does first: take the next job."""
    with unit_of_work(engine) as session:
        found: int | None = session.scalar(FETCH)
        return found


@pytest.fixture
def elsewhere(engine: Engine, session: Session) -> Callable[[Callable[[Session], None]], Future[None]]:
    """Act in a transaction of another thread."""

    def act_in_one(act: Callable[[Session], None]) -> None:
        with unit_of_work(engine) as other:
            act(other)

    return lambda act: ThreadPoolExecutor(1).submit(act_in_one, act)


def test_of_two_who_ask_at_once_one_asks(
    engine: Engine, session: Session, elsewhere: Callable[[Callable[[Session], None]], Future[None]]
) -> None:
    ask(session)
    other = elsewhere(ask)
    wait_for_blocked(engine)
    session.commit()
    other.result(timeout=60)
    assert session.scalars(STATES).all() == ["todo"]


def test_a_job_that_waits_begins_after_what_it_was_asked_for_again(engine: Engine, session: Session) -> None:
    """It would otherwise read what was there before, and nobody would ask a third time."""
    ask(session)
    session.commit()
    ask(session)
    assert begin(engine) is None
    session.commit()
    assert begin(engine) is not None
    assert session.scalars(STATES).all() == ["doing"]


def test_what_has_begun_is_tried_again_though_the_same_was_asked_for(engine: Engine, session: Session) -> None:
    """The one that waits cannot begin before the other ends, and workers look after all that is lost together."""
    ask(session)
    session.commit()
    begun = begin(engine)
    ask(session)
    assert session.scalars(STATES).all() == ["doing", "todo"]
    assert retry_stalled(session) == [begun]
    session.commit()
    assert session.scalars(STATES).all() == ["todo", "todo"]
    assert begin(engine) == begun
