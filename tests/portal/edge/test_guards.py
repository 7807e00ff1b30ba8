"""Permission on every route."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from naruteo_portal.edge.guards import guard


def test_an_application_with_an_undeclared_route_does_not_start() -> None:
    app = Flask("undeclared")
    app.add_url_rule("/open", "open", lambda: "open")
    with pytest.raises(LookupError, match="open declares no permission"):
        guard(app)


def test_a_visitor_is_led_to_sign_in_and_back(client: FlaskClient) -> None:
    answer = client.get("/?tab=done")
    assert answer.status_code == 302
    assert answer.location == "/sign-in?next=/?tab%3Ddone"


def test_health_is_for_everybody(client: FlaskClient) -> None:
    assert client.get("/healthz").json == {"status": "live"}
    assert client.get("/readyz").status_code == 503
