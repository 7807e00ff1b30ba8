"""What a submission says, as symbols that stay the same when names, layout and comments change; knows no database."""

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import Any, NamedTuple

from pygments.lexers.python import PythonLexer
from pygments.token import Comment, Name, Number, String, Text, Whitespace

from naruteo_portal.assessment.notebooks import cells_in, notebooks_in, text_of

MOST_CHARACTERS = 200_000
"""Of one submission; what comes after them is not compared."""
SOURCE_SUFFIX = ".py"
LEXER = PythonLexer()
# Names that a learner cannot change at will: Python's own.
FIXED_NAMES = (Name.Builtin, Name.Exception, Name.Function.Magic, Name.Variable.Magic)
LEFT_OUT = (Text, Whitespace, Comment, String.Doc)
A_NAME, A_NUMBER, A_STRING = "name", "0", "''"
SELF = "self"


class Kind(StrEnum):
    """How a part is read."""

    CODE = "code"
    WORDS = "words"


class Symbol(NamedTuple):
    """One symbol, and the characters of the text that it stands for."""

    what: str
    start: int
    end: int


@dataclass(frozen=True)
class Part:
    """One cell of a notebook, or one file of Python."""

    file: str
    number: int
    """The cell's place in its notebook, counted from 1; 0 for a whole file."""
    kind: Kind
    text: str
    symbols: tuple[Symbol, ...]


def parts_of(contents: Mapping[str, bytes]) -> list[Part]:
    """The cells of all notebooks in order, and then the files of Python that were handed in with them.

    Whatever is wrong with a file, what can be read of it is read: nobody escapes by handing in broken code.
    """
    parts: list[Part] = []
    left = MOST_CHARACTERS
    for file, number, kind, source in _sources(contents):
        part = (code_part if kind is Kind.CODE else words_part)(file, number, source, left)
        left = max(0, left - len(part.text))
        parts.append(part)
    return parts


def _sources(contents: Mapping[str, bytes]) -> Iterator[tuple[str, int, Kind, str]]:
    kinds = {"code": Kind.CODE, "markdown": Kind.WORDS}
    for path in notebooks_in(contents).values():
        for number, cell in enumerate(cells_in(contents[path]), 1):
            kind, source = str(cell.get("cell_type")), text_of(cell)
            if kind in kinds and source.strip():
                yield path, number, kinds[kind], source
    for path in sorted(contents):
        if path.endswith(SOURCE_SUFFIX):
            yield path, 0, Kind.CODE, contents[path].decode("utf-8", "replace")


def code_part(file: str, number: int, source: str, most: int = MOST_CHARACTERS) -> Part:
    """A part that is read as Python, so many characters of it."""
    text = _tidied(source)
    return Part(file, number, Kind.CODE, text, tuple(_code_symbols(text[:most])))


def words_part(file: str, number: int, source: str, most: int = MOST_CHARACTERS) -> Part:
    """A part that is read as a text in any language, so many characters of it."""
    text = _tidied(source)
    return Part(file, number, Kind.WORDS, text, tuple(_letters(text[:most])))


def _tidied(source: str) -> str:
    """One kind of line ends, and one empty line for several: lexers take long over deserts of white space."""
    lines = [line.rstrip() for line in source.splitlines()]
    return "\n".join(line for before, line in pairwise(["", *lines]) if line or before)


def _code_symbols(text: str) -> Iterator[Symbol]:
    """Python's tokens without layout, comments and documentation, every own name, number and string being the same.

    Names behind a dot are those of libraries (`groupby`, `fillna`): they are kept, as they say what is done. Names of
    an object's own attributes (behind `self.`) are not.
    """
    before, last = "", Symbol("", 0, 0)
    for start, kind, value in LEXER.get_tokens_unprocessed(text):
        if any(kind in each for each in LEFT_OUT) or not value.strip():
            continue
        symbol = Symbol(_symbol(kind, value, before, last.what), start, start + len(value))
        if symbol.what == A_STRING == last.what:
            # Prefix, quotes and contents are one string, and so are strings that stand one behind the other.
            last = Symbol(A_STRING, last.start, symbol.end)
            continue
        if last.what:
            yield last
        before, last = last.what, symbol
    if last.what:
        yield last


def _symbol(kind: Any, value: str, before_last: str, last: str) -> str:
    if kind in String:
        return A_STRING
    if kind in Number:
        return A_NUMBER
    if kind not in Name:
        return value
    if value == SELF or any(kind in each for each in FIXED_NAMES):
        return value
    return value if last == "." and before_last != SELF else A_NAME


def _letters(text: str) -> Iterator[Symbol]:
    """Letters and digits alone, without case; a Hangul syllable is its two or three letters.

    So a Korean and an English sentence of about the same content have about as many letters, spacing (which many
    Koreans write differently) and marks do not matter, and another particle changes little.
    """
    for at, character in enumerate(text):
        for letter in unicodedata.normalize("NFKD", character.casefold()):
            if letter.isalnum():
                yield Symbol(letter, at, at + 1)
