"""Take a submission's files: ordinary ones only, within limits, never through a link, under plain names."""

import os
import stat
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from naruteo_hub.grading.document import NotARealNotebook, SubmittedCell, read_submitted
from naruteo_hub.grading.preparation import Prepared
from naruteo_hub.grading.results import Flag, GradingLimits
from naruteo_hub.seeds import SEED_FILE, seed_in

# What nbgrader and editors leave beside notebooks at the top of an assignment.
LEFT_OUT = frozenset({"__pycache__", "feedback", "timestamp.txt", "submission_secret.txt"})
LONGEST_NAME, DEEPEST = 200, 12


class Refused(Exception):
    """A submission cannot be graded for a reason that its learner can put right."""

    def __init__(self, code: str, evidence: str = "") -> None:
        super().__init__(code)
        self.flag = Flag(code, evidence)


@dataclass
class Submission:
    """What was handed in, read once: notebooks as plain cells, other files as content, and what was odd."""

    notebooks: dict[str, list[SubmittedCell]] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    flags: list[Flag] = field(default_factory=list)


def read_submission(path: Path, prepared: Prepared, limits: GradingLimits) -> Submission:
    """Read a notebook or a folder of files; raises Refused."""
    submission = Submission()
    # Names compare in one Unicode form: macOS writes Korean file names in another.
    known = {unicodedata.normalize("NFC", name): name for name in prepared.notebooks}
    expected = ", ".join(f"{name}.ipynb" for name in prepared.notebooks)
    strangers: list[str] = []
    for name, content in _contents(path, limits, submission.flags):
        stem = unicodedata.normalize("NFC", name.removesuffix(".ipynb"))
        if not name.endswith(".ipynb") or "/" in name:
            submission.files[name] = content
        elif stem in known:
            submission.notebooks[known[stem]] = _read_notebook(name, content, limits)
        else:
            strangers.append(name)
            submission.files[name] = content
    if not submission.notebooks:
        code = "wrong_notebook_name" if strangers else "no_notebook"
        raise Refused(code, f"{', '.join(strangers[:5])} → {expected}" if strangers else expected)
    if strangers:
        submission.flags.append(Flag("unknown_notebook", ", ".join(strangers[:20])))
    missing = [f"{name}.ipynb" for name in prepared.notebooks if name not in submission.notebooks]
    if missing:
        submission.flags.append(Flag("missing_notebook", ", ".join(missing)))
    return submission


def _read_notebook(name: str, content: bytes, limits: GradingLimits) -> list[SubmittedCell]:
    if len(content) > limits.notebook_bytes:
        raise Refused("notebook_too_large", name)
    try:
        cells = read_submitted(content)
    except NotARealNotebook as fault:
        raise Refused(fault.code, f"{name}: {fault}") from fault
    if len(cells) > limits.cells:
        raise Refused("too_many_cells", f"{name}: {len(cells)} > {limits.cells}")
    return cells


def _contents(path: Path, limits: GradingLimits, flags: list[Flag]) -> Iterator[tuple[str, bytes]]:
    """Yield the ordinary files of a submission with their relative names, and flag what was left out."""
    links: list[str] = []
    odd: list[str] = []
    total = count = 0
    for name, found in _walk(path, links, odd):
        content = _read_ordinary(found, limits.submission_bytes - total)
        if content is None:
            links.append(name)
            continue
        count += 1
        total += len(content)
        if count > limits.submission_files:
            raise Refused("too_many_files", f"> {limits.submission_files}")
        if total > limits.submission_bytes:
            raise Refused("submission_too_large", f"> {limits.submission_bytes // 2**20} MiB")
        yield name, content
    for code, names in (("link_ignored", links), ("file_name_ignored", odd)):
        if names:
            flags.append(Flag(code, ", ".join(names[:20])))


def _walk(path: Path, links: list[str], odd: list[str]) -> Iterator[tuple[str, Path]]:
    if not path.is_dir():
        if path.exists():
            yield path.name, path
        return
    waiting = [(path, PurePosixPath())]
    while waiting:
        folder, inside = waiting.pop()
        with os.scandir(folder) as found:
            entries = sorted(found, key=lambda entry: entry.name)
        for entry in entries:
            if entry.name.startswith(".") or (entry.name in LEFT_OUT and not inside.parts):
                continue
            name = (inside / entry.name).as_posix()
            if not _trustworthy(entry.name) or len(inside.parts) >= DEEPEST:
                odd.append(_printable(name))
            elif entry.is_symlink():
                links.append(name)
            elif entry.is_dir(follow_symlinks=False):
                waiting.append((Path(entry.path), inside / entry.name))
            else:
                yield name, Path(entry.path)


def _printable(name: str) -> str:
    return name.encode("unicode_escape", "backslashreplace").decode("ascii")[:LONGEST_NAME]


def _trustworthy(name: str) -> bool:
    try:
        length = len(name.encode("utf-8"))
    except UnicodeEncodeError:
        return False
    # Beside control signs: signs that turn the direction of writing, which make one name look like another.
    odd = any(unicodedata.category(sign) in ("Cc", "Cs", "Cf") for sign in name)
    return length <= LONGEST_NAME and not odd and "\\" not in name


def _read_ordinary(path: Path, allowed: int) -> bytes | None:
    """Read a file unless it is a link or no ordinary file; at most one byte more than allowed."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return None
    with os.fdopen(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            return None
        return file.read(allowed + 1)


def together(submitted: Mapping[str, bytes], prepared: Prepared) -> dict[str, bytes]:
    """Join a submission's files with the course's, which win, except where the course lets learners hand in theirs."""
    course = {name: content for name, content in prepared.files.items() if name not in prepared.keep_submitted}
    folders = {parent.as_posix() for name in prepared.files for parent in PurePosixPath(name).parents}
    joined = {
        name: content
        for name, content in submitted.items()
        if name not in folders and not any(parent.as_posix() in course for parent in PurePosixPath(name).parents)
    }
    kept = {name: content for name, content in prepared.files.items() if name not in joined}
    return {**joined, **kept, **course}


def other_seed(submitted: Mapping[str, bytes], course: Mapping[str, bytes]) -> list[Flag]:
    """Flag a seed file that says another number than the one that counts."""
    if SEED_FILE not in submitted or SEED_FILE not in course or seed_in(submitted) == seed_in(course):
        return []
    theirs = seed_in(submitted)
    return [Flag("other_seed", f"{SEED_FILE}: {'?' if theirs is None else theirs} → {seed_in(course)}")]
