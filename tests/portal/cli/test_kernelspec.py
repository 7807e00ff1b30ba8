"""`naruteo kernelspec install` puts a sandboxed kernel where Jupyter looks for kernels."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from naruteo_hub.sandbox import SandboxMissing
from naruteo_portal.cli import kernelspec


def test_limits_stand_in_the_kernelspec(tmp_path: Path) -> None:
    options = ["--prefix", str(tmp_path), "--name", "exam", "--memory", "512", "--processes", "20", "--output", "8"]
    done = CliRunner().invoke(kernelspec.kernelspec, ["install", *options])
    assert done.exit_code == 0, done.output
    written = tmp_path / "share" / "jupyter" / "kernels" / "exam" / "kernel.json"
    assert str(written.parent) in done.output
    assert json.loads(written.read_text(encoding="utf-8"))["metadata"]["kernel_provisioner"] == {
        "provisioner_name": "naruteo-sandbox",
        "config": {"processes": 20, "memory_bytes": 512 * 1024**2, "output_bytes": 8 * 1024**2},
    }


def test_a_machine_without_a_sandbox_is_told_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> None:
        raise SandboxMissing("Install bubblewrap.")

    monkeypatch.setattr(kernelspec, "require_sandbox", missing)
    done = CliRunner().invoke(kernelspec.kernelspec, ["install", "--prefix", str(tmp_path)])
    assert done.exit_code == 1 and "Its kernels will not start yet: Install bubblewrap." in done.output


def test_two_places_at_once_are_refused(tmp_path: Path) -> None:
    done = CliRunner().invoke(kernelspec.kernelspec, ["install", "--user", "--prefix", str(tmp_path)])
    assert done.exit_code == 2 and "choose one" in done.output
