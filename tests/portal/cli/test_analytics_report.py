"""`naruteo analytics report`: one page and one file from a folder, with protected figures alone."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from naruteo_analytics import shape
from naruteo_analytics.simulator import simulate
from naruteo_portal.cli import main
from naruteo_portal.insight import drawing
from naruteo_testing.shared_folder import ANALYTICS_DATA, needs_analytics_data


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["analytics", "report", *map(str, arguments)])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small cohort, of whose people only the sex is held."""
    place = tmp_path_factory.mktemp("programme")
    made = simulate(1, folder=place / "events", cohorts=1, scale=0.8)
    others = [name for name in made.attributes if name != "sex"]
    shape.write(replace(made, enrolments=made.enrolments.drop(columns=others)), place)
    return place


@pytest.fixture
def undrawn(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Charts are only named: what draws them is tested by itself."""
    named: list[str] = []

    def draw(name: str, *_rest: object) -> bytes:
        named.append(name)
        return b"<svg/>"

    monkeypatch.setattr(drawing, "draw", draw)
    return named


def counts(part: Any) -> Iterator[int]:
    if isinstance(part, dict):
        yield from [part["n"]] if isinstance(part.get("n"), int) else []
    for each in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
        yield from counts(each)


def test_a_report_shows_nobody_and_needs_nothing(folder: Path, tmp_path: Path, undrawn: list[str]) -> None:
    register = tmp_path / "kept.register"
    done = run(folder, "--out", tmp_path, "--as-of", "2026-06-01", "--register", register)
    assert done.exit_code == 0, done.output
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    document = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    assert '<html lang="ko">' in page
    assert not re.search(r"https?://|<script", page)
    assert document["checksum"] in page
    assert {"funnel", "activity", "grades", "withdrawal", "equity"} <= set(undrawn)
    assert document["rules"] == {"k": 10, "n_rate": 25, "width": 5, "as_of": "2026-06-01"}
    shown = set(counts(document["views"]))
    assert max(shown) > 100
    assert not {each for each in shown if 0 < each < 10}
    # Nothing of single people is left behind, and what later reports need is the owner's alone.
    assert {each.name for each in tmp_path.iterdir()} == {"report.html", "report.json", "kept.register"}
    assert register.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("more", "said"), [(("--k", "30"), "n_rate at least k"), ((), "lacks cohorts.parquet, enrolments.parquet")]
)
def test_what_cannot_be_reported_is_told(tmp_path: Path, more: tuple[str, ...], said: str) -> None:
    done = run(tmp_path, "--out", tmp_path / "out", *more)
    assert done.exit_code == 2
    assert said in done.output
    assert not (tmp_path / "out").exists()


def test_what_cannot_be_written_is_told_and_the_register_comes_first(
    folder: Path, tmp_path: Path, undrawn: list[str]
) -> None:
    (tmp_path / "out" / "report.json").mkdir(parents=True)
    done = run(folder, "--out", tmp_path / "out", "--register", tmp_path / "register")
    assert (done.exit_code, "report.json cannot be written" in done.output, undrawn) == (2, True, [])
    assert (tmp_path / "register").is_file(), "a report that nobody got is remembered rather than one forgotten"


@pytest.mark.thorough
def test_the_same_data_by_the_same_register_gives_the_same_figures(
    folder: Path, tmp_path: Path, undrawn: list[str]
) -> None:
    asked = (folder, "--out", tmp_path, "--as-of", "2026-06-01", "--register", tmp_path / "kept.register")
    sums = []
    for language in ("ko", "en"):
        assert run(*asked, "--language", language).exit_code == 0
        sums.append(json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))["checksum"])
    assert sums[0] == sums[1]
    assert "Review of a programme" in (tmp_path / "report.html").read_text(encoding="utf-8")


@needs_analytics_data
@pytest.mark.thorough
def test_oulad_is_reported(tmp_path: Path) -> None:
    done = run(ANALYTICS_DATA / "oulad", "--out", tmp_path, "--as-of", "2026-01-01", "--language", "en")
    assert done.exit_code == 0, done.output
    assert (tmp_path / "report.html").read_text(encoding="utf-8").count("<img ") > 10
