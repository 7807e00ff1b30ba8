"""Read an assignment from an nbgrader course folder: notebooks, data files and settings, running none of it."""

import ast
import fnmatch
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from traitlets.config import Config

# nbgrader's CourseDirectory.ignore, plus what editors and systems leave behind.
IGNORED = (".*", "*.pyc", "__pycache__", "feedback")


class CourseFault(Exception):
    """A course folder or its assignment cannot be used; the message says what is wrong."""


@dataclass(frozen=True)
class Course:
    """One assignment as it stands in the course folder, read once."""

    folder: Path
    assignment: str
    notebooks: dict[str, bytes]
    files: dict[str, bytes]
    settings: Config
    digest: str


def read_course(folder: Path, assignment: str) -> Course:
    """Read ``source/<assignment>`` of a course folder; raises CourseFault when there is none or it is faulty."""
    folder = folder.resolve()
    source = folder / "source" / assignment
    if not assignment or Path(assignment).name != assignment or assignment.startswith("."):
        raise CourseFault(f"not an assignment's name: {assignment!r}")
    if not source.is_dir():
        raise CourseFault(f"there is no folder source/{assignment} in the course")
    settings = _read_settings(folder)
    notebooks: dict[str, bytes] = {}
    files: dict[str, bytes] = {}
    for path in _ordinary_files(source, source):
        relative = path.relative_to(source)
        if path.suffix == ".ipynb" and len(relative.parts) == 1:
            notebooks[path.stem] = path.read_bytes()
        else:
            files[relative.as_posix()] = path.read_bytes()
    if not notebooks:
        raise CourseFault(f"source/{assignment} holds no notebook")
    return Course(folder, assignment, notebooks, files, settings, _digest(folder, notebooks, files, settings))


def _ordinary_files(folder: Path, root: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if any(fnmatch.fnmatch(path.name, pattern) for pattern in IGNORED):
            continue
        # A link within the assignment is the author's; one that leads out of it could show anything of this machine.
        if path.is_symlink() and not path.resolve().is_relative_to(root):
            continue
        if path.is_dir() and not path.is_symlink():
            yield from _ordinary_files(path, root)
        elif path.is_file():
            yield path


def _digest(folder: Path, notebooks: dict[str, bytes], files: dict[str, bytes], settings: Config) -> str:
    digest = hashlib.sha256(json.dumps(settings, sort_keys=True, default=str).encode())
    for kind, contents in (("notebook", notebooks), ("file", files)):
        for name, content in sorted(contents.items()):
            digest.update(f"\0{kind}\0{name}\0{len(content)}\0".encode())
            digest.update(content)
    for name in ("header", "footer"):
        included = settings.get("IncludeHeaderFooter", {}).get(name)
        if included:
            digest.update(Path(included).read_bytes())
    autotests = autotests_file(folder)
    if autotests is not None:
        digest.update(autotests.read_bytes())
    return digest.hexdigest()


def autotests_file(folder: Path) -> Path | None:
    """Find the course's templates for nbgrader's automatic tests; an assignment's own come before them."""
    path = folder / "autotests.yml"
    return path if path.is_file() else None


def _read_settings(folder: Path) -> Config:
    """Read nbgrader_config.json and .py; of the latter only plain ``c.Class.option = literal`` lines.

    The file belongs to a course's author, so it is read as text and never run by the platform.
    """
    settings = Config()
    as_json, as_python = folder / "nbgrader_config.json", folder / "nbgrader_config.py"
    try:
        if as_json.is_file():
            settings.merge(Config(json.loads(as_json.read_text(encoding="utf-8"))))
        if as_python.is_file():
            for section, option, value in _literal_settings(as_python.read_text(encoding="utf-8")):
                settings[section][option] = value
    except (ValueError, SyntaxError, RecursionError, AttributeError, TypeError) as fault:
        raise CourseFault(f"the course's nbgrader_config cannot be read: {fault}") from fault
    for name in ("header", "footer"):
        included = settings.get("IncludeHeaderFooter", {}).get(name)
        if included:
            path = (folder / str(included)).resolve()
            if not path.is_relative_to(folder) or not path.is_file():
                raise CourseFault(f"IncludeHeaderFooter.{name} is not a file of the course: {included}")
            settings.IncludeHeaderFooter[name] = str(path)
    return settings


def _literal_settings(text: str) -> Iterator[tuple[str, str, Any]]:
    for line in ast.walk(ast.parse(text)):
        if not isinstance(line, ast.Assign) or len(line.targets) != 1:
            continue
        target = line.targets[0]
        if (
            isinstance(target, ast.Attribute)
            and isinstance(target.value, ast.Attribute)
            and isinstance(target.value.value, ast.Name)
            and target.value.value.id == "c"
        ):
            try:
                yield target.value.attr, target.attr, ast.literal_eval(line.value)
            except ValueError:
                continue
