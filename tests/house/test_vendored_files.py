"""Vendored files are exactly those that the inventory lists, ask nobody else for anything, and stay small."""

import gzip
import hashlib
import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "platform" / "naruteo_portal" / "static"
FONTS = ROOT / "platform" / "naruteo_portal" / "core" / "fonts"
FOLDERS = (STATIC / "vendor", FONTS, ROOT / "tests" / "naruteo_testing" / "vendor")
PAGE_SHEETS_LIMIT = 30_000


@pytest.mark.parametrize("folder", FOLDERS, ids=("portal", "documents", "tests"))
def test_every_vendored_file_has_its_listed_hash(folder: Path) -> None:
    listed = json.loads((folder / "VENDOR.json").read_text(encoding="utf-8"))["sha256"]
    found = {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file() and path.name != "VENDOR.json"
    }
    assert found == listed


@pytest.mark.parametrize("folder", FOLDERS, ids=("portal", "documents", "tests"))
def test_every_vendored_package_states_version_integrity_and_licence(folder: Path) -> None:
    for package in json.loads((folder / "VENDOR.json").read_text(encoding="utf-8"))["packages"]:
        assert re.fullmatch(r"\d+\.\d+\.\d+", package["version"])
        assert package["integrity"].startswith("sha512-")
        assert package["licence"]


def test_sheets_ask_nobody_else() -> None:
    for sheet in STATIC.rglob("*.css"):
        text = re.sub(r"/\*.*?\*/", "", sheet.read_text(encoding="utf-8"), flags=re.DOTALL)
        text = re.sub(r"@namespace[^;]*;", "", text)
        assert not re.search(r"https?://|url\(['\"]?//", text), sheet.name


def test_sheets_name_only_files_that_exist() -> None:
    for sheet in STATIC.rglob("*.css"):
        for named in re.findall(r"url\([\"']?([^\"')]+)[\"']?\)", sheet.read_text(encoding="utf-8")):
            assert named.startswith("data:") or (sheet.parent / named).is_file(), f"{sheet.name}: {named}"


def test_no_logo_flag_or_masthead_is_shipped() -> None:
    names = [path.name for path in STATIC.rglob("*") if path.is_file()]
    assert not [name for name in names if re.search(r"logo|flag|masthead|identifier", name)]


def test_icons_that_macros_write_have_their_rule() -> None:
    rules = (STATIC / "vendor" / "krds-1.1.0" / "krds.css").read_text(encoding="utf-8")
    for template in (ROOT / "platform" / "naruteo_portal" / "web" / "templates").rglob("*.html"):
        for icon in re.findall(r"icon\(\"([a-z-]+)", template.read_text(encoding="utf-8")):
            assert f".ico-{icon}{{" in rules, f"{template.name} uses the icon {icon}: add it to vendor_ui.py"


def test_sheets_of_a_page_stay_small() -> None:
    sheets = (STATIC / "vendor" / "krds-1.1.0" / "krds.css", STATIC / "colours.css", STATIC / "site.css")
    assert sum(len(gzip.compress(sheet.read_bytes())) for sheet in sheets) < PAGE_SHEETS_LIMIT
