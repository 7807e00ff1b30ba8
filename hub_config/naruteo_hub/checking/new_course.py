"""Make a small course that passes the check, to be changed bit by bit into one's own."""

import re
from pathlib import Path

TEMPLATE = Path(__file__).resolve().parent / "starter"
# Files with this ending are written without it: Python that is no part of this package, and what names the course.
ENDING = ".template"
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LONGEST_SLUG = 48


class CannotMake(Exception):
    """The course cannot be made there; the message says why."""


def make_course(folder: Path) -> list[Path]:
    """Write the course into a folder that is not there yet or empty; returns its files."""
    slug = folder.resolve().name
    if not SLUG.fullmatch(slug) or len(slug) > LONGEST_SLUG:
        raise CannotMake(
            f"'{slug}' cannot be a course's name: use lower-case letters, digits and single '-' between them, "
            f"at most {LONGEST_SLUG}, such as press-line-data."
        )
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise CannotMake(f"{folder} is there already. Name a folder that does not exist yet.")
    written = []
    try:
        for path in sorted(TEMPLATE.rglob("*")):
            if path.is_file() and path.suffix != ".pyc":
                target = folder / str(path.relative_to(TEMPLATE)).removesuffix(ENDING)
                target.parent.mkdir(parents=True, exist_ok=True)
                text = path.read_text(encoding="utf-8")
                if target.name == "course.yaml":
                    text = text.format(slug=slug)
                target.write_text(text, encoding="utf-8")
                written.append(target)
    except OSError as fault:
        raise CannotMake(f"The course cannot be written: {fault}") from fault
    return written
