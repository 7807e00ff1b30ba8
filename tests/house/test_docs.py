"""What the documents say is there, is there."""

import re
from pathlib import Path

from naruteo_portal.cli import COMMANDS
from naruteo_portal.demo import DEMO_PASSWORD, PEOPLE
from naruteo_testing.checkout import ROOT, own_files, shown

LARGEST_PICTURE = 150_000
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
README = (ROOT / "README.md").read_text(encoding="utf-8")


def documents() -> list[Path]:
    return [path for path in own_files() if path.suffix == ".md" and path.relative_to(ROOT).parts[0] != "courses"]


def test_links_lead_somewhere() -> None:
    broken = [
        f"{shown(path)}: {target}"
        for path in documents()
        for target in LINK.findall(path.read_text(encoding="utf-8"))
        if "://" not in target and not (path.parent / target).exists()
    ]
    assert broken == []


def test_pictures_are_small() -> None:
    pictures = [path for path in own_files() if path.suffix == ".png"]
    assert [shown(path) for path in pictures if path.stat().st_size > LARGEST_PICTURE] == []


def test_the_readme_names_every_command() -> None:
    assert [name for name in COMMANDS if f"`naruteo {name}" not in README] == []


def test_the_readme_names_every_target_of_make() -> None:
    targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    own = set(targets) - {"install", "clean"}
    assert {target for target in own if f"`make {target}`" not in README} == set()


def test_the_readme_lists_the_demo_accounts_as_they_are() -> None:
    assert f'"{DEMO_PASSWORD}"' in README
    for person in PEOPLE:
        assert f"  {person.email:<22} {person.what}\n" in README


def test_every_decision_says_the_same_four_things() -> None:
    for path in (ROOT / "platform" / "decisions").glob("*.md"):
        headings = re.findall(r"^## (.*)$", path.read_text(encoding="utf-8"), re.MULTILINE)
        assert headings == ["Context", "Decision", "Consequences", "Alternatives"], path
