"""Has every picture and every plot words for those who do not see it?"""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from naruteo_hub.checking.findings import Finding, Tell
from naruteo_hub.checking.sources import SourceNotebook

MARKDOWN_PICTURE = re.compile(r"!\[([^\]]*)\]\(\s*<?([^)\s>]+)")
HTML_PICTURE = re.compile(r"<img\b[^>]*>", re.IGNORECASE)
ALT = re.compile(r"""\balt\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
SVG_TITLE = re.compile(r"<title\b[^>]*>\s*\S")
FENCED = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)


def check_texts(notebook: SourceNotebook, tell: Tell) -> None:
    """Look at the pictures in a notebook's text cells."""
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            for picture in _silent(cell.source):
                reason = f"The picture has no alternative text: {picture}"
                tell(notebook.finding("figures", str(cell.get("id", "")), reason))


def check_reading_pictures(course: Path, file: Path, tell: Tell) -> None:
    """Look at the pictures of a text to read, and at the SVG files that it shows."""
    text = file.read_text(encoding="utf-8", errors="replace")
    name = str(file.relative_to(course))
    for picture in _silent(text):
        tell(Finding("figures", f"The picture has no alternative text: {picture}", notebook=name))
    for _, target in MARKDOWN_PICTURE.findall(FENCED.sub("", text)):
        drawing = file.parent / target
        if drawing.suffix == ".svg" and drawing.is_file():
            if not SVG_TITLE.search(drawing.read_text(encoding="utf-8", errors="replace")):
                tell(Finding("figures", f"{target} has no <title>.", notebook=name))
        elif "://" not in target and not drawing.is_file():
            tell(Finding("figures", f"The picture {target} is not there.", notebook=name))


def _silent(text: str) -> list[str]:
    text = FENCED.sub("", text)
    found = [target for words, target in MARKDOWN_PICTURE.findall(text) if not words.strip()]
    return found + [tag[:80] for tag in HTML_PICTURE.findall(text) if not _alt(tag)]


def _alt(tag: str) -> str:
    found = ALT.search(tag)
    return (found[1] or found[2] or "").strip() if found else ""


def silent_plots(outputs: list[dict[str, Any]]) -> int:
    """Count the plots among a cell's outputs that come without words."""
    return sum(not _has_words(output) for output in outputs if _is_picture(output))


def _is_picture(output: Mapping[str, Any]) -> bool:
    data = output.get("data")
    if output.get("output_type") not in ("display_data", "execute_result") or not isinstance(data, dict):
        return False
    return any(str(kind).startswith("image/") for kind in data) or "<img" in str(data.get("text/html", ""))


def _has_words(output: Mapping[str, Any]) -> bool:
    data, metadata = output["data"], output.get("metadata") or {}
    tags = HTML_PICTURE.findall(str(data.get("text/html", "")))
    if tags:
        return all(map(_alt, tags))
    if any(isinstance(about, dict) and str(about.get("alt", "")).strip() for about in metadata.values()):
        return True
    plain = str(data.get("text/plain", "")).strip()
    # `<Figure size 640x480 with 1 Axes>` says nothing.
    return bool(plain) and not plain.startswith("<")
