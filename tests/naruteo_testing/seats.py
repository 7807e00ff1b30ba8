"""A portal that really listens, and people with homes who run nbgrader's own commands against it."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from nbgrader.auth import Authenticator
from nbgrader.coursedir import CourseDirectory
from nbgrader.exchange import ExchangeFactory
from sqlalchemy.orm import Session
from traitlets.config import Config

from naruteo_hub.exchange import use_portal_exchange
from naruteo_portal.core.storage import BlobStore
from naruteo_portal.edge.transaction import Portal
from naruteo_portal.identity.models import Account
from naruteo_testing.classroom import Classroom, make_classroom
from naruteo_testing.hub_tokens import hub_tokens, token_of  # noqa: F401 - a fixture
from naruteo_testing.styleguide import served

CONFIG = """from naruteo_hub.exchange import use_portal_exchange
use_portal_exchange(get_config())
"""


@pytest.fixture
def classroom(app: Portal) -> Iterator[Classroom]:
    """The course shop-floor with the released task `first`, committed so that the portal sees it."""
    with Session(app.engine, expire_on_commit=False) as session:
        room = make_classroom(session, BlobStore(app.settings.blobs))
        room.add_task("first")
        session.commit()
        yield room


@pytest.fixture
def address(app: Portal, hub_tokens: None) -> Iterator[str]:  # noqa: F811 - the fixture
    """The exchange interface of a portal on a real socket."""
    with served(app) as origin:
        yield f"{origin}/api/exchange/v1"


@dataclass
class Seat:
    """One person's notebook server, as far as the command line sees it."""

    home: Path
    environment: dict[str, str]

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run `nbgrader …` and give what it wrote."""
        return subprocess.run(
            [sys.executable, "-m", "nbgrader", *arguments], cwd=self.home, env=self.environment, text=True,
            capture_output=True, timeout=120, check=False,
        )  # fmt: skip

    def ok(self, *arguments: str) -> str:
        """Run `nbgrader …`, which must succeed, and give its log."""
        done = self.run(*arguments)
        assert done.returncode == 0, done.stderr
        return done.stderr

    def refused(self, *arguments: str) -> str:
        """Run `nbgrader …`, which must fail, and give its log."""
        done = self.run(*arguments)
        assert done.returncode != 0, done.stderr
        return done.stderr

    @contextmanager
    def occupied(self) -> Iterator[Config]:
        """Be this person in this process: their folder, their environment; gives nbgrader's configuration."""
        before, folder = dict(os.environ), Path.cwd()
        os.environ.update(self.environment)
        os.environ["JUPYTER_DATA_DIR"] = str(self.home / "jupyter")
        os.environ["JUPYTER_CONFIG_DIR"] = str(self.home / "jupyter-config")
        os.chdir(self.home)
        config = Config()
        use_portal_exchange(config)
        try:
            yield config
        finally:
            os.chdir(folder)
            os.environ.clear()
            os.environ.update(before)

    def exchange(self, kind: str, assignment: str = "first", course: str = "shop-floor", **options: Any) -> Any:
        """Carry out one transfer in this process and give its object; the list gives the list."""
        with self.occupied() as config:
            config.CourseDirectory.assignment_id = assignment
            config.CourseDirectory.course_id = course
            for name, value in options.items():
                section, _, trait = name.partition("__")
                config[section if trait else f"Exchange{kind}"][trait or section] = value
            coursedir = CourseDirectory(config=config)
            made = getattr(ExchangeFactory(config=config), kind)(
                coursedir=coursedir, authenticator=Authenticator(config=config), config=config
            )
            given = made.start()
            return given if given is not None else made

    @property
    def work(self) -> Path:
        """The folder of the task `first`."""
        return self.home / "shop-floor" / "first"


def seat_of(account: Account, address: str, folder: Path, language: str = "en_US.UTF-8") -> Seat:
    """A home and an environment like those of a person's notebook server."""
    home = folder / account.handle
    home.mkdir(parents=True)
    (home / "nbgrader_config.py").write_text(CONFIG, encoding="utf-8")
    environment = {
        "PATH": str(Path(sys.executable).parent) + ":/usr/bin:/bin",
        "HOME": str(home),
        "LANG": language,
        "NARUTEO_EXCHANGE_URL": address,
        "JUPYTERHUB_API_TOKEN": token_of(account.handle),
        "JUPYTERHUB_USER": account.handle,
    }
    return Seat(home, environment)


@pytest.fixture
def learner(classroom: Classroom, address: str, tmp_path: Path) -> Seat:
    """The admitted learner at work."""
    return seat_of(classroom.learner, address, tmp_path)


@pytest.fixture
def instructor(classroom: Classroom, address: str, tmp_path: Path) -> Seat:
    """The instructor at work."""
    return seat_of(classroom.instructor, address, tmp_path)
