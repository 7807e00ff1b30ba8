"""What a learner's notebook server does with the exchange."""

import json
import os
from pathlib import Path

import pytest
from nbgrader.exchange import ExchangeError
from sqlalchemy import select

from naruteo_hub.exchange import portal
from naruteo_portal.assessment.models import Submission
from naruteo_portal.core.storage import Tree
from naruteo_testing.classroom import RELEASED, Classroom, solved
from naruteo_testing.flaky import Fault, network_before
from naruteo_testing.seats import Seat, seat_of


@pytest.fixture(autouse=True)
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Do not wait between tries."""
    monkeypatch.setattr(portal, "FIRST_PAUSE_SECONDS", 0)


@pytest.fixture
def at_work(learner: Seat) -> Seat:
    """The learner with the assignment fetched and solved."""
    learner.exchange("FetchAssignment")
    (learner.work / "work.ipynb").write_bytes(solved())
    return learner


def received(classroom: Classroom) -> list[Submission]:
    classroom.session.rollback()
    return list(classroom.session.scalars(select(Submission).order_by(Submission.id)))


def test_a_submission_leaves_a_receipt_and_a_copy(at_work: Seat, classroom: Classroom) -> None:
    receipt = at_work.exchange("Submit").receipt
    (submission,) = received(classroom)
    assert (receipt["reference"], receipt["sha256"]) == (submission.reference, submission.sha256)
    (copy,) = (at_work.home / "jupyter" / "nbgrader_cache" / "shop-floor").iterdir()
    assert copy.name.startswith(f"{classroom.learner.handle}+first+20")
    assert json.loads((copy / "receipt.json").read_text()) == receipt
    assert (copy / "work.ipynb").read_bytes() == solved()
    assert copy.name.endswith((copy / "timestamp.txt").read_text())
    assert [file.path for file in Tree.from_json(submission.tree).files] == ["data/a.csv", "work.ipynb"]


@pytest.mark.parametrize("faults", [["before"], ["after"], ["after", "before", "after", "after"]])
def test_a_broken_connection_is_tried_again_without_a_duplicate(
    at_work: Seat, classroom: Classroom, address: str, faults: list[Fault]
) -> None:
    with network_before(address) as network:
        at_work.environment["NARUTEO_EXCHANGE_URL"] = network.address
        network.faults = list(faults)
        receipt = at_work.exchange("Submit").receipt
    (submission,) = received(classroom)
    assert receipt["reference"] == submission.reference
    assert receipt["attempt"] == 1


def test_a_connection_that_stays_broken_is_no_success(at_work: Seat, address: str) -> None:
    with network_before(address) as network:
        at_work.environment["NARUTEO_EXCHANGE_URL"] = network.address
        network.faults = ["before"] * portal.TRIES
        with pytest.raises(ExchangeError, match="portal cannot be reached"):
            at_work.exchange("Submit")
    at_work.environment["NARUTEO_EXCHANGE_URL"] = "http://127.0.0.1:9/api/exchange/v1"
    for kind in ("List", "FetchFeedback", "Submit"):
        with pytest.raises(ExchangeError, match="portal cannot be reached"):
            at_work.exchange(kind)
    assert at_work.exchange("List", cached=True) == []


def test_the_token_goes_into_the_header_and_nowhere_else(at_work: Seat, address: str) -> None:
    with network_before(address) as network:
        at_work.environment["NARUTEO_EXCHANGE_URL"] = network.address
        at_work.exchange("Submit")
    token = at_work.environment["JUPYTERHUB_API_TOKEN"].encode()
    for request in network.passed:
        head, _, body = request.partition(b"\r\n\r\n")
        assert [line for line in head.split(b"\r\n") if token in line] == [b"Authorization: token " + token]
        assert token not in body


@pytest.mark.parametrize("make", ["link", "folder link", "dangling link", "pipe"])
def test_links_and_special_files_are_not_sent(at_work: Seat, classroom: Classroom, make: str, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.mkdir()
    place = at_work.work / "data" / "trick"
    if make == "pipe":
        os.mkfifo(place)
    else:
        place.symlink_to({"link": "/etc/passwd", "folder link": secret, "dangling link": "/nowhere"}[make])
    with pytest.raises(ExchangeError, match="data/trick is a link or a special file"):
        at_work.exchange("Submit")
    assert received(classroom) == []


def test_what_is_too_much_is_refused_before_it_is_sent(at_work: Seat, classroom: Classroom) -> None:
    (at_work.work / "big.bin").write_bytes(os.urandom(1024 * 1024 + 1))
    with pytest.raises(ExchangeError, match="too large"):
        at_work.exchange("Submit")
    (at_work.work / "big.bin").unlink()
    for number in range(20):
        (at_work.work / f"{number}.txt").touch()
    with pytest.raises(ExchangeError, match="too many files"):
        at_work.exchange("Submit")
    assert received(classroom) == []


def test_renamed_notebooks_are_told_at_once(at_work: Seat, classroom: Classroom) -> None:
    (at_work.work / "work.ipynb").rename(at_work.work / "work (1).ipynb")
    with pytest.raises(ExchangeError, match=r"work\.ipynb: MISSING"):
        at_work.exchange("Submit")
    with pytest.raises(ExchangeError, match="does not belong to first"):
        at_work.exchange("Submit", strict=False)
    assert received(classroom) == []


def test_nobody_hands_in_for_somebody_else(at_work: Seat) -> None:
    with pytest.raises(ExchangeError, match="only as yourself"):
        at_work.exchange("Submit", CourseDirectory__student_id="somebody")


def test_what_is_not_there_is_named(learner: Seat) -> None:
    with pytest.raises(ExchangeError, match="Assignment not found"):
        learner.exchange("Submit")
    with pytest.raises(ExchangeError, match="has no assignment second"):
        learner.exchange("FetchAssignment", "second")
    with pytest.raises(ExchangeError, match="no course nowhere"):
        learner.exchange("FetchAssignment", course="nowhere")
    for kind in ("FetchAssignment", "Submit", "FetchFeedback", "Collect"):
        learner.work.mkdir(parents=True, exist_ok=True)
        with pytest.raises(ExchangeError, match=r"--course|not found"):
            learner.exchange(kind, course="")


def test_outside_the_hub_it_says_so(learner: Seat) -> None:
    learner.environment["NARUTEO_EXCHANGE_URL"] = ""
    with pytest.raises(ExchangeError, match="opened from the portal"):
        learner.exchange("List")
    learner.environment |= {"NARUTEO_EXCHANGE_URL": "http://127.0.0.1:9", "JUPYTERHUB_API_TOKEN": ""}
    with pytest.raises(ExchangeError, match="no sign-in"):
        learner.exchange("List")


def test_refusals_speak_the_servers_language_or_else_the_accounts(
    classroom: Classroom, address: str, tmp_path: Path
) -> None:
    for language, words in (
        ("ko_KR.UTF-8", "과제가 없습니다"),
        ("en_GB.UTF-8", "has no assignment"),
        ("C.UTF-8", "없습니다"),
    ):
        seat = seat_of(classroom.learner, address, tmp_path / language, language)
        with pytest.raises(ExchangeError, match=words):
            seat.exchange("FetchAssignment", "second")


def test_fetching_never_overwrites(learner: Seat) -> None:
    learner.exchange("FetchAssignment")
    assert (learner.work / "work.ipynb").read_bytes() == RELEASED
    (learner.work / "work.ipynb").write_bytes(solved())
    (learner.work / "data" / "a.csv").unlink()
    with pytest.raises(ExchangeError, match="already have a copy"):
        learner.exchange("FetchAssignment")
    learner.exchange("FetchAssignment", replace_missing_files=True)
    assert (learner.work / "work.ipynb").read_bytes() == solved()
    assert (learner.work / "data" / "a.csv").is_file()


def test_fetching_follows_no_link_of_the_learners(learner: Seat, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    learner.exchange("FetchAssignment")
    (learner.work / "data" / "a.csv").unlink()
    (learner.work / "data").rmdir()
    (learner.work / "data").symlink_to(outside)
    learner.exchange("FetchAssignment", replace_missing_files=True)
    assert list(outside.iterdir()) == []


def test_a_fetch_that_fails_leaves_no_folder(learner: Seat) -> None:
    with pytest.raises(ExchangeError):
        learner.exchange("FetchAssignment", "second")
    assert not (learner.home / "shop-floor" / "second").exists()
    learner.exchange("FetchAssignment")
    assert [each.name for each in (learner.home / "shop-floor").iterdir()] == ["first"]


def test_the_list_has_the_form_that_jupyterlab_reads(at_work: Seat, classroom: Classroom) -> None:
    second = classroom.add_task("second")
    classroom.session.commit()
    fetched, released = at_work.exchange("List", "", "*")
    assert fetched == {
        "course_id": "shop-floor",
        "assignment_id": "first",
        "status": "fetched",
        "path": str(at_work.work),
        "notebooks": [{"notebook_id": "work", "path": str(at_work.work / "work.ipynb")}],
    }
    assert (released["assignment_id"], released["status"]) == (second.name, "released")
    assert [each["notebook_id"] for each in released["notebooks"]] == ["work"]
    at_work.exchange("Submit")
    (group,) = at_work.exchange("List", "", "*", cached=True)
    assert (group["student_id"], group["status"]) == (classroom.learner.handle, "submitted")
    (submission,) = group["submissions"]
    flags = {"has_local_feedback": False, "has_exchange_feedback": False, "feedback_updated": False,
             "local_feedback_path": None}  # fmt: skip
    assert submission.items() >= {**flags, "course_id": "shop-floor", "status": "submitted"}.items()
    assert submission["notebooks"][0].items() >= {**flags, "notebook_id": "work"}.items()
    assert at_work.exchange("List", "second", "*", cached=True) == []


def test_only_local_copies_can_be_removed(at_work: Seat, classroom: Classroom) -> None:
    at_work.exchange("Submit")
    for options in ({}, {"inbound": True}):
        with pytest.raises(ExchangeError, match="kept and cannot be removed"):
            at_work.exchange("List", remove=True, **options)
    at_work.exchange("List", remove=True, cached=True)
    assert at_work.exchange("List", cached=True) == []
    assert len(received(classroom)) == 1
    assert len(at_work.exchange("List", inbound=True)) == 1
