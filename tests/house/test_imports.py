"""Which way imports run: the contracts in pyproject.toml, and none hidden in a function."""

import os
import subprocess
import sys

import pytest

from naruteo_testing.checkout import ROOT, SOURCE_ROOTS


def run(*command: str) -> str:
    """What a checker says; the test fails with it if the checker complains."""
    path = os.pathsep.join(str(ROOT / root) for root in SOURCE_ROOTS)
    done = subprocess.run(
        [sys.executable, *command],
        cwd=ROOT, capture_output=True, text=True, check=False, env={**os.environ, "PYTHONPATH": path},
    )  # fmt: skip
    if done.returncode:
        pytest.fail(f"{done.stdout}{done.stderr}", pytrace=False)
    return done.stdout


def test_import_contracts_hold() -> None:
    said = run("-c", "from importlinter.cli import lint_imports_command; lint_imports_command(['--no-cache'])")
    assert "0 broken" in said


def test_ruff_finds_nothing() -> None:
    run("-m", "ruff", "check", "--quiet")


def test_everything_is_formatted() -> None:
    run("-m", "ruff", "format", "--check", "--quiet")


def test_types_are_sound() -> None:
    run("-m", "mypy")
