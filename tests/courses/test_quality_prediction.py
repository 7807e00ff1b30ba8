"""The data of the course on predicting quality are those that its simulator writes."""

from __future__ import annotations

import runpy
from pathlib import Path

from naruteo_portal.catalogue.manifest import read_manifest

COURSE = Path(__file__).resolve().parents[2] / "courses" / "quality-prediction"


def test_the_manifest_agrees_with_the_notebooks() -> None:
    manifest = read_manifest(COURSE)
    assert [task.name for task in manifest.tasks] == sorted(folder.name for folder in (COURSE / "source").iterdir())
    assert [task.points for task in manifest.tasks] == [100] * 4


def test_the_files_are_what_the_simulator_writes(tmp_path: Path) -> None:
    simulator = runpy.run_path(str(COURSE / "data" / "simulate.py"))
    simulator["main"](tmp_path)
    written = {path.relative_to(tmp_path): path.read_bytes() for path in tmp_path.rglob("*.csv")}
    committed = {path.relative_to(COURSE / "source"): path.read_bytes() for path in COURSE.glob("source/*/*.csv")}
    assert sorted(written) == sorted(committed)
    assert [name for name in written if written[name] != committed[name]] == []
