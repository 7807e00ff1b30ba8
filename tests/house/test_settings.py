"""Every knob is documented, and only settings.py looks at the environment."""

import ast
import re

from naruteo_portal.settings import Settings
from naruteo_testing.checkout import ROOT, own_files, python_files, shown, syntax
from write_settings import PAGE, settings_page

READS = ("environ", "environb", "getenv")


def test_only_settings_reads_the_environment() -> None:
    reading = {
        shown(path)
        for path in python_files("platform")
        for node in ast.walk(syntax(path))
        if (isinstance(node, ast.Attribute) and node.attr in READS)
        or (isinstance(node, ast.ImportFrom) and node.module == "os" and {n.name for n in node.names} & set(READS))
    }
    assert reading == {"platform/naruteo_portal/settings.py"}


def test_the_list_of_settings_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == settings_page(), "run: python platform/write_settings.py"


def test_every_setting_says_what_it_is_for() -> None:
    assert [name for name, field in Settings.model_fields.items() if not field.description] == []


def test_every_variable_that_anything_names_is_documented() -> None:
    documented = set(re.findall(r"NARUTEO_[A-Z_]+", PAGE.read_text(encoding="utf-8")))
    named: dict[str, str] = {}
    for path in own_files():
        if path.is_relative_to(ROOT / "tests"):
            continue
        if path.suffix in (".py", ".md", ".sh", ".yaml", ".toml") or path.name in ("Makefile", "run"):
            for name in re.findall(r"\bNARUTEO_[A-Z][A-Z_]*[A-Z]\b", path.read_text(encoding="utf-8")):
                named.setdefault(name, shown(path))
    assert {name: place for name, place in named.items() if name not in documented} == {}


def test_the_readme_leads_to_the_list() -> None:
    assert "platform/settings.md" in ROOT.joinpath("README.md").read_text(encoding="utf-8")
