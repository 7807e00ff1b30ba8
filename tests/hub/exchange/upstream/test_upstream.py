"""nbgrader's own exchange tests, from the installed package, run against Naruteo's exchange."""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

TESTS = Path(__file__).resolve().parents[3]
MODULES = ("releaseassignment", "fetch_assignment", "submit", "list", "collect", "releasefeedback", "fetchfeedback")
CONFIG = """from naruteo_hub.exchange import use_portal_exchange
c = get_config()
use_portal_exchange(c)
# What nbgrader's tests take for granted.
c.Exchange.path_includes_course = False
c.ExchangeSubmit.strict = False
"""
NOT_APPLICABLE = 15
"""Listed with their reasons in `portal_behind_nbgrader.py`."""


@pytest.mark.thorough
@pytest.mark.skipif(
    importlib.util.find_spec("nbgrader.tests") is None, reason="this nbgrader was installed without its tests"
)
def test_nbgraders_own_exchange_tests(tmp_path: Path) -> None:
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "nbgrader_config.py").write_text(CONFIG, encoding="utf-8")
    (tmp_path / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    report = tmp_path / "report.xml"
    command = [
        sys.executable, "-m", "pytest", "-c", str(tmp_path / "pytest.ini"), "-p", "no:cacheprovider",
        "-p", "portal_behind_nbgrader", f"--junit-xml={report}", "-q", "-rs", "--pyargs",
        *[f"nbgrader.tests.apps.test_nbgrader_{name}" for name in MODULES],
    ]  # fmt: skip
    sources = [str(TESTS.parent / name) for name in ("platform", "hub_config", "matching", "analytics")]
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "LC_", "LANG"))},
        "PATH": f"{Path(sys.executable).parent}:{os.environ.get('PATH', '')}",
        "PYTHONPATH": os.pathsep.join([str(Path(__file__).parent), str(TESTS), *sources]),
        "PYTHONDONTWRITEBYTECODE": "1",
        "JUPYTER_CONFIG_DIR": str(tmp_path / "config"),
        "JUPYTER_DATA_DIR": str(tmp_path / "data"),
        "HOME": str(tmp_path),
        "LANG": "C.UTF-8",
    }
    done = subprocess.run(
        command, cwd=tmp_path, env=environment, text=True, capture_output=True, timeout=900, check=False
    )
    assert report.exists(), done.stdout + done.stderr
    suite = next(ElementTree.parse(report).iter("testsuite"))
    counts = {name: int(suite.attrib[name]) for name in ("tests", "failures", "errors", "skipped")}
    assert (counts["failures"], counts["errors"]) == (0, 0), done.stdout
    assert counts["skipped"] == NOT_APPLICABLE, done.stdout
    assert counts["tests"] > 60
