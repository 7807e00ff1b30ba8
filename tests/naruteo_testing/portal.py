"""The portal under test, with its settings and a client."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient
from pydantic import SecretStr
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from naruteo_portal.app import create_app
from naruteo_portal.edge.transaction import Portal
from naruteo_portal.settings import Settings


@pytest.fixture
def settings(tmp_path: Path, engine: Engine) -> Settings:
    """Settings that keep everything in the test's own folder."""
    return Settings(
        data=tmp_path / "data",
        database_url=engine.url.render_as_string(hide_password=False).replace("+psycopg", ""),
        secret_key=SecretStr("only for tests, and long enough for them"),
        hub_client_secret=SecretStr("hub client secret for tests"),
        hub_service_token=SecretStr("hub service token for tests"),
    )


@pytest.fixture
def app(settings: Settings, engine: Engine, session: Session) -> Portal:
    """A portal on the test's empty tables; forms need no CSRF token unless a test switches that on."""
    app = create_app(settings, engine)
    app.testing = True
    app.config["WTF_CSRF_ENABLED"] = False
    return app


@pytest.fixture
def client(app: Portal) -> FlaskClient:
    """A browser's stand-in."""
    return app.test_client()
