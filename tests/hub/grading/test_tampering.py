"""A tampered notebook is graded as if it had not been: the course's cells count, and what was odd is told."""

import json
from pathlib import Path
from typing import Any

import pytest

from naruteo_hub.grading import grade
from naruteo_testing.notebooks import Notebook, code, fill_in, find_cell

from .conftest import HandIn, codes

WRONG = "def twice(number):\n    return 0"


@pytest.fixture
def wrong(released: bytes) -> Notebook:
    return fill_in(released, {"twice": WRONG})


def both_tests(content: Notebook) -> list[dict[str, Any]]:
    return [find_cell(content, "twice_test"), find_cell(content, "twice_partial")]


def test_tags_on_tests_change_nothing(hand_in: HandIn, wrong: Notebook) -> None:
    for cell, tag in zip(both_tests(wrong), ("skip-execution", "raises-exception"), strict=True):
        cell["metadata"]["tags"] = [tag]
    result = hand_in(wrong)
    assert result.score == 0 and "changed_tags" in codes(result)


def test_points_ids_roles_types_and_outputs_come_from_the_course(hand_in: HandIn, wrong: Notebook) -> None:
    first, second = both_tests(wrong)
    first["metadata"]["nbgrader"] |= {"points": 1000, "solution": True}
    first["outputs"] = [{"output_type": "execute_result", "data": {"text/plain": "2"}, "metadata": {}}]
    second["cell_type"] = "markdown"
    wrong["metadata"]["kernelspec"] = {"name": "evil", "display_name": "", "language": "bash"}
    result = hand_in(wrong)
    assert (result.score, result.max_score) == (0, 4)
    assert {"changed_points", "changed_cell_type"} <= codes(result)


def test_changed_tests_are_put_back(hand_in: HandIn, wrong: Notebook) -> None:
    for cell in both_tests(wrong):
        cell["source"] = "2"
    result = hand_in(wrong)
    assert result.score == 0 and "changed_locked_cell" in codes(result)


def test_deleted_and_renamed_tests_are_put_back(hand_in: HandIn, wrong: Notebook) -> None:
    first, second = both_tests(wrong)
    wrong["cells"].remove(first)
    second["metadata"]["nbgrader"]["grade_id"] = "another"
    result = hand_in(wrong)
    assert (result.score, result.max_score) == (0, 4)
    assert {"missing_cell", "unknown_cell"} <= codes(result)


def test_deleted_tests_run_all_the_same_for_right_work(hand_in: HandIn, solved: Notebook) -> None:
    for cell in both_tests(solved):
        solved["cells"].remove(cell)
    assert hand_in(solved).score == 4


def test_copied_cells_do_not_stop_the_grading(hand_in: HandIn, solved: Notebook) -> None:
    copies = [json.loads(json.dumps(cell)) for cell in solved["cells"]]
    solved["cells"] += copies
    result = hand_in(solved)
    assert result.score == 4 and "duplicate_cell" in codes(result)


def test_an_untouched_copy_of_the_answer_does_not_replace_the_one_worked_on(
    hand_in: HandIn, solved: Notebook, released: bytes
) -> None:
    stub = find_cell(json.loads(released), "twice")
    solved["cells"].insert(2, stub)
    assert hand_in(solved).score == 4


def test_an_answer_in_a_cell_of_ones_own_counts_when_the_answer_cell_was_deleted(
    hand_in: HandIn, solved: Notebook
) -> None:
    cell = find_cell(solved, "twice")
    del cell["metadata"]["nbgrader"]
    result = hand_in(solved)
    assert result.score == 4 and "missing_cell" in codes(result)


def test_a_notebook_without_any_metadata_is_still_graded(hand_in: HandIn, solved: Notebook) -> None:
    for cell in solved["cells"]:
        cell["metadata"] = {}
    solved["metadata"] = {}
    assert hand_in(solved).score == 4


def test_reordered_cells_are_put_back_in_order(hand_in: HandIn, solved: Notebook) -> None:
    solved["cells"].reverse()
    result = hand_in(solved)
    assert result.score == 4 and "reordered_cells" in codes(result)


ODD_CELLS: list[dict[str, Any]] = [
    {"metadata": []},
    {"metadata": {"nbgrader": [], "tags": "skip-execution"}},
    {"metadata": {"nbgrader": {"grade_id": ["twice_test"], "grade": "yes"}}},
    {"metadata": {"nbgrader": {"grade_id": "x" * 100_000, "grade": True}}},
    {"source": 7, "cell_type": "code"},
    {"source": ["a = ", 1, None], "cell_type": "heading"},
    {"source": "# \ud800", "cell_type": "code", "id": "c1"},
    {"source": "# twice", "cell_type": "code", "id": "not an id!", "outputs": "none"},
    {"source": "![x](attachment:x)", "cell_type": "markdown", "attachments": {"x": {"image/png": 5}, "y": 1}},
]


def test_cells_of_odd_shapes_do_no_harm(hand_in: HandIn, solved: Notebook) -> None:
    solved["cells"][1:1] = [{**code("pass"), **oddity} for oddity in ODD_CELLS]
    solved["cells"] += [17, None, []]
    solved["nbformat_minor"] = "odd"
    assert hand_in(solved).score == 4


def test_an_old_notebook_format_is_brought_up_to_date(hand_in: HandIn, solved: Notebook) -> None:
    solved["nbformat_minor"] = 0
    assert hand_in(solved).score == 4


def refused(course: Path, path: Path) -> tuple[str, str]:
    result = grade(course, "week1", path)
    assert result.state == "refused" and result.score is None and len(result.flags) == 1
    assert result.flags[0].say("ko") != result.flags[0].message
    return result.flags[0].code, result.flags[0].evidence


@pytest.mark.parametrize(
    ("content", "code_"),
    [
        (b"not json", "not_a_notebook"),
        (b"[]", "not_a_notebook"),
        (b"\xff\xfe\x00", "not_a_notebook"),
        (b"[" * 100_000, "not_a_notebook"),
        (b'{"nbformat": 4}', "not_a_notebook"),
        (b"{}", "old_notebook_format"),
        (b'{"nbformat": 3, "worksheets": 1}', "old_notebook_format"),
    ],
)
def test_what_is_no_notebook_is_refused(course: Path, tmp_path: Path, content: bytes, code_: str) -> None:
    path = tmp_path / "doubling.ipynb"
    path.write_bytes(content)
    assert refused(course, path)[0] == code_


def test_a_wrong_name_or_no_notebook_is_refused_with_the_name_that_is_wanted(
    course: Path, tmp_path: Path, released: bytes
) -> None:
    other = tmp_path / "mine.ipynb"
    other.write_bytes(released)
    assert refused(course, other) == ("wrong_notebook_name", "mine.ipynb → doubling.ipynb")
    empty = tmp_path / "empty"
    empty.mkdir()
    assert refused(course, empty) == ("no_notebook", "doubling.ipynb")
    assert refused(course, tmp_path / "nothing.ipynb")[0] == "no_notebook"
    link = empty / "doubling.ipynb"
    link.symlink_to(other)
    assert refused(course, empty)[0] == "no_notebook"
