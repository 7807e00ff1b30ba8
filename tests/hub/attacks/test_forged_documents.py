"""A submitted notebook is data: whatever it says about the course's cells, the course's own cells decide."""

import copy
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from naruteo_testing.notebooks import Cell, Notebook, check, code, fill_in, find_cell, text

from .conftest import (
    POINTS,
    QUICK,
    RIGHT,
    TESTS,
    UNEARNED,
    WRONG,
    assert_full_marks,
    assert_only_twice_is_paid,
    assert_unpaid,
    grade_notebook,
    points,
)

Forge = Callable[[Notebook], None]


def checks_of(content: Notebook) -> list[Cell]:
    """The test cells that were not earned; the others stay as they are."""
    return [find_cell(content, name) for name in UNEARNED]


def tagged(*tags: str) -> Forge:
    def forge(content: Notebook) -> None:
        for cell in checks_of(content):
            cell["metadata"]["tags"] = list(tags)

    return forge


def with_claims(**claims: object) -> Forge:
    def forge(content: Notebook) -> None:
        for cell in checks_of(content):
            cell["metadata"]["nbgrader"] |= claims

    return forge


def with_source(source: str) -> Forge:
    def forge(content: Notebook) -> None:
        for cell in checks_of(content):
            cell["source"] = source

    return forge


def of_type(cell_type: str) -> Forge:
    def forge(content: Notebook) -> None:
        for cell in checks_of(content):
            cell["cell_type"] = cell_type

    return forge


def with_outputs(*outputs: object) -> Forge:
    def forge(content: Notebook) -> None:
        for cell in checks_of(content):
            cell["outputs"] = list(outputs)
            cell["execution_count"] = 7

    return forge


def deleted(content: Notebook) -> None:
    for cell in checks_of(content):
        content["cells"].remove(cell)


def renamed(content: Notebook) -> None:
    for cell in checks_of(content):
        cell["metadata"]["nbgrader"]["grade_id"] += "_renamed"


def swapped_ids(content: Notebook) -> None:
    """The earned test lends its name to the others."""
    for cell in checks_of(content):
        cell["source"] = TESTS["twice_test"].partition("\n")[0]


def without_metadata(content: Notebook) -> None:
    for cell in content["cells"]:
        cell["metadata"] = {}


def moved_to_the_front(content: Notebook) -> None:
    moved = checks_of(content)
    content["cells"] = moved + [cell for cell in content["cells"] if cell not in moved]


def split(content: Notebook) -> None:
    for cell in checks_of(content):
        position = content["cells"].index(cell)
        content["cells"][position : position + 1] = [{**copy.deepcopy(cell), "source": "pass"}, cell]


def many_copies(content: Notebook) -> None:
    for cell in checks_of(content):
        content["cells"] += [{**copy.deepcopy(cell), "source": "2"} for _ in range(20)]


def answers_take_the_place_of_tests(content: Notebook) -> None:
    for cell in checks_of(content):
        claims = cell["metadata"]["nbgrader"]
        claims |= {"grade": False, "locked": False, "solution": True}
        cell["source"] = "pass"


def answers_claim_to_be_tests(content: Notebook) -> None:
    for name in RIGHT:
        find_cell(content, name)["metadata"]["nbgrader"] |= {"grade": True, "points": 100}


def an_imitation_with_more_points(content: Notebook) -> None:
    content["cells"].append(check("bonus_test", "100", points=100))
    content["cells"].append(code("100"))


def another_kernel(content: Notebook) -> None:
    content["metadata"]["kernelspec"] = {"name": "../../evil", "display_name": "x", "language": "bash"}
    content["metadata"]["language_info"] = {"name": "bash", "file_extension": ".sh"}


def a_setting_for_the_grader(content: Notebook) -> None:
    content["metadata"] |= {"naruteo": {"judge": "none"}, "nbgrader": {"points": 0}, "celltoolbar": "x"}
    for cell in checks_of(content):
        cell["metadata"]["naruteo"] = {"judge": "shared", "trust": True}
        cell["metadata"]["editable"] = True


