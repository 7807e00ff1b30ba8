"""Which workers the portal counts as graders."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from click.testing import CliRunner

from naruteo_portal.cli import main, worker


@pytest.mark.parametrize(
    ("options", "counted"),
    [
        (["--queue", "grading", "--concurrency", "4"], [4]),
        (["--queue", "default"], []),
        (["--queue", "default", "--queue", "grading"], [1]),
        ([], [1]),
    ],
)
def test_who_takes_grading_work_is_counted(
    monkeypatch: pytest.MonkeyPatch, options: list[str], counted: list[int]
) -> None:
    told: list[int] = []

    @contextmanager
    def counted_in(_engine: object, slots: int) -> Iterator[None]:
        told.append(slots)
        yield

    monkeypatch.setenv("NARUTEO_DATABASE_URL", "postgresql://nobody@127.0.0.1:9/none")
    monkeypatch.setattr(worker, "counted_in", counted_in)
    monkeypatch.setattr(worker, "run_worker", lambda *_arguments: None)
    monkeypatch.setattr(worker, "set_up_logs", lambda _form: None)
    assert CliRunner().invoke(main, ["worker", *options]).exit_code == 0
    assert told == counted
