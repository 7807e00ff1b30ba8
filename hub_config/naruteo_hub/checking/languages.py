"""Do the Korean and the English version agree? Side by side in one notebook, or as two notebooks of one assignment.

In one notebook a text cell says everything in Korean and then, behind `> **EN** — `, the same in English.
"""

import ast
import re
from collections.abc import Iterator

from nbformat.notebooknode import NotebookNode

from naruteo_hub.checking.findings import Tell
from naruteo_hub.checking.sources import SourceNotebook, graded

MARK = "> **EN** — "
HANGUL = re.compile(r"[가-힣]")
LATIN = re.compile(r"[A-Za-z]")
LATIN_WORD = re.compile(r"[A-Za-z]{3}")
LATIN_WORDS = re.compile(r"(?:[A-Za-z]+[ ,.]+){2}")
CODE = re.compile(r"```.*?```|`[^`\n]*`|\$\$.*?\$\$|\$[^$\n]+\$", re.DOTALL)
SUFFIX = re.compile(r"^(.*)[-_. ](ko|kr|en)$", re.IGNORECASE)
# The two versions must have as many of these.
COUNTED = {"```": "blocks of code", "$$": "formulas", "](": "links and pictures"}


def check_languages(notebooks: list[SourceNotebook], bilingual: bool, tell: Tell) -> None:
    """Check the notebooks of one assignment; ``bilingual``: the course says that it is in both languages."""
    pairs = list(_pairs(notebooks))
    for korean, english in pairs:
        _compare(korean, english, tell)
    paired = {notebook.name for pair in pairs for notebook in pair}
    for notebook in notebooks:
        if notebook.name not in paired and (bilingual or _is_marked(notebook)):
            _check_both(notebook, tell)


def check_reading(name: str, text: str, tell: Tell) -> None:
    """Check a text to read beside the tasks."""
    whole = SourceNotebook("", name, [])
    if not HANGUL.search(text) or MARK not in text:
        tell(whole.finding("languages", "", f"The text is not in both languages (English begins with “{MARK}”)."))


def _is_marked(notebook: SourceNotebook) -> bool:
    texts = [cell for cell in notebook.cells if cell.cell_type == "markdown"]
    return sum(MARK in cell.source for cell in texts) * 2 > len(texts)


def _pairs(notebooks: list[SourceNotebook]) -> Iterator[tuple[SourceNotebook, SourceNotebook]]:
    halves: dict[str, dict[str, SourceNotebook]] = {}
    for notebook in notebooks:
        named = SUFFIX.match(notebook.name)
        if named:
            halves.setdefault(named[1], {})["en" if named[2].lower() == "en" else "ko"] = notebook
    for both in halves.values():
        if len(both) == 2:
            yield both["ko"], both["en"]


# One notebook in both languages.


def _check_both(notebook: SourceNotebook, tell: Tell) -> None:
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            for reason in _faults(cell.source):
                tell(notebook.finding("languages", str(cell.get("id", "")), reason))
        elif cell.cell_type == "code" and cell.get("metadata", {}).get("nbgrader", {}).get("grade"):
            for message in _messages(cell.source):
                if HANGUL.search(message) and not LATIN_WORD.search(message):
                    grade_id = str(cell.metadata.nbgrader.get("grade_id", ""))
                    tell(notebook.finding("languages", grade_id, f"The message is in Korean only: {message}"))


def _faults(text: str) -> Iterator[str]:
    korean, marker, english = text.partition(MARK)
    if not marker:
        if HANGUL.search(CODE.sub("", text)) or LATIN_WORDS.search(CODE.sub("", text)):
            yield f"There is no English part (it begins with “{MARK}”)."
        return
    if not HANGUL.search(korean):
        yield "There is no Korean before the English part."
    if not LATIN_WORD.search(english) and "`" not in english:
        yield "The English part is empty."
    for line in CODE.sub("", english).splitlines():
        # Single words may be quoted or explained; a line that is mostly Korean has not been translated.
        if len(HANGUL.findall(line)) > len(LATIN.findall(line)):
            yield f"There is Korean in the English part: {line.strip('> ')[:120]}"
    for mark, words in COUNTED.items():
        here, there = korean.count(mark), english.count(mark)
        if here != there:
            yield f"The two versions differ: {here} and {there} {words} (counted by “{mark}”)."


def _messages(source: str) -> Iterator[str]:
    """Yield the messages of the assertions that learners can see."""
    visible = re.sub(r"### BEGIN HIDDEN TESTS.*?### END HIDDEN TESTS", "", source, flags=re.DOTALL)
    try:
        tree = ast.parse(visible)
    except (SyntaxError, ValueError):
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Assert) and node.msg is not None:
            words = [part.value for part in ast.walk(node.msg) if isinstance(part, ast.Constant)]
            yield " ".join(str(word) for word in words)


# Two notebooks, one for each language.


def _compare(korean: SourceNotebook, english: SourceNotebook, tell: Tell) -> None:
    cells = {meta.get("grade_id"): (cell, meta) for cell, meta in graded(english.cells)}
    order = [meta.get("grade_id") for _, meta in graded(english.cells)]
    if [meta.get("grade_id") for _, meta in graded(korean.cells)] != order:
        missing = {meta.get("grade_id") for _, meta in graded(korean.cells)} ^ set(order)
        reason = f"{english.name} has other graded cells, or another order: {', '.join(sorted(map(str, missing)))}"
        tell(korean.finding("languages", "", reason))
    for cell, meta in graded(korean.cells):
        grade_id = meta.get("grade_id")
        if grade_id not in cells:
            continue
        other, other_meta = cells[grade_id]
        for key in ("points", "grade", "solution", "task", "locked", "cell_type"):
            if meta.get(key) != other_meta.get(key):
                reason = f"{key} is {meta.get(key)!r} here and {other_meta.get(key)!r} in {english.name}."
                tell(korean.finding("languages", str(grade_id), reason))
        if cell.cell_type != other.cell_type or (cell.cell_type == "code" and not _same_code(cell, other)):
            tell(korean.finding("languages", str(grade_id), f"The code differs from that in {english.name}."))


def _same_code(cell: NotebookNode, other: NotebookNode) -> bool:
    """Tell whether two cells do the same, whatever language their comments and messages are in."""
    return _without_words(cell.source) == _without_words(other.source)


def _without_words(source: str) -> str:
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        return source
    for node in ast.walk(tree):
        if isinstance(node, ast.Assert):
            node.msg = None
        body = getattr(node, "body", None)
        if (
            isinstance(body, list)
            and body
            and isinstance(body[0], ast.Expr)
            and isinstance(body[0].value, ast.Constant)
        ):
            body[0].value.value = ""
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and " " in node.value.strip():
            # A sentence; words that decide on something, such as names of columns, seldom hold blanks.
            node.value = " "
    return ast.dump(tree)
