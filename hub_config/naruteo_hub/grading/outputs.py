"""Choose and clean what a cell's outputs show in the feedback page: text, tables and pictures, each of bounded size."""

from dataclasses import dataclass
from typing import Literal

from nbformat.notebooknode import NotebookNode

from naruteo_hub.grading.cleaning import IMAGE_TYPES, clean_html, image_source, markdown_html, plain_text
from naruteo_hub.grading.words import Language, feedback_words

LONGEST_TEXT, LONGEST_HTML = 20_000, 300_000
MOST_OUTPUTS = 50

Shape = Literal["text", "stderr", "error", "html", "image"]


@dataclass
class Output:
    """One output as shown; ``plain`` is its text as the kernel sent it, for checks."""

    kind: Shape
    content: str
    label: str
    plain: str = ""
    note: str = ""

    def withhold(self, note: str) -> None:
        """Take the content away and say so."""
        self.kind, self.content, self.note = "text", "", note


def show_outputs(cell: NotebookNode, position: int, language: Language) -> list[Output]:
    """Return a code cell's outputs in the order they were made."""
    shown: list[Output] = []
    for output in cell.get("outputs", ()):
        made = _show(output, position, language)
        if made is None:
            continue
        # A program that prints line by line is one text to its reader.
        if shown and made.kind in ("text", "stderr") and shown[-1].kind == made.kind and not shown[-1].note:
            made.plain = shown[-1].plain + made.plain
            shown[-1] = _text(made.kind, made.plain, made.label, language)
        elif len(shown) < MOST_OUTPUTS:
            shown.append(made)
        else:
            shown[-1].note = feedback_words("shortened", language)
            break
    return shown


def _text(kind: Shape, plain: str, label: str, language: Language) -> Output:
    note = feedback_words("shortened", language) if len(plain) > LONGEST_TEXT else ""
    return Output(kind, plain[:LONGEST_TEXT], label, plain, note)


def _show(output: NotebookNode, position: int, language: Language) -> Output | None:
    label = feedback_words("output", language, number=position)
    if output.output_type == "stream":
        kind: Shape = "stderr" if output.get("name") == "stderr" else "text"
        return _text(kind, plain_text(output.get("text")), label, language)
    if output.output_type == "error":
        traceback = output.get("traceback")
        lines = [line for line in traceback if isinstance(line, str)] if isinstance(traceback, list) else []
        text = plain_text("\n".join(lines)) or plain_text(output.get("ename"))
        return _text("error", text, feedback_words("error", language, number=position), language)
    if output.output_type in ("display_data", "execute_result"):
        return _bundle(output.get("data", {}), label, position, language)
    return None


def _bundle(bundle: object, label: str, position: int, language: Language) -> Output | None:
    """Show the best form that is safe: a picture, a table, Markdown, or the plain text that goes with everything."""
    if not isinstance(bundle, dict):
        return None
    plain = plain_text(bundle.get("text/plain"))
    for kind in IMAGE_TYPES:
        content = bundle.get(kind)
        source = image_source(kind, plain_text(content)) if isinstance(content, str | list) else None
        if source is not None:
            return Output("image", source, feedback_words("figure", language, number=position), plain)
    html = plain_text(bundle.get("text/html"))
    if html and len(html) <= LONGEST_HTML:
        cleaned = clean_html(html).strip()
        if cleaned:
            return Output("html", cleaned, label, f"{html}\n{plain}")
    markdown = plain_text(bundle.get("text/markdown"))
    if markdown and len(markdown) <= LONGEST_TEXT:
        words = (
            feedback_words("picture", language),
            lambda name: feedback_words("picture_left_out", language, name=name),
        )
        return Output("html", markdown_html(markdown, lambda _: None, *words), label, markdown)
    return _text("text", plain, label, language) if plain else None
