"""Bring an assignment, or a course's source for its instructors, into the home folder and replace nothing there."""

import contextlib
import io
import os
import re
import threading
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath

import httpx
from nbgrader.apps import NbGrader
from nbgrader.auth import Authenticator
from nbgrader.coursedir import CourseDirectory
from nbgrader.exchange import ExchangeError, ExchangeFactory

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
TIMEOUT = 30.0
LARGEST_SOURCE = 200 * 1024 * 1024
# nbgrader's exchange works relative to the current folder, which the whole server process shares.
_one_at_a_time = threading.Lock()


class CannotOpen(Exception):
    """Nothing can be opened; the message is shown to the learner."""


def checked_name(name: str) -> str:
    """Return the name of a course or an assignment if it can be the name of a folder."""
    if not NAME.fullmatch(name):
        raise CannotOpen(f"{name!r} is not the name of a course or an assignment.")
    return name


def open_assignment(home: Path, course: str, assignment: str) -> str:
    """Fetch the assignment unless it is there, and return the path of its first notebook below ``home``."""
    folder = home / checked_name(course) / checked_name(assignment)
    if not folder.is_dir():
        fetch(home, course, assignment)
    return first_notebook(home, folder)


def fetch(home: Path, course: str, assignment: str) -> None:
    """Fetch with nbgrader's own exchange class, the one that its settings name."""
    with _one_at_a_time, _inside(home):
        # It reads what every nbgrader command here reads: /etc/jupyter and the folder it is started in.
        settings = NbGrader()
        settings.load_config_file()
        config = settings.config
        config.CourseDirectory.course_id = course
        config.CourseDirectory.assignment_id = assignment
        coursedir = CourseDirectory(config=config)
        fetching = ExchangeFactory(config=config).FetchAssignment(
            coursedir=coursedir, authenticator=Authenticator(config=config), config=config
        )
        try:
            fetching.start()
        except (ExchangeError, httpx.HTTPError) as refusal:
            raise CannotOpen(str(refusal)) from refusal


def first_notebook(home: Path, folder: Path) -> str:
    """Return the path below ``home`` of the first notebook in the folder, or of the folder when it has none."""
    notebooks = sorted(folder.glob("*.ipynb"), key=lambda path: path.name)
    return str((notebooks[0] if notebooks else folder).relative_to(home))


def open_source(home: Path, course: str, ask: Callable[[str], bytes]) -> str:
    """Lay out the course's folder for an instructor and return its path below ``home``; nothing there is replaced."""
    folder = home / f"{checked_name(course)}-teaching"
    archive = ask(f"courses/{course}/source")
    source = folder / "source"
    with zipfile.ZipFile(io.BytesIO(archive)) as files:
        members = [member for member in files.infolist() if not member.is_dir()]
        if sum(member.file_size for member in members) > LARGEST_SOURCE:
            raise CannotOpen("The course's source is too large to be opened here.")
        for member in members:
            path = PurePosixPath(member.filename)
            if path.is_absolute() or ".." in path.parts:
                raise CannotOpen(f"The course's source holds a file with an unsafe name: {member.filename}")
            target = source / path
            if not target.exists():
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(files.read(member))
    settings = folder / "nbgrader_config.py"
    if not settings.exists():
        settings.write_text(
            f"c = get_config()\nc.CourseDirectory.course_id = {course!r}\nc.CourseDirectory.root = {str(folder)!r}\n"
        )
    return str(folder.relative_to(home))


def ask_exchange(path: str) -> bytes:
    """Get something from the portal's exchange API in the name of the user whose server this is."""
    headers = {"Authorization": f"token {os.environ['JUPYTERHUB_API_TOKEN']}"}
    try:
        answer = httpx.get(f"{os.environ['NARUTEO_EXCHANGE_URL']}/{path}", headers=headers, timeout=TIMEOUT)
    except httpx.HTTPError as failure:
        raise CannotOpen("The portal does not answer at the moment. Try again in a minute.") from failure
    if answer.is_success:
        return answer.content
    with contextlib.suppress(ValueError, AttributeError):
        problem = answer.json()
        raise CannotOpen(problem.get("detail") or problem.get("title") or f"status {answer.status_code}")
    raise CannotOpen(f"The portal refused (status {answer.status_code}).")


@contextlib.contextmanager
def _inside(folder: Path) -> Iterator[None]:
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)
