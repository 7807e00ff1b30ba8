"""Each learner has their own seed for a task, from the first fetch to the last re-grade."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient
from pydantic import SecretStr
from sqlalchemy import select
from sqlalchemy.orm import Session

from naruteo_hub.seeds import SEEDS, seed_in
from naruteo_portal.assessment.alone import grade_alone
from naruteo_portal.assessment.archives import ArchiveLimits, pack, unpack
from naruteo_portal.assessment.grading import start_run
from naruteo_portal.assessment.models import GradingRun, Submission
from naruteo_portal.assessment.seeds import seed_of
from naruteo_portal.core.storage import BlobStore
from naruteo_portal.identity.models import Account
from naruteo_portal.settings import Settings
from naruteo_testing.classroom import SOURCE, Classroom, make_classroom, solved
from naruteo_testing.factories import sign_in
from naruteo_testing.hub_tokens import hub_tokens, token_of  # noqa: F401 - a fixture

API = "/api/exchange/v1"
ANY = ArchiveLimits(10_000_000, 1000)
OWN = b"310\n"
pytestmark = pytest.mark.usefixtures("hub_tokens")


@pytest.fixture
def classroom(session: Session, settings: Settings) -> Classroom:
    room = make_classroom(session, BlobStore(settings.blobs))
    for name in ("first", "second"):
        room.release(room.add_task(name, release=False), seed=OWN)
    room.add_task("plain")
    session.commit()
    return room


def fetched(client: FlaskClient, account: Account, task: str = "first") -> dict[str, bytes]:
    answer = client.get(
        f"{API}/courses/shop-floor/assignments/{task}/release",
        headers={"Authorization": f"token {token_of(account.handle)}"},
    )
    return unpack(answer.data, ANY)


def handed_in(
    client: FlaskClient, session: Session, account: Account, task: str, files: dict[str, bytes]
) -> Submission:
    answer = client.post(
        f"{API}/courses/shop-floor/assignments/{task}/submissions", data=pack(files),
        headers={"Authorization": f"token {token_of(account.handle)}", "Idempotency-Key": f"{task}-{account.handle}"},
    )  # fmt: skip
    return session.scalars(select(Submission).where(Submission.reference == answer.json["reference"])).one()


def test_learners_fetch_each_their_own_number(client: FlaskClient, classroom: Classroom, session: Session) -> None:
    other = classroom.add_learner()
    session.commit()
    seeds = {
        (account.handle, task): seed_in(fetched(client, account, task))
        for account in (classroom.learner, other) for task in ("first", "second")
    }  # fmt: skip
    assert len(set(seeds.values())) == 4
    assert all(seed is not None and 0 <= seed < SEEDS for seed in seeds.values())
    assert "seed.txt" not in fetched(client, other, "plain")


def test_the_number_stays_in_a_new_release(client: FlaskClient, classroom: Classroom, session: Session) -> None:
    before = fetched(client, classroom.learner)
    classroom.release(classroom.tasks["first"], seed=OWN)
    session.commit()
    assert fetched(client, classroom.learner) == before


def test_who_teaches_sees_the_courses_own_number(client: FlaskClient, classroom: Classroom) -> None:
    assert fetched(client, classroom.instructor)["seed.txt"] == OWN


def test_the_grader_is_told_the_true_number_whatever_was_handed_in(
    client: FlaskClient, classroom: Classroom, session: Session
) -> None:
    learner = classroom.learner
    own = seed_in(fetched(client, learner))
    forged = handed_in(client, session, learner, "first", {"work.ipynb": solved(), "seed.txt": b"1\n"})
    plain = handed_in(client, session, learner, "plain", {"work.ipynb": solved()})
    assert (forged.seed, plain.seed) == (own, None)
    for submission in (forged, plain):
        run = session.scalars(select(GradingRun).where(GradingRun.submission_id == submission.id)).one()
        work = start_run(session, run.id)
        assert work is not None
        assert work.seed == submission.seed


def test_the_receipt_says_the_number(client: FlaskClient, classroom: Classroom, session: Session) -> None:
    own, plain = (
        handed_in(client, session, classroom.learner, task, {"work.ipynb": solved()}) for task in ("first", "plain")
    )
    sign_in(client, classroom.learner, session)
    words = "학습자 자료 번호(seed.txt)"
    page = client.get(f"/submissions/{own.reference}").text
    assert words in page and f">{own.seed}<" in page
    assert words not in client.get(f"/submissions/{plain.reference}").text


def test_what_was_handed_in_keeps_its_number_when_the_key_is_lost(
    client: FlaskClient, classroom: Classroom, session: Session, settings: Settings
) -> None:
    submission = handed_in(client, session, classroom.learner, "first", {"work.ipynb": solved()})
    changed = settings.model_copy(update={"secret_key": SecretStr("another secret for tests, also long enough")})
    assert submission.seed == seed_of(settings, "shop-floor", "first", classroom.learner.id)
    assert submission.seed != seed_of(changed, "shop-floor", "first", classroom.learner.id)


def test_numbers_do_not_tell_one_another(settings: Settings) -> None:
    numbers = {seed_of(settings, course, task, account) for course in "ab" for task in "ab" for account in range(50)}
    # Two hundred of a million: one pair may be alike.
    assert len(numbers) >= 198
    assert seed_of(settings, "a", "b", 1) == seed_of(settings, "a", "b", 1)
    # Names that only together are the same.
    assert seed_of(settings, "ab", "c", 1) != seed_of(settings, "a", "bc", 1)


def test_the_work_for_a_process_of_its_own_holds_the_number(tmp_path: Path) -> None:
    course = tmp_path / "course" / "source" / "week1"
    course.mkdir(parents=True)
    (course / "seed.txt").write_bytes(OWN)
    notebook = SOURCE.replace(b"x = 42", b"x = int(open('seed.txt').read())").replace(b"x == 42", b"x == 7")
    (course / "work.ipynb").write_bytes(notebook)
    for seed, score in ((7, 2.0), (None, 0.0)):
        result = grade_alone(course.parents[1], "week1", course, tmp_path / "cache", seed)
        assert result.score == score
