"""The reading of a course: its Markdown as clean HTML, and the figures that stand beside it; knows no database."""

import re
from collections.abc import Callable
from html import escape, unescape
from pathlib import PurePosixPath
from typing import Any

import mistune
import nh3

from naruteo_portal.core.i18n import Locale

FIGURE_TYPES = {".svg": "image/svg+xml", ".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg"}
FIGURE = re.compile(r"!\[(?P<alt>[^\]]*)\]\(\s*<?(?P<address>[^\s)>]+)")
TAGS = {
    *("p", "br", "hr", "em", "strong", "del", "sub", "sup", "span", "div", "section", "ul", "ol", "li", "blockquote"),
    *("code", "pre", "kbd", "a", "img", "h2", "h3", "h4", "h5", "h6"),
    *("table", "thead", "tbody", "tr", "th", "td", "details", "summary"),
}
ATTRIBUTES = {
    "*": {"lang"},
    "a": {"href"},
    "img": {"src", "alt", "lang"},
    "th": {"scope"},
    "ol": {"start"},
    "div": {"class", "tabindex", "role", "aria-label"},
    "table": {"class"},
}
LANGUAGE = re.compile(r"ko|en")
HANGUL, LATIN = re.compile(r"[가-힣ㄱ-ㅎㅏ-ㅣ]"), re.compile(r"[A-Za-z]{2}")
CODE, TAG = re.compile(r"<code>.*?</code>", re.DOTALL), re.compile(r"<[^>]*>")
# Authors set the English of a passage off as a quotation that begins with "EN".
ENGLISH_MARK = re.compile(r"^(\s*<p[^>]*>)<strong>EN</strong>\s*(?:[—–-]\s*)?")
ROW_NAME = re.compile(r"\A<td((?:(?!</td>).)*)</td>", re.DOTALL)
EMPTY_PARAGRAPH = re.compile(r"^\s*<p[^>]*></p>")

Address = Callable[[str], str | None]


def figures_in(markdown: str) -> list[tuple[str, str]]:
    """The figures that a text shows, as (address, what it shows in words)."""
    return [(found["address"], found["alt"].strip()) for found in FIGURE.finditer(markdown)]


def figure_path(file: str, address: str) -> str | None:
    """Where a figure stands in the course folder, from the text that shows it; None if not beside the reading."""
    parts = [*PurePosixPath(file).parent.parts, *PurePosixPath(address).parts]
    path = PurePosixPath(*parts)
    beside = ":" not in address and not address.startswith("/") and ".." not in parts
    return path.as_posix() if beside and path.suffix.lower() in FIGURE_TYPES else None


def figure_type(path: str) -> str:
    """The media type of a figure."""
    return FIGURE_TYPES[PurePosixPath(path).suffix.lower()]


def reading_html(markdown: str, locale: Locale, address: Address, table_label: str) -> str:
    """A text as HTML that may stand in a page under its main heading.

    The text's own title is left out, because the page says it; passages in either language carry `lang`. `address`
    gives where a figure is fetched from, None to leave it out; `table_label` names a table's scrolling region.
    """
    return _clean(_Renderer(locale, address, table_label), markdown)


def cell_html(markdown: str, locale: Locale, address: Address, table_label: str) -> str:
    """A notebook's text cell as HTML that may stand under a heading of the second level; notebooks may hold HTML."""
    return _clean(_CellRenderer(locale, address, table_label), markdown)


def _clean(renderer: mistune.HTMLRenderer, markdown: str) -> str:
    html = str(mistune.create_markdown(renderer=renderer, plugins=["table"])(markdown))
    return nh3.clean(
        html,
        tags=TAGS,
        attributes=ATTRIBUTES,
        attribute_filter=_attribute,
        url_schemes={"http", "https"},
        link_rel="noopener noreferrer",
        strip_comments=True,
    )


def _attribute(tag: str, name: str, value: str) -> str | None:
    if name == "lang":
        return value if LANGUAGE.fullmatch(value) else None
    # Figures come from the portal itself, never from elsewhere.
    if (tag, name) == ("img", "src"):
        return value if value.startswith("/") and not value.startswith("//") else None
    return value


def language_of(html: str) -> Locale | None:
    """The language that a piece of text is in; None if it is code or numbers alone."""
    said = TAG.sub("", CODE.sub("", html))
    if HANGUL.search(said):
        return "ko"
    return "en" if LATIN.search(unescape(said)) else None


