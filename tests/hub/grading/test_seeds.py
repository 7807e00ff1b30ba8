"""A learner's own seed: the grader puts it beside the notebook, whatever the learner's file or code says."""

import json
import tempfile
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from naruteo_hub.grading import Result, build_release, grade
from naruteo_hub.seeds import SEEDS, seed_in, seed_number, seeded
from naruteo_testing.notebooks import answer, check, code, fill_in, notebook, write_course

from .conftest import codes, points

DRAW = "random.Random(Path('seed.txt').read_text()).sample(range(99), 9)"
OWN_DATA = f"import random\nfrom pathlib import Path\nmine = {DRAW}"
EXPECTED = f"import random\nfrom pathlib import Path\nassert total == sum({DRAW})"
HIDDEN = f"### BEGIN HIDDEN TESTS\n{EXPECTED}\n### END HIDDEN TESTS"
COMPUTED = "total = sum(mine)"
SHARED = {"naruteo": {"judge": "shared"}}

Submit = Callable[..., Result]


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Path:
    source = notebook(
        code(OWN_DATA, grade_id="own-data", locked=True),
        answer("total", f"### BEGIN SOLUTION\n{COMPUTED}\n### END SOLUTION"),
        check("visible", "assert total == sum(mine)"),
        check("hidden", HIDDEN),
        check("shared", EXPECTED.replace("total ==", "len(str(total)) and total ==")),
    )
    source["cells"][-1]["metadata"].update(SHARED)
    course = write_course(tmp_path_factory.mktemp("own"), {"own": source})
    (course / "source" / "week1" / "seed.txt").write_text("310\n")
    # Even where the course lets learners hand in their own file, the seed is not theirs to say.
    (course / "nbgrader_config.py").write_text("c.Autograde.exclude_overwriting = {'week1': ['seed.txt']}\n")
    return course


@pytest.fixture
def submit(own: Path, tmp_path: Path) -> Submit:
    def do(source: str, seed: int | None, files: Mapping[str, str] | None = None) -> Result:
        folder = Path(tempfile.mkdtemp(dir=tmp_path))
        released = build_release(own, "week1")["own.ipynb"]
        (folder / "own.ipynb").write_text(json.dumps(fill_in(released, {"total": source})))
        for name, content in (files or {}).items():
            (folder / name).write_text(content)
        return grade(own, "week1", folder, seed=seed)

    return do


def total_of(seed: int) -> int:
    import random  # noqa: PLC0415 - as the course's own cell does

    return sum(random.Random(f"{seed}\n").sample(range(99), 9))


@pytest.mark.parametrize("seed", [None, 0, SEEDS - 1])
def test_a_computed_answer_is_right_for_everybody(submit: Submit, seed: int | None) -> None:
    result = submit(COMPUTED, seed)
    assert (result.score, result.flags) == (3, ())


@pytest.mark.parametrize(("seed", "score"), [(7, 3), (8, 0), (None, 0)])
def test_a_copied_number_is_right_for_its_own_learner_only(submit: Submit, seed: int | None, score: int) -> None:
    assert submit(f"total = {total_of(7)}", seed).score == score


def test_the_courses_own_number_counts_where_nobody_gives_out_others(submit: Submit) -> None:
    assert submit(f"total = {total_of(310)}", None).score == 3


def test_another_learners_folder_is_graded_with_ones_own_seed_and_flagged(submit: Submit) -> None:
    result = submit(f"total = {total_of(7)}", 8, {"seed.txt": "7\n"})
    assert (result.score, codes(result)) == (0, {"other_seed"})
    assert result.flags[0].evidence == "seed.txt: 7 → 8"
    assert submit(COMPUTED, 8, {"seed.txt": "7\n"}).score == 3


@pytest.mark.parametrize("written", ["many", "9" * 5000])
def test_whatever_stands_in_the_learners_file_does_no_harm(submit: Submit, written: str) -> None:
    result = submit(COMPUTED, 8, {"seed.txt": written})
    assert (result.score, result.flags[0].evidence) == (3, "seed.txt: ? → 8")


def test_code_that_writes_another_seed_bends_only_its_own_answer(submit: Submit) -> None:
    bent = "from pathlib import Path\nPath('seed.txt').write_text('7\\n')\n"
    result = submit(f"{bent}total = {total_of(7)}", 8)
    # What runs in the learner's own process is bent with it: such a test says so, and sees only the learner's own file.
    assert points(result) == {"visible": 0, "hidden": 0, "shared": 1}


def test_learners_graded_at_the_same_time_have_each_their_own(submit: Submit) -> None:
    seeds = [3, 4]
    works = [f"total = {total_of(seed)}" for seed in seeds]
    with ThreadPoolExecutor(2) as threads:
        results = list(threads.map(submit, works, seeds))
        copied = list(threads.map(submit, works, [4, 3]))
    assert [result.score for result in results] == [3, 3]
    assert [result.score for result in copied] == [0, 0]


def test_what_is_prepared_keeps_no_learners_seed(own: Path, submit: Submit) -> None:
    submit(COMPUTED, 8)
    assert build_release(own, "week1")["seed.txt"] == b"310\n"


def test_an_assignment_without_the_file_has_no_seeds(tmp_path: Path) -> None:
    looks = "from pathlib import Path\nfound = Path('seed.txt').exists()"
    source = notebook(answer("look", looks), check("none", "assert found is False"))
    course = write_course(tmp_path / "course", {"n": source})
    result = grade(course, "week1", course / "source" / "week1", seed=8)
    assert (result.score, result.flags) == (1, ())


def test_seeds_are_read_and_written_as_one_number() -> None:
    assert seeded({"seed.txt": b"310\n", "a.csv": b""}, 7) == {"seed.txt": b"7\n", "a.csv": b""}
    assert seeded({"seed.txt": b"310\n"}, None) == {"seed.txt": b"310\n"}
    assert seeded({"a.csv": b""}, 7) == {"a.csv": b""}
    assert [seed_in({"seed.txt": written}) for written in (b"7\n", b" 0 ", b"999999")] == [7, 0, 999_999]
    odd = (b"1000000", b"x", b"", b"-3", b"8 8", "٨".encode())
    assert {seed_in({"seed.txt": written}) for written in odd} == {None}
    tried = [seed_number(number) for number in range(100)]
    assert tried[0] is None and len(set(tried)) == 100 and all(seed < SEEDS for seed in tried[1:] if seed is not None)
