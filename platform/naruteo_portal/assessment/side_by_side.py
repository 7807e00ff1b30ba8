"""What was asked and what was answered, cell by cell, cut out of the grader's feedback page; knows no database.

The grader writes the page from the notebook as it was put back onto the release and run again, and cleans it. Its
given cells are the release's, unchanged; the others are the learner's, with what they printed and drew when run.
"""

from dataclasses import dataclass
from html.parser import HTMLParser

CELL, CELL_KIND = "nb-cell", "nb-cell--"
QUESTION_KINDS = frozenset({"given", "test"})
ANSWER_KINDS = frozenset({"answer", "own"})


@dataclass(frozen=True)
class Part:
    """One cell of a feedback page: its kind, the anchor of a graded one (else empty), and its HTML."""

    kind: str
    anchor: str
    html: str


@dataclass(frozen=True)
class Exchange:
    """What stood before a graded cell, and what the learner wrote there, as HTML of the feedback page."""

    question: str = ""
    answer: str = ""


def exchanges_in(page: str) -> dict[str, Exchange]:
    """The question and the answer of every graded cell, by its anchor.

    They are the cells after the graded cell before, up to the graded cell itself. A graded cell that was given asks
    for the cells after it (nbgrader's task cells), so its answer reaches to the next given or graded one.
    """
    found: dict[str, Exchange] = {}
    asking = ""
    waiting: list[Part] = []
    for part in parts_of(page):
        if asking and part.kind in ANSWER_KINDS and not part.anchor:
            found[asking] = Exchange(found[asking].question, found[asking].answer + part.html)
            continue
        asking = ""
        waiting.append(part)
        if part.anchor:
            found[part.anchor] = Exchange(
                "".join(each.html for each in waiting if each.kind in QUESTION_KINDS),
                "".join(each.html for each in waiting if each.kind in ANSWER_KINDS),
            )
            asking, waiting = part.anchor if part.kind == "given" else "", []
    return found


def parts_of(page: str) -> list[Part]:
    """The cells of a feedback page in order."""
    cutter = _Cutter(page)
    cutter.feed(page)
    cutter.close()
    return cutter.parts


class _Cutter(HTMLParser):
    """Finds where each cell begins and ends; what lies within is left exactly as it was cleaned."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.parts: list[Part] = []
        self._page = page
        self._lines = [0]
        for line in page.split("\n"):  # as the parser counts them
            self._lines.append(self._lines[-1] + len(line) + 1)
        self._depth = 0
        self._begins = 0
        self._attributes: dict[str, str] = {}

    def _place(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag != "div":
            return
        if self._depth == 0:
            self._begins = self._place()
            self._attributes = {name: value or "" for name, value in attrs}
        self._depth += 1

    def handle_endtag(self, tag: str) -> None:
        if tag != "div" or self._depth == 0:
            return
        self._depth -= 1
        classes = self._attributes.get("class", "").split()
        if self._depth == 0 and CELL in classes:
            kind = next((name.removeprefix(CELL_KIND) for name in classes if name.startswith(CELL_KIND)), "")
            html = self._page[self._begins : self._place() + len("</div>")]
            self.parts.append(Part(kind, self._attributes.get("id", ""), html))
