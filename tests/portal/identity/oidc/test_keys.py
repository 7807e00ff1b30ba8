"""Signing keys: sealed, replaced in time, published as long as they matter."""

from datetime import datetime, timedelta

import pytest
from joserfc import jwt
from pydantic import SecretStr
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from naruteo_portal.core.jobs import JOBS, Worker
from naruteo_portal.identity import jobs
from naruteo_portal.identity.models import OidcKey
from naruteo_portal.identity.oidc import keys as keys_module
from naruteo_portal.identity.oidc.keys import published_keys, rotate_keys, signing_key
from naruteo_portal.settings import Settings

START = datetime.fromisoformat("2026-11-23T09:00:00+09:00")


class Clock:
    def __init__(self) -> None:
        self.instant = START

    def __call__(self) -> datetime:
        return self.instant


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(keys_module, "now", clock)
    return clock


def kids(session: Session, settings: Settings) -> list[str | None]:
    return [key.kid for key in published_keys(session, settings)]


def test_the_first_key_is_made_when_it_is_needed(session: Session, settings: Settings) -> None:
    key = signing_key(session, settings)
    assert signing_key(session, settings).kid == key.kid
    assert kids(session, settings) == [key.kid]


def test_a_key_is_kept_sealed(session: Session, settings: Settings) -> None:
    key = signing_key(session, settings)
    sealed = session.scalars(select(OidcKey.sealed_key)).one()
    assert sealed.count(".") == 4
    assert str(key.as_dict(private=True)["d"]) not in sealed
    assert "private" not in sealed


def test_the_next_key_is_shown_a_week_before_it_signs(session: Session, settings: Settings, clock: Clock) -> None:
    first = signing_key(session, settings).kid
    clock.instant = START + timedelta(days=22)
    rotate_keys(session, settings)
    assert kids(session, settings) == [first]
    clock.instant = START + timedelta(days=24)
    rotate_keys(session, settings)
    shown = kids(session, settings)
    assert len(shown) == 2
    assert signing_key(session, settings).kid == first
    clock.instant = START + timedelta(days=30, hours=1)
    rotate_keys(session, settings)
    assert signing_key(session, settings).kid == shown[1] != first
    assert first in kids(session, settings)


def test_an_old_key_stays_published_and_then_goes(session: Session, settings: Settings, clock: Clock) -> None:
    old = signing_key(session, settings)
    token = jwt.encode({"alg": "RS256", "kid": old.kid}, {"sub": "x"}, old)
    for day in range(1, 32):
        clock.instant = START + timedelta(days=day)
        rotate_keys(session, settings)
    assert signing_key(session, settings).kid != old.kid
    assert jwt.decode(token, published_keys(session, settings), algorithms=["RS256"]).claims == {"sub": "x"}
    clock.instant = START + timedelta(days=33)
    rotate_keys(session, settings)
    assert old.kid not in kids(session, settings)
    assert len(session.scalars(select(OidcKey)).all()) == 1


def test_a_missed_rotation_does_not_stop_signing(session: Session, settings: Settings, clock: Clock) -> None:
    signing_key(session, settings)
    clock.instant = START + timedelta(days=400)
    assert signing_key(session, settings).kid in kids(session, settings)


def test_a_changed_secret_key_means_new_signing_keys(session: Session, settings: Settings) -> None:
    before = signing_key(session, settings).kid
    changed = settings.model_copy(update={"secret_key": SecretStr("another secret for tests, also long enough")})
    after = signing_key(session, changed).kid
    assert after != before
    assert kids(session, changed) == [after]


def test_rotation_runs_by_the_clock(session: Session, engine: Engine, settings: Settings) -> None:
    assert JOBS["identity.rotate_oidc_keys"].cron is not None
    jobs.rotate_oidc_keys(Worker(engine, settings))
    assert len(session.scalars(select(OidcKey)).all()) == 1
