"""`naruteo course check` and `new` on the command line: exit statuses, JSON, a page, progress, and no traceback."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from naruteo_hub.checking.assignment_check import Options
from naruteo_hub.checking.course_check import Said
from naruteo_hub.checking.findings import Finding, Progress, Report
from naruteo_portal.cli import course_check, main


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["course", *map(str, arguments)])


def test_a_new_course_is_made_and_passes(tmp_path: Path) -> None:
    made = run("new", tmp_path / "press-line")
    assert made.exit_code == 0
    assert made.stdout.endswith(f"Next: naruteo course check {tmp_path / 'press-line'}\n")

    page = tmp_path / "report.html"
    said = run("check", tmp_path / "press-line", "--seeds", 1, "--json", "--html", page)
    assert said.exit_code == 0, said.output
    report = json.loads(said.stdout)
    assert report["passes"] is True
    assert report["mutation_score"] == 100
    assert report["notebooks"][0]["points"] == 100
    assert "Trying solutions, wrong answers and mutants" in said.stderr
    assert "Passes." in page.read_text(encoding="utf-8")


def test_a_course_is_made_only_where_nothing_is(tmp_path: Path) -> None:
    made = run("new", tmp_path / "Press Line")
    assert (made.exit_code, made.stdout) == (1, "")
    assert "cannot be a course's name" in made.stderr


def test_what_cannot_be_checked(tmp_path: Path) -> None:
    for said in (run("check", tmp_path / "nowhere"), run("check", tmp_path), run("check", tmp_path, "--json")):
        assert said.exit_code == 2
        assert "Traceback" not in said.output


def test_findings_and_options(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []

    def checked(course: Path, options: Options, said: Said, progress: Progress) -> Report:
        asked.append(options)
        return Report(course.name, [Finding("points", "They do not add up.", "week1")], list(said.findings))

    monkeypatch.setattr(course_check, "check_course", checked)
    said = run("check", tmp_path, "--assignment", "week1", "--mutants", 3, "--seeds", 2, "--required", 80, "--quiet")
    assert said.exit_code == 1
    assert said.stderr == ""
    assert "week1\n  ✗ [points] They do not add up." in said.stdout
    assert asked == [Options(("week1",), 3, 2, 80.0)]


def test_a_page_that_cannot_be_written_is_no_traceback(tmp_path: Path) -> None:
    said = run("check", tmp_path, "--html", tmp_path / "nowhere" / "report.html")
    assert said.exit_code == 2
    assert "The page could not be written" in said.stderr


def test_a_course_says_what_it_is(tmp_path: Path) -> None:
    assert course_check.what_it_says(tmp_path) == Said()
    run("new", tmp_path / "press-line")
    said = course_check.what_it_says(tmp_path / "press-line")
    assert (said.bilingual, said.assignments, said.findings) == (True, ("01-first-task",), ())
    manifest = tmp_path / "press-line" / "course.yaml"
    manifest.write_text(manifest.read_text(encoding="utf-8").replace("hours: 2", "hours: -2"), encoding="utf-8")
    (finding,) = course_check.what_it_says(tmp_path / "press-line").findings
    assert finding.rule == "manifest"
    assert "hours" in finding.reason