def words_of_figure(alt: str, locale: Locale) -> str:
    """A figure's words in the reader's language, where its author wrote first the Korean and then the English."""
    last = max((found.end() for found in HANGUL.finditer(alt)), default=0)
    stop = re.compile(r"[^\s.]*\.?\s+").match(alt, last)
    korean, english = (alt[: stop.end()].strip(), alt[stop.end() :].strip()) if last and stop else (alt, "")
    return english if locale == "en" and english else korean or alt


class _Renderer(mistune.HTMLRenderer):
    """Markdown as HTML whose headings follow the page's own without a gap, and whose passages say their language."""

    _highest = 2

    def __init__(self, locale: Locale, address: Address, table_label: str) -> None:
        super().__init__(escape=True)
        self._locale = locale
        self._address = address
        self._table_label = table_label
        self._level = 1
        self._anything_said = False
        self._tables = 0

    def _marked(self, tag: str, html: str, attributes: str = "") -> str:
        self._anything_said = True
        foreign = self._foreign(html)
        lang = f' lang="{foreign}"' if foreign else ""
        return f"<{tag}{lang}{attributes}>{html}</{tag}>"

    def _foreign(self, html: str) -> Locale | None:
        language = language_of(html)
        return language if language != self._locale else None

    def _both(self, html: str) -> str:
        """한국어 · English: each half in its own language."""
        korean, dot, english = html.rpartition(" · ")
        halves = (korean, english)
        whole = all(half.count("<") - 2 * half.count("</") == 0 for half in halves)
        if not dot or not whole or language_of(korean) != "ko" or language_of(english) == "ko":
            return html
        return dot.join(self._marked("span", half) if self._foreign(half) else half for half in halves)

    def heading(self, text: str, level: int, **attributes: Any) -> str:
        if level == 1 and not self._anything_said:
            return ""
        # No level is skipped on the way down, and the first level is the page's.
        self._level = level = max(self._highest, min(level, self._level + 1))
        both = self._both(text)
        return self._marked(f"h{level}", text) + "\n" if both == text else f"<h{level}>{both}</h{level}>\n"

    def paragraph(self, text: str) -> str:
        return self._marked("p", text) + "\n"

    def list_item(self, text: str, **attributes: Any) -> str:
        return self._marked("li", text) + "\n"

    def block_quote(self, text: str) -> str:
        text, marked = ENGLISH_MARK.subn(r"\1", text)
        if not marked:
            return self._marked("blockquote", f"\n{text}") + "\n"
        # Readers see from its look that it is a translation; their software is told by `lang`.
        text = EMPTY_PARAGRAPH.sub("", text)
        return self._marked("div", f"\n{text}", ' class="translation"') + "\n"

    def link(self, text: str, url: str, title: str | None = None) -> str:
        # What stands elsewhere in the course folder has no address on the portal.
        return f'<a href="{escape(url, quote=True)}">{text}</a>' if re.match("https?://", url) else text

    def table(self, text: str) -> str:
        self._tables += 1
        label = escape(f"{self._table_label} {self._tables}", quote=True)
        region = f'<div class="krds-table-wrap table-region" tabindex="0" role="region" aria-label="{label}">'
        return f'{region}<table class="tbl col data">\n{text}</table></div>\n'

    def table_row(self, text: str) -> str:
        # The first cell names its row.
        text = ROW_NAME.sub(r'<th scope="row"\1</th>', text, count=1)
        return f"<tr>\n{text}</tr>\n"

    def table_cell(self, text: str, align: str | None = None, head: bool = False) -> str:
        both = self._both(text)
        tag, scope = ("th", ' scope="col"') if head else ("td", "")
        return self._marked(tag, text, scope) + "\n" if both == text else f"<{tag}{scope}>{both}</{tag}>\n"

    def image(self, text: str, url: str, title: str | None = None) -> str:
        said = words_of_figure(unescape(text), self._locale)
        source = self._address(url)
        if source is None:
            return escape(said)
        foreign = self._foreign(escape(said))
        lang = f' lang="{foreign}"' if foreign else ""
        return f'<img src="{escape(source, quote=True)}" alt="{escape(said, quote=True)}"{lang}>'


class _CellRenderer(_Renderer):
    """A cell of a notebook: its headings stand under the notebook's, none is left out, and HTML is let through."""

    _highest = 3

    def __init__(self, locale: Locale, address: Address, table_label: str) -> None:
        super().__init__(locale, address, table_label)
        self._escape = False
        self._level = 2
        self._anything_said = True

    def heading(self, text: str, level: int, **attributes: Any) -> str:
        return super().heading(text, min(6, level + 1), **attributes)
