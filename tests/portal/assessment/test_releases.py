"""Releasing assignments."""

import json
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from naruteo_portal.assessment.errors import NotebookUnreadable, ReleaseDoesNotFit
from naruteo_portal.assessment.models import Release
from naruteo_portal.assessment.notebooks import NotANotebook, read_notebook
from naruteo_portal.assessment.releases import check_fit, create_release, latest_release
from naruteo_portal.audit.events import SYSTEM
from naruteo_portal.audit.models import Event
from naruteo_portal.core.storage import BlobStore, Tree
from naruteo_testing.classroom import RELEASED, SOURCE, Classroom, make_classroom, notebook


@pytest.fixture
def classroom(session: Session, tmp_path: Path) -> Classroom:
    return make_classroom(session, BlobStore(tmp_path / "blobs"))


def test_each_release_is_a_new_version_and_the_earlier_ones_stay(classroom: Classroom, session: Session) -> None:
    task = classroom.add_task("first", release=False)
    assert latest_release(session, task.id) is None
    first, second = classroom.release(task), classroom.release(task)
    assert (first.number, second.number) == (1, 2)
    assert latest_release(session, task.id) is second
    assert session.scalar(select(func.count()).select_from(Release)) == 2
    kept = classroom.blobs.get_tree(Tree.from_json(first.source_tree))
    assert kept == {"work.ipynb": SOURCE}
    assert session.scalar(select(func.count()).select_from(Event).where(Event.verb == "released")) == 2


def test_the_source_never_is_part_of_what_learners_get(classroom: Classroom, session: Session) -> None:
    release = classroom.release(classroom.add_task("first", release=False))
    assert b"x = 42" not in b"".join(classroom.blobs.get_tree(Tree.from_json(release.released_tree)).values())


@pytest.mark.parametrize(
    ("source", "released"),
    [
        ({"work.ipynb": SOURCE}, {}),
        ({"work.ipynb": SOURCE}, {"readme.md": b"no notebook"}),
        ({}, {"work.ipynb": RELEASED}),
        ({"other.ipynb": SOURCE}, {"work.ipynb": RELEASED}),
        ({"work.ipynb": SOURCE, "two.ipynb": SOURCE}, {"work.ipynb": RELEASED}),
        ({"work.ipynb": SOURCE}, {"work.ipynb": notebook(("answer", ""), ("test", ""), points={"test": 3})}),
        ({"work.ipynb": SOURCE}, {"work.ipynb": notebook(("answer", ""), ("other", ""), points={"other": 2})}),
    ],
)
def test_a_source_that_does_not_fit_is_refused(
    classroom: Classroom, session: Session, source: dict[str, bytes], released: dict[str, bytes]
) -> None:
    task = classroom.add_task("first", release=False)
    with pytest.raises(ReleaseDoesNotFit):
        create_release(session, task, source, released, classroom.blobs, SYSTEM)
    assert latest_release(session, task.id) is None


@pytest.mark.parametrize(
    "content",
    [b"", b"no JSON", b"[]", b"{}", b'{"nbformat": "4"}', b'{"nbformat": 3, "worksheets": []}', b'{"nbformat": 4}',
     b"\xff\xfe{}", b"[" * 100_000],
)  # fmt: skip
def test_what_is_no_notebook(content: bytes) -> None:
    with pytest.raises(NotANotebook):
        read_notebook(content)
    with pytest.raises(NotebookUnreadable):
        check_fit({"work.ipynb": content}, {"work.ipynb": RELEASED})


def test_odd_cells_do_not_keep_a_notebook_from_being_read() -> None:
    document = json.loads(SOURCE)
    document["cells"] += [None, 3, {}, {"metadata": []}, {"metadata": {"nbgrader": 1}},
                          {"metadata": {"nbgrader": {"grade_id": ["x"]}}},
                          {"metadata": {"nbgrader": {"grade_id": "y", "grade": True, "points": "many"}}},
                          {"metadata": {"nbgrader": {"grade_id": "talk", "task": True, "points": 3}}}]  # fmt: skip
    read = read_notebook(json.dumps(document).encode())
    assert read.grade_ids == {"answer", "test", "y", "talk"}
    assert read.points == {"test": 2.0, "y": 0.0, "talk": 3.0}
