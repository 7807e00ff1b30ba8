"""Rebuilding a notebook takes answers and own cells from a submission, and everything else from the course."""

import json
from pathlib import Path
from typing import Any

import pytest

from naruteo_hub.grading.document import read_submitted
from naruteo_hub.grading.normalise import Rebuilt, normalise
from naruteo_hub.grading.preparation import PreparedNotebook, prepare
from naruteo_testing.notebooks import Notebook, answer, check, code, doubling, find_cell, text

from .conftest import RIGHT


@pytest.fixture(scope="module")
def prepared(course: Path) -> PreparedNotebook:
    return prepare(course, "week1").notebooks["doubling"]


def rebuild(content: Notebook, prepared: PreparedNotebook) -> Rebuilt:
    return normalise(read_submitted(json.dumps(content).encode()), prepared)


def sources(rebuilt: Rebuilt) -> list[str]:
    return [cell.source for cell in rebuilt.notebook.cells]


def flags(rebuilt: Rebuilt) -> dict[str, str]:
    return {flag.code: flag.evidence for flag in rebuilt.flags}


def test_honest_work_raises_no_flag(solved: Notebook, prepared: PreparedNotebook) -> None:
    solved["cells"].insert(0, text("My notes"))
    solved["cells"].insert(3, code("helper = 1"))
    rebuilt = rebuild(solved, prepared)
    assert rebuilt.flags == [] and rebuilt.notebook.cells[2].source == RIGHT
    assert "My notes" in sources(rebuilt) and sources(rebuilt).index("helper = 1") == 3


def test_an_authors_own_source_raises_no_flag(prepared: PreparedNotebook) -> None:
    assert rebuild(doubling(), prepared).flags == []


def test_hidden_tests_are_back_and_outputs_are_gone(solved: Notebook, prepared: PreparedNotebook) -> None:
    find_cell(solved, "twice_test")["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "x"}]
    tests = [cell for cell in rebuild(solved, prepared).notebook.cells if cell.cell_type == "code"]
    assert "1234" in tests[1].source and all(cell.outputs == [] for cell in tests)


def test_what_was_changed_is_told_with_its_place(solved: Notebook, prepared: PreparedNotebook) -> None:
    first = find_cell(solved, "twice_test")
    first["metadata"]["nbgrader"]["points"] = 50
    first["metadata"]["tags"] = ["raises-exception"]
    solved["cells"].remove(find_cell(solved, "twice_partial"))
    assert flags(rebuild(solved, prepared)) == {
        "changed_points": "doubling: twice_test",
        "changed_tags": "doubling: twice_test",
        "missing_cell": "doubling: twice_partial",
    }


def test_of_copies_the_last_one_worked_on_counts_and_the_others_still_run(
    solved: Notebook, released: bytes, prepared: PreparedNotebook
) -> None:
    untouched = find_cell(json.loads(released), "twice")
    solved["cells"].insert(1, answer("twice", "first = 1"))
    solved["cells"].insert(3, untouched)
    rebuilt = rebuild(solved, prepared)
    assert sources(rebuilt)[1:3] == ["first = 1", RIGHT] and untouched["source"] not in sources(rebuilt)
    assert rebuilt.notebook.cells[2].metadata.nbgrader.grade_id == "twice"
    assert flags(rebuilt) == {"duplicate_cell": "doubling: twice"}


def test_a_forged_graded_cell_is_an_ordinary_cell_of_ones_own(solved: Notebook, prepared: PreparedNotebook) -> None:
    solved["cells"].append(check("bonus", "1000", points=1000))
    rebuilt = rebuild(solved, prepared)
    assert "nbgrader" not in rebuilt.notebook.cells[-1].metadata
    assert flags(rebuilt) == {"unknown_cell": "doubling: bonus"}


@pytest.mark.parametrize("metadata", [{}, {"nbgrader": None}, {"nbgrader": {"grade_id": 5}}, {"tags": 3}])
def test_any_metadata_is_borne(solved: Notebook, prepared: PreparedNotebook, metadata: dict[str, Any]) -> None:
    for cell in solved["cells"]:
        cell["metadata"] = metadata
    rebuilt = rebuild(solved, prepared)
    assert [cell.metadata.nbgrader.grade_id for cell in rebuilt.notebook.cells[-2:]] == ["twice_test", "twice_partial"]
