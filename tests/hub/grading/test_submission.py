"""Only ordinary files with plain names are taken from a submission, within limits."""

import os
import unicodedata
from pathlib import Path

import pytest

from naruteo_hub.grading import GradingLimits
from naruteo_hub.grading.preparation import Prepared, prepare
from naruteo_hub.grading.submission import Refused, Submission, read_submission, together

LIMITS = GradingLimits()


@pytest.fixture(scope="module")
def prepared(course: Path) -> Prepared:
    return prepare(course, "week1")


@pytest.fixture
def folder(tmp_path: Path, released: bytes) -> Path:
    (tmp_path / "doubling.ipynb").write_bytes(released)
    return tmp_path


def flags(submission: Submission) -> dict[str, str]:
    return {flag.code: flag.evidence for flag in submission.flags}


def test_links_and_special_files_are_left_out(folder: Path, prepared: Prepared) -> None:
    (folder / "passwd").symlink_to("/etc/passwd")
    (folder / "etc").symlink_to("/etc")
    os.mkfifo(folder / "pipe")
    (folder / "inner").mkdir()
    (folder / "inner" / "kept.txt").write_text("x", encoding="utf-8")
    submission = read_submission(folder, prepared, LIMITS)
    assert set(submission.files) == {"inner/kept.txt"}
    assert set(flags(submission)["link_ignored"].split(", ")) == {"passwd", "etc", "pipe"}


def test_hidden_files_and_what_tools_leave_behind_are_not_taken(folder: Path, prepared: Prepared) -> None:
    for name in (".secret", "timestamp.txt", "submission_secret.txt"):
        (folder / name).write_text("x", encoding="utf-8")
    for name in (".ipynb_checkpoints", "feedback", "__pycache__"):
        (folder / name).mkdir()
        (folder / name / "doubling.ipynb").write_text("{}", encoding="utf-8")
    submission = read_submission(folder, prepared, LIMITS)
    assert (submission.files, submission.flags) == ({}, [])


def test_names_that_could_mislead_are_left_out(folder: Path, prepared: Prepared) -> None:
    names = [b"line\nbreak", b"not-utf8-\xff", "turned\u202etxt.py".encode(), b"back\\slash", b"x" * 250]
    for name in names:
        (folder / os.fsdecode(name)).write_text("x", encoding="utf-8")
    submission = read_submission(folder, prepared, LIMITS)
    assert submission.files == {}
    flags(submission)["file_name_ignored"].encode("ascii")


def test_a_name_in_another_unicode_form_is_the_same_name(tmp_path: Path, released: bytes, prepared: Prepared) -> None:
    korean = unicodedata.normalize("NFC", "작업")
    renamed = Prepared(prepared.assignment, {korean: prepared.notebooks["doubling"]}, {}, None, frozenset())
    (tmp_path / (unicodedata.normalize("NFD", korean) + ".ipynb")).write_bytes(released)
    assert set(read_submission(tmp_path, renamed, LIMITS).notebooks) == {korean}


@pytest.mark.parametrize(
    ("limits", "code"),
    [
        (GradingLimits(submission_files=2), "too_many_files"),
        (GradingLimits(submission_bytes=2_000), "submission_too_large"),
        (GradingLimits(notebook_bytes=100), "notebook_too_large"),
        (GradingLimits(cells=2), "too_many_cells"),
    ],
)
def test_too_much_is_refused(folder: Path, prepared: Prepared, limits: GradingLimits, code: str) -> None:
    for name in ("a", "b", "c"):
        (folder / name).write_bytes(bytes(1_000))
    with pytest.raises(Refused) as refusal:
        read_submission(folder, prepared, limits)
    assert refusal.value.flag.code == code


def test_the_courses_files_win_over_submitted_ones_and_over_folders_in_their_place(prepared: Prepared) -> None:
    submitted = {"data.csv/x": b"", "data.csv": b"mine", "own.py": b""}
    assert together(submitted, prepared) == {"data.csv": b"a,b\n1,2\n", "own.py": b""}
