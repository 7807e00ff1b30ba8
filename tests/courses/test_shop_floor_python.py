"""The course on shop-floor data teaches what it says: solutions pass, releases and typical mistakes do not."""

from __future__ import annotations

import json
import os
import re
import runpy
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbgrader.nbgraderformat.v3 import MetadataValidatorV3

from naruteo_hub.grading import build_release, grade
from naruteo_portal.catalogue.manifest import read_manifest

COURSE = Path(__file__).resolve().parents[2] / "courses" / "shop-floor-python"
ASSIGNMENTS = sorted(folder.name for folder in (COURSE / "source").iterdir())
MISTAKES = sorted((COURSE / "checks").glob("*/*.py"))
SECRETS = ("BEGIN SOLUTION", "END SOLUTION", "BEGIN HIDDEN", "END HIDDEN")

HANGUL = re.compile(r"[가-힣]")
LATIN_WORDS = re.compile(r"(?:[A-Za-z]+[ ,.]+){2}")


@dataclass(frozen=True)
class Mistake:
    """A typical wrong answer: the solution cell that it stands in, and the tests that it must lose."""

    cell: str
    loses: frozenset[str]
    source: str


def read_mistake(path: Path) -> Mistake:
    text = path.read_text(encoding="utf-8")
    cell = re.search(r"^# cell: (\S+)$", text, re.MULTILINE)
    loses = re.search(r"^# loses: (.+)$", text, re.MULTILINE)
    assert cell is not None
    assert loses is not None
    return Mistake(cell[1], frozenset(loses[1].split()), text)


def notebook_path(assignment: str) -> Path:
    (path,) = (COURSE / "source" / assignment).glob("*.ipynb")
    return path


def read_notebook(assignment: str) -> Any:
    return nbformat.read(notebook_path(assignment), as_version=4)


def graded_cells(notebook: Any) -> Iterator[tuple[Any, dict[str, Any]]]:
    for cell in notebook.cells:
        if "nbgrader" in cell.metadata:
            yield cell, cell.metadata["nbgrader"]


def test_the_manifest_agrees_with_the_notebooks() -> None:
    manifest = read_manifest(COURSE)
    assert [task.name for task in manifest.tasks] == ASSIGNMENTS
    assert [task.points for task in manifest.tasks] == [100] * 4


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_a_notebook_is_clean_and_in_the_graders_format(assignment: str) -> None:
    notebook = read_notebook(assignment)
    nbformat.validate(notebook)
    MetadataValidatorV3().validate_nb(notebook)
    assert notebook.metadata.kernelspec.name == "python3"
    ids = [cell.id for cell in notebook.cells]
    assert len(ids) == len(set(ids))
    for cell in notebook.cells:
        if cell.cell_type == "code":
            assert cell.outputs == []
            assert cell.execution_count is None


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_a_notebook_holds_tasks_with_visible_and_hidden_tests(assignment: str) -> None:
    cells = list(graded_cells(read_notebook(assignment)))
    solutions = [meta["grade_id"] for _, meta in cells if meta["solution"]]
    tests = {meta["grade_id"]: (cell.source, meta["points"]) for cell, meta in cells if meta["grade"]}
    assert 4 <= len(solutions) <= 6
    assert sorted(tests) == sorted(f"test-{name}{part}" for name in solutions for part in ("", "-visible"))
    assert sum(points for _, points in tests.values()) == 100
    for name in solutions:
        assert "BEGIN HIDDEN TESTS" not in tests[f"test-{name}-visible"][0]
        assert "BEGIN HIDDEN TESTS" in tests[f"test-{name}"][0]


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_every_explanation_is_in_korean_and_in_english(assignment: str) -> None:
    for cell in read_notebook(assignment).cells:
        if cell.cell_type != "markdown":
            continue
        korean, marker, english = cell.source.partition("> **EN** — ")
        assert marker, f"{cell.id}: no English part"
        assert HANGUL.search(korean), f"{cell.id}: no Korean part"
        assert LATIN_WORDS.search(english) or "`" in english, f"{cell.id}: the English part is empty"
        prose = re.sub(r"```.*?```|`[^`]*`|생산 = .*분 = minutes", "", english, flags=re.DOTALL)
        assert not HANGUL.search(prose), f"{cell.id}: Korean in the English part"
        assert korean.count("```") == english.count("```"), f"{cell.id}: the two versions differ"
        assert korean.count("$$") == english.count("$$"), f"{cell.id}: the two versions differ"


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_every_figure_is_told_in_words(assignment: str) -> None:
    cells = {cell.id: cell.source for cell in read_notebook(assignment).cells if cell.cell_type == "code"}
    assert 'alt="{html.escape(words)}"' in cells["figure-tool"]
    drawn = {name: source for name, source in cells.items() if "subplots(" in source}
    assert drawn
    for source in drawn.values():
        _, _, words = source.partition("show_figure(")
        assert HANGUL.search(words)
        assert LATIN_WORDS.search(words)


