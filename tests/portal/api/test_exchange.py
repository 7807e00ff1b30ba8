"""The exchange's interface, called as notebook servers call it."""

import uuid
from collections.abc import Mapping
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from naruteo_portal.assessment.archives import ArchiveLimits, pack, unpack
from naruteo_portal.core.storage import BlobStore
from naruteo_portal.identity.models import Account
from naruteo_portal.settings import Settings
from naruteo_testing.classroom import RELEASED, SOURCE, Classroom, make_classroom, solved
from naruteo_testing.hub_tokens import hub_tokens, token_of  # noqa: F401 - a fixture

API = "/api/exchange/v1"
WORK = f"{API}/courses/shop-floor/assignments/first"
ANY = ArchiveLimits(10_000_000, 1000)
pytestmark = pytest.mark.usefixtures("hub_tokens")


@pytest.fixture
def classroom(session: Session, settings: Settings) -> Classroom:
    room = make_classroom(session, BlobStore(settings.blobs))
    room.add_task("first")
    session.commit()
    return room


class Caller:
    """One person's notebook server."""

    def __init__(self, client: FlaskClient, account: Account) -> None:
        self.client = client
        self.headers = {"Authorization": f"token {token_of(account.handle)}"}

    def get(self, path: str, **arguments: Any) -> TestResponse:
        return self.client.get(path, headers=self.headers, **arguments)

    def put(self, path: str, files: Mapping[str, bytes]) -> TestResponse:
        return self.client.put(path, headers=self.headers, data=pack(files))

    def submit(self, files: Mapping[str, bytes], *, key: str = "", path: str = WORK, query: str = "") -> TestResponse:
        headers = {**self.headers, "Idempotency-Key": key or uuid.uuid4().hex}
        return self.client.post(f"{path}/submissions{query}", headers=headers, data=pack(files))


@pytest.fixture
def learner(client: FlaskClient, classroom: Classroom) -> Caller:
    return Caller(client, classroom.learner)


@pytest.fixture
def instructor(client: FlaskClient, classroom: Classroom) -> Caller:
    return Caller(client, classroom.instructor)


def test_a_learner_lists_fetches_and_submits(learner: Caller, classroom: Classroom) -> None:
    (listed,) = learner.get(f"{API}/assignments").json["assignments"]
    assert (listed["course"], listed["assignment"], listed["notebooks"]) == ("shop-floor", "first", ["work"])
    assert unpack(learner.get(f"{WORK}/release").data, ANY) == {"work.ipynb": RELEASED, "data/a.csv": b"a\n1\n"}
    answer = learner.submit({"work.ipynb": solved()})
    assert answer.status_code == 201
    receipt = answer.json
    assert receipt["student"] == classroom.learner.handle
    assert (receipt["attempt"], receipt["late"], receipt["state"]) == (1, False, "queued")
    assert unpack(learner.get(f"{API}/submissions/{receipt['reference']}/files").data, ANY) == {"work.ipynb": solved()}


def test_an_instructor_releases_again_only_by_force(instructor: Caller, learner: Caller) -> None:
    first = learner.submit({"work.ipynb": solved()}).json
    sides = {"source/work.ipynb": SOURCE, "release/work.ipynb": RELEASED}
    assert instructor.put(f"{WORK}/release", sides).status_code == 409
    assert instructor.put(f"{WORK}/release?force=1", sides).json["release"] == 2
    (kept,) = instructor.get(f"{API}/submissions").json["submissions"]
    assert kept["reference"] == first["reference"]
