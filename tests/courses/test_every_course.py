"""Every course in `courses/` passes `naruteo course check`, and its data are what its simulator writes.

`make test` takes one assignment of every third course, a mutant of each solution cell and two seeds; `--thorough`
takes all, as the command does.
"""

import json
import runpy
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import pytest

from naruteo_hub.checking.assignment_check import Options
from naruteo_hub.checking.course_check import check_course
from naruteo_hub.checking.report_text import as_text
from naruteo_hub.checking.sources import assignments_in
from naruteo_portal.catalogue.manifest import read_manifest
from naruteo_portal.cli.course_check import what_it_says

COURSES = sorted(path.parent for path in (Path(__file__).resolve().parents[2] / "courses").glob("*/course.yaml"))
SIMULATORS = [path for course in COURSES for path in sorted((course / "data").glob("simulate.py"))]
# A few mutants are too few to measure by: one more or less that survives makes much of a difference.
FEW = Options(mutants=1, seeds=2, required=70.0)


def name_of(path: Path) -> str:
    return next(part for part in (path, *path.parents) if part.parent.name == "courses").name


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "assignment" in metafunc.fixturenames:
        thorough = metafunc.config.getoption("--thorough")
        chosen = [
            (course, assignment)
            for number, course in enumerate(COURSES)
            for place, assignment in enumerate(assignments_in(course))
            # Another place in each course, so that the first and the last are among them.
            if thorough or number % 3 == 1 and place == (number + 3) % len(assignments_in(course))
        ]
        metafunc.parametrize(("course", "assignment"), chosen, ids=[f"{each.name}-{name}" for each, name in chosen])


def test_a_course_passes_its_check(course: Path, assignment: str, request: pytest.FixtureRequest) -> None:
    wanted = Options() if request.config.getoption("--thorough") else FEW
    said = what_it_says(course)
    assert said.findings == ()
    report = check_course(course, replace(wanted, assignments=(assignment,)), said)
    assert report.status == 0, as_text(report)


@pytest.mark.parametrize("course", COURSES, ids=name_of)
def test_the_manifest_agrees_with_the_notebooks(course: Path) -> None:
    manifest = read_manifest(course)
    assert [task.name for task in manifest.tasks] == assignments_in(course)
    assert {task.points for task in manifest.tasks} == {100}


@pytest.mark.parametrize("course", COURSES, ids=name_of)
def test_every_last_cell_names_the_menu_as_jupyterlab_names_it_in_korean(course: Path) -> None:
    words = files("jupyterlab_language_pack_ko_KR") / "locale" / "ko_KR" / "LC_MESSAGES" / "jupyterlab.json"
    korean = {text: said[0] for text, said in json.loads(words.read_text(encoding="utf-8")).items() if text}
    # JupyterLab puts this menu entry together from two others, whatever the grammar.
    entry = korean["%1 and %2"].replace("%1", korean["Restart Kernel"]).replace("%2", korean["Run All Cells"])
    for path in sorted((course / "source").glob("*/*.ipynb")):
        last = "".join(json.loads(path.read_text(encoding="utf-8"))["cells"][-1]["source"])
        assert f"→ {entry}**" in last, path.name


@pytest.mark.parametrize("simulator", SIMULATORS, ids=name_of)
def test_data_are_what_the_simulator_writes(simulator: Path, tmp_path: Path) -> None:
    source = simulator.parents[1] / "source"
    runpy.run_path(str(simulator))["main"](tmp_path)
    written = sorted(path.relative_to(tmp_path) for path in tmp_path.rglob("*") if path.is_file())
    assert written
    assert [path for path in written if (source / path).read_bytes() != (tmp_path / path).read_bytes()] == []
