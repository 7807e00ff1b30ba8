"""The portal under test, with its settings and a client."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from pydantic import SecretStr
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from naruteo_portal.app import create_app
from naruteo_portal.edge.transaction import Portal
from naruteo_portal.settings import Settings


def settings_in(folder: Path, engine: Engine) -> Settings:
    """Settings that keep everything in a folder."""
    return Settings(
        data=folder / "data",
        database_url=engine.url.render_as_string(hide_password=False).replace("+psycopg", ""),
        secret_key=SecretStr("only for tests, and long enough for them"),
        hub_client_secret=SecretStr("hub client secret for tests"),
        hub_service_token=SecretStr("hub service token for tests"),
    )


@pytest.fixture
def settings(tmp_path: Path, engine: Engine) -> Settings:
    """Settings that keep everything in the test's own folder."""
    return settings_in(tmp_path, engine)


@pytest.fixture(scope="session")
def built(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Portal:
    """A portal, with routes and templates that are compiled once a run; tests take `app`."""
    return create_app(settings_in(tmp_path_factory.mktemp("portal"), engine), engine)


@pytest.fixture
def app(built: Portal, settings: Settings, session: Session) -> Iterator[Portal]:
    """The portal on the test's empty tables; forms need no CSRF token unless a test switches that on."""
    built.settings = settings
    built.testing = True
    before = dict(built.config)
    built.config["WTF_CSRF_ENABLED"] = False
    yield built
    built.config.clear()
    built.config.update(before)


@pytest.fixture
def client(app: Portal) -> FlaskClient:
    """A browser's stand-in."""
    return app.test_client()
