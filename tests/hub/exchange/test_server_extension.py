"""nbgrader's assignment list in JupyterLab, by the calls that its server extension makes."""

from collections.abc import Iterator

import pytest
from nbgrader.server_extensions.assignment_list.handlers import AssignmentList

from naruteo_testing.classroom import Classroom, solved
from naruteo_testing.seats import Seat


@pytest.fixture
def extension(learner: Seat) -> Iterator[AssignmentList]:
    """The extension in the learner's server."""
    with learner.occupied():
        manager = AssignmentList()
        manager.root_dir = str(learner.home)
        yield manager


def test_the_assignment_list_fetches_submits_and_lists(
    extension: AssignmentList, learner: Seat, classroom: Classroom
) -> None:
    assert extension.list_courses() == {"success": True, "value": ["shop-floor"]}
    (released,) = extension.list_assignments("shop-floor")["value"]
    assert released["status"] == "released"
    assert extension.fetch_assignment("shop-floor", "first") == {"success": True}
    (fetched,) = extension.list_assignments("shop-floor")["value"]
    assert (fetched["status"], fetched["path"]) == ("fetched", "shop-floor/first")
    assert fetched["notebooks"] == [{"notebook_id": "work", "path": "shop-floor/first/work.ipynb"}]
    (learner.work / "work.ipynb").write_bytes(solved())
    assert extension.submit_assignment("shop-floor", "first") == {"success": True}
    fetched, submitted = extension.list_assignments("shop-floor")["value"]
    assert (submitted["status"], len(submitted["submissions"])) == ("submitted", 1)
    assert extension.fetch_feedback("shop-floor", "first") == {"success": True}


def test_a_refusal_is_no_success(extension: AssignmentList, learner: Seat) -> None:
    extension.fetch_assignment("shop-floor", "first")
    (learner.work / "work.ipynb").write_text("no notebook", encoding="utf-8")
    answer = extension.submit_assignment("shop-floor", "first")
    assert answer["success"] is False
    assert "is not a Jupyter notebook that can be read" in answer["value"]
