"""The checkout as house rules see it: its files, its Python modules, its templates."""

import ast
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE_ROOTS = ("platform", "matching", "analytics", "hub_config")
PORTAL = ROOT / "platform" / "naruteo_portal"
TEMPLATES = PORTAL / "web" / "templates"


@cache
def own_files() -> tuple[Path, ...]:
    """Every file that is, or would be, committed; other people's vendored files are not ours."""
    asked = ["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(asked, check=True, capture_output=True, text=True).stdout.split("\0")
    found = (ROOT / name for name in sorted(set(names)) if name and "/vendor/" not in name)
    return tuple(path for path in found if path.is_file())


def python_files(*folders: str) -> tuple[Path, ...]:
    """Our Python files, in these top folders or in all of them but the courses."""
    wanted = folders or (*SOURCE_ROOTS, "tests")
    return tuple(path for path in own_files() if path.suffix == ".py" and path.relative_to(ROOT).parts[0] in wanted)


@cache
def syntax(path: Path) -> ast.Module:
    """A file's syntax tree."""
    return ast.parse(path.read_text(encoding="utf-8"))


def templates() -> tuple[Path, ...]:
    """The portal's page templates."""
    return tuple(sorted(TEMPLATES.rglob("*.html")))


def shown(path: Path) -> str:
    """A path as people name it."""
    return path.relative_to(ROOT).as_posix()
