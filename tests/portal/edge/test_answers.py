"""What is told when a part that the portal needs is away for a while, or two do what does not go together."""

import errno
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from psycopg.errors import DeadlockDetected, Error, ForeignKeyViolation, UniqueViolation
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from naruteo_portal.assessment.archives import pack
from naruteo_portal.assessment.models import Submission
from naruteo_portal.core.storage import BlobStore
from naruteo_portal.edge.transaction import Portal
from naruteo_testing.classroom import Classroom, make_classroom, solved
from naruteo_testing.hub_tokens import hub_tokens, token_of  # noqa: F401 - a fixture

pytestmark = pytest.mark.usefixtures("hub_tokens")
ADDRESS = "/api/exchange/v1/courses/shop-floor/assignments/first/submissions"


@pytest.fixture
def room(app: Portal, session: Session) -> Classroom:
    made = make_classroom(session, BlobStore(app.settings.blobs))
    made.add_task("first")
    session.commit()
    return made


def hand_in(client: FlaskClient, room: Classroom) -> tuple[int, str]:
    answer = client.post(
        ADDRESS,
        data=pack({"work.ipynb": solved()}),
        headers={"Authorization": f"token {token_of(room.learner.handle)}", "Idempotency-Key": "the-same-key"},
    )
    assert answer.json is not None
    return answer.status_code, answer.json.get("title", "")


def test_a_full_disk_is_told_and_the_same_hand_in_succeeds_later(
    app: Portal,
    client: FlaskClient,
    room: Classroom,
    session: Session,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def full(_store: BlobStore, _contents: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(BlobStore, "put_tree", full)
        assert hand_in(client, room) == (503, "storage-full")
    assert session.scalars(select(Submission)).all() == []
    assert hand_in(client, room)[0] == 201


@pytest.mark.parametrize("moment", ["commit", "flush"])
def test_a_database_that_is_away_is_told_and_the_same_hand_in_succeeds_later(
    client: FlaskClient,
    room: Classroom,
    session: Session,
    monkeypatch: pytest.MonkeyPatch,
    moment: str,
) -> None:
    def away(_session: Session, *_arguments: object) -> None:
        raise OperationalError("COMMIT", {}, Exception("terminating connection due to administrator command"))

    with monkeypatch.context() as patch:
        for each in (moment, "rollback"):
            patch.setattr(Session, each, away)
        assert hand_in(client, room) == (503, "unavailable")
    assert session.scalars(select(Submission)).all() == []
    assert hand_in(client, room)[0] == 201


def test_people_are_told_as_well(client: FlaskClient, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def away(*_arguments: object, **_options: object) -> None:
        raise OperationalError("SELECT", {}, Exception("the database system is starting up"))

    monkeypatch.setattr(Session, "execute", away)
    monkeypatch.setattr(Session, "scalars", away)
    answer = client.get("/courses")
    assert answer.status_code == 503
    assert "다시 시작되고 있습니다" in answer.text


@pytest.mark.parametrize("fault", [DeadlockDetected, ForeignKeyViolation, UniqueViolation, None])
def test_what_was_done_at_the_same_moment_is_no_fault(
    client: FlaskClient, room: Classroom, session: Session, monkeypatch: pytest.MonkeyPatch, fault: type[Error] | None
) -> None:
    def crossed(_session: Session, *_arguments: object) -> None:
        raise StaleDataError("no row") if fault is None else DBAPIError("COMMIT", {}, fault("came between"))

    with monkeypatch.context() as patch:
        patch.setattr(Session, "commit", crossed)
        assert hand_in(client, room) == (409, "conflict")
    assert session.scalars(select(Submission)).all() == []
    assert hand_in(client, room)[0] == 201
