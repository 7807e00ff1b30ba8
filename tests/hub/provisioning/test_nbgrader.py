"""Stock `nbgrader autograde` grades in the sandbox once its settings name the kernel."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from naruteo_testing.notebooks import Notebook, answer, check, notebook, write_course

TASK = notebook(
    answer("where", "def where():\n    ### BEGIN SOLUTION\n    return 1\n    ### END SOLUTION"),
    check("where_test", "assert where() == open('data.txt').read()", points=2),
    check("where_other", "### BEGIN HIDDEN TESTS\nassert where() == 'never'\n### END HIDDEN TESTS\nprint(1)"),
)
SNOOPING = """import os
def where():
    seen = [path for path in {paths!r} if os.path.exists(path)]
    return ''.join(seen) or open('data.txt').read()"""


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A released task, and an answer to it that looks for what it must not see."""
    folder = write_course(tmp_path_factory.mktemp("nbgrader") / "course", {"work": TASK})
    (folder / "source" / "week1" / "data.txt").write_text("closed in", encoding="utf-8")
    (folder / "nbgrader_config.py").write_text(
        "c = get_config()\nc.ExecutePreprocessor.kernel_name = 'naruteo-sandbox'\n", encoding="utf-8"
    )
    assert nbgrader(folder, "generate_assignment", "week1").returncode == 0
    submitted = folder / "submitted" / "learner" / "week1"
    shutil.copytree(folder / "release" / "week1", submitted)
    work: Notebook = json.loads((submitted / "work.ipynb").read_text(encoding="utf-8"))
    paths = [str(folder / name) for name in ("gradebook.db", "source", "submitted")] + ["/root/.bashrc", "work.ipynb"]
    work["cells"][0]["source"] = SNOOPING.format(paths=paths)
    (submitted / "work.ipynb").write_text(json.dumps(work), encoding="utf-8")
    return folder


def nbgrader(course: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    # nbgrader looks for its own tools, and needs them, on the search path.
    search = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        [sys.executable, "-m", "nbgrader", *arguments],
        cwd=course,
        env={**os.environ, "PATH": search, "HOME": str(course), **environment},
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
    )


def scores(course: Path) -> dict[str, float]:
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        graded = gradebook.find_submission_notebook("work", "week1", "learner")
        return {grade.name: grade.auto_score for grade in graded.grades if grade.cell_type == "code"}


def test_autograde_without_a_sandbox_grades_nothing_and_says_why(
    course: Path, install: Callable[..., None], tmp_path: Path
) -> None:
    install()
    bare = tmp_path / "bin"
    bare.mkdir()
    for program in ("sh", "uname"):
        (bare / program).symlink_to(str(shutil.which(program)))
    done = nbgrader(course, "autograde", "week1", PATH=f"{Path(sys.executable).parent}{os.pathsep}{bare}")
    assert done.returncode != 0
    assert "bwrap is not installed" in done.stderr and "sudo apt-get install bubblewrap" in done.stderr
    assert not list((course / "autograded").rglob("*.ipynb"))


def test_autograde_grades_in_the_sandbox(course: Path, install: Callable[..., None]) -> None:
    install()
    done = nbgrader(course, "autograde", "week1")
    assert done.returncode == 0, done.stderr
    assert scores(course) == {"where_test": 2, "where_other": 0}