def test_reading_parts_have_both_languages_and_their_figures() -> None:
    for part in read_manifest(COURSE).reading:
        text = (COURSE / part.file).read_text(encoding="utf-8")
        assert HANGUL.search(text)
        assert "> **EN** — " in text
        figures = re.findall(r"!\[([^\]]+)\]\(([^)]+)\)", text)
        assert figures
        for words, target in figures:
            assert len(words) > 40
            svg = (COURSE / "reading" / target).read_text(encoding="utf-8")
            assert '<title id="t">' in svg
            assert '<desc id="d">' in svg


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_no_solution_or_hidden_test_is_released(assignment: str) -> None:
    released = build_release(COURSE, assignment)
    name = notebook_path(assignment).name
    expected = {path.name for path in (COURSE / "source" / assignment).iterdir()}
    assert set(released) == expected
    text = released[name].decode("utf-8")
    assert not any(secret in text for secret in SECRETS)
    notebook = json.loads(text)
    joined = "\n".join("".join(cell["source"]) for cell in notebook["cells"])
    for cell, meta in graded_cells(read_notebook(assignment)):
        kept_back = re.findall(r"### BEGIN (?:SOLUTION|HIDDEN TESTS)\n(.*?)### END", cell.source, re.DOTALL)
        assert bool(kept_back) == (meta["solution"] or (meta["grade"] and not meta["grade_id"].endswith("-visible")))
        for line in "".join(kept_back).splitlines():
            # A line this short, such as `return result`, gives nothing away.
            assert len(line.strip()) < 25 or line.strip() not in joined, line
    assert joined.count("raise NotImplementedError()") == 6 + joined.count("`raise NotImplementedError()`")


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_the_solution_gets_full_marks(assignment: str) -> None:
    result = grade(COURSE, assignment, COURSE / "source" / assignment)
    assert (result.state, result.score, result.max_score) == ("graded", 100, 100), result.to_json()


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_the_release_as_it_is_gets_nothing(assignment: str, tmp_path: Path) -> None:
    for name, content in build_release(COURSE, assignment).items():
        (tmp_path / name).write_bytes(content)
    result = grade(COURSE, assignment, tmp_path)
    assert (result.score, result.max_score) == (0, 100)
    assert all(cell.points == 0 for cell in result.cells if cell.kind == "auto")


def lost_tests(assignment: str, answer: Mistake | None) -> set[str]:
    """Run the graded cells only (never the learner's own cells) and return the tests that fail."""
    names: dict[str, Any] = {"__name__": "__main__"}
    lost = set()
    for cell, meta in graded_cells(read_notebook(assignment)):
        source = answer.source if answer and meta["grade_id"] == answer.cell else cell.source
        try:
            exec(compile(source, meta["grade_id"], "exec"), names)
        except Exception:
            assert meta["grade"], f"{meta['grade_id']} must run"
            lost.add(meta["grade_id"])
    return lost


@pytest.fixture
def beside_the_files(request: pytest.FixtureRequest) -> Iterator[str]:
    before = Path.cwd()
    path: Path = request.param
    os.chdir(COURSE / "source" / path.parent.name)
    try:
        with warnings.catch_warnings():
            # A wrong answer may well make pandas or NumPy warn.
            warnings.simplefilter("ignore")
            yield path.parent.name
    finally:
        os.chdir(before)


@pytest.mark.parametrize(
    ("beside_the_files", "path"),
    [(path, path) for path in MISTAKES],
    ids=[path.stem for path in MISTAKES],
    indirect=["beside_the_files"],
)
def test_a_typical_mistake_loses_its_points(beside_the_files: str, path: Path) -> None:
    mistake = read_mistake(path)
    assert lost_tests(beside_the_files, mistake) == mistake.loses


def test_every_task_has_a_known_mistake() -> None:
    for assignment in ASSIGNMENTS:
        solutions = {meta["grade_id"] for _, meta in graded_cells(read_notebook(assignment)) if meta["solution"]}
        known = {read_mistake(path).cell for path in MISTAKES if path.parent.name == assignment}
        assert known == solutions


def test_the_files_are_what_the_simulator_writes(tmp_path: Path) -> None:
    simulator = runpy.run_path(str(COURSE / "data" / "simulate.py"))
    simulator["main"](tmp_path)
    written = {path.relative_to(tmp_path): path.read_bytes() for path in tmp_path.rglob("*.csv")}
    committed = {path.relative_to(COURSE / "source"): path.read_bytes() for path in COURSE.glob("source/*/*.csv")}
    assert sorted(written) == sorted(committed)
    assert [name for name in written if written[name] != committed[name]] == []
