"""What must never be committed: this or that machine's paths, registries, secrets and people's numbers."""

import os
import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

from naruteo_testing.checkout import ROOT, own_files, shown

TEXT = {".py", ".md", ".html", ".css", ".js", ".json", ".toml", ".txt", ".yaml", ".yml", ".po", ".csv", ".ipynb", ".sh",
        ".svg", ".mako", ".cfg", ""}  # fmt: skip
# Birth date, then a digit from 1 to 8 for century, sex and nationality, then six more.
RESIDENT_NUMBER = re.compile(r"(?<![\w.-])\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])-?[1-8]\d{6}(?![\w.-])")
PRIVATE_KEY = re.compile(r"-----BEGIN [A-Z ]*PRIVATE" + r" KEY-----")
PLACES = re.compile(r"(?<![\w.])/(?:home|Users)/[a-z][\w-]*/|(?<![\w.])/wor" + r"k/[a-z]")
REGISTRIES = ("pypi" + ".org/simple", "files.python" + "hosted.org", "registry.npm" + "js.org")


def texts() -> list[tuple[Path, str]]:
    found = []
    for path in own_files():
        if path.suffix in TEXT:
            found.append((path, path.read_text(encoding="utf-8", errors="replace")))
    return found


def hits(form: re.Pattern[str]) -> list[str]:
    return [
        f"{shown(path)}:{text[: match.start()].count(chr(10)) + 1}"
        for path, text in texts()
        for match in form.finditer(text)
    ]


def test_no_resident_registration_number() -> None:
    """Specimens are fine: their last digit is wrong on purpose, so they can be nobody's."""
    found = [
        f"{shown(path)}: {match[0]}"
        for path, text in texts()
        for match in RESIDENT_NUMBER.finditer(text)
        if check_digit(match[0]) == int(match[0][-1])
    ]
    assert found == []


def check_digit(number: str) -> int:
    """The last digit of a resident registration number (Enforcement Rule of the Resident Registration Act)."""
    digits = [int(digit) for digit in number.replace("-", "")]
    weighted = sum(digit * weight for digit, weight in zip(digits, (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5), strict=False))
    return (11 - weighted % 11) % 10


def test_no_private_key() -> None:
    assert hits(PRIVATE_KEY) == []


def test_no_path_of_a_machine() -> None:
    assert hits(PLACES) == []


def test_no_registry() -> None:
    """Neither the public ones nor whichever this machine installs from."""
    asked = [sys.executable, "-m", "pip", "config", "list"]
    said = subprocess.run(asked, capture_output=True, text=True, check=False).stdout
    said += " ".join(value for name, value in os.environ.items() if name.endswith(("INDEX_URL", "REGISTRY")))
    hosts = {urlsplit(address).hostname for address in re.findall(r"https?://[^\s'\"]+", said)}
    names = {host for host in hosts if host and host not in ("localhost", "127.0.0.1", "pypi" + ".org")}
    found = [f"{shown(path)}: {name}" for path, text in texts() for name in {*names, *REGISTRIES} if name in text]
    assert found == []


def test_pins_name_no_place() -> None:
    for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines():
        assert re.fullmatch(r"(#.*|[A-Za-z0-9._-]+==[\w.!+-]+( ;.*)?)?", line), line
