"""The pictures and tables of the course on visual inspection are what its simulator writes."""

import runpy
from pathlib import Path

COURSE = Path(__file__).resolve().parents[2] / "courses" / "visual-inspection"


def test_the_files_are_what_the_simulator_writes(tmp_path: Path) -> None:
    simulator = runpy.run_path(str(COURSE / "data" / "simulate.py"))
    simulator["main"](tmp_path)
    written = {path.relative_to(tmp_path): path.read_bytes() for path in tmp_path.rglob("*.*")}
    data = [path for path in COURSE.glob("source/*/*") if path.suffix in (".csv", ".npz")]
    committed = {path.relative_to(COURSE / "source"): path.read_bytes() for path in data}
    assert sorted(written) == sorted(committed)
    assert [name for name in written if written[name] != committed[name]] == []