FORGERIES: dict[str, Forge] = {
    "skipped": tagged("skip-execution"),
    "may_raise": tagged("raises-exception"),
    "all_tags": tagged("skip-execution", "raises-exception", "remove-cell", "hide-input", "nbgrader"),
    "worth_more": with_claims(points=1000),
    "worth_less_than_nothing": with_claims(points=-5),
    "points_no_number": with_claims(points="NaN"),
    "points_infinite": with_claims(points=1e999),
    "graded_by_hand": with_claims(solution=True),
    "a_task": with_claims(task=True, grade=False),
    "no_test": with_claims(grade=False, locked=False),
    "other_schema": with_claims(schema_version=0),
    "future_schema": with_claims(schema_version=99),
    "with_checksum": with_claims(checksum="0" * 32),
    "other_cell_type_claimed": with_claims(cell_type="markdown"),
    "emptied": with_source(""),
    "always_full": with_source("2"),
    "commented": with_source("# nothing to see"),
    "magic": with_source("%%bash\nexit 0"),
    "help": with_source("?print"),
    "unclosed": with_source("'''"),
    "raw": of_type("raw"),
    "markdown": of_type("markdown"),
    "unknown_type": of_type("heading"),
    "stored_result": with_outputs(
        {"output_type": "execute_result", "data": {"text/plain": "2"}, "metadata": {}, "execution_count": 7}
    ),
    "stored_nothing": with_outputs(),
    "stored_nonsense": with_outputs(7, None, {"output_type": "error"}, "x"),
    "deleted": deleted,
    "renamed": renamed,
    "swapped_ids": swapped_ids,
    "moved": moved_to_the_front,
    "split": split,
    "many_copies": many_copies,
    "tests_become_answers": answers_take_the_place_of_tests,
    "answers_become_tests": answers_claim_to_be_tests,
    "imitation": an_imitation_with_more_points,
    "kernel": another_kernel,
    "settings": a_setting_for_the_grader,
    "bare": without_metadata,
}
# Without its metadata an answer cell is a cell of the learner's own, and still the answer.


@pytest.mark.parametrize("forgery", FORGERIES)
def test_wrong_answers_are_not_helped(exam: Path, released: bytes, tmp_path: Path, forgery: str) -> None:
    content = fill_in(released, WRONG)
    FORGERIES[forgery](content)
    result = grade_notebook(exam, content, tmp_path, {}, QUICK)
    assert_only_twice_is_paid(result)
    assert result.max_score == sum(POINTS.values())


@pytest.mark.parametrize("forgery", FORGERIES)
def test_right_answers_are_not_hurt(exam: Path, released: bytes, tmp_path: Path, forgery: str) -> None:
    content = fill_in(released, RIGHT)
    FORGERIES[forgery](content)
    assert_full_marks(grade_notebook(exam, content, tmp_path, {}, QUICK))


def test_a_cell_of_ones_own_that_repeats_a_test_gives_nothing(exam: Path, released: bytes, tmp_path: Path) -> None:
    content = fill_in(released, WRONG)
    content["cells"] += [code("points = 2\npoints"), check("steps_test", "points = 2\npoints", 2)]
    assert_only_twice_is_paid(grade_notebook(exam, content, tmp_path, {}, QUICK))


def test_a_cell_between_a_tests_answer_and_the_test_counts_like_any_code(
    exam: Path, released: bytes, tmp_path: Path
) -> None:
    """What a learner runs there may change their own answer, as it would in a notebook, and nothing else."""
    content = fill_in(released, WRONG)
    content["cells"].insert(content["cells"].index(find_cell(content, "total_test")), code("total = 3870951 * 2"))
    result = grade_notebook(exam, content, tmp_path, {}, QUICK)
    assert points(result)["total_test"] == 1
    assert_unpaid(result, set(UNEARNED) - {"total_test", "kind_test"})


def test_code_in_text_cells_does_not_run(exam: Path, released: bytes, tmp_path: Path) -> None:
    content = fill_in(released, WRONG)
    content["cells"].insert(1, text("```python\ntotal = 1\n```"))
    content["cells"].insert(1, {"cell_type": "raw", "metadata": {}, "source": "raise SystemExit"})
    assert_only_twice_is_paid(grade_notebook(exam, content, tmp_path, {}, QUICK))


def test_ten_thousand_keys_of_metadata_are_no_burden(exam: Path, released: bytes, tmp_path: Path) -> None:
    content = fill_in(released, RIGHT)
    for cell in content["cells"]:
        cell["metadata"] |= {f"key{number}": {"a": [number]} for number in range(2_000)}
    json.dumps(content)
    assert_full_marks(grade_notebook(exam, content, tmp_path, {}, QUICK))
