"""Write the feedback page of each graded notebook, in every language, from the result and never from hidden tests."""

import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from jinja2 import Environment, PackageLoader, StrictUndefined
from nbformat.notebooknode import NotebookNode
from nbgrader import utils

from naruteo_hub.grading.cleaning import markdown_html, picture_finder, plain_text
from naruteo_hub.grading.normalise import is_course_cell
from naruteo_hub.grading.outputs import Output, show_outputs
from naruteo_hub.grading.preparation import PreparedNotebook
from naruteo_hub.grading.results import CellScore, Flag, cell_anchor
from naruteo_hub.grading.verdicts import has_failed
from naruteo_hub.grading.words import LANGUAGES, Language, feedback_words

# The longest page and source; what goes beyond is left out with a word about it.
LONGEST_PAGE, LONGEST_SOURCE = 3_000_000, 50_000
PAGE_SECONDS = 10
# IPython's name for a cell's place in a traceback, without colours.
CELL_LINE = re.compile(r"Cell In\[\d+\], line (\d+)")
# Shorter lines of hidden tests, such as "else:", stand in many programs.
TELLING_LINE = 12

_templates = Environment(
    loader=PackageLoader("naruteo_hub.grading"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
)


@dataclass(frozen=True)
class FeedbackNotebook:
    """One notebook as prepared from the course and as executed; ``executed`` is None when it was not handed in."""

    prepared: PreparedNotebook
    executed: NotebookNode | None = None
    shortened: Sequence[int] = ()


@dataclass
class _Cell:
    kind: str
    label: str = ""
    error_label: str = ""
    anchor: str = ""
    heading: str = ""
    points: str = ""
    remark: str = ""
    verdict: str = ""
    source: str = ""
    markdown: str | None = None
    at_line: str = ""
    failing_line: str = ""
    end_note: str = ""
    notes: list[str] = field(default_factory=list)
    outputs: list[Output] = field(default_factory=list)

    def size(self) -> int:
        """Roughly how long the cell will be in the page."""
        return len(self.source) + len(self.markdown or "") + sum(len(output.content) for output in self.outputs) + 500


@dataclass
class _Page:
    anchor: str
    title: str
    points: str
    awaiting: str
    missing: str
    cells: list[_Cell]
    left_out: str = ""


def number(points: float) -> str:
    """Write points without needless decimals."""
    return f"{points:.4f}".rstrip("0").rstrip(".")


def write_feedback(
    notebooks: Sequence[FeedbackNotebook], scores: Sequence[CellScore], files: Mapping[str, bytes]
) -> tuple[dict[Language, dict[str, str]], list[Flag]]:
    """Write one HTML fragment per language and notebook; returns them and a flag for each withheld output."""
    pages: dict[Language, dict[str, str]] = {language: {} for language in LANGUAGES}
    flags: list[Flag] = []
    template = _templates.get_template("feedback.html.jinja")
    for notebook in notebooks:
        name = notebook.prepared.name
        for language in LANGUAGES:
            writer = _Writer(notebook, [score for score in scores if score.notebook == name], files, language)
            pages[language][name] = template.render(page=writer.page())
        if writer.withheld:
            flags.append(Flag("hidden_test_shown", f"{name}: {', '.join(f'#{cell}' for cell in writer.withheld)}"))
    return pages, flags


class _Writer:
    """Writes one notebook's page in one language."""

    def __init__(
        self,
        notebook: FeedbackNotebook,
        scores: Sequence[CellScore],
        files: Mapping[str, bytes],
        language: Language,
    ) -> None:
        self.notebook = notebook
        self.prepared = notebook.prepared
        self.scores = {score.grade_id: score for score in scores}
        self.files = files
        self.language = language
        self.released = {
            cell.metadata.nbgrader.grade_id: cell.source for cell in self.prepared.release.cells if is_course_cell(cell)
        }
        # What stood between: the course does not mark it, and learners may have changed it.
        self.given = {cell.source for cell in self.prepared.release.cells if not is_course_cell(cell)}
        self.secrets = self._telling_lines()
        self.withheld: list[int] = []

    def say(self, key: str, **parts: object) -> str:
        """Return a phrase in this page's language."""
        return feedback_words(key, self.language, **parts)

    def page(self) -> _Page:
        """Put the page together, as long as it may be."""
        name = self.prepared.name
        awaiting = sum(score.max_points for score in self.scores.values() if score.points is None)
        page = _Page(
            anchor=cell_anchor(name),
            title=self.say("notebook", name=name),
            points=self.say(
                "points",
                points=number(sum(score.points or 0 for score in self.scores.values())),
                max_points=number(sum(score.max_points for score in self.scores.values())),
            ),
            awaiting=self.say("awaiting_part", points=number(awaiting)) if awaiting else "",
            missing="" if self.notebook.executed is not None else self.say("missing"),
            cells=[],
        )
        size = 0
        deadline = time.monotonic() + PAGE_SECONDS
        for position, cell in enumerate(self.notebook.executed.cells if self.notebook.executed is not None else (), 1):
            shown = self._cell(cell, position)
            size += shown.size()
            if size > LONGEST_PAGE or time.monotonic() > deadline:
                page.left_out = self.say("left_out")
                break
            page.cells.append(shown)
        return page

    def _telling_lines(self) -> set[str]:
        """Collect the lines of hidden tests that would give them away; what learners can see anyway is no secret."""
        visible = {line.strip() for cell in self.prepared.release.cells for line in cell.source.splitlines()}
        lines: set[str] = set()
        for cell in self.prepared.full.cells:
            hidden = self.prepared.hidden.get(cell.metadata.get("nbgrader", {}).get("grade_id", ""), frozenset())
            source = cell.source.split("\n")
            lines |= {source[line - 1].strip() for line in hidden}
        return {line for line in lines - visible if len(line) >= TELLING_LINE}

    def _gives_away(self, text: str) -> bool:
        # Output may hold a cell's text as one string, with its quotes and line ends escaped.
        return any(line in text or repr(line)[1:-1] in text for line in self.secrets)

    def _cell(self, cell: NotebookNode, position: int) -> _Cell:
        grade_id = cell.metadata.get("nbgrader", {}).get("grade_id", "")
        score = self.scores.get(grade_id)
        shown = _Cell(
            kind="own",
            label=self.say("code", number=position),
            error_label=self.say("error", number=position),
        )
        is_test = score is not None and score.kind == "auto"
        if is_course_cell(cell):
            shown.kind = "test" if is_test else "answer" if utils.is_solution(cell) else "given"
        elif cell.source in self.given:
            shown.kind = "given"
        source = cell.source
        if is_course_cell(cell) and not utils.is_solution(cell):
            source = self.released[grade_id]
        if cell.cell_type == "markdown":
            finder = picture_finder(self.files, cell.get("attachments", {}))
            shown.markdown = markdown_html(
                source[:LONGEST_SOURCE],
                finder,
                self.say("picture"),
                lambda name: self.say("picture_left_out", name=name),
            )
        else:
            shown.source = plain_text(source[:LONGEST_SOURCE])
        if score is not None:
            self._score(shown, score, cell)
        if cell.cell_type == "code":
            if is_test and self.prepared.must_wait(grade_id):
                self._half_hidden_test(shown, cell, grade_id)
            else:
                shown.outputs = self._outputs(cell, position)
                if position - 1 in self.notebook.shortened:
                    shown.end_note = self.say("shortened")
        return shown

    def _score(self, shown: _Cell, score: CellScore, cell: NotebookNode) -> None:
        shown.anchor = cell_anchor(score.notebook, score.grade_id)
        shown.heading = self.say("test" if score.kind == "auto" else "task", name=score.grade_id)
        if score.points is None:
            shown.points = self.say("awaiting", max_points=number(score.max_points))
            shown.verdict = "awaiting"
            return
        shown.points = self.say("points", points=number(score.points), max_points=number(score.max_points))
        if score.kind == "manual":
            shown.remark = self.say("no_response")
            shown.verdict = "failed"
        elif score.points >= score.max_points and not has_failed(cell.get("outputs", [])):
            shown.remark, shown.verdict = self.say("passed"), "passed"
        elif score.points > 0:
            shown.remark, shown.verdict = self.say("partial"), "partial"
        else:
            shown.remark, shown.verdict = self.say("failed"), "failed"

    def _half_hidden_test(self, shown: _Cell, cell: NotebookNode, grade_id: str) -> None:
        """Show a test with hidden lines: its output and its error may repeat them, so only a visible line is named."""
        shown.notes.append(self.say("hidden_note"))
        if not has_failed(cell.get("outputs", [])):
            return
        line = _failing_line(cell)
        if line is not None and line not in self.prepared.hidden.get(grade_id, ()):
            shown.at_line = self.say("at_line")
            shown.failing_line = plain_text(cell.source.split("\n")[line - 1].strip())
        elif line is not None:
            shown.remark = self.say("failed_hidden")

    def _outputs(self, cell: NotebookNode, position: int) -> list[Output]:
        outputs = show_outputs(cell, position, self.language)
        for output in outputs:
            if output.kind != "image" and self._gives_away(output.plain):
                output.withhold(self.say("withheld"))
                if position not in self.withheld:
                    self.withheld.append(position)
        return outputs


def _failing_line(cell: NotebookNode) -> int | None:
    """Find the line of a test cell at which it stopped; None when the traceback does not tell."""
    for output in cell.outputs:
        if output.output_type == "error":
            match = CELL_LINE.search(plain_text("\n".join(map(str, output.get("traceback", ())))))
            line = int(match[1]) if match else 0
            return line if 1 <= line <= len(cell.source.split("\n")) else None
    return None
