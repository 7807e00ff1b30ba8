"""Counting tries in the database."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from naruteo_portal.core.errors import TooManyTries
from naruteo_portal.identity import limits
from naruteo_portal.identity.limits import Limit, count_try, forget_tries, give_back
from naruteo_portal.identity.models import TryCount

THREE = Limit("three", 3, 15)


def test_the_fourth_try_is_refused_until_the_window_is_over(
    engine: Engine, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = datetime(2026, 11, 30, 9, 5, tzinfo=UTC)
    monkeypatch.setattr(limits, "now", lambda: start)
    for _ in range(3):
        count_try(engine, THREE, "a")
    with pytest.raises(TooManyTries) as refused:
        count_try(engine, THREE, "a")
    assert refused.value.retry_after == 600
    assert "10분" in refused.value.message.said_in("ko")
    count_try(engine, THREE, "b")
    monkeypatch.setattr(limits, "now", lambda: start + timedelta(minutes=10))
    count_try(engine, THREE, "a")


def test_a_count_survives_the_refused_request_and_names_nobody(engine: Engine, session: Session) -> None:
    count_try(engine, THREE, "haneul@example.kr", "10.0.0.1")
    session.rollback()
    (row,) = session.scalars(select(TryCount))
    assert row.tries == 1
    assert "haneul" not in row.key


def test_good_tries_are_given_back(engine: Engine, session: Session) -> None:
    for _ in range(10):
        count_try(engine, THREE, "a")
        give_back(session, THREE, "a")
        session.commit()


def test_tries_at_the_same_time_are_all_counted(engine: Engine, session: Session) -> None:
    def attempt(_: int) -> bool:
        try:
            count_try(engine, THREE, "a")
        except TooManyTries:
            return False
        return True

    with ThreadPoolExecutor(8) as together:
        assert sum(together.map(attempt, range(24))) == 3


def test_old_counts_are_forgotten(engine: Engine, session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    count_try(engine, THREE, "a")
    later = limits.now() + timedelta(days=2)
    monkeypatch.setattr(limits, "now", lambda: later)
    count_try(engine, THREE, "b")
    forget_tries(session)
    assert len(session.scalars(select(TryCount)).all()) == 1
