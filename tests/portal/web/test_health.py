"""Live and ready: what the portal says of itself and of the parts that it rests on."""

from collections.abc import Callable

import httpx
import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from naruteo_portal.app import create_app
from naruteo_portal.core import health
from naruteo_portal.core.database import make_engine
from naruteo_portal.settings import Settings

HubAnswers = Callable[[int | None], None]


@pytest.fixture
def hub_answers(monkeypatch: pytest.MonkeyPatch) -> HubAnswers:
    def set_answer(status: int | None) -> None:
        def probe(address: str, seconds: float) -> httpx.Response:
            assert address == "http://127.0.0.1:8001/hub/health"
            assert seconds <= 5
            if status is None:
                raise httpx.ConnectError("refused")
            return httpx.Response(status)

        monkeypatch.setattr(health, "probe", probe)

    return set_answer


@pytest.fixture
def worker(session: Session) -> Session:
    session.execute(text("DELETE FROM procrastinate_workers"))
    session.execute(text("INSERT INTO procrastinate_workers DEFAULT VALUES"))
    session.commit()
    return session


def test_a_live_portal_says_so_without_asking_anybody(settings: Settings) -> None:
    nowhere = make_engine("postgresql://nobody@127.0.0.1:1/none")
    assert create_app(settings, nowhere).test_client().get("/healthz").json == {"status": "live"}


def test_ready_when_all_parts_answer(client: FlaskClient, worker: Session, hub_answers: HubAnswers) -> None:
    hub_answers(200)
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json == {"status": "ready", "parts": {"database": "ready", "queue": "ready", "hub": "ready"}}
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(("status", "said"), [(None, "does not answer"), (503, "answers 503")])
def test_not_ready_without_the_hub(
    client: FlaskClient, worker: Session, hub_answers: HubAnswers, status: int | None, said: str
) -> None:
    hub_answers(status)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json == {"status": "not ready", "parts": {"database": "ready", "queue": "ready", "hub": said}}


def test_not_ready_without_a_worker(client: FlaskClient, worker: Session, hub_answers: HubAnswers) -> None:
    hub_answers(200)
    worker.execute(text("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '2 minutes'"))
    worker.commit()
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.get_json()["parts"]["queue"] == "no worker runs"


def test_not_ready_without_the_database(settings: Settings, engine: Engine, hub_answers: HubAnswers) -> None:
    hub_answers(200)
    nowhere = make_engine("postgresql://nobody@127.0.0.1:1/none")
    answer = create_app(settings, nowhere).test_client().get("/readyz")
    assert answer.status_code == 503
    assert answer.get_json()["parts"] == {"database": "does not answer", "queue": "unknown", "hub": "ready"}
