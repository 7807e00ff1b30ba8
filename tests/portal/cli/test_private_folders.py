"""Other people of the machine read nothing of what the platform keeps."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from naruteo_portal.cli.up import PRIVATE_FOLDERS, keep_private


@pytest.fixture(autouse=True)
def own_umask() -> Iterator[None]:
    before = os.umask(0o022)
    yield
    os.umask(before)


def test_what_is_kept_is_private_even_if_it_was_not_before(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    (kept / "mail").mkdir(parents=True, mode=0o755)
    keep_private(kept)
    (kept / "lock").touch()
    assert {stat.S_IMODE((kept / name).stat().st_mode) for name in PRIVATE_FOLDERS} == {0o700}
    assert stat.S_IMODE(kept.stat().st_mode) == 0o711
    assert stat.S_IMODE((kept / "lock").stat().st_mode) == 0o600
