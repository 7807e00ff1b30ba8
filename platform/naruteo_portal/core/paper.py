"""Papers of a few plain blocks, and the PDF and XLSX files made of them: the same paper always gives the same bytes.

A PDF is tagged for screen readers (PDF/UA-1) and made to be kept (PDF/A-2a). It is laid out by Typst from `paper.typ`,
which takes a paper as JSON: whatever people have written stays text, is never read as markup and reaches no file.
"""

import hashlib
import json
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import typst
from fontTools.ttLib import TTFont

from naruteo_portal.core.i18n import N_, Locale

HERE = Path(__file__).parent
FONTS = HERE / "fonts"
LAYOUT = HERE / "paper.typ"
# A place to break a word that has none of its own, such as a hash; wide enough to leave every real word whole.
LONGEST_WORD, BREAK = 32, "\N{ZERO WIDTH SPACE}"
UNBROKEN = re.compile(rf"([!-~]{{{LONGEST_WORD}}})(?=[!-~])")

# Widths of columns, in thirds of a syllable of Hangul: cells that are wider than the most are broken into lines.
WIDE_SIGN, OTHER_SIGN, MOST_SHARE, PADDING_SHARE = 3, 2, 56, 6

Cell = str | int | float | None


@dataclass(frozen=True)
class Heading:
    """What the following blocks are about."""

    text: str


@dataclass(frozen=True)
class Paragraph:
    """A piece of text; its line breaks stay."""

    text: str


@dataclass(frozen=True)
class Note:
    """Text that must not be overlooked."""

    text: str


@dataclass(frozen=True)
class Definitions:
    """What is what: pairs under two headings."""

    head: tuple[str, str]
    rows: tuple[tuple[str, Cell], ...]


@dataclass(frozen=True)
class Table:
    """Rows under headings that are said again on every page; columns of numbers stand to the right.

    `title` names the sheet of a workbook.
    """

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    figures: frozenset[int] = frozenset()
    """Further columns, by their place, that stand to the right: figures that are written out already."""


@dataclass(frozen=True)
class Drawing:
    """A drawing in SVG, and what it shows in words."""

    svg: str
    text: str


Block = Heading | Paragraph | Note | Definitions | Table | Drawing


@dataclass(frozen=True)
class Paper:
    """A document in one language, without anything that is not known from its record."""

    title: str
    author: str
    """Who it comes from."""
    language: Locale
    reference: str
    """By which it is found again; it stands on every page."""
    made_at: datetime
    """As of when it holds: an instant of the record, so that the same record gives the same bytes."""
    blocks: tuple[Block, ...]
    landscape: bool = False

    @property
    def digest(self) -> str:
        """SHA-256 over all that the paper says; it stands on every page."""
        said = json.dumps([self.title, self.reference, self.made_at.isoformat(), _blocks(self)], ensure_ascii=False)
        return hashlib.sha256(said.encode()).hexdigest()


def write_pdf(paper: Paper) -> bytes:
    """The paper as a PDF."""
    handed = {
        "title": drawable(paper.title),
        "author": drawable(paper.author),
        "language": paper.language,
        "landscape": paper.landscape,
        "reference": drawable(paper.reference),
        "digest_words": N_("Content SHA-256").said_in(paper.language),
        "digest": paper.digest,
        "blocks": _blocks(paper),
    }
    # One for each paper: a compiler serves one thread at a time. It sees the bundled fonts alone, and of files none
    # but what lies beside them.
    compiler = typst.Compiler(root=FONTS, font_paths=_fonts())
    made = compiler.compile(
        input=LAYOUT.read_bytes(),
        format="pdf",
        sys_inputs={"paper": json.dumps(handed, ensure_ascii=False)},
        timestamp=paper.made_at.astimezone(UTC).replace(microsecond=0),
        pdf_standards=["a-2a", "ua-1"],
    )
    if not isinstance(made, bytes):
        raise TypeError("Typst gave pages instead of one file")
    return made


def drawable(text: str) -> str:
    """Text as our fonts can draw it: a sign that they lack is written by its number, as [U+738B], and none is lost."""
    normal = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\t", " ")
    signs = drawable_signs()
    drawn = "".join(sign if sign == "\n" or ord(sign) in signs else f"[U+{ord(sign):04X}]" for sign in normal)
    return UNBROKEN.sub(rf"\1{BREAK}", drawn)


@cache
def drawable_signs() -> frozenset[int]:
    """The code points that all weights have."""
    weights = []
    for path in FONTS.glob("*.otf"):
        with TTFont(path, lazy=True) as font:
            weights.append(frozenset(font.getBestCmap()))
    return frozenset.intersection(*weights)


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])


def _blocks(paper: Paper) -> list[dict[str, Any]]:
    return [_block(each, paper.language) for each in paper.blocks]


def _block(block: Block, language: Locale) -> dict[str, Any]:
    kind = type(block).__name__.lower()
    if isinstance(block, Definitions):
        return {"kind": kind, "head": _cells(block.head), "rows": [_cells(row) for row in block.rows]}
    if isinstance(block, Table):
        return {
            "kind": kind,
            "head": _cells(block.head),
            "columns": [_column(block, place) for place in range(len(block.head))],
            "shares": [_share(block, place) for place in range(len(block.head))],
            "rows": [_cells(row) for row in block.rows],
        }
    if isinstance(block, Drawing):
        return {"kind": kind, "svg": block.svg, "text": drawable(block.text)}
    return {"kind": kind, "text": drawable(block.text)}


def _cells(row: Sequence[Cell]) -> list[str]:
    return [drawable(_written(cell)) for cell in row]


def _written(cell: Cell) -> str:
    return cell if isinstance(cell, str) else "" if cell is None else f"{cell:,}"


def _column(table: Table, place: int) -> str:
    written = place in table.figures
    return "number" if written or any(isinstance(row[place], int | float) for row in table.rows) else "text"


def _share(table: Table, place: int) -> int:
    """How much of the page's width a column gets: by its longest cell, and by the longest word of its heading."""
    cells = max((_width(_written(row[place])) for row in table.rows), default=0)
    words = max(_width(word) for word in [*table.head[place].split(), ""])
    return max(min(cells, MOST_SHARE), words) + PADDING_SHARE


def _width(text: str) -> int:
    return sum(WIDE_SIGN if unicodedata.east_asian_width(sign) in "WF" else OTHER_SIGN for sign in text)
