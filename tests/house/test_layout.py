"""Where files stand, how long they are and how they begin."""

import ast
import re

import pytest

from naruteo_testing.checkout import ROOT, SOURCE_ROOTS, python_files, shown, syntax, templates

LONGEST = 400
# A file that is longer, and why that is right.
LONGER: dict[str, str] = {}
LOADED_BY_PATH = {
    "platform/naruteo_portal/migrations/versions": "Alembic looks for migrations itself",
    "hub_config/naruteo_hub/spawning/jupyter": "configuration that a notebook server reads",
}
# Folders of tests that have no package beside them.
OWN_PLACE = {
    "hub/exchange/upstream": "runs nbgrader's own tests, which stand outside the project's tree",
    "hub/attacks": "attacks grading as a whole, through its one door",
    "hub/differential": "compares all of the grading with stock nbgrader's",
}
VAGUE = re.compile(r"(?:^|_)(?:utils?|helpers?|managers?|common|data|misc|stuff)(?:_|$)")


@pytest.mark.parametrize("folder", [*SOURCE_ROOTS, "tests"])
def test_source_roots_are_not_packages(folder: str) -> None:
    # platform/__init__.py would hide the standard library's platform.
    assert not (ROOT / folder / "__init__.py").exists()


def test_test_folders_are_not_packages() -> None:
    found = [path for path in python_files("tests") if path.name == "__init__.py"]
    assert [shown(path) for path in found] == ["tests/naruteo_testing/__init__.py"]


def test_each_source_root_holds_one_typed_package() -> None:
    for root in SOURCE_ROOTS:
        packages = [each for each in (ROOT / root).iterdir() if (each / "__init__.py").exists()]
        assert len(packages) == 1, root
        assert (packages[0] / "py.typed").exists(), packages[0]


def test_every_folder_with_modules_is_a_package() -> None:
    bare = {
        shown(path.parent)
        for path in python_files(*SOURCE_ROOTS)
        if len(path.relative_to(ROOT).parts) > 2 and not (path.parent / "__init__.py").exists()
    }
    assert bare - LOADED_BY_PATH.keys() == set()


def test_no_file_is_longer_than_one_can_read() -> None:
    long = {shown(path): len(path.read_text(encoding="utf-8").splitlines()) for path in python_files()}
    migrations = "platform/naruteo_portal/migrations/versions/"
    too_long = {
        name: lines
        for name, lines in long.items()
        if lines > LONGEST and name not in LONGER and not name.startswith(migrations)
    }
    assert too_long == {}
    assert {name for name in LONGER if long.get(name, 0) <= LONGEST} == set(), "no longer needed in LONGER"


def test_every_file_begins_by_saying_what_it_is() -> None:
    silent = []
    for path in python_files():
        words = ast.get_docstring(syntax(path))
        first = path.read_text(encoding="utf-8").lstrip("r").split("\n", 1)[0]
        if not words or not first.startswith('"""') or words.split("\n")[0][-1] not in ".:?":
            silent.append(shown(path))
    assert silent == []


def test_every_template_begins_by_saying_what_it_is() -> None:
    assert [shown(path) for path in templates() if not path.read_text(encoding="utf-8").startswith("{#-")] == []


def test_names_say_what_is_inside() -> None:
    assert [shown(path) for path in python_files() if VAGUE.search(path.stem)] == []


def test_tests_stand_like_the_packages_that_they_test() -> None:
    places = {"portal": ROOT / "platform" / "naruteo_portal", "hub": ROOT / "hub_config" / "naruteo_hub"}
    astray = [
        shown(path)
        for path in python_files("tests")
        if (parts := path.relative_to(ROOT / "tests").parts)[0] in places
        and "/".join(parts[:-1]) not in OWN_PLACE
        and not places[parts[0]].joinpath(*parts[1:-1]).is_dir()
    ]
    assert astray == []
