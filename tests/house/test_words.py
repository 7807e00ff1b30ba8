"""Every sentence that people may read has its Korean, with the same places for values."""

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po

from naruteo_testing.checkout import PORTAL, python_files, shown, templates

KOREAN = PORTAL / "translations" / "ko"
KEYWORDS = {"N_": None, "_": None, "gettext": None, "ngettext": (1, 2)}
PAGE_OPTIONS = {"extensions": "jinja2.ext.i18n", "newstyle_gettext": "true", "silent": "false"}
PLACE = re.compile(r"%\((\w+)\)[a-z]|%(?!\()(?!%)")


def marked() -> Iterator[tuple[str, str]]:
    """(English sentence, where it stands) of everything that is marked."""
    for path in python_files("platform"):
        for line, said, _comments, _context in extract_from_file("python", path, keywords=KEYWORDS):
            yield _first(said), f"{shown(path)}:{line}"
    for path in templates():
        found = extract_from_file("jinja2", path, keywords=KEYWORDS, options=PAGE_OPTIONS)
        for line, said, _comments, _context in found:
            yield _first(said), f"{shown(path)}:{line}"


def _first(said: str | tuple[str, ...]) -> str:
    # A catalogue finds a sentence with a plural by its singular.
    return said if isinstance(said, str) else said[0]


def translated() -> dict[str, list[tuple[Path, str]]]:
    """Every English sentence with its translations and the files that hold them."""
    found: dict[str, list[tuple[Path, str]]] = defaultdict(list)
    for path in sorted(KOREAN.glob("*.po")):
        with path.open("rb") as stream:
            for message in read_po(stream, locale="ko", abort_invalid=True):
                if message.id:
                    found[_first(message.id)].append((path, _first(message.string or "")))
    return found


@pytest.fixture(scope="module")
def english() -> dict[str, str]:
    return dict(marked())


@pytest.fixture(scope="module")
def korean() -> dict[str, list[tuple[Path, str]]]:
    return translated()


def test_every_sentence_has_its_korean(english: dict[str, str], korean: dict[str, list[tuple[Path, str]]]) -> None:
    missing = {text: place for text, place in english.items() if not any(said for _path, said in korean.get(text, ()))}
    assert missing == {}


def test_a_sentence_is_said_in_one_way(korean: dict[str, list[tuple[Path, str]]]) -> None:
    two_ways = {
        text: sorted((path.name, said) for path, said in ways)
        for text, ways in korean.items()
        if len({said for _path, said in ways}) > 1
    }
    assert two_ways == {}


def test_no_translation_outlives_its_sentence(
    english: dict[str, str], korean: dict[str, list[tuple[Path, str]]]
) -> None:
    unused = {text: ways[0][0].name for text, ways in korean.items() if text not in english}
    assert unused == {}


def test_values_stand_in_both_languages(korean: dict[str, list[tuple[Path, str]]]) -> None:
    for text, ways in korean.items():
        for path, said in ways:
            wanted, given = _places(text), _places(said)
            assert wanted == given, f"{path.name}: {text!r} → {said!r}"


def _places(text: str) -> set[str]:
    names = {name for name in PLACE.findall(text) if name}
    if names:
        # With values a sentence goes through %, where a lone % sign is an error.
        assert re.search(r"(?<!%)%(?![(%])", text.replace("%%", "")) is None, text
    return names


def test_no_sentence_is_put_together_from_pieces(english: dict[str, str]) -> None:
    # Other languages order words in another way, so a sentence is marked whole.
    loose = {text: place for text, place in english.items() if text != text.strip(" ") or not text}
    assert loose == {}


def test_templates_and_answers_hold_no_unmarked_korean() -> None:
    hangul = re.compile(r"[가-힣]")
    # The name in its own script, and the link that leads to Korean.
    allowed = re.compile(r"나루터|한국어")
    found = {
        f"{shown(path)}:{number}"
        for path in templates()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if hangul.search(allowed.sub("", line))
    }
    assert found == set()
