"""Libraries of others to compare with: Naruteo needs none, so each goes into a folder of its own for one run."""

import subprocess
import sys
from pathlib import Path

import pytest


def installed(requirement: str, folder: Path, *, alone: bool = True) -> str:
    """Install a library into a folder and return its path; the test is skipped, with pip's words, where that fails.

    `alone`: without what it requires, where our own environment has that.
    """
    options = ["--quiet", "--disable-pip-version-check", *(["--no-deps"] if alone else []), "--target", str(folder)]
    done = subprocess.run(
        [sys.executable, "-m", "pip", "install", *options, requirement], capture_output=True, text=True, timeout=240,
        check=False,
    )  # fmt: skip
    if done.returncode:
        pytest.skip(f"{requirement} cannot be installed here: {done.stderr.strip().splitlines()[-1:]}")
    return str(folder)
